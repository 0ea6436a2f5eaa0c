"""How often a suggestion is right, and how many mistakes are found, on a labelled set.

make bench ARGS="-k typos"

Not held apart: nearly all mailbox domains of the set are in the finder's list too, as they must be. Held apart: how
mistakes are made (own keyboards and endings) and the rare domains, of which some well-known ones are in its lists.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from mailer_gui.intake import providers
from mailer_gui.intake.addresses import AddressChecker
from mailer_gui.intake.typos import SHOWN, TypoFinder
from tests.benchmarks.typos.domains import MAILBOXES, mailboxes, rare
from tests.benchmarks.typos.mistakes import mistakes

pytestmark = pytest.mark.benchmark
MOST_OF_A_DOMAIN = 25
PRECISION, RECALL = 0.99, 0.8


def labelled() -> list[tuple[str, str, str]]:
    """Give (typed, meant, kind); what was typed is never itself a real domain of the set."""
    chance, right = random.Random(4), {*mailboxes(), *rare()}
    found: dict[str, tuple[str, str, str]] = {}
    for country, domains in MAILBOXES.items():
        for domain in domains.split():
            made = sorted({(typed, kind) for kind, typed in mistakes(domain, country) if typed not in right})
            for typed, kind in chance.sample(made, min(MOST_OF_A_DOMAIN, len(made))):
                found.setdefault(typed, (typed, domain, kind))
    return list(found.values())


def test_typos_are_found_and_rare_domains_left_alone() -> None:
    typos, right = labelled(), rare()
    assert len(typos) >= 2_000
    assert len(right) >= 2_000
    finder = TypoFinder()
    kinds: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    wrong: list[str] = []
    for typed, meant, kind in typos:
        kinds[kind] += 1
        suggested = finder.suggest(typed)
        hits[kind] += suggested == meant
        if suggested not in ("", meant):
            wrong.append(f"{typed} > {suggested}, not {meant}")
    wrong += [f"{domain} > {finder.suggest(domain)}, right as it is" for domain in right if finder.suggest(domain)]
    found = hits.total()
    precision, recall = found / (found + len(wrong)), found / len(typos)
    known = sum(domain in providers.mailboxes() for domain in mailboxes())
    strangers = sum(
        domain not in providers.mailboxes() | dict.fromkeys(providers.lookalikes(), 0.0) for domain in right
    )
    print(f"\n{len(typos):,} mistakes at {len(mailboxes())} domains ({known} in the finder's list)")
    print(f"{len(right):,} rare domains ({strangers:,} of them in none of the finder's lists)")
    print(f"shown from {SHOWN:.0%}: precision {precision:.2%}, recall {recall:.2%}")
    print("recall by kind: " + ", ".join(f"{kind} {hits[kind] / kinds[kind]:.0%} of {kinds[kind]}" for kind in kinds))
    print("wrong: " + ("; ".join(wrong) or "none"))
    assert precision > PRECISION
    assert recall > RECALL


def test_typos_in_addresses_are_found_by_the_checker_as_well() -> None:
    check = AddressChecker().check
    pairs = [(typed, meant) for typed, meant, _ in labelled()]
    finder = TypoFinder()
    for typed, _ in pairs:
        meant = finder.suggest(typed)
        assert check(f"ana@{typed}").suggestion == (f"ana@{meant}" if meant else "")
