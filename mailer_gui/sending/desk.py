"""Where connections come for their next message and with what became of the last one."""

from __future__ import annotations

import logging
from dataclasses import replace

from mailer_gui.model.accounts import AccountKind
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.sending.account import AccountRun
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.choosing import Chooser
from mailer_gui.sending.claims import Claims
from mailer_gui.sending.dialogue import transcript
from mailer_gui.sending.domains import domain_of
from mailer_gui.sending.judge import Outcome, Phase, Scope, Verdict, is_greylisting, judge
from mailer_gui.sending.ports import Events, Job, Settlement
from mailer_gui.sending.replies import Reply
from mailer_gui.sending.roster import Roster
from mailer_gui.sending.wire import Wire

log = logging.getLogger(__name__)
_REFUSED = {
    Outcome.REJECTED: DeliveryStatus.REJECTED,
    Outcome.DEFERRED: DeliveryStatus.DEFERRED,
}


class Desk:
    """Implements `wire.Feed`: turns, suppressions, judgements and their consequences."""

    def __init__(self, roster: Roster, claims: Claims, events: Events) -> None:
        self._roster = roster
        self._claims = claims
        self._chooser = Chooser(roster, claims, self.stop_campaign)
        self._events = events
        self._wires = roster.wires
        self._steady = roster.clock.steady
        self._now = roster.clock.now

    # What goes

    def take(self, wire: Wire) -> Job | None:
        """Give the next message whose turn it is, claimed, allowed and rendered."""
        account = self._wires[wire]
        if self._roster.stopping or self._claims.broken or account.stopped:
            return None
        now = self._steady()
        pace, limits = account.pace, account.limits
        if now < account.rest_until or now < pace.next_at or (wire.is_idle and account.active > pace.connections):
            return None
        free = limits.free(now) if limits.are_any else None
        if free == 0:
            return None
        campaigns = account.campaigns
        for campaign in campaigns if len(campaigns) == 1 else tuple(campaigns):
            if len(campaigns) > 1:
                campaigns.append(campaigns.pop(0))
            job = self._chooser.next_of(campaign, wire, account, free)
            if job is not None:
                campaign.under_way += 1
                campaign.gate.begin(job.number)
                limits.begin()
                if pace.gap:
                    pace.begin(now)
                if account.domains is not None:
                    account.domains.begin(domain_of(job.key), now)
                return job
        return None

    def may_go(self, wire: Wire, job: Job) -> bool:
        """Ask once more, right before the mark."""
        if job.campaign.stopped or self._roster.stopping or self._claims.broken:
            return False
        if (suppressed := self._roster.suppressed) and job.key in suppressed:
            return False
        account = self._wires[wire]
        return not account.stopped and self._steady() >= account.rest_until

    def mark(self, wire: Wire, job: Job) -> None:
        """Write the in-flight mark; the content follows when it is where it must be."""
        self._claims.journal.mark(job, self._wires[wire].id, wire.content)

    # What became of it

    def unmark(self, wire: Wire, job: Job) -> None:
        """The mark is void: no byte that could complete the message was written."""
        self._claims.journal.unmark(job)
        self.unsent(wire, job)

    def unsent(self, wire: Wire, job: Job) -> None:
        """No content was written: back to the queue."""
        account = self._wires[wire]
        account.limits.take_back()
        if account.domains is not None:
            account.domains.take_back(domain_of(job.key), self._steady())
        job.campaign.under_way -= 1
        job.campaign.gate.take_back(job.number)
        job.body = b""
        self._claims.release(job)

    def accepted(self, wire: Wire, job: Job, reply: Reply) -> None:
        """The server took it."""
        account = self._wires[wire]
        now = self._steady()
        account.accepted(now)
        if job.campaign.keep_dialogues:
            self._keep(wire, job, reply, Phase.DOT, failed=False)
        self._ended(account, job, now)
        self._claims.accepted(job, self._now(), account.id, reply.code, reply.text)

    def answered(self, wire: Wire, job: Job, reply: Reply, phase: Phase) -> None:
        """Judge the reply that decides about this message, and act on it."""
        if phase is Phase.DOT and reply.is_good:
            self.accepted(wire, job, reply)
            return
        account = self._wires[wire]
        verdict = judge(reply, phase)
        if verdict.outcome is Outcome.UNTOUCHED:
            self.unmark(wire, job)  # with several in flight the mark comes before the envelope
        elif verdict.outcome is Outcome.UNCERTAIN:
            self.uncertain(wire, job, "The server's answer could not be understood.")
        else:
            self._keep(wire, job, reply, phase)
            self._end(account, job, self._refusal(account, job, verdict, reply))
            if verdict.outcome is Outcome.REJECTED:
                self._guard(job.campaign)
        self._consequences(wire, account, job.campaign, verdict, reply)

    def _keep(
        self, wire: Wire, job: Job, reply: Reply | None, phase: Phase, why: str = "", *, failed: bool = True
    ) -> None:
        text = transcript(wire.preamble, job, reply, phase, why, with_size=wire.with_size, chunking=wire.chunking)
        self._claims.journal.keep_dialogue(job, self._now(), text, failed=failed)

    def _guard(self, campaign: CampaignRun) -> None:
        reason = campaign.gate.refused()
        if reason and not campaign.stopped:
            campaign.gate.guard = replace(campaign.gate.guard, asks=True)
            self.stop_campaign(campaign, reason)

    def uncertain(self, wire: Wire, job: Job, why: str) -> None:
        """The dot was written and no reply can be had."""
        account = self._wires[wire]
        now = self._now()
        self._keep(wire, job, None, Phase.DOT, why)
        settlement = Settlement(DeliveryStatus.UNCERTAIN, now, account.account.id, reason=why)
        if job.campaign.resend_uncertain:
            wait = job.campaign.retry.wait_after(*self._tried(job, now))
            if wait is not None:
                settlement = settlement._replace(
                    status=DeliveryStatus.DEFERRED, due=now + wait, recorded_as=DeliveryStatus.UNCERTAIN
                )
        self._end(account, job, settlement)

    def _refusal(self, account: AccountRun, job: Job, verdict: Verdict, reply: Reply) -> Settlement:
        now = self._now()
        status, due, reason = _REFUSED[verdict.outcome], 0.0, ""
        if status is DeliveryStatus.DEFERRED and verdict.scope is not Scope.RECIPIENT:
            due = now
        elif status is DeliveryStatus.DEFERRED:
            wait = job.campaign.retry.wait_after(*self._tried(job, now))
            if wait is None:
                status, reason = DeliveryStatus.REJECTED, job.campaign.retry.farewell()
            else:
                due = now + wait
        return Settlement(status, now, account.account.id, reply.code, reply.text, due, reason)

    def _tried(self, job: Job, now: float) -> tuple[int, float]:
        """Give how often it was tried, and for how long; when a person wanted it sent again, since then."""
        if job.number == 1:
            return 1, 0.0
        again = self._claims.journal.asked_again(job)
        begun, tries = again or (job.date, 0)  # the date is frozen with the first attempt
        return job.number - tries, max(0.0, now - begun)

    def _end(self, account: AccountRun, job: Job, settlement: Settlement) -> None:
        self._ended(account, job, self._steady())
        self._claims.settle(job, settlement)

    def _ended(self, account: AccountRun, job: Job, now: float) -> None:
        account.limits.end(now)
        if account.domains is not None:
            account.domains.end(domain_of(job.key), now)
        campaign = job.campaign
        campaign.under_way -= 1
        campaign.gate.end()
        job.body = b""
        if campaign.dry and campaign.has_nothing_left:
            self._events.nothing_left(campaign)

    def _consequences(
        self, wire: Wire, account: AccountRun, campaign: CampaignRun, verdict: Verdict, reply: Reply
    ) -> None:
        now = self._steady()
        words = f"{account.account.host} answered: {reply.text}"
        if verdict.out_of_step:
            self.upset(wire, reply)
            wire.abort()
        elif verdict.scope is Scope.CAMPAIGN:
            self.stop_campaign(campaign, words)
        elif verdict.scope is Scope.ACCOUNT and verdict.stop:
            self.stop_account(account, words)
        elif verdict.scope is Scope.ACCOUNT:
            account.rest(words, now)
            wire.quit()
        elif verdict.scope is Scope.CONNECTION:
            if wire.accepted == 0:
                account.rest(words, now)
            wire.abort()
        elif verdict.outcome is Outcome.DEFERRED and account.refused_alike(_code_of_a_kind(reply)):
            account.rest(words, now)

    def no_chunking(self, wire: Wire) -> None:
        """The server offers CHUNKING and does not know BDAT: one message at a time from now on."""
        self.no_depth(self._wires[wire], "it does not know BDAT, which it offers")

    def no_depth(self, account: AccountRun, why: str) -> None:
        """Only one message at a time may be in flight on its connections; it is said once."""
        if account.depth > 1:
            account.depth = 1
            log.warning("account %d: one message at a time on each connection: %s", account.id, why)
            self._events.depth_failed(account.account, why)

    def upset(self, wire: Wire, reply: Reply) -> None:
        """The server's replies do not fit our commands."""
        account = self._wires[wire]
        log.warning("account %d: unexpected reply: %s", account.account.id, reply.text)
        if account.out_of_step():
            log.warning("account %d: no pipelining from now on", account.account.id)
            self._events.pipelining_failed(account.account)

    def closed(self, wire: Wire) -> None:
        """The connection is gone; lost ones that bring nothing make their account rest."""
        account = self._wires.pop(wire)
        account.wires.discard(wire)
        if wire.failed and not self._roster.stopping and account.lost(wire.accepted):
            account.rest(f"{account.account.host} closed the connection.", self._steady())

    # Who stops

    def stop_account(self, account: AccountRun, reason: str) -> None:
        """The account waits for a person, and with it every campaign that has no other."""
        if account.stopped:
            return
        account.stopped = reason
        for wire in tuple(account.wires):
            wire.quit()
        if account.account.kind is not AccountKind.PRACTICE:
            self._events.account_stopped(account.account, reason)
        for campaign in tuple(account.campaigns):
            if all(other.stopped for other in self._roster.accounts_of(campaign)):
                self.stop_campaign(campaign, reason)

    def stop_campaign(self, campaign: CampaignRun, reason: str) -> None:
        """The campaign waits for a person."""
        if not campaign.stopped:
            self.hold(campaign)
            self._events.campaign_stopped(campaign, reason)

    def hold(self, campaign: CampaignRun) -> None:
        """Begin no new message of it; those in flight finish."""
        campaign.stopped = True
        self._claims.put_back(campaign)


def _code_of_a_kind(reply: Reply) -> int:
    """Refusals that say nothing about the account count as none of a kind."""
    return 0 if is_greylisting(reply) or reply.enhanced == "4.5.3" else reply.code
