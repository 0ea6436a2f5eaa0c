"""Chooses the message that goes next: it is its turn and its domain's, nobody suppressed it, and it is rendered.

Some of the following ones are rendered with it, while everything that rendering takes is at hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from itertools import islice

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.sending.account import AccountRun
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.claims import Claims
from mailer_gui.sending.domains import DomainTurns, domain_of
from mailer_gui.sending.ports import Job, Settlement, Skip
from mailer_gui.sending.roster import Roster
from mailer_gui.sending.wire import BIG, Wire

AHEAD, LONG = 16, 0.01
"""Messages that are rendered before their turn, and the seconds that this may take."""
MOST_PASSED = 400
"""Messages without a turn at their domain that are passed over in one go."""
log = logging.getLogger(__name__)


class Chooser:
    """Takes from the queues of the campaigns; those who must not or cannot get theirs are settled on the way."""

    def __init__(self, roster: Roster, claims: Claims, stop_campaign: Callable[[CampaignRun, str], None]) -> None:
        self._roster = roster
        self._claims = claims
        self._stop_campaign = stop_campaign
        self._steady = roster.clock.steady
        self._now = roster.clock.now

    def next_of(self, campaign: CampaignRun, wire: Wire, account: AccountRun, free: int | None) -> Job | None:
        """Give the next message of a campaign for this connection, rendered; of those to claim at most `free`."""
        queue, domains = campaign.queue, account.domains
        busy = parked = 0
        while not campaign.stopped and campaign.closed is None and campaign.gate.left:
            if busy >= len(queue):  # nothing in it, or nothing that may go now
                if campaign.dry or self._claims.broken or busy > MOST_PASSED:
                    return None
                self._claims.fill(campaign, free)
                queue.rotate(-busy)
                if busy >= len(queue):
                    return None
            job = queue.popleft()
            if (domains is not None and domains.is_busy(domain_of(job.key), self._steady())) or (
                campaign.variants and job.account_id and self._is_anothers(job, account)
            ):
                queue.append(job)
                busy += 1
            elif domains is not None and self._parked(domains, job):
                parked += 1
                if parked > MOST_PASSED:
                    return None
            elif (suppressed := self._roster.suppressed) and job.key in suppressed:
                self._skip(job, "suppressed")
            elif not job.address.isascii() and not wire.can_use_utf8:
                self._skip(job, "this server does not take letters like these before the @")
            elif self.rendered(job, account.id):
                return job
        return None

    def _is_anothers(self, job: Job, account: AccountRun) -> bool:
        """True when another account, with another From, has tried it before and can go on: the bytes stay the same."""
        other = self._roster.accounts.get(job.account_id)
        return other is not None and other is not account and not other.stopped

    def _parked(self, domains: DomainTurns, job: Job) -> bool:
        """True when its recipient's domain has no turn for a while: it goes back to the store until then."""
        now, name = self._steady(), domain_of(job.key)
        if domains.waits_until(name, now) is None:
            return False
        campaign, wall = job.campaign, self._now()
        due = wall + domains.book(name, now) - now
        if campaign.parked_until < wall or not campaign.parked_why:
            campaign.parked_why = domains.sentence(name, now)
        campaign.parked_until = max(campaign.parked_until, due)
        self._claims.park(job, due)
        return True

    def rendered(self, job: Job, account_id: int) -> bool:
        """Render it for this account; False when it cannot go, which is settled then."""
        campaign = job.campaign
        variant = campaign.variants.get(account_id) if campaign.variants else None
        try:
            if variant is None:
                job.sender = campaign.sender
                if not job.body:
                    job.body = campaign.render(job)
                    if not campaign.variants:
                        self._render_ahead(campaign, len(job.body))
            else:
                job.sender = variant.sender
                job.body = variant.render(job)
        except Skip as skip:
            self._skip(job, str(skip))
            return False
        except Exception:
            log.exception("campaign %d: delivery %d cannot be rendered", job.campaign.id, job.id)
            self._claims.release(job)
            self._stop_campaign(job.campaign, "A message could not be made. The log has the details.")
            return False
        return True

    def _render_ahead(self, campaign: CampaignRun, size: int) -> None:
        """Render those whose turn is next while everything that it takes is at hand; only what is small and quick."""
        began = self._steady()
        try:
            for job in islice(campaign.queue, campaign.ahead):
                if size > BIG or self._steady() - began > LONG:
                    break
                if not job.body:
                    job.body = campaign.render(job)
                size = len(job.body)
        except Exception:
            return  # its turn will come, and then it is told
        quick = size <= BIG and self._steady() - began < LONG
        campaign.ahead = min(AHEAD, campaign.ahead + 1) if quick else max(1, campaign.ahead // 2)

    def _skip(self, job: Job, reason: str) -> None:
        self._claims.settle(job, Settlement(DeliveryStatus.SKIPPED, self._now(), reason=reason, attempted=False))
