"""The well-known domains by what they are mistaken for: one letter less, the same name, no dots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from mailer_gui.intake.providers import BIG, mailboxes, split

LONG = 7
"""From so many letters on a name is known with two slips in it."""
Groups = dict[str, list[str]]
"""What was typed, more or less -> the domains that may have been meant."""


def without_one(domain: str) -> Iterator[str]:
    """Give a word and all words with one letter less: two words one slip apart have one of these in common."""
    yield domain
    for i in range(len(domain)):
        yield domain[:i] + domain[i + 1 :]


@lru_cache(maxsize=1)
def long_names() -> Groups:
    """Give the long names of the mailbox domains that people know best, by their ending."""
    best = (split(domain) for domain, weight in mailboxes().items() if weight >= BIG)
    return _grouped((ending, name) for name, ending in best if len(name) >= LONG)


def add(index: Groups, domain: str) -> None:
    """Put a domain into an index, so that it is found where one letter is wrong."""
    for key in set(without_one(domain)):
        index.setdefault(key, []).append(domain)


@lru_cache(maxsize=1)
def common_index() -> Groups:
    """Give the index of all mailbox domains."""
    found: Groups = {}
    for domain in mailboxes():
        add(found, domain)
    return found


@lru_cache(maxsize=1)
def by_name() -> Groups:
    """Give the mailbox domains by what stands before the ending."""
    return _grouped((split(domain)[0], domain) for domain in mailboxes())


@lru_cache(maxsize=1)
def dotless() -> Groups:
    """Give the mailbox domains by how they look without dots."""
    return _grouped((domain.replace(".", ""), domain) for domain in mailboxes())


@lru_cache(maxsize=1)
def dotless_index() -> Groups:
    """Give the same where one letter is wrong as well."""
    return _grouped((key, domain) for domain in mailboxes() for key in set(without_one(domain.replace(".", ""))))


def _grouped(pairs: Iterable[tuple[str, str]]) -> Groups:
    found: Groups = {}
    for key, domain in pairs:
        found.setdefault(key, []).append(domain)
    return found
