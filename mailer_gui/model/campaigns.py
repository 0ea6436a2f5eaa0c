"""Campaigns: one message to one audience, its states, counts and plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from mailer_gui.model.messages import Message
from mailer_gui.model.schedule import Schedule


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    PREPARING = "preparing"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    RESTING = "resting"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """True when nothing more will be sent without being asked."""
        return self in (CampaignState.FINISHED, CampaignState.CANCELLED)

    @property
    def is_launched(self) -> bool:
        """True once the audience and the message are frozen."""
        return self not in (CampaignState.DRAFT, CampaignState.PREPARING)


class Wanted(StrEnum):
    """What the person wants the sender to do with a launched campaign."""

    RUN = "run"
    PAUSE = "pause"
    CANCEL = "cancel"
    GIVE_UP = "give up"
    """Cancelled, and not even the answers to what is in flight are waited for any more."""

    @property
    def is_cancel(self) -> bool:
        """True when nothing new may be sent, for good."""
        return self in (Wanted.CANCEL, Wanted.GIVE_UP)


class OnUncertain(StrEnum):
    """What happens to a delivery whose outcome nobody can know: ask (never twice) or resend (never miss)."""

    ASK = "ask"
    RESEND = "resend"


@dataclass(frozen=True, slots=True)
class Audience:
    """The lists and segments a campaign goes to, by id: whoever is in one of them gets it, once.

    Or exactly the people whom another campaign did not reach, `rest_of`.
    """

    list_ids: tuple[int, ...] = ()
    rest_of: int | None = None
    segment_ids: tuple[int, ...] = ()

    @property
    def is_chosen(self) -> bool:
        """True when it names anything at all."""
        return bool(self.list_ids or self.segment_ids) or self.rest_of is not None


USUAL_SHARE = 0.10
"""Where large services stop an account; at half of it they begin to look (Amazon SES, sending review process)."""
ENOUGH_TRIED = 200
"""Fewer attempts say nothing about a list."""


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """How a campaign is sent. `retry_after` (seconds) overrides the waits after 4xx; None means the standard ones.

    It stops and asks when more than the share `stop_at_rejected` was refused for good: None means the usual share,
    0 never. With `first` it sends to so many people, waits `first_wait` seconds, and goes on when all is well.
    The dialogues with the server are kept of the last `keep_dialogues` deliveries, and of those that failed.
    """

    account_ids: tuple[int, ...] = ()
    on_uncertain: OnUncertain = OnUncertain.ASK
    retry_after: tuple[float, ...] | None = None
    schedule: Schedule = field(default_factory=Schedule)
    stop_at_rejected: float | None = None
    first: int = 0
    first_wait: float = 3600.0
    keep_dialogues: int = 0

    def without_start(self) -> DeliveryPlan:
        """Give the plan for another campaign: the start was meant for this one."""
        return replace(self, schedule=replace(self.schedule, start=""))


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a sending campaign waits, and until when (unix seconds; None when it is not known)."""

    why: str
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries stand where. `waiting` includes `deferred`; the rest adds up to `planned`."""

    planned: int = 0
    accepted: int = 0
    rejected: int = 0
    deferred: int = 0
    uncertain: int = 0
    skipped: int = 0

    @property
    def waiting(self) -> int:
        """Deliveries that will still be tried: queued, claimed, in flight or deferred."""
        return self.planned - self.accepted - self.rejected - self.uncertain - self.skipped

    @property
    def settled(self) -> int:
        """Deliveries with a final outcome."""
        return self.planned - self.waiting


@dataclass(frozen=True, slots=True)
class Guard:
    """What a person has already agreed to: the refusals up to then no longer count, a staged start is over."""

    tried: int = 0
    rejected: int = 0
    stage_until: float | None = None
    """When a staged start goes on; None while its first messages are not sent."""
    stage_over: bool = False
    asks: bool = False
    """True when the campaign was paused because of it: going on means that the person agrees."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One message to one audience. Times are unix seconds (UTC), None when it has not happened."""

    id: int
    name: str
    state: CampaignState
    message: Message = field(default_factory=Message)
    audience: Audience = Audience()
    plan: DeliveryPlan = DeliveryPlan()
    wanted: Wanted = Wanted.RUN
    reason: str = ""
    """Why it is paused, when the program paused it: one sentence for people."""
    rest: Rest | None = None
    counts: Counts = Counts()
    revision_id: int | None = None
    created_at: float = 0.0
    changed_at: float = 0.0
    launched_at: float | None = None
    finished_at: float | None = None
    start_at: float | None = None
    """When a scheduled campaign begins."""
    senders: int = 1
    """How many sending processes share it."""
    guard: Guard = Guard()

    @property
    def in_flight(self) -> int:
        """Messages of a cancelled campaign whose answers are still awaited; everybody else was skipped."""
        return self.counts.waiting if self.state is CampaignState.CANCELLED else 0
