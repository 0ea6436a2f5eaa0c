"""The sending process: recovers what a dead one left, and carries out what people want, until nothing is left."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from dataclasses import replace

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.campaigns import Campaign, CampaignState, OnUncertain, Wanted
from mailer_gui.model.errors import MailerError, WorkspaceBusyError
from mailer_gui.sender.accounts import AccountDesk, is_remote
from mailer_gui.sender.campaigns import accounts_of, prepare
from mailer_gui.sender.journal import StoreJournal
from mailer_gui.sender.states import StateWriter
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.engine import Engine
from mailer_gui.store import identity
from mailer_gui.store.database import Store
from mailer_gui.store.dispatch import Dispatch
from mailer_gui.store.flight import FlightLog, read_flights
from mailer_gui.store.recovery import recover

IDLE_VARIABLE = "MAILER_SENDER_IDLE"
IDLE_SECONDS = 30.0
PATIENCE = 10.0
TICK = 0.05
BEAT = 2.0
SLOT = 1
IS_A_COPY = 12
CANNOT_WRITE = 13
log = logging.getLogger(__name__)


class SystemClock:
    """The clocks of this machine."""

    now = staticmethod(time.time)
    steady = staticmethod(time.monotonic)


class Sender:
    """One sender of one workspace; its lock is held by the caller."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._dispatch = Dispatch(store.paths)
        self._accounts = AccountDesk(store, self._dispatch)
        self._states = StateWriter(store)
        self._running: dict[int, CampaignRun] = {}
        self._ending: dict[int, CampaignRun] = {}
        self._known_accounts: dict[int, Account] = {}
        self._seen = -1
        self._last_beat = 0.0
        self._stop = asyncio.Event()
        self._failure: Exception | None = None
        self._needs_person = False
        self._engine: Engine
        self._journal: StoreJournal

    async def live(self) -> int:
        """Do everything; gives the exit code."""
        database = self._store.paths.database
        workspace_id = self._store.settings.workspace_id
        if identity.is_copy(database, workspace_id, self._dispatch.newest_epoch()):
            self._pause_all(identity.COPIED)
            return IS_A_COPY
        boot = identity.boot_id()
        self._dispatch.begin(SLOT, boot, socket.gethostname())
        identity.make_home(database, workspace_id, self._dispatch.epoch)
        log.info("sender %d begins", self._dispatch.epoch)
        flight = self._recover(boot)
        self._journal = StoreJournal(self._dispatch, flight, self.failed)
        self._engine = Engine(self._journal, SystemClock(), self, self._accounts.open)
        self._listen_for_signals()
        await self._work()
        await self._engine.stop(PATIENCE)
        self._listen_no_more()
        return self._goodbye(flight)

    def _recover(self, boot: str) -> FlightLog:
        path = self._store.paths.flight_log(SLOT)
        recover(self._dispatch, read_flights(path, boot), SLOT, time.time(), self._resends)
        return FlightLog(path, boot, self._dispatch.epoch, synced=False)

    def _resends(self, campaign_id: int) -> bool:
        return self._store.campaigns.revision(campaign_id).plan.on_uncertain is OnUncertain.RESEND

    def _pause_all(self, reason: str) -> None:
        for campaign in self._store.campaigns.active():
            self._states.pause(campaign.id, reason)
        log.warning("%s", reason)

    def _goodbye(self, flight: FlightLog) -> int:
        flight.close()
        if self._failure is not None:
            self._states.try_to_pause([run.id for run in self._running.values()], self._failure)
            return CANNOT_WRITE
        self._dispatch.end()
        log.info("sender %d ends", self._dispatch.epoch)
        self._dispatch.close()
        return 0

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, self._stop.set)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._stop.set))

    @staticmethod
    def _listen_no_more() -> None:
        with contextlib.suppress(NotImplementedError):  # Windows
            for number in (signal.SIGTERM, signal.SIGINT):
                asyncio.get_running_loop().remove_signal_handler(number)

    # The rounds

    async def _work(self) -> None:
        idle_seconds = float(os.environ.get(IDLE_VARIABLE) or IDLE_SECONDS)
        last_busy = time.monotonic()
        while not self._stop.is_set():
            try:
                self._round()
            except WorkspaceBusyError as error:
                log.warning("%s", error)
            except MailerError as error:
                self.failed(error)
            now = time.monotonic()
            if self._running or self._ending or self._engine.is_busy or self._states.scheduled:
                last_busy = now
            elif self._needs_person or now - last_busy > idle_seconds:
                return
            try:
                await asyncio.wait_for(self._stop.wait(), TICK)
            except TimeoutError:
                continue

    def _round(self) -> None:
        if time.monotonic() - self._last_beat > BEAT:
            self._last_beat = time.monotonic()
            self._dispatch.beat()
        version = self._dispatch.data_version()
        if version != self._seen or self._states.is_time(time.time()):
            self._seen = version
            self._look()
        self._engine.tick()
        for campaign in tuple(self._ending.values()):
            self._end(campaign)
        for campaign in tuple(self._running.values()):
            self._show(campaign)

    def _look(self) -> None:
        """Somebody changed the store: see what is wanted now."""
        wanted = {campaign.id: campaign for campaign in self._store.campaigns.active()}
        for campaign_id in tuple(self._running):
            if campaign_id not in wanted:
                self._pause(self._store.campaigns.get(campaign_id))
        for campaign in wanted.values():
            if campaign.wanted is Wanted.CANCEL:
                self._cancel(campaign)
            elif campaign.id in self._running:
                self._running[campaign.id].wake()
            elif not self._states.must_wait(campaign, self._dispatch.start_at(campaign.id)):
                self._begin(campaign)
        held = self._engine.held()
        self._engine.suppress(self._store.suppressions.suppressed_among(held) if held else set())

    def _begin(self, campaign: Campaign) -> None:
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
                self._states.pause(campaign.id, str(error))
                return
        for account in usable:
            self._take_part(account)
        self._running[campaign.id] = run
        self._journal.set_synced(any(is_remote(account) for account in self._known_accounts.values()))
        self._states.show(campaign.id, CampaignState.SENDING)
        self._engine.start(run)
        log.info("campaign %d: sending", campaign.id)

    def _take_part(self, account: Account) -> None:
        known = self._known_accounts.get(account.id)
        running = self._engine.account(account.id)
        if running is not None and not running.stopped and _is_same(known, account):
            return
        self._accounts.forget_password(account.id)
        self._known_accounts[account.id] = account
        campaigns = [] if running is None else list(running.campaigns)
        self._engine.drop_account(account.id)
        made = self._accounts.make(account)
        made.campaigns = campaigns
        self._engine.add_account(made)

    def _pause(self, campaign: Campaign) -> None:
        run = self._running.pop(campaign.id)
        self._engine.hold(run)
        self._ending[campaign.id] = run
        if not campaign.state.is_over and campaign.state is not CampaignState.PAUSED:
            self._states.show(campaign.id, CampaignState.PAUSED)
        log.info("campaign %d: paused", campaign.id)

    def _cancel(self, campaign: Campaign) -> None:
        run = self._running.pop(campaign.id, None) or self._ending.get(campaign.id)
        if run is None:
            self._states.cancel(campaign.id)
            return
        self._engine.hold(run)
        self._engine.commit()
        self._ending[campaign.id] = run
        if run.is_quiet:
            self._end(run)

    def _end(self, run: CampaignRun) -> None:
        """A held campaign goes when its last message is answered."""
        if not run.is_quiet:
            return
        del self._ending[run.id]
        self._engine.forget(run)
        campaign = self._store.campaigns.get(run.id)
        if campaign.wanted is Wanted.CANCEL and not campaign.state.is_over:
            self._states.cancel(run.id)
        self._seen = -1  # it may be wanted again by now

    def _show(self, run: CampaignRun) -> None:
        if run.has_nothing_left:
            self._engine.commit()
            if self._store.deliveries.counts(run.id).waiting == 0:
                del self._running[run.id]
                self._engine.forget(run)
                self._states.show(run.id, CampaignState.FINISHED)
                log.info("campaign %d: finished", run.id)
            return
        self._states.show_rest(run.id, self._engine.waits_for(run))

    # What the engine tells (sending.ports.Events)

    def campaign_stopped(self, campaign: CampaignRun, reason: str) -> None:
        """It must wait for a person."""
        asyncio.get_running_loop().call_soon(self._stopped, campaign, reason)

    def _stopped(self, run: CampaignRun, reason: str) -> None:
        if self._running.pop(run.id, None) is not None:
            self._ending[run.id] = run
            self._states.pause(run.id, reason)

    def account_stopped(self, account: Account, reason: str) -> None:
        """The account may not send until a person looks at it.

        This sender does not wait for them: the next one is given the new password, in its environment or its input.
        """
        self._needs_person = True
        asyncio.get_running_loop().call_soon(self._store.accounts.set_stopped, account.id, reason)

    def pipelining_failed(self, account: Account) -> None:
        """The server mixes up its replies."""
        asyncio.get_running_loop().call_soon(self._accounts.remember_no_pipelining, account.id)

    def failed(self, error: Exception) -> None:
        """The journal cannot be written; nothing more may be sent."""
        if self._failure is None:
            self._failure = error
            log.error("the workspace cannot be written: %s", error)
        self._stop.set()


def _is_same(known: Account | None, account: Account) -> bool:
    """True when nobody changed the account; the practice server's port is looked up at every connection."""
    if known is None:
        return False
    port = known.port if account.kind is AccountKind.PRACTICE else account.port
    return known == replace(account, port=port)
