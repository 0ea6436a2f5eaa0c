"""What the live view shows of a running campaign."""

from __future__ import annotations

from dataclasses import dataclass

from mailer_gui.model.campaigns import CampaignState, Counts, Rest
from mailer_gui.model.deliveries import Attempt


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
