"""What happened with one person, newest first, in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Happening(StrEnum):
    """What kind of thing happened."""

    CAME = "came"
    CHANGED = "changed"
    MERGED = "merged"
    MOVED = "moved"
    SENT = "sent"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"
    WAITING = "waiting"
    SUPPRESSED = "suppressed"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened at `at` (unix seconds, UTC); `campaign` and its id when one was concerned."""

    at: float
    kind: Happening
    sentence: str
    campaign: str = ""
    campaign_id: int | None = None
    words: str = ""
    """The server's own words."""
