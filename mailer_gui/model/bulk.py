"""Changes of many contacts at once, and people who are there more than once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Change:
    """A change of `count` contacts; `token` takes it back for a day."""

    token: str
    count: int


class Likeness(StrEnum):
    """Why people are probably one, the surest first."""

    MAILBOX = "mailbox"
    """Two spellings of one mailbox: dots and a +word before the @ that the provider leaves out."""
    NAME = "name"
    """The same whole name at the same domain."""
    PHONE = "phone"
    """The same telephone number."""


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """People who are probably one: their ids, the one that knows most first, what to call them, and why."""

    ids: tuple[int, ...]
    who: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What a search for duplicates found: the first groups, and how many there are in all."""

    groups: tuple[DuplicateGroup, ...] = ()
    total: int = 0
