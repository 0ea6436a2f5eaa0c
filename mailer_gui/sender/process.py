"""The sending process: recovers what a dead one left, and carries out what people want, until nothing is left."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time

from mailer_gui.model.accounts import Account, LearnedPace
from mailer_gui.model.campaigns import OnUncertain
from mailer_gui.model.errors import MailerError, StoreError, WorkspaceBusyError
from mailer_gui.sender import slots
from mailer_gui.sender.accounts import AccountDesk
from mailer_gui.sender.clock import SystemClock
from mailer_gui.sender.journal import StoreJournal
from mailer_gui.sender.rounds import Rounds
from mailer_gui.sender.states import QuietWriter, StateWriter
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.engine import Engine
from mailer_gui.store import identity
from mailer_gui.store.database import Store
from mailer_gui.store.dispatch import Dispatch
from mailer_gui.store.errors import store_error
from mailer_gui.store.flight import FlightLog, read_flights
from mailer_gui.store.recovery import recover

IDLE_VARIABLE = "MAILER_SENDER_IDLE"
IDLE_SECONDS = 30.0
PATIENCE = 10.0
TICK = 0.05
BEAT = 2.0
IS_A_COPY = 12
CANNOT_WRITE = 13
log = logging.getLogger(__name__)


class Sender:
    """One sender of one workspace; its lock is held by the caller."""

    def __init__(self, store: Store, slot: int = slots.FIRST) -> None:
        self._store = store
        self._slot = slot
        self._dispatch = Dispatch(store.paths)
        self._clock = SystemClock()
        self._accounts = AccountDesk(store, self._clock)
        self._states = StateWriter(store) if slot == slots.FIRST else QuietWriter(store)
        self._boot = identity.boot_id()
        self._last_beat = 0.0
        self._stop = asyncio.Event()
        self._round_now = asyncio.Event()
        self._failure: Exception | None = None
        self._needs_person = False
        self._engine: Engine
        self._rounds: Rounds

    @property
    def was_told_to_stop(self) -> bool:
        """True after SIGTERM or a failure; else it ended because nothing was due."""
        return self._stop.is_set()

    async def live(self) -> int:
        """Do everything; gives the exit code."""
        database = self._store.paths.database
        workspace_id = self._store.settings.workspace_id
        if identity.is_copy(database, workspace_id, self._dispatch.leases.newest_epoch):
            self._pause_all(identity.COPIED)
            return IS_A_COPY
        try:
            self._dispatch.begin(self._slot, self._boot, socket.gethostname())
            identity.make_home(database, workspace_id, self._dispatch.epoch)
            log.info("sender %d begins", self._dispatch.epoch)
            flight = self._recover()
        except (OSError, MailerError) as error:
            return self._cannot_begin(error)
        journal = StoreJournal(self._dispatch, flight, lambda error: self._engine.break_off(error))
        self._engine = Engine(journal, self._clock, self, self._accounts.open)
        self._rounds = Rounds(
            self._store, self._dispatch, self._states, self._engine, journal, self._accounts, self._slot
        )
        self._listen_for_signals()
        await self._work()
        await self._engine.stop(PATIENCE)
        self._listen_no_more()
        return self._goodbye(flight)

    def _cannot_begin(self, error: Exception) -> int:
        """The disk is full, or the like. A workspace that is only busy pauses nothing: whoever looks starts anew."""
        self.failed(error)
        self._dispatch.close()
        if self._failure is not None and not isinstance(self._failure, WorkspaceBusyError):
            with contextlib.suppress(MailerError):
                under_way = [one.id for one in self._store.campaigns.active() if not one.wanted.is_cancel]
                self._states.try_to_pause(under_way, self._failure)
        return CANNOT_WRITE

    def _recover(self) -> FlightLog:
        path = self._store.paths.flight_log(self._slot)
        recover(self._dispatch, read_flights(path, self._boot), self._slot, time.time(), self._resends)
        self._recover_others()
        return FlightLog(path, self._boot, self._dispatch.epoch, synced=False)

    def _recover_others(self) -> bool:
        if self._slot != slots.FIRST:
            return False
        return slots.recover_dead(self._store, self._dispatch, self._slot, self._boot, self._resends)

    def _resends(self, campaign_id: int) -> bool:
        if self._store.campaigns.get(campaign_id).wanted.is_cancel:
            return False
        return self._store.campaigns.revision(campaign_id).plan.on_uncertain is OnUncertain.RESEND

    def _pause_all(self, reason: str) -> None:
        for campaign in self._store.campaigns.active():
            if campaign.wanted.is_cancel:
                continue  # nothing of it is sent in any case
            self._states.pause(campaign.id, reason)
        log.warning("%s", reason)

    def _goodbye(self, flight: FlightLog) -> int:
        if self._failure is not None:
            with contextlib.suppress(OSError):
                flight.put()  # what the database did not take; the next start reads it here
        flight.close()
        if self._failure is not None:
            self._states.try_to_pause(self._rounds.under_way, self._failure)
            return CANNOT_WRITE
        self._rounds.end()
        self._dispatch.end()
        log.info("sender %d ends", self._dispatch.epoch)
        self._dispatch.close()
        return 0

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            try:
                loop.add_signal_handler(number, self._stop_now)
            except NotImplementedError:  # Windows
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(self._stop_now))

    def _stop_now(self) -> None:
        self._stop.set()
        self._round_now.set()

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
            self._round_now.clear()
            try:
                self._round()
            except WorkspaceBusyError as error:
                log.warning("%s", error)
            except (MailerError, OSError) as error:
                self.failed(error)
            now = time.monotonic()
            if self._rounds.is_busy or self._engine.is_busy:
                last_busy = now
            elif self._needs_person or now - last_busy > idle_seconds:
                return
            try:
                await asyncio.wait_for(self._round_now.wait(), TICK)
            except TimeoutError:
                continue

    def _round(self) -> None:
        if time.monotonic() - self._last_beat > BEAT:
            self._last_beat = time.monotonic()
            if not self._store.paths.database.exists():
                raise StoreError(f"The workspace folder {self._store.paths.root} was moved or deleted.")
            self._dispatch.leases.beat(self._dispatch.epoch)
            if self._recover_others():
                self._engine.wake()
        self._rounds.round()

    # What the engine tells (sending.ports.Events)

    def campaign_stopped(self, campaign: CampaignRun, reason: str) -> None:
        """It must wait for a person."""
        asyncio.get_running_loop().call_soon(self._rounds.stopped, campaign, reason)

    def nothing_left(self, campaign: CampaignRun) -> None:  # noqa: ARG002 - whichever it is
        """The next round, which shows that it is finished, need not wait for its time."""
        asyncio.get_running_loop().call_soon(self._round_now.set)

    def account_stopped(self, account: Account, reason: str) -> None:
        """The account may not send until a person looks at it.

        This sender does not wait for them: the next one is given the new password, in its environment or its input.
        """
        self._needs_person = True
        asyncio.get_running_loop().call_soon(self._store.accounts.set_stopped, account.id, reason)

    def pipelining_failed(self, account: Account) -> None:
        """The server mixes up its replies."""
        asyncio.get_running_loop().call_soon(self._accounts.remember_no_pipelining, account.id)

    def depth_failed(self, account: Account, why: str) -> None:
        """The server takes one message at a time on each connection."""
        asyncio.get_running_loop().call_soon(self._accounts.remember_no_depth, account.id, why)

    def pace_learned(self, account: Account, pace: LearnedPace | None) -> None:
        """The account's server wanted it slower, or it goes at full speed again."""
        asyncio.get_running_loop().call_soon(self._accounts.remember_pace, account.id, pace)

    def failed(self, error: Exception) -> None:
        """The journal cannot be written; nothing more may be sent."""
        if self._failure is None:
            self._failure = store_error(error, self._store.paths.root) if isinstance(error, OSError) else error
            log.error("the workspace cannot be written: %s", error)
        self._stop_now()
