"""The engine's side of the journal: what is claimed, settled and released, and when it is committed."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.ports import Claimed, Events, Job, Journal, Settlement, Wish
from mailer_gui.sending.roster import Roster

BATCH = 100
LARGEST_BATCH = 400
FLUSH_AFTER = 0.05
OFTEN, SELDOM = 0.03, 0.1
"""Seconds from one full commit to the next: below `OFTEN` batches grow, so that their fixed cost is shared by more, and
the next claims are there before the last ones are used up; above `SELDOM` they shrink again."""
SHARE = 5
"""At most one part in so many of the time is spent waiting for the disk when there is little to do."""
log = logging.getLogger(__name__)


class Claims:
    """Commits in batches, and soon after the last result when there is little to do."""

    def __init__(self, roster: Roster, journal: Journal, events: Events) -> None:
        self.journal = journal
        self.broken = False
        """The journal cannot be written: nothing more is sent, and what is known is told once."""
        self._roster = roster
        self._events = events
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._batch = BATCH
        self._took = 0.0
        self._begun = 0.0
        """When the last commit was begun; a full one says how large the next ones should be."""
        self._asked: list[Wish] = []
        self._serial = 0

    def fill(self, campaign: CampaignRun, free: int | None) -> None:
        """Claim more of a campaign whose queue is empty, at most as many as have their turn."""
        self.conclude()
        if campaign.queue:
            return
        count = campaign.next_claim(2 * self._batch)
        if campaign.gate.left > 0:
            count = min(count, campaign.gate.left)
        self.commit([Wish(campaign.id, count if free is None else min(count, free))])

    def settle(self, job: Job, settlement: Settlement) -> None:
        """Note how an attempt ended; commit when enough came together.

        When the database cannot be written the flight log may still take it, and the next start reads it there.
        """
        self.journal.settle(job, settlement)
        if self.broken:
            return
        campaign = job.campaign
        if settlement.status is DeliveryStatus.DEFERRED and campaign.dry:
            earlier = campaign.look_again is None or settlement.due < campaign.look_again
            campaign.look_again = settlement.due if earlier else campaign.look_again
        if self.journal.pending >= self._batch:
            self._store()
        elif self._timer is None:
            self._soon()

    def accepted(self, job: Job, at: float, account_id: int, code: int, reply: str) -> None:
        """Note that the server took it: `settle` for nearly all."""
        pending = self.journal.accepted(job, at, account_id, code, reply)
        if self.broken:
            return
        if pending >= self._batch:
            self._store()
        elif self._timer is None:
            self._soon()

    def release(self, job: Job) -> None:
        """Back to the queue as if it had never been claimed."""
        if not self.broken:
            self.journal.release(job)
            job.campaign.wake()
            self._soon()

    def park(self, job: Job, due: float) -> None:
        """Back to the queue until its recipient's domain has a turn."""
        if self.broken:
            return
        self.journal.release(job, due)
        campaign = job.campaign
        if campaign.dry and (campaign.look_again is None or due < campaign.look_again):
            campaign.look_again = due
        self._soon()

    def put_back(self, campaign: CampaignRun) -> None:
        """Release everything that is claimed and has not begun."""
        while campaign.queue:
            self.release(campaign.queue.popleft())

    def commit(self, wishes: list[Wish] | None = None) -> None:
        """Store what is noted and claim what is wished; it is on disk afterwards."""
        if self.broken:
            return
        self.conclude()
        self._stop_timer()
        begun = self._roster.clock.steady()
        try:
            claimed = self.journal.commit(wishes or ())
            self._took = self._roster.clock.steady() - begun
            self._take(claimed, wishes or [])
        except Exception as error:
            self.fail(error)

    def _store(self) -> None:
        """Store what is noted and claim what will soon be needed, while sending goes on."""
        if self.broken or self.journal.is_committing:
            return  # what is noted meanwhile is stored after that
        self._stop_timer()
        now, settled = self._roster.clock.steady(), self.journal.pending
        if settled >= self._batch:
            self._adapt(now - self._begun)
        self._begun = now
        self._serial += 1
        wishes = self._refills() if settled >= BATCH else []
        try:
            if self.journal.begin_commit(wishes, partial(self._stored, self._serial)):
                self._asked = wishes
            else:
                self.commit(wishes)
        except Exception as error:
            self.fail(error)

    def _stored(self, serial: int) -> None:
        """The disk has what `_store` gave it, or will not take it."""
        if serial != self._serial or not self.journal.is_committing:
            return  # somebody had to wait for it before
        self.conclude()
        if self.journal.pending >= self._batch:
            self._store()
        elif self.journal.has_news:
            self._soon()

    def conclude(self) -> None:
        """Have what the commit under way has claimed, if there is one; waits for the disk if it must."""
        if self.broken or not self.journal.is_committing:
            return
        asked, self._asked = self._asked, []
        try:
            claimed = self.journal.end_commit()
            self._took = self._roster.clock.steady() - self._begun
            # What was noted since then may be due again: then nobody knows yet whether nothing is left.
            self._take(claimed, [] if self.journal.has_news else asked)
        except Exception as error:
            self.fail(error)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _adapt(self, since: float) -> None:
        if since < OFTEN:
            self._batch = min(self._batch * 2, LARGEST_BATCH)
        elif since > SELDOM:
            self._batch = max(self._batch // 2, BATCH)

    def _take(self, claimed: list[Claimed], wishes: list[Wish]) -> None:
        counts: dict[int, int] = {}
        campaigns = self._roster.campaigns
        for row in claimed:
            campaign = campaigns[row.campaign_id]
            job = Job(row, campaign)
            if campaign.stopped:
                self.release(job)  # it was held while it was claimed
            else:
                campaign.queue.append(job)
            counts[row.campaign_id] = counts.get(row.campaign_id, 0) + 1
        for wish in wishes:
            if counts.get(wish.campaign_id, 0) < wish.count:
                campaign = campaigns[wish.campaign_id]
                campaign.dry = True
                campaign.look_again = self.journal.next_due(wish.campaign_id)

    def fail(self, error: Exception) -> None:
        """The journal cannot be written any more."""
        if not self.broken:
            self.broken = True
            log.error("the journal cannot be written: %s", error)
            self._events.failed(error)

    def _refills(self) -> list[Wish]:
        wishes: list[Wish] = []
        if self._roster.stopping:
            return wishes
        now = self._roster.clock.steady()
        for campaign in self._roster.campaigns.values():
            if campaign.stopped or campaign.closed or campaign.gate.left >= 0:
                continue
            if campaign.dry or len(campaign.queue) > self._batch:
                continue
            accounts = self._roster.accounts_of(campaign)
            if any(account.limits.are_any for account in accounts):
                continue  # with limits, turns come first and claims after them
            if any(account.may_send(now) for account in accounts):
                wishes.append(Wish(campaign.id, campaign.next_claim(2 * self._batch - len(campaign.queue))))
        return wishes

    def _soon(self) -> None:
        if self._timer is None and not self.broken:
            self._timer = self._loop.call_later(max(FLUSH_AFTER, SHARE * self._took), self._flush)
            self._loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        """Nothing noted stays in this process only for longer than this turn of the loop."""
        try:
            self.journal.flush()
        except OSError as error:
            self.fail(error)

    def _flush(self) -> None:
        self._timer = None
        self._store()
