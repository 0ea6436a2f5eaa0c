"""How often a suggestion is right, and how many mistakes are found, on a labelled set.

make bench ARGS="-k typos"

The set was written down apart from the finder's lists, from general knowledge; how many of its mailbox domains are in
both is printed, and recall for the others, too. A mistake at a domain that no list has can be seen only in its ending.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pytest

from mailer_gui.intake import providers
from mailer_gui.intake.addresses import AddressChecker
from mailer_gui.intake.typos import SHOWN, TypoFinder
from tests.benchmarks.typos.domains import MAILBOXES, OWNERS, mailboxes, rare, words_and_names
from tests.benchmarks.typos.mistakes import address_mistakes, endings, missing_at, mistakes

pytestmark = pytest.mark.benchmark
MOST_OF_A_DOMAIN = 25
PRECISION, RECALL = 0.99, 0.85
LOCALS = ("ana.lima", "b_stone", "team7", "x")


class Label(NamedTuple):
    """A typing mistake: what was typed, what was meant, and the kind of slip."""

    typed: str
    meant: str
    kind: str


def labelled() -> list[Label]:
    """Give mistakes at mailbox domains; what was typed is never itself a real domain of the set."""
    chance, right = random.Random(4), {*mailboxes(), *rare(), *words_and_names()}
    found: dict[str, Label] = {}
    for country, domains in MAILBOXES.items():
        for domain in domains.split():
            made = sorted({(typed, kind) for kind, typed in mistakes(domain, country) if typed not in right})
            for typed, kind in chance.sample(made, min(MOST_OF_A_DOMAIN, len(made))):
                found.setdefault(typed, Label(typed, domain, kind))
    return list(found.values())


def wrong_endings() -> Iterator[Label]:
    """Give firms and universities with a wrong ending."""
    right = {*mailboxes(), *rare()}
    for domain in OWNERS.split():
        for kind, typed in endings(domain):
            if typed not in right and typed.rpartition(".")[2] not in providers.endings():
                yield Label(typed, domain, kind)


def _judge(name: str, labels: Iterable[Label], finder: TypoFinder) -> tuple[int, int, list[str]]:
    """Print how many are found; gives (found, all, wrong ones)."""
    kinds: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    wrong: list[str] = []
    for typed, meant, kind in labels:
        kinds[kind] += 1
        suggested = finder.suggest(typed)
        hits[kind] += suggested == meant
        if suggested not in ("", meant):
            wrong.append(f"{typed} > {suggested}, not {meant}")
    share = hits.total() / max(1, kinds.total())
    told = ", ".join(f"{kind} {hits[kind] / kinds[kind]:.0%} of {kinds[kind]}" for kind in kinds)
    print(f"{name}: {kinds.total():,} mistakes, {share:.2%} found ({told})")
    return hits.total(), kinds.total(), wrong


def test_typos_are_found_and_right_domains_left_alone() -> None:
    right, words = rare(), words_and_names()
    finder, known = TypoFinder(), providers.mailboxes()
    typos = labelled()
    assert len(typos) >= 2_000 and len(right) >= 2_000
    inside = [one for one in typos if one.meant in known]
    print(
        f"\n{len(mailboxes())} mailbox domains, {sum(one in known for one in mailboxes())} of them in the finder's list"
    )
    big = [one for one in inside if known[one.meant] >= providers.BIG]
    found, count, wrong = _judge("all mailbox domains", typos, finder)
    _judge("those in the finder's list", inside, finder)
    _judge("the large ones of them", big, finder)
    _judge("those not in its list", [one for one in typos if one.meant not in known], finder)
    other, others, more = _judge("endings of firms and universities", wrong_endings(), finder)
    wrong += more + [f"{one} > {finder.suggest(one)}, right as it is" for one in right if finder.suggest(one)]
    precision, recall = (found + other) / (found + other + len(wrong)), found / count
    print(f"{len(right):,} rare domains that are right; shown from {SHOWN:.0%}: precision {precision:.2%}")
    print(f"recall {recall:.2%}; wrong: {'; '.join(wrong) or 'none'}")
    of_words = [f"{one} > {finder.suggest(one)}" for one in words if finder.suggest(one)]
    print(f"{len(words):,} words and names as domains: {len(of_words)} doubted ({'; '.join(of_words)})")
    assert precision > PRECISION
    assert recall > RECALL
    assert others and other / others > RECALL
    assert len(of_words) * 2_000 < len(words)


def test_typos_in_addresses_are_found_by_the_checker_as_well() -> None:
    check = AddressChecker().check
    pairs = [(typed, meant) for typed, meant, _ in labelled() if "." in typed]
    finder = TypoFinder()
    for typed, _ in pairs:
        meant = finder.suggest(typed)
        assert check(f"ana@{typed}").suggestion == (f"ana@{meant}" if meant else "")


def test_signs_in_wrong_places_are_understood() -> None:
    check = AddressChecker().check
    kinds: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    wrong: list[str] = []
    known = providers.mailboxes()
    for place, domain in enumerate(mailboxes()):
        local = LOCALS[place % len(LOCALS)]
        made = list(address_mistakes(local, domain))
        if known.get(domain, 0.0) >= providers.BIG and len(domain) > 6:
            made += missing_at(local, domain)
        for kind, typed in made:
            found = check(typed)
            meant = found.suggestion or ("" if found.reason else found.address)
            kinds[kind] += 1
            hits[kind] += meant == f"{local}@{domain}"
            if meant and meant != f"{local}@{domain}":
                wrong.append(f"{typed!r} > {meant}")
    print(f"\n{kinds.total():,} addresses with signs in wrong places, {hits.total() / kinds.total():.2%} understood")
    print(", ".join(f"{kind} {hits[kind] / kinds[kind]:.0%} of {kinds[kind]}" for kind in kinds))
    print(f"{len(wrong)} wrong: {'; '.join(wrong[:40])}")
    assert hits.total() > 0.97 * kinds.total()
    assert len(wrong) < 0.01 * kinds.total()
