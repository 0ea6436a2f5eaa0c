"""The engine: campaigns, accounts and connections, opened as they are needed and reused."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import Rest
from mailer_gui.model.errors import LoginError, MailerError, SendError
from mailer_gui.sending.account import CONNECT_PAUSE, CONNECT_TRIES, AccountRun
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.claims import Claims
from mailer_gui.sending.deep_wire import DeepWire
from mailer_gui.sending.desk import Desk
from mailer_gui.sending.ports import Clock, Events, Journal
from mailer_gui.sending.roster import Roster
from mailer_gui.sending.session import Session
from mailer_gui.sending.translate import has_answered, is_lasting
from mailer_gui.sending.wire import Wire

IDLE_CLOSE = 10.0
SLEPT = 30.0
"""The rounds come 20 times a second; so long without one means that the computer slept or the process stood still."""
PATIENCE_AFTER_SLEEP = 60.0
UNLIMITED = 1_000_000_000
log = logging.getLogger(__name__)
Opener = Callable[[Account], Awaitable[Session]]


class Engine:
    """Runs on one event loop; `opener` opens a logged-in session, everything durable goes through `journal`."""

    def __init__(self, journal: Journal, clock: Clock, events: Events, opener: Opener) -> None:
        self._clock = clock
        self._opener = opener
        self._roster = Roster(clock)
        self._claims = Claims(self._roster, journal, events)
        self._desk = Desk(self._roster, self._claims, events)
        self._events = events
        self._opening: set[asyncio.Task[None]] = set()
        self._ticked = clock.steady()

    # Who takes part

    def add_account(self, account: AccountRun) -> None:
        """Let an account take part."""
        self._roster.accounts[account.account.id] = account

    def account(self, account_id: int) -> AccountRun | None:
        """Give the account with this id, if it takes part."""
        return self._roster.accounts.get(account_id)

    def drop_account(self, account_id: int) -> None:
        """Let it go: its idle connections end, busy ones after their message."""
        account = self._roster.accounts.pop(account_id, None)
        if account is not None:
            account.campaigns = []
            for wire in tuple(account.wires):
                wire.quit()

    def stop_account(self, account_id: int, reason: str) -> None:
        """It waits for a person: another sender found out why."""
        account = self._roster.accounts.get(account_id)
        if account is not None:
            self._desk.stop_account(account, reason)

    def start(self, campaign: CampaignRun) -> None:
        """Begin or go on with a campaign."""
        campaign.stopped = False
        campaign.wake()
        self._roster.campaigns[campaign.id] = campaign
        for account in self._roster.accounts_of(campaign):
            if campaign not in account.campaigns:
                account.campaigns.append(campaign)
            for wire in account.wires:
                wire.keeps_words = wire.keeps_words or campaign.keep_dialogues > 0
        self.tick()

    def hold(self, campaign: CampaignRun) -> None:
        """Begin no new message of it; those in flight finish."""
        self._desk.hold(campaign)

    def give_up(self, campaign: CampaignRun, why: str) -> None:
        """Wait no longer for the answers to its messages: their connections are closed, and they are uncertain."""
        for wire in tuple(self._roster.wires):
            if wire.holds(campaign):
                wire.abort(why)

    def forget(self, campaign: CampaignRun) -> None:
        """Let a quiet campaign go."""
        self._desk.hold(campaign)
        self._claims.commit()
        self._roster.campaigns.pop(campaign.id, None)
        for account in self._roster.accounts.values():
            if campaign in account.campaigns:
                account.campaigns.remove(campaign)

    def wake(self) -> None:
        """Somebody changed the store: look again for deliveries to claim."""
        for campaign in self._roster.campaigns.values():
            campaign.wake()

    def held(self) -> list[str]:
        """Give the addresses that are claimed but not in flight: somebody may still suppress them."""
        self._claims.conclude()
        held = [job.address for campaign in self._roster.campaigns.values() for job in campaign.queue]
        return held + [job.address for wire in self._roster.wires if (job := wire.riding) is not None]

    def suppress(self, addresses: set[str]) -> None:
        """These get nothing that is not in flight already."""
        self._roster.suppressed = {address.lower() for address in addresses}

    def commit(self) -> None:
        """Store everything that is known now."""
        self._claims.commit()

    def break_off(self, error: OSError) -> None:
        """Marks cannot be written any more: nothing goes that has none, and nothing else begins."""
        self._claims.fail(error)
        for wire in tuple(self._roster.wires):
            if wire.is_held:
                wire.abort()

    @property
    def in_flight(self) -> int:
        """Messages whose answer is still awaited."""
        return sum(wire.in_flight for wire in self._roster.wires)

    @property
    def is_busy(self) -> bool:
        """True while a connection holds a message or is being opened."""
        return bool(self._opening) or any(wire.is_busy for wire in self._roster.wires)

    def waits_for(self, campaign: CampaignRun) -> Rest | None:
        """Say why nothing of this campaign can go just now, None when something can."""
        if campaign.closed is not None:
            return campaign.closed
        now = self._clock.steady()
        accounts = [account for account in self._roster.accounts_of(campaign) if not account.stopped]
        if campaign.dry and campaign.is_quiet:
            if campaign.look_again is None:
                return None
            if campaign.parked_why and campaign.parked_until >= campaign.look_again:
                return Rest(campaign.parked_why, campaign.look_again)
            return Rest("Some people's servers asked to be tried again later.", campaign.look_again)
        rests = [rest for account in accounts if (rest := account.waits_for(now)) is not None]
        if not rests or len(rests) < len(accounts):
            return None
        why, until = min(rests, key=lambda rest: rest[1])
        return Rest(why, self._clock.now() + until - now)

    # Time

    def tick(self) -> None:
        """Do what time brings: turns, rests that end, timeouts, idle connections. Called some 20 times a second."""
        now = self._clock.steady()
        wall = self._clock.now()
        self._after_a_pause(now)
        for campaign in tuple(self._roster.campaigns.values()):
            self._gate(campaign, wall)
            if campaign.dry and campaign.look_again is not None and wall >= campaign.look_again:
                campaign.wake()
            if campaign.queue and (campaign.closed is not None or not self._roster.can_send(campaign, now)):
                self._claims.put_back(campaign)  # hold no claims that nobody can send just now
        for account in tuple(self._roster.accounts.values()):
            if account.pace_changed:
                self._events.pace_learned(account.account, account.learned(wall))
            resting = self._roster.stopping or not account.may_send(now)
            self._tend(account, resting, now)
            if not resting:
                self._open_more(account, now)

    def _gate(self, campaign: CampaignRun, wall: float) -> None:
        """Its hours and its staged start, by the clock on the wall."""
        if campaign.stopped:
            return
        campaign.closed = campaign.gate.rest(wall)
        reason = campaign.gate.unhealthy(wall) if campaign.closed is None else ""
        if reason:
            campaign.gate.guard = replace(campaign.gate.guard, asks=True)
            self._desk.stop_campaign(campaign, reason)

    def _after_a_pause(self, now: float) -> None:
        """This computer slept, or this process was stopped: answers that came meanwhile must be read first."""
        slept = now - self._ticked > SLEPT
        self._ticked = now
        if not slept:
            return
        log.info("went on after a pause of this computer or process")
        for wire in tuple(self._roster.wires):
            wire.deadline = max(wire.deadline, now + PATIENCE_AFTER_SLEEP)
            if wire.is_idle:
                wire.quit()  # most servers have closed it long ago

    def _tend(self, account: AccountRun, resting: bool, now: float) -> None:
        for wire in tuple(account.wires):
            wire.check_deadline(now)
            if not resting:
                wire.kick()
            if wire.is_idle and (resting or now - wire.idle_since > IDLE_CLOSE):
                wire.quit()

    def _open_more(self, account: AccountRun, now: float) -> None:
        if account.limits.free(now) == 0 or self._claims.broken:
            return
        work = 0
        for campaign in account.campaigns:
            if not campaign.stopped and campaign.closed is None and campaign.gate.left:
                work += len(campaign.queue) + (0 if campaign.dry else 1)
        idle = sum(1 for wire in account.wires if wire.is_idle)
        for _ in range(min(account.room(), work - idle - account.opening)):
            account.opening += 1
            task = asyncio.get_running_loop().create_task(self._open(account))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    # Connections

    async def _open(self, account: AccountRun) -> None:
        try:
            session = await self._opener(account.account)
        except MailerError as error:
            account.opening -= 1
            self._not_opened(account, error)
            return
        except Exception as error:
            account.opening -= 1
            log.exception("opening a connection failed")
            self._not_opened(account, SendError(str(error) or type(error).__name__))
            return
        account.opening -= 1
        account.connect_failures = 0
        account.proven = account.logged_in = True
        count = account.account.messages_per_connection or UNLIMITED
        wire = self._wire(account, session, count)
        wire.keeps_words = any(campaign.keep_dialogues for campaign in account.campaigns)
        account.wires.add(wire)
        self._roster.wires[wire] = account
        now = self._clock.steady()
        if self._roster.stopping or not account.may_send(now):
            wire.quit()
            return
        wire.kick()
        self._open_more(account, now)

    def _wire(self, account: AccountRun, session: Session, messages: int) -> Wire:
        steady = self._clock.steady
        if account.depth > 1 and account.pipelining:
            lacking = [name for name in ("chunking", "pipelining") if name not in session.extensions]
            if not lacking:
                return DeepWire(self._desk, session, steady, depth=account.depth, messages=messages)
            self._desk.no_depth(account, f"it does not offer {lacking[0].upper()}")
        return Wire(self._desk, session, steady, pipelining=account.pipelining, messages=messages)

    def _not_opened(self, account: AccountRun, error: MailerError) -> None:
        log.warning("account %d: %s", account.account.id, error.message)
        account.connect_failures += 1
        now = self._clock.steady()
        account.logged_in = False
        if isinstance(error, LoginError) or not isinstance(error, SendError):
            self._desk.stop_account(account, error.said)
        elif account.proven:
            account.rest(error.message, now, outage=not has_answered(error))
        elif is_lasting(error) or account.connect_failures >= CONNECT_TRIES:
            self._desk.stop_account(account, error.said)
        else:
            account.rest_until, account.rest_why = now + CONNECT_PAUSE * account.connect_failures, error.message

    async def stop(self, patience: float) -> None:
        """Begin nothing new, wait for answers for so long, and leave the rest as uncertain."""
        self._roster.stopping = True
        for campaign in self._roster.campaigns.values():
            self._desk.hold(campaign)
        for task in tuple(self._opening):
            task.cancel()
        deadline = self._clock.steady() + patience
        for wire in tuple(self._roster.wires):
            wire.quit()
        await self._wires_gone(deadline)
        for wire in tuple(self._roster.wires):
            wire.abort("The program was closed before the server answered.")
        await self._wires_gone(self._clock.steady() + 1.0)
        self._claims.commit()

    async def _wires_gone(self, deadline: float) -> None:
        while self._roster.wires and self._clock.steady() < deadline:  # noqa: ASYNC110 - once, at the very end
            await asyncio.sleep(0.01)
