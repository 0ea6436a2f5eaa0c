"""Probable typing mistakes in the part after @, offline. Only a proposal: nothing is changed unasked.

What speaks for a mistake is added up as log-odds: how many people have a mailbox at the domain that may have been
meant, how usual the slip is, and, against it, how many other domains there are as short as that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from math import exp, log
from typing import NamedTuple

from mailer_gui.intake.nearby import Groups, add, by_name, common_index, dotless, dotless_index, without_one
from mailer_gui.intake.providers import BIG, COMPOUND, GIANT, endings, lookalikes, mailboxes, split, words
from mailer_gui.intake.slips import SWAP, slip

SHOWN = 0.7
"""From this confidence on a suggestion is shown; more than 99 of 100 shown ones are right (see the benchmark)."""
_ROOM = (9.0, 9.0, 8.0, 5.0, 1.4, 0.8, 0.2, -0.5, -1.2, -1.6, -2.0)
"""By the length of a name: how many real domains lie around it. Of three letters all exist, of eight few."""
_ENDING_ROOM = (6.0, 6.0, 6.0, 5.0, 3.8, 2.6, 2.0, 0.4, -0.4)
"""By the length of a name: how probable it is that somebody has the same name in another country."""
_WORD = 4.0
"""What speaks against a slip when it gives a word."""
_SOLE = frozenset({"gmail", "icloud", "googlemail", "protonmail", "rocketmail", "ymail"})
"""Brands with the endings that we know and no others."""
_MANY = frozenset({"hotmail", "yahoo", "outlook", "live", "windowslive", "gmx", "aol", "msn"})
"""Brands with so many endings that a country we do not know is no mistake."""
_OF_COM = frozenset({"co", "cm", "om"})
"""Countries whose ending is `com` with a letter too few."""
_ABROAD = frozenset(
    (
        *("orange", "vodafone", "t-mobile", "telia", "tele2", "tiscali", "terra", "lycos", "chello", "planet"),
        *("centrum", "atlas", "apollo", "alice", "sky", "sol", "smile", "quick", "spectrum", "optimum", "link", "meta"),
        *("start", "virgin", "pandora", "privat", "city", "plus", "magenta", "paradise", "internet", "seed", "delta"),
        *("movistar", "claro", "tim", "online", "home", "post", "mail", "email", "inbox", "yandex", "freenet", "free"),
    )
)
"""Names that firms have in many countries, mailboxes or not: another country is no mistake."""
_RARE = frozenset(
    (
        *("ac", "ai", "bf", "bt", "bw", "cam", "cf", "cm", "co", "cx", "fo", "gd", "ge", "gm", "im", "mc", "ml", "mo"),
        *("mz", "ne", "np", "om", "sl", "sm", "sr", "td", "tt"),
    )
)
"""Endings that exist, yet come from a slip more often than from their country."""
_NO_ENDINGS = frozenset(
    (
        *("co.br", "com.uk", "co.au", "com.nz", "com.za", "co.mx", "co.ar", "co.tr", "com.il", "com.id", "com.th"),
        *("com.kr", "com.jp", "co.cn", "co.tw", "co.sg", "co.my", "co.ph", "co.vn", "co.hk", "co.pe", "co.uy"),
    )
)
"""Countries that have their firms under the other one of `co` and `com`."""
_POPULAR = {
    "com": 5.0,
    **dict.fromkeys(("net", "org", "co.uk"), 2.5),
    **dict.fromkeys(("com.br", "com.au"), 2.0),
    **dict.fromkeys(("info", "edu"), 1.5),
    **dict.fromkeys(("de", "fr", "it", "nl", "ru"), 2.0),
    **dict.fromkeys(("es", "pl", "ch", "ca", "uk", "eu"), 1.5),
    **dict.fromkeys(("at", "be", "se", "dk", "no", "fi", "pt", "cz", "hu", "ro", "gr", "jp", "cn", "us", "in"), 1.0),
    **dict.fromkeys(("co.nz", "com.mx", "com.ar", "co.za", "co.in", "co.jp", "co.kr", "com.tr", "com.tw"), 1.0),
    **dict.fromkeys(("ac.uk", "org.uk", "net.au", "edu.au", "com.pl", "com.pt", "com.gr", "com.ua", "com.sg"), 0.5),
    **dict.fromkeys(("ie", "sk", "bg", "hr", "si", "rs", "ua", "lt", "lv", "ee", "biz", "co.il", "com.co", "io"), 0.5),
}
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
        first, _, rest = domain.partition(".")
        if first != name and self._ends_wrong(domain):  # `terra.con.br`: the ending is `con.br`
            yield from self._no_such_ending(first, rest)
        elif domain.rpartition(".")[2] in endings() and ending not in _NO_ENDINGS:
            yield from self._other_ending(name, ending)
            if ending in _OF_COM:  # of `com`, and perhaps the name is mistyped as well
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
        weight = self._own.get(domain) or mailboxes()[domain]
        return max(weight, BIG) if domain.partition(".")[0] in _MANY else weight

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
        for meant in (*dotless().get(bare, ()), *((own,) if own else ())):
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
            twice = rest == f".{ending}" or (name in _SOLE and rest[0] == ".") or (rest == ".com" and ending == "net")
            if twice or (domain.rpartition(".")[2] not in endings() and not self._ends_wrong(domain)):
                yield meant, 3.5

    def _ends_wrong(self, domain: str) -> bool:
        """Tell whether the ending is a slip of another one that the same name has: `yahoo.com.b`."""
        name, _, ending = domain.partition(".")
        return any(_ending_slip(ending, split(meant)[1]) for meant in by_name().get(name, ()))

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
                room = 2.0 if usual == SWAP and len(name) == 3 else _ROOM[min(len(name), len(_ROOM) - 1)]
                if name in words():
                    room += _WORD
                yield meant, self._weigh(meant) + (usual - 0.8) * 6 - room

    def _near(self, domain: str) -> set[str]:
        """Give the known domains that may be one slip away."""
        if len(domain) > _LONGEST:
            return set()
        keys = {domain, *(domain[:i] + domain[i + 1 :] for i in range(len(domain)))}
        return {known for index in (common_index(), self._index) for key in index.keys() & keys for known in index[key]}

    def _other_ending(self, name: str, ending: str) -> Iterator[_Clue]:
        """The name is known, with another ending than this one, which exists."""
        for meant in by_name().get(name, ()):
            usual = _ending_slip(ending, split(meant)[1])
            rare = ending.rpartition(".")[2] in _RARE
            if name in _SOLE:
                yield meant, 3.5 + usual
            elif name in _MANY and len(name) > 4 and ending in ("net", "org", "info") and split(meant)[1] == "com":
                yield meant, 3.0  # they are in many countries, but nowhere under these
            elif name in _ABROAD and not (split(meant)[1] == "com" and ending in _OF_COM):
                continue
            elif usual and (name not in _MANY or rare):
                room = 0.0 if name in _MANY else _ENDING_ROOM[min(len(name), len(_ENDING_ROOM) - 1)]
                yield meant, self._weigh(meant) + (usual - 0.8) * 6 - room + (1.5 if rare else -1.0)

    def _no_such_ending(self, name: str, ending: str) -> Iterator[_Clue]:
        """No domain ends like this: the ending is wrong for sure, and perhaps the name as well."""
        known = {meant: _ending_slip(ending, split(meant)[1]) for meant in by_name().get(name, ())}
        near = {meant: usual for meant, usual in known.items() if usual}
        if not near and ending not in _NO_ENDINGS:
            near = known
        for meant, usual in near.items():
            likely = self._weigh(meant) * 0.8 + _POPULAR.get(split(meant)[1], 0.0) * 0.3
            yield meant, (usual * 6 - 2.3 if usual else -0.5) + likely
        if max(near.values(), default=0.0):
            return
        for meant_ending, share in _likely_endings(ending).items():
            if f"{name}.{meant_ending}" in self._own:
                yield f"{name}.{meant_ending}", 4.0 + share
            close = dict(self._slips(name, meant_ending))
            for meant, odds in close.items():
                yield meant, odds + 0.5 + share
            if max(close.values(), default=-1.0) < 0 and len(name) > 1:
                yield f"{name}.{meant_ending}", log(0.98 * share / (1 - 0.98 * share))


_WELL_KNOWN = 20
_FEWEST = 10
"""A domain that fewer of the person's people have says nothing."""


def _weight(count: int) -> float:
    return min(GIANT - 1, log(max(count, 1)) + 0.5)


def _ending_slip(typed: str, meant: str) -> float:
    """Say how usual it is to type this ending for that one; to stop in the middle is a slip, too."""
    if meant == "com" and (typed in _OF_COM or typed == "c"):
        return 1.2  # by far the most frequent one
    cut_off = 0.3 if meant.startswith(typed) and meant != typed else 0.0
    return max(cut_off, slip(typed, meant))


@lru_cache(maxsize=4096)
def _likely_endings(ending: str) -> dict[str, float]:
    """Give the endings that may have been meant, each with its share of the probability."""
    slips = {likely: _ending_slip(ending, likely) for likely in _POPULAR}
    odds = {likely: exp(_POPULAR[likely] + (usual - 0.8) * 6) for likely, usual in slips.items() if usual}
    whole = sum(odds.values()) + 0.5
    return {likely: value / whole for likely, value in odds.items()}
