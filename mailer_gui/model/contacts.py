"""People in the address book, the lists they are on, and the suppressions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mailer_gui.model.verification import Verdict

FIRST_NAME = "first_name"
LAST_NAME = "last_name"
FULL_NAME = "name"


class MergePolicy(StrEnum):
    """What an import does to a contact that is there already."""

    KEEP = "keep"
    """It stays as it is."""
    OVERWRITE = "overwrite"
    """Cells with a value replace what is there; all else stays."""
    FILL = "fill"
    """Only what is empty is filled."""


class FieldType(StrEnum):
    """What a field holds; `field_types.normalised` gives the form in which it is stored."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes/no"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a contact came from: `origin` is a file name or "typed"; `row` counts lines from 1, 0 for none."""

    origin: str
    row: int = 0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in the address book. Times are unix seconds (UTC).

    `consent` says why this person may be written to; `verdict` is what the last check of the address found.
    """

    id: int
    address: str
    fields: Mapping[str, str] = field(default_factory=dict)
    source: Source = Source("typed")
    created_at: float = 0.0
    changed_at: float = 0.0
    consent: str = ""
    verdict: Verdict = Verdict.NOT_CHECKED
    verdict_detail: str = ""

    @property
    def name(self) -> str:
        """The name to show and to put into the To header; empty when none is known."""
        return display_name(self.fields)


def display_name(fields: Mapping[str, str]) -> str:
    """Give the whole name that the fields know: `name`, else first and last name."""
    whole = fields.get(FULL_NAME, "").strip()
    return whole or f"{fields.get(FIRST_NAME, '').strip()} {fields.get(LAST_NAME, '').strip()}".strip()


def same_spelling(name: str, known: Iterable[str]) -> str | None:
    """Find the known field that a name means when it is only spelt otherwise: `First Name` means `first_name`."""
    bare = _bare(name)
    return next((field for field in known if _bare(field) == bare), None) if bare else None


def _bare(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalnum())


@dataclass(frozen=True, slots=True)
class ContactList:
    """A named set of contacts; `size` counts its members."""

    id: int
    name: str
    size: int = 0


class SuppressionReason(StrEnum):
    """Why an address or a domain is never mailed."""

    MANUAL = "manual"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address (`ana@example.org`) or a domain (`@example.org`) that is never mailed."""

    key: str
    reason: str = SuppressionReason.MANUAL
    note: str = ""
    at: float = 0.0


def suppression_keys(address: str) -> tuple[str, str]:
    """Give the two suppression keys that can forbid a normalised address: itself and its domain."""
    lowered = address.lower()
    return lowered, "@" + lowered.rpartition("@")[2]
