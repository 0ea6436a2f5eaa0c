"""What looking over every rendered message of a campaign found."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

SKIPPED, EMPTY, LOOKS_EMPTY, LEFTOVER, LINK, SUBJECT, LENGTH, FILE = (
    "skipped",
    "empty",
    "looks empty",
    "leftover",
    "link",
    "subject",
    "length",
    "file",
)
KINDS = (SKIPPED, FILE, LEFTOVER, EMPTY, LOOKS_EMPTY, LINK, SUBJECT, LENGTH)
"""Kinds of remarks, the most important first."""
KEPT_ROWS = 500


@dataclass(frozen=True, slots=True)
class Remark:
    """Something odd about one person's message: `what` is a sentence for people."""

    kind: str
    number: int
    """The contact of a draft, the delivery of a launched campaign: an id of `operations/outbox_list`."""
    address: str
    what: str


@dataclass(frozen=True, slots=True)
class OutboxPerson:
    """Somebody who gets a message: `id` is the contact of a draft, the delivery of a launched campaign."""

    id: int
    address: str
    name: str


@dataclass(frozen=True, slots=True)
class OutboxFacts:
    """What an outbox holds: `stamp` tells whether it is still the same, `fingerprint` is empty for a draft."""

    campaign_id: int
    name: str
    people: int
    is_launched: bool
    launched_at: float | None
    fingerprint: str
    stamp: float


@dataclass(slots=True)
class OutboxLook:
    """Every message of a campaign, measured: whose it is and its size in bytes (0: it cannot be rendered).

    `numbers` are ids of `operations/outbox_list`: contacts of a draft, deliveries of a launched campaign.

    `counts` says how many people each kind of remark concerns, `remarks` keeps the first KEPT_ROWS of each kind.
    """

    numbers: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("L"))
    counts: dict[str, int] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    fallbacks: dict[str, int] = field(default_factory=dict)
    """Field -> how many people get its fallback, because they have nothing in it."""
    fallback_words: dict[str, str] = field(default_factory=dict)
    """Field -> what stands there then, where it is one fixed text."""

    def add(self, remark: Remark) -> None:
        """Count a remark; keep it while there are few of its kind."""
        self.counts[remark.kind] = self.counts.get(remark.kind, 0) + 1
        if self.counts[remark.kind] <= KEPT_ROWS:
            self.remarks.append(remark)

    @property
    def total(self) -> int:
        """How many people the campaign has."""
        return len(self.numbers)
