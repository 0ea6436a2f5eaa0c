"""What people want, carried out round by round: campaigns begin, go on, pause, end, and are shown as they stand."""

from __future__ import annotations

import logging
import time

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import Campaign, CampaignState, Guard, Rest, Wanted
from mailer_gui.model.errors import MailerError
from mailer_gui.sender import slots
from mailer_gui.sender.accounts import AccountDesk
from mailer_gui.sender.campaigns import accounts_of, prepare
from mailer_gui.sender.duty import Duty
from mailer_gui.sender.journal import StoreJournal
from mailer_gui.sender.states import StateWriter
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.engine import Engine
from mailer_gui.store.database import Store
from mailer_gui.store.dispatch import Dispatch
from mailer_gui.store.waiting import bring_forward

LOOK_SHARED = 0.25
PAUSE_PATIENCE = 10.0
"""A pause is shown after so long, although a silent server has not answered yet."""
GIVEN_UP = "You cancelled before the server answered."
CLOCK_WAS_AHEAD = 60.0
"""A clock that goes back by more than this was wrong, and with it the times for which people wait."""
log = logging.getLogger(__name__)


class Rounds:
    """The campaigns of a running sender."""

    def __init__(
        self,
        store: Store,
        dispatch: Dispatch,
        states: StateWriter,
        engine: Engine,
        journal: StoreJournal,
        accounts: AccountDesk,
        slot: int,
    ) -> None:
        self._store = store
        self._dispatch = dispatch
        self._states = states
        self._engine = engine
        self._journal = journal
        self._slot = slot
        self._duty = Duty(engine, accounts)
        self._running: dict[int, CampaignRun] = {}
        self._ending: dict[int, CampaignRun] = {}
        self._wanted: list[Campaign] = []
        self._pausing: dict[int, float] = {}
        """Campaigns that are asked to pause -> when that is shown although messages are still in flight."""
        self._cancelled: set[int] = set()
        """Campaigns whose rest is being skipped."""
        self._guards: dict[int, Guard] = {}
        self._looked_at: Rest | None = None
        self._seen = -1
        self._next_look = 0.0
        self._drift = time.time() - time.monotonic()

    @property
    def is_busy(self) -> bool:
        """True while a campaign is under way or waits for its time."""
        return bool(self._running or self._ending or self._cancelled or self._states.scheduled)

    @property
    def under_way(self) -> list[int]:
        """The campaigns that are being sent."""
        return list(self._running)

    def round(self) -> None:
        """See what is wanted if anybody changed the store, let the engine do what time brings, and show it."""
        version = self._dispatch.data_version()
        changed = version != self._seen or self._states.is_time(time.time()) or self._duty.is_changing
        if changed and time.monotonic() >= self._next_look:
            self._seen = version
            self.look()
        self._see_the_clock()
        self._engine.tick()
        self._skip()
        for campaign in tuple(self._ending.values()):
            self._end(campaign)
        for campaign in tuple(self._running.values()):
            self._show(campaign)

    def _see_the_clock(self) -> None:
        was, self._drift = self._drift, time.time() - time.monotonic()
        if was - self._drift > CLOCK_WAS_AHEAD:
            log.warning("the clock was put back by %.0f s", was - self._drift)
            for run in self._running.values():
                self._let_nobody_wait_for_a_wrong_clock(run)
                run.wake()

    def _let_nobody_wait_for_a_wrong_clock(self, run: CampaignRun) -> None:
        self._dispatch.unpark(run.id)
        bring_forward(self._dispatch, run.id, time.time() + run.retry.longest)

    def pauses(self, campaign_id: int) -> bool:
        """True while a campaign that is asked to pause has messages in flight."""
        return campaign_id in self._pausing

    def end(self) -> None:
        """Say what can be said now that everything is answered or given up."""
        for run in tuple(self._ending.values()):
            self._end(run)

    def stopped(self, run: CampaignRun, reason: str) -> None:
        """A campaign must wait for a person."""
        if self._running.pop(run.id, None) is not None:
            self._remember_guard(run)
            self._ending[run.id] = run
            self._states.pause(run.id, reason)

    def look(self) -> None:
        """Somebody changed the store: see what is wanted now."""
        self._wanted = [one for one in self._store.campaigns.active() if one.senders >= self._slot]
        if self._slot != slots.FIRST or any(one.senders > 1 for one in self._wanted):
            self._next_look = time.monotonic() + LOOK_SHARED  # the others change the store all the time
        wanted = {campaign.id: campaign for campaign in self._wanted}
        self._states.keep_only(wanted)
        for campaign_id in tuple(self._running):
            if campaign_id not in wanted:
                self._pause(self._store.campaigns.get(campaign_id))
        for campaign in wanted.values():
            if self._slot != slots.FIRST and not self._may_join(campaign):
                if campaign.id in self._running:
                    self._pause(campaign)
                if campaign.wanted is Wanted.GIVE_UP and campaign.id in self._ending:
                    self._engine.give_up(self._ending[campaign.id], GIVEN_UP)
            elif campaign.wanted.is_cancel:
                self._cancel(campaign)
            elif campaign.id in self._running:
                self._go_on(campaign)
            elif not self._states.must_wait(campaign):
                self._begin(campaign)
        held = self._engine.held()
        self._engine.suppress(self._store.suppressions.suppressed_among(held) if held else set())

    def _go_on(self, campaign: Campaign) -> None:
        """It runs already; its accounts may have been changed."""
        run = self._running[campaign.id]
        for account in self._store.accounts.chosen(run.accounts):
            part = self._part_of(account)
            if part is None:
                self._duty.leave(account.id)
            elif account.stopped_reason:
                self._engine.stop_account(account.id, account.stopped_reason)
            elif self._duty.needs(part):
                self._dispatch.unpark(campaign.id)
                self._duty.take_part(part, self._running.values())
        run.wake()

    def _part_of(self, account: Account) -> Account | None:
        return slots.part_of(account, slots.senders_of(account.id, self._wanted), self._slot)

    def _may_join(self, campaign: Campaign) -> bool:
        """A further sender helps with what the first one has begun: one failed login is enough, and one first stage."""
        begun = campaign.state in (CampaignState.SENDING, CampaignState.RESTING) and campaign.counts.accepted > 0
        staged = campaign.plan.first > 0 and not campaign.guard.stage_over
        return begun and not staged and campaign.wanted is Wanted.RUN

    def _begin(self, campaign: Campaign) -> None:
        late = self._states.is_late(campaign)
        if late:
            self._states.pause(campaign.id, late)
            return
        accounts = accounts_of(self._store, campaign.id)
        usable = [account for account in accounts if not account.stopped_reason]
        if not usable:
            self._states.pause(campaign.id, accounts[0].stopped_reason)
            return
        run = self._ending.pop(campaign.id, None)  # when its last messages are still in flight
        if run is None:
            try:
                run = prepare(self._store, campaign, accounts)
            except MailerError as error:
                self._states.pause(campaign.id, error.said)
                return
        else:
            run.gate.renew(campaign.guard, campaign.counts)
        self._pausing.pop(campaign.id, None)
        self._let_nobody_wait_for_a_wrong_clock(run)
        self._running[campaign.id] = run
        self._guards[run.id] = campaign.guard
        for account in usable:
            part = self._part_of(account)
            if part is not None:
                self._duty.take_part(part, self._running.values())
        self._journal.set_synced(self._duty.any_remote)
        self._states.show(campaign.id, CampaignState.SENDING)
        self._engine.start(run)
        log.info("campaign %d: sending", campaign.id)

    def _pause(self, campaign: Campaign) -> None:
        run = self._running.pop(campaign.id)
        self._engine.hold(run)
        self._ending[campaign.id] = run
        self._pausing[campaign.id] = time.monotonic() + PAUSE_PATIENCE
        self._end(run)

    def _show_pause(self, campaign_id: int) -> None:
        """What is paused does not change any more: it is shown when the messages in flight are answered and counted."""
        if self._pausing.pop(campaign_id, None) is None:
            return
        campaign = self._store.campaigns.get(campaign_id)
        if campaign.wanted is Wanted.PAUSE and not campaign.state.is_over:
            if campaign.state is not CampaignState.PAUSED:
                self._states.show(campaign_id, CampaignState.PAUSED)
            log.info("campaign %d: paused", campaign_id)

    def _cancel(self, campaign: Campaign) -> None:
        """The rest is skipped at once; those in flight are waited for, unless a person asked a second time."""
        run = self._running.pop(campaign.id, None) or self._ending.get(campaign.id)
        if run is not None:
            run.resend_uncertain = False
            self._engine.hold(run)
            if campaign.wanted is Wanted.GIVE_UP:
                self._engine.give_up(run, GIVEN_UP)
            self._engine.commit()
            self._ending[campaign.id] = run
        self._cancelled.add(campaign.id)
        self._skip()
        if run is not None and run.is_quiet:
            self._end(run)

    def _skip(self) -> None:
        self._cancelled = {number for number in self._cancelled if not self._states.cancel(number)}

    def _end(self, run: CampaignRun) -> None:
        """A held campaign goes when its last message is answered; a pause does not wait for a silent server."""
        campaign = self._store.campaigns.get(run.id) if run.is_quiet else None
        cancelled = campaign is not None and campaign.wanted.is_cancel
        if campaign is None or ((cancelled or run.id in self._pausing) and self._others_are_at(run)):
            if time.monotonic() > self._pausing.get(run.id, float("inf")):
                self._show_pause(run.id)
            return
        del self._ending[run.id]
        self._engine.forget(run)
        self._show_pause(run.id)
        if cancelled:
            self._cancelled.add(run.id)
            self._skip()
        self._seen = -1  # it may be wanted again by now

    def _others_are_at(self, run: CampaignRun) -> bool:
        """True while a further sender has messages of it; the first one waits for them."""
        return self._slot == slots.FIRST and self._dispatch.others_hold(run.id)

    def _show(self, run: CampaignRun) -> None:
        self._remember_guard(run)
        if run.has_nothing_left or (run.closed is not None and run.is_quiet and self._is_new(run.closed)):
            self._engine.commit()
            if self._store.deliveries.counts(run.id).waiting == 0:
                del self._running[run.id]
                self._engine.forget(run)
                self._states.show(run.id, CampaignState.FINISHED)
                log.info("campaign %d: finished", run.id)
                return
            if run.closed is None:
                return  # another sender has the rest
        self._states.show_rest(run.id, self._engine.waits_for(run))

    def _is_new(self, rest: Rest) -> bool:
        """True once for every rest: a campaign that has sent everything need not wait for its hours."""
        new, self._looked_at = rest != self._looked_at, rest
        return new

    def _remember_guard(self, run: CampaignRun) -> None:
        if self._slot != slots.FIRST and not run.gate.guard.asks:
            return
        if run.gate.guard != self._guards.get(run.id):
            self._guards[run.id] = run.gate.guard
            self._store.campaigns.set_guard(run.id, run.gate.guard)
