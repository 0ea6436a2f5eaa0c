"""Deliveries, the central noun: one campaign to one recipient, and each attempt at it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

SUPPRESSED = "suppressed"
"""The reason of a delivery that is skipped because its address or domain is suppressed."""
LEFT = "left as it is"
"""The reason of an uncertain delivery begins so when a person has decided not to send it again."""


class DeliveryStatus(IntEnum):
    """Where one delivery stands; the numbers are stored and never change their meaning."""

    QUEUED = 0
    CLAIMED = 1
    ACCEPTED = 2
    REJECTED = 3
    DEFERRED = 4
    UNCERTAIN = 5
    SKIPPED = 6

    @property
    def word(self) -> str:
        """The word used in files and by the command line."""
        return self.name.lower()

    @property
    def is_settled(self) -> bool:
        """True when nothing more happens to it without being asked."""
        return self not in (DeliveryStatus.QUEUED, DeliveryStatus.CLAIMED, DeliveryStatus.DEFERRED)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One campaign to one recipient. `at` is the time of the last change, `due` of the next try (unix seconds, UTC)."""

    id: int
    campaign_id: int
    address: str
    name: str
    status: DeliveryStatus
    attempts: int = 0
    at: float | None = None
    due: float | None = None
    code: int = 0
    reply: str = ""
    """The server's own words of the last attempt."""
    reason: str = ""
    """Why it was skipped, given up or is uncertain; a word or a sentence for people."""

    @property
    def is_left(self) -> bool:
        """True when it is uncertain and a person has decided to leave it so."""
        return self.status is DeliveryStatus.UNCERTAIN and self.reason.startswith(LEFT)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What was said to the server about one attempt: `C:` this program, `S:` the server; no secrets, no content."""

    delivery_id: int
    number: int
    at: float
    failed: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one delivery; `code` is the SMTP reply code, 0 when there was none."""

    id: int
    delivery_id: int
    address: str
    name: str
    number: int
    at: float
    status: DeliveryStatus
    code: int
    reply: str
    account_id: int


def server_words(code: int, reply: str) -> str:
    """Give the server's own words with its code, which most servers' texts begin with already."""
    return reply if not code or reply.startswith(str(code)) else f"{code} {reply}".strip()
