"""What the engine needs from the rest of the program; the sender process implements it with the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mailer_gui.model.accounts import Account, LearnedPace
from mailer_gui.model.deliveries import DeliveryStatus

if TYPE_CHECKING:
    from mailer_gui.sending.campaign import CampaignRun
    from mailer_gui.sending.replies import Reply


class Claimed(NamedTuple):
    """A delivery that is ours to try: `number` is the attempt number, `fields` the frozen fields as JSON text."""

    campaign_id: int
    id: int
    number: int
    key: str
    address: str
    fields: str
    date: float
    contact_id: int
    account_id: int = 0
    """The account of the attempt before, 0 when this is the first."""


class Job:
    """One claimed delivery on its way through the engine."""

    __slots__ = (
        "account_id",
        "address",
        "body",
        "campaign",
        "contact_id",
        "date",
        "fields",
        "id",
        "key",
        "number",
        "said",
        "sender",
    )

    def __init__(self, claimed: Claimed, campaign: CampaignRun) -> None:
        _, self.id, self.number, self.key, self.address, self.fields, self.date, *last = claimed
        self.contact_id, self.account_id = last
        self.campaign = campaign
        self.sender = campaign.sender
        self.body = b""
        self.said: Sequence[Reply] | None = None
        """The server's answers to the envelope, None while there are none, or when they were the usual ones."""


class Settlement(NamedTuple):
    """How one attempt ended. `attempted` is False when nothing was tried (skipped)."""

    status: DeliveryStatus
    at: float
    account_id: int = 0
    code: int = 0
    reply: str = ""
    due: float = 0.0
    reason: str = ""
    attempted: bool = True
    recorded_as: DeliveryStatus | None = None
    """What the attempt's row says, when it is not the delivery's status: uncertain, but sent again by itself."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Claim at most `count` deliveries of this campaign."""

    campaign_id: int
    count: int


class Clock(Protocol):
    """Time, injected everywhere."""

    def now(self) -> float:
        """Unix seconds, UTC; may jump."""

    def steady(self) -> float:
        """Seconds that never jump."""


class Journal(Protocol):
    """The durable truth. Nothing is sent that is not claimed in it and marked in it."""

    @property
    def pending(self) -> int:
        """Settlements that are in the flight log but not yet in the database."""

    def commit(self, wishes: Sequence[Wish] = ()) -> list[Claimed]:
        """Store all settlements and releases, and claim what is wished, in one synced transaction."""

    @property
    def has_news(self) -> bool:
        """True when there is something to commit."""

    @property
    def is_committing(self) -> bool:
        """True from `begin_commit` to `end_commit`."""

    def begin_commit(self, wishes: Sequence[Wish], done: Callable[[], object]) -> bool:
        """Commit without waiting for the disk; `done` is called when it has it. False when only `commit` will do."""

    def end_commit(self) -> list[Claimed]:
        """Give what the commit that was begun has claimed; waits for the disk if it must."""

    def next_due(self, campaign_id: int) -> float | None:
        """Give when the earliest waiting delivery is due, None when none waits."""

    def asked_again(self, job: Job) -> tuple[float, int] | None:
        """Give when a person wanted it to be sent again (unix seconds) and after how many tries, None if nobody did."""

    def mark(self, job: Job, account_id: int, go: Callable[[], None]) -> None:
        """Write the in-flight mark; call `go` later, once it is where it must be. The content may follow only then."""

    def unmark(self, job: Job) -> None:
        """The mark was written, but no byte that could complete the message."""

    def settle(self, job: Job, settlement: Settlement) -> None:
        """Note how the attempt ended; it is in the flight log before the next mark is."""

    def accepted(self, job: Job, at: float, account_id: int, code: int, reply: str) -> int:
        """Note that the server took it, as `settle` does; gives how many settlements are pending."""

    def release(self, job: Job, due: float = 0.0) -> None:
        """Back to the queue as if it had never been claimed; it is due then, or at once."""

    def keep_dialogue(self, job: Job, at: float, text: str, *, failed: bool) -> None:
        """Keep what was said about this message; it goes to the store with its settlement."""

    def flush(self) -> None:
        """Hand what is noted to the operating system."""


class Events(Protocol):
    """What the engine tells the process around it; all of it rare."""

    def campaign_stopped(self, campaign: CampaignRun, reason: str) -> None:
        """It must wait for a person."""

    def nothing_left(self, campaign: CampaignRun) -> None:
        """Its last message is answered, and nothing more was found to claim."""

    def account_stopped(self, account: Account, reason: str) -> None:
        """The account may not send until a person looks at it."""

    def pipelining_failed(self, account: Account) -> None:
        """The account's server mixes up its replies: from now on one command at a time."""

    def depth_failed(self, account: Account, why: str) -> None:
        """Its server takes one message at a time on each connection, whatever the account says."""

    def pace_learned(self, account: Account, pace: LearnedPace | None) -> None:
        """The account's server wanted it slower, or it goes at full speed again (None): to be remembered."""

    def failed(self, error: Exception) -> None:
        """The journal cannot be written; nothing more may be sent."""


class Skip(Exception):  # noqa: N818 - a decision, not an error
    """Raised by a render callable: this recipient gets no message, for the reason given."""


Render = Callable[[Job], bytes]
