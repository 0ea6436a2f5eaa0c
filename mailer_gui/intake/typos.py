"""Probable typing mistakes in the part after @, offline. Only a proposal: nothing is changed unasked.

What speaks for a mistake is added up as log-odds: how many people have a mailbox at the domain that may have been
meant, how usual the slip is, and, against it, how many other domains there are as short as that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import exp, log
from typing import NamedTuple

from mailer_gui.intake.likelihood import (
    ABROAD,
    ENDING_ROOM,
    MANY,
    NO_ENDINGS,
    OF_COM,
    POPULAR,
    RARE,
    ROOM,
    SOLE,
    WORD,
    crowd_of_numbers,
    ending_slip,
    likely_endings,
    other_of_two,
    room,
)
from mailer_gui.intake.nearby import (
    LONG,
    Groups,
    add,
    by_name,
    common_index,
    dotless,
    dotless_index,
    long_names,
    without_one,
)
from mailer_gui.intake.providers import (
    BIG,
    COMPOUND,
    GIANT,
    NATIONAL,
    SMALL,
    endings,
    lookalikes,
    mailboxes,
    split,
    words,
)
from mailer_gui.intake.slips import SWAP, slip, two_slips

SHOWN = 0.7
"""From this confidence on a suggestion is shown; more than 99 of 100 shown ones are right (see the benchmark)."""
_LONGEST = 40
"""No provider's domain is as long as this."""
_WWW = re.compile(r"(?:w{2,4}\.|www)(?=.*\.)|mailto\.?(?=.*\.)")


_Clue = tuple[str, float]
"""A domain that may have been meant, and the log-odds of that."""


class Guess(NamedTuple):
    """A domain that may have been meant, and how sure that is, from 0 to 1."""

    domain: str = ""
    confidence: float = 0.0


