"""One account while it is sending: its connections, its turns, and its rests."""

from __future__ import annotations

from mailer_gui.model.accounts import Account, AccountKind, LearnedPace
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.domains import DomainTurns
from mailer_gui.sending.limits import RollingLimits
from mailer_gui.sending.pace import Pace
from mailer_gui.sending.wire import Wire

FIRST_REST = 5.0
LONGEST_REST = 900.0
LONGEST_OUTAGE = 60.0
"""A lost network is looked for again at least so often."""
SAME_REFUSALS = 10
"""The same 4xx for so many recipients in a row is about the account, not about them."""
OUT_OF_STEP_STRIKES = 3
CONNECT_TRIES = 3
CONNECT_PAUSE = 1.0
"""Seconds before the second try to connect; before the third twice as long."""
PRACTICE_REST = 0.5
LOSSES = 3
"""So many lost connections within `pace.RECOVER_EVERY` messages make the account rest."""


class AccountRun:
    """The pace of one account: halved by every rest, coming back with every success."""

    def __init__(
        self,
        account: Account,
        limits: RollingLimits,
        *,
        pipelining: bool = True,
        proven: bool = False,
        domains: DomainTurns | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.account = account
        self.id = account.id
        self.limits = limits
        self.domains = domains
        self.pace = pace or Pace(account.connections)
        self.pace_changed = False
        """True until the new pace is remembered."""
        self.pace_why = ""
        self.pipelining = pipelining
        self.depth = account.depth
        self.proven = proven
        """True when this account has worked before: then trouble is waited for, else a person is asked."""
        self.campaigns: list[CampaignRun] = []
        self.wires: set[Wire] = set()
        self.opening = 0
        self.logged_in = False
        """Until one login worked only one is tried: a wrong password makes one failed login, not four."""
        self.stopped = ""
        self.rest_until = 0.0
        self.rest_why = ""
        self.connect_failures = 0
        self._rests = 0
        self._losses = 0
        self._out_of_step = 0
        self._last_refusal = 0
        self._same_refusals = 0

    def may_send(self, now: float) -> bool:
        """True when it neither rests nor waits for a person."""
        return not self.stopped and now >= self.rest_until

    @property
    def active(self) -> int:
        """Connections that hold a message."""
        return sum(wire.is_busy for wire in self.wires) + 1

    def waits_for(self, now: float) -> tuple[str, float] | None:
        """Say why it sends nothing just now, and until when."""
        if now < self.rest_until:
            return self.rest_why, self.rest_until
        if self.limits.free(now) == 0:
            return self.limits.sentence(now), self.limits.opens_at(now)
        if now < self.pace.next_at:
            return f"{self.account.host} wanted it slower, so it goes step by step.", self.pace.next_at
        return None

    def rest(self, why: str, now: float, *, outage: bool = False) -> None:
        """Send nothing for a while, longer each time in a row, and come back at half the pace.

        After an outage, when the server could not be reached at all, the pace stays as it was.
        """
        if now < self.rest_until:
            return
        wait = min(FIRST_REST * 2**self._rests, LONGEST_OUTAGE if outage else LONGEST_REST)
        if self.account.kind is AccountKind.PRACTICE:
            wait = PRACTICE_REST  # a rehearsal of trouble need not take its time
        self._rests = min(self._rests + 1, 10)
        self.pace.restart()
        if not outage:
            self.pace.halve(now)
            self.pace_changed, self.pace_why = True, why
        self.rest_until = now + wait
        self.rest_why = why if outage else f"{why.rstrip('.')}, so it waits and then goes on at half the pace."

    def accepted(self, now: float) -> None:
        """A message was taken: the pace recovers slowly."""
        self._same_refusals = 0
        if self.pace.accepted(now):
            self._losses = self._rests = 0
            self.pace_changed = self.pace_changed or bool(self.pace_why)

    def learned(self, wall: float) -> LearnedPace | None:
        """Give the pace to remember, None when nothing holds it back any more."""
        self.pace_changed = False
        if self.pace.is_full:
            self.pace_why = ""
            return None
        return LearnedPace(self.pace.connections, self.pace.per_minute, wall, self.pace_why)

    def lost(self, accepted: int) -> bool:
        """Count a lost connection; True when the account must rest: it brought nothing, or there were too many."""
        self._losses += 1
        return accepted == 0 or self._losses >= LOSSES

    def refused_alike(self, code: int) -> bool:
        """Count equal 4xx in a row; True when they are so many that the account must rest."""
        if code == 0:
            return False
        if code != self._last_refusal:
            self._last_refusal, self._same_refusals = code, 0
        self._same_refusals += 1
        if self._same_refusals < SAME_REFUSALS:
            return False
        self._same_refusals = 0
        return True

    def out_of_step(self) -> bool:
        """Count replies that did not fit; True when pipelining is given up for this account."""
        self._out_of_step += 1
        if self._out_of_step < OUT_OF_STEP_STRIKES or not self.pipelining:
            return False
        self.pipelining = False
        return True

    def room(self) -> int:
        """Give how many more connections may be opened."""
        wanted = self.pace.connections if self.logged_in else 1
        return max(0, wanted - len(self.wires) - self.opening)
