"""Domains we know: where people have mailboxes, which only look like a mistake, and every ending of the internet.

The lists are data in resources/domains; `mailboxes.txt`, `lookalikes.txt` and `words.txt` were written down by the
maintainers from what they know and come out of nobody else's list,
`endings.txt` is IANA's list of top-level domains, `disposable.txt` the list of the disposable-email-domains project
(CC0); the head of each says more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from mailer_gui.paths import resource

GIANT, NATIONAL, BIG, SMALL = 5.0, 4.0, 3.0, 2.4
"""How much speaks for a mailbox domain before anything is known: logarithms of how many people have one."""
_WEIGHTS = {"giant": GIANT, "national": NATIONAL, "big": BIG, "more": SMALL}
_OWN_ENDINGS = frozenset({"example", "test", "local", "lan", "internal", "intranet", "home", "corp", "mail"})
"""Not of the internet, yet no mistakes either: reserved for examples, or used inside a firm."""
COMPOUND = frozenset({"co", "com", "net", "org", "ne", "or", "ad", "on", "ac", "gov", "edu"})
"""What stands before a country as part of the ending: `example.co.uk`."""


@lru_cache(maxsize=1)
def mailboxes() -> dict[str, float]:
    """Give the domains where people have mailboxes, each with its weight."""
    found: dict[str, float] = {}
    for line in _lines("mailboxes.txt"):
        size, *domains = line.split()
        if size in _WEIGHTS:
            found.update(dict.fromkeys(domains, _WEIGHTS[size]))
    return found


@lru_cache(maxsize=1)
def lookalikes() -> frozenset[str]:
    """Give the domains that exist although they look like a mistake."""
    return words_of("lookalikes.txt")


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """Give the words that are one slip from a provider's name: `orange.fr` is a provider, `range.fr` is not."""
    return words_of("words.txt")


@lru_cache(maxsize=1)
def endings() -> frozenset[str]:
    """Give the endings (after the last dot) that a domain can have."""
    return _OWN_ENDINGS | words_of("endings.txt")


def split(domain: str) -> tuple[str, str]:
    """Take a domain apart into name and ending: `mail.example.co.uk` into `mail.example` and `co.uk`."""
    name, _, last = domain.rpartition(".")
    before, _, second = name.rpartition(".")
    if before and second in COMPOUND and len(last) == 2:
        return before, f"{second}.{last}"
    return name, last


def words_of(file: str) -> frozenset[str]:
    """Give the words of one of the lists."""
    return frozenset(word for line in _lines(file) for word in line.split())


def _lines(file: str) -> Iterator[str]:
    for line in resource("domains", file).read_text("utf-8").splitlines():
        if line and line[0] not in "#[":
            yield line
