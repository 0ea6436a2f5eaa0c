"""One campaign while it is being sent: its claimed deliveries, and whether more may begin."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mailer_gui.model.campaigns import Rest
from mailer_gui.sending.gate import Gate
from mailer_gui.sending.ports import Job, Render
from mailer_gui.sending.retry import RetryPlan

FIRST_CLAIM = 20
LARGEST_CLAIM = 800
LEAST_CLAIM = 4


class Variant(NamedTuple):
    """How one account sends the message: under its own From."""

    sender: bytes
    render: Render


class CampaignRun:
    """What the engine knows of a campaign. `sender` is the envelope address, `accounts` the ids it may use."""

    def __init__(
        self,
        campaign_id: int,
        sender: str,
        accounts: Sequence[int],
        render: Render,
        retry: RetryPlan | None = None,
        *,
        resend_uncertain: bool = False,
        gate: Gate | None = None,
        keep_dialogues: int = 0,
        variants: Mapping[int, Variant] | None = None,
    ) -> None:
        self.id = campaign_id
        self.sender = sender.encode("utf-8")
        self.accounts = tuple(accounts)
        self.render = render
        self.retry = retry or RetryPlan()
        self.resend_uncertain = resend_uncertain
        self.gate = gate or Gate()
        self.variants = dict(variants or {})
        """Account id -> envelope address and message, where an account writes as somebody else."""
        self.keep_dialogues = keep_dialogues
        """So many of the last dialogues are kept, beside those that failed."""
        self.closed: Rest | None = None
        """Why no message of it may begin at this hour, or before the first ones are judged."""
        self.parked_until = 0.0
        """Deliveries wait for their domain's turn up to then (unix seconds); `parked_why` says which limit."""
        self.parked_why = ""
        self.queue: deque[Job] = deque()
        self.under_way = 0
        """Taken by a connection and not settled yet."""
        self.ahead = 1
        """So many messages are rendered before their turn: more while that is quick."""
        self.stopped = False
        self.dry = False
        """Nothing was left to claim at the last look; the next look is at `look_again`."""
        self.look_again: float | None = None
        self._claim = FIRST_CLAIM
        self._claimed_at = 0.0

    @property
    def is_quiet(self) -> bool:
        """True when nothing of it is claimed or in flight here."""
        return not self.queue and not self.under_way

    @property
    def has_nothing_left(self) -> bool:
        """True when nothing of it is queued, claimed, in flight or waiting to be tried again."""
        return self.is_quiet and self.dry and self.look_again is None

    def next_claim(self, batch: int) -> int:
        """Give how many to claim: about a second's worth, so that nothing is held for long."""
        now = time.monotonic()
        passed = now - self._claimed_at
        if passed < 0.5:
            self._claim = min(self._claim * 4, LARGEST_CLAIM)
        elif passed > 2.0:
            self._claim = max(self._claim // 2, LEAST_CLAIM)
        self._claimed_at = now
        return min(self._claim, batch)

    def wake(self) -> None:
        """Somebody changed something: look at once whether there is more to claim."""
        self.dry = False
        self.look_again = None