class TypoFinder:
    """Knows the domains people have mailboxes at; `own` adds those that this person writes to.

    `own` says how many of them are at a domain; without counts each one is taken for a well-known domain.
    """

    def __init__(self, own: Mapping[str, int] | Iterable[str] = ()) -> None:
        counts = dict(own) if isinstance(own, Mapping) else dict.fromkeys(own, _WELL_KNOWN)
        self._own: dict[str, float] = {}
        self._own_dotless: dict[str, str] = {}
        self._index: Groups = {}
        for domain in sorted(counts, key=lambda one: -counts[one]):
            count = counts[domain]
            if count < _FEWEST:
                break
            if not self._is_real(domain) and not self._is_slip(domain, counts):
                self._own[domain] = _weight(count)
                add(self._index, domain)
        self._own_dotless = {domain.replace(".", ""): domain for domain in self._own}

    def suggest(self, domain: str) -> str:
        """Give the domain that was probably meant; empty when this one may well be right."""
        guess = self.guess(domain)
        return guess.domain if guess.confidence >= SHOWN else ""

    def guess(self, domain: str) -> Guess:
        """Give the best guess at what was meant, however doubtful; an empty one when there is none.

        What else may have been meant speaks against the best guess, as does that the domain may be right.
        """
        if self._is_real(domain):
            return Guess()
        odds: dict[str, float] = {}
        for meant, found in self._clues(domain):
            if meant != domain:
                odds[meant] = max(found, odds.get(meant, found))
        if not odds:
            return Guess()
        best = max(odds, key=lambda meant: odds[meant])
        if best in lookalikes():
            return Guess()
        return Guess(best, min(0.99, exp(odds[best]) / (1 + sum(map(exp, odds.values())))))

    def _clues(self, domain: str) -> Iterator[_Clue]:
        name, ending = split(domain)
        yield from self._pasted(domain)
        yield from self._dots(domain)
        yield from self._junk(domain)
        if not name:
            yield from self._glued(domain)
            return
        yield from self._slips(name, ending)
        yield from self._two_slips(domain, name, ending)
        yield from self._other_of_two(name, ending)
        first, _, rest = domain.partition(".")
        if first != name and self._ends_wrong(domain):  # `terra.con.br`: the ending is `con.br`
            yield from self._no_such_ending(first, rest)
        elif domain.rpartition(".")[2] in endings() and ending not in NO_ENDINGS:
            yield from self._other_ending(name, ending)
            if ending in OF_COM:  # of `com`, and perhaps the name is mistyped as well
                twice = self._slips(name, "com")
                yield from ((meant, odds - 1.5) for meant, odds in twice if self._weigh(meant) >= BIG)
        else:
            before, _, second = name.rpartition(".")
            if before and second in COMPOUND:  # `petrobras.com.brr`
                yield from self._no_such_ending(before, f"{second}.{ending}")
            yield from self._no_such_ending(name, ending)

    def _is_slip(self, domain: str, counts: Mapping[str, int]) -> bool:
        """Tell whether even one of the person's frequent domains is a mistake: many people make the common ones.

        A slip of a giant provider stays one however often it comes: one clerk or one form made all of them. Beside
        another domain of their own (school-1, school-2) it takes many more people there to make it one.
        """
        meant = self.suggest(domain)
        count = counts[domain]
        if not meant or mailboxes().get(meant, 0.0) >= GIANT:
            return bool(meant)
        rare = count < _WELL_KNOWN and meant not in self._own
        return rare or counts.get(meant, 0) >= _WELL_KNOWN * count

    def _is_real(self, domain: str) -> bool:
        return domain in mailboxes() or domain in self._own or domain in lookalikes()

    def _is_mailbox(self, domain: str) -> bool:
        return domain in mailboxes() or domain in self._own

    def _weigh(self, domain: str) -> float:
        weight = self._own.get(domain) or mailboxes().get(domain, SMALL)
        if domain.partition(".")[0] not in MANY:
            return weight
        return max(weight, NATIONAL if weight >= BIG and len(domain) > 7 else BIG)

    def _pasted(self, domain: str) -> Iterator[_Clue]:
        """The beginning of a web address stands before the domain."""
        found = _WWW.match(domain)
        rest = domain[found.end() :] if found else ""
        if self._is_mailbox(rest):
            yield rest, 9.0
        elif rest and found and found[0].endswith(".") and rest.rpartition(".")[2] in endings():
            yield self.suggest(rest) or rest, 3.0

    def _dots(self, domain: str) -> Iterator[_Clue]:
        """A dot is missing or stands elsewhere."""
        bare = domain.replace(".", "")
        own = self._own_dotless.get(bare)
        inside = self._is_mailbox(domain.partition(".")[2])  # `e.mail.de` may be a computer of `mail.de`
        for meant in (*dotless().get(bare, ()), *((own,) if own else ())):
            if inside and self._weigh(meant) < BIG:
                continue
            yield meant, self._weigh(meant) + (4.0 if len(meant) > 6 else 0.5)

    def _junk(self, domain: str) -> Iterator[_Clue]:
        """Something was typed or pasted behind the address: `gmail.comm`, `web.de.de`, `gmail.com.tel`."""
        common, own = mailboxes(), self._own
        for cut in range(min(len(domain) - 1, _LONGEST), 4, -1):
            meant = domain[:cut]
            if meant not in common and meant not in own:
                continue
            rest = domain[cut:]
            name, ending = split(meant)
            last = ending.rpartition(".")[2]
            if rest.lstrip(".") in (ending, last) and rest.rpartition(".")[2] not in (domain, "co"):
                yield meant, 9.0  # `hotmail.com.com`, `yahoo.frfr`
                continue
            twice = rest == f".{ending}" or (name in SOLE and rest[0] == ".") or (rest == ".com" and ending == "net")
            if twice or (domain.rpartition(".")[2] not in endings() and not self._ends_wrong(domain)):
                yield meant, 3.5

    def _ends_wrong(self, domain: str) -> bool:
        """Tell whether the ending is a slip of another one that the same name has: `yahoo.com.b`."""
        name, _, ending = domain.partition(".")
        return any(ending_slip(ending, split(meant)[1]) for meant in by_name().get(name, ()))

    def _glued(self, domain: str) -> Iterator[_Clue]:
        """There is no dot at all: the ending is missing, or something else is wrong as well."""
        named = by_name().get(domain, ())
        if domain in dotless() or named:
            yield from ((meant, 3.5) for meant in named if len(named) == 1 and len(domain) > 4)
            return
        for key in without_one(domain):
            for meant in dotless_index().get(key, ()):
                usual = slip(domain, meant.replace(".", ""))
                if usual and len(meant) > 7:
                    yield meant, self._weigh(meant) + (usual - 0.8) * 6 - 0.5

    def _slips(self, name: str, ending: str) -> Iterator[_Clue]:
        """The name is one slip away from a known one with the same ending."""
        for meant in self._near(f"{name}.{ending}"):
            meant_name, meant_ending = split(meant)
            usual = slip(name, meant_name) if meant_ending == ending else 0.0
            if usual:
                weight = self._weigh(meant)
                against = ROOM[min(len(name), len(ROOM) - 1)] if weight >= NATIONAL else room(name, meant_name, ending)
                if usual == SWAP and len(name) == 3:
                    against = 2.0
                against += crowd_of_numbers(name) + (WORD if name in words() else 0.0)
                yield meant, weight + (usual - 0.8) * 6 - against

    def _two_slips(self, domain: str, name: str, ending: str) -> Iterator[_Clue]:
        """The name is a long and well-known one with two slips: `hotimall.com`."""
        squeezed = _REPEATED.sub(r"\1", domain)
        if squeezed != domain:  # `gmailll.com`: a key that stuck is one slip
            close = (squeezed, _REPEATED.sub(r"\1\1", domain))
            yield from ((meant, self._weigh(meant) + 2.0) for meant in close if self._is_mailbox(meant))
        if name in words():
            return
        for known in long_names().get(ending, ()):
            if two_slips(name, known) and self._weigh(f"{known}.{ending}") >= NATIONAL:
                yield f"{known}.{ending}", self._weigh(f"{known}.{ending}") - 3.6 + 0.5 * (len(known) - LONG)

    def _other_of_two(self, name: str, ending: str) -> Iterator[_Clue]:
        """The country has the firm under `co` and not under `com`, or the other way round."""
        meant = f"{name}.{other_of_two(ending)}"
        if self._is_mailbox(meant) and (ending in NO_ENDINGS or name in MANY):
            yield meant, 7.0 if ending in NO_ENDINGS else 3.0

    def _near(self, domain: str) -> set[str]:
        """Give the known domains that may be one slip away."""
        if len(domain) > _LONGEST:
            return set()
        keys = {domain, *(domain[:i] + domain[i + 1 :] for i in range(len(domain)))}
        return {known for index in (common_index(), self._index) for key in index.keys() & keys for known in index[key]}

    def _other_ending(self, name: str, ending: str) -> Iterator[_Clue]:
        """The name is known, with another ending than this one, which exists."""
        for meant in by_name().get(name, ()):
            usual = ending_slip(ending, split(meant)[1])
            rare = ending.rpartition(".")[2] in RARE
            if name in SOLE:
                yield meant, 3.5 + usual
            elif name in MANY and len(name) > 4 and ending in ("net", "org", "info") and split(meant)[1] == "com":
                yield meant, 3.0  # they are in many countries, but nowhere under these
            elif name in ABROAD and not (split(meant)[1] == "com" and ending in OF_COM):
                continue
            elif usual and (name not in MANY or rare):
                against = 0.0 if name in MANY else ENDING_ROOM[min(len(name), len(ENDING_ROOM) - 1)]
                yield meant, self._weigh(meant) + (usual - 0.8) * 6 - against + (1.5 if rare else -1.0)

    def _no_such_ending(self, name: str, ending: str) -> Iterator[_Clue]:
        """No domain ends like this: the ending is wrong for sure, and perhaps the name as well."""
        named = (f"{name}.{likely}" for likely in likely_endings(ending))
        real = (domain for domain in named if domain in lookalikes())  # `sky.ti` may be `sky.it` as well
        known = {meant: ending_slip(ending, split(meant)[1]) for meant in (*by_name().get(name, ()), *real)}
        near = {meant: usual for meant, usual in known.items() if usual}
        if not near and ending not in NO_ENDINGS:
            near = known
        for meant, usual in near.items():
            share = 0.8 if len(ending) == 1 else 0.5 if usual else 0.3
            likely = self._weigh(meant) * 0.8 + POPULAR.get(split(meant)[1], 0.0) * share
            yield meant, (usual * 6 - 2.3 if usual else -0.5) + likely
        if max(near.values(), default=0.0):
            return
        for meant_ending, share in likely_endings(ending).items():
            if f"{name}.{meant_ending}" in self._own:
                yield f"{name}.{meant_ending}", 4.0 + share
            close = dict(self._slips(name, meant_ending))
            for meant, odds in close.items():
                yield meant, odds + 0.5 + share
            if max(close.values(), default=-1.0) < 0 and len(name) > 1:
                yield f"{name}.{meant_ending}", log(0.98 * share / (1 - 0.98 * share))


_REPEATED = re.compile(r"([a-z])\1{2,}")
_WELL_KNOWN = 20
_FEWEST = 10
"""A domain that fewer of the person's people have says nothing."""


def _weight(count: int) -> float:
    return min(GIANT - 1, log(max(count, 1)) + 0.5)
