"""What the live view shows of a running campaign."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mailer_gui.model.accounts import LearnedPace
from mailer_gui.model.campaigns import CampaignState, Counts, Rest
from mailer_gui.model.deliveries import Attempt


class Asks(StrEnum):
    """What a campaign that the program has paused wants to know from a person."""

    NOTHING = "nothing"
    REFUSALS = "refusals"
    """Too many people were refused for good: go on?"""
    LATE = "late"
    """Its start was missed by too much: send it now?"""
    ACCOUNT = "account"
    """An account has stopped (a wrong password): mend it, then go on."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stage:
    """A staged start that waits: so many people came first; it goes on at `until`, None while they are under way."""

    first: int
    until: float | None = None


@dataclass(frozen=True, slots=True)
class StoppedAccount:
    """An account that may not send until a person looks at it."""

    id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CampaignStatus:
    """Where a campaign stands now. `first_at` and `last_at` are the first and last attempt, None before any."""

    id: int
    name: str
    state: CampaignState
    counts: Counts
    reason: str = ""
    rest: Rest | None = None
    first_at: float | None = None
    last_at: float | None = None
    start_at: float | None = None
    """When a scheduled campaign begins."""
    asks: Asks = Asks.NOTHING
    stage: Stage | None = None
    undecided: int = 0
    """Uncertain deliveries that nobody has decided about yet."""
    slowed: LearnedPace | None = None
    """What holds back the pace of one of its accounts, because its server wanted it slower."""
    stopped: tuple[StoppedAccount, ...] = ()
    """Its accounts that a person has to look at, while others go on or the campaign waits."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One look at a campaign: `rate` is attempts per minute just now, `seconds_left` None when nobody can say.

    `newest` has the newest attempts first; `rates` is the recent history, oldest first, as (time, per minute).
    """

    status: CampaignStatus
    at: float
    rate: float = 0.0
    seconds_left: float | None = None
    newest: tuple[Attempt, ...] = ()
    rates: tuple[tuple[float, float], ...] = ()
    sender_alive: bool = False
