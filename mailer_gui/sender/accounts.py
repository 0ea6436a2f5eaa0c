"""The accounts of a running sender: their sessions, passwords, limits and usage."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace

from mailer_gui.model.accounts import NO_DEPTH, PACE, SIZE_LIMIT, Account, AccountKind, LearnedPace
from mailer_gui.model.errors import LoginError
from mailer_gui.operations.practice import ensure_running
from mailer_gui.sending.account import AccountRun
from mailer_gui.sending.client import is_loopback
from mailer_gui.sending.connect import open_session
from mailer_gui.sending.domains import DomainTurns, longest_window
from mailer_gui.sending.limits import DAY, RollingLimits, most_needed
from mailer_gui.sending.pace import Pace
from mailer_gui.sending.ports import Clock
from mailer_gui.sending.session import Session
from mailer_gui.store.database import Store

NO_PIPELINING = "no_pipelining"
"""The quirk of a server that mixes up its replies; its value is when it was seen."""
log = logging.getLogger(__name__)


class AccountDesk:
    """Makes `AccountRun`s and opens sessions for them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._passwords: dict[int, str] = {}
        self._sizes: dict[int, int] = {}

    def make(self, account: Account) -> AccountRun:
        """Let an account take part, with what it has used up of its limits and what is known of its server."""
        wall, steady = self._clock.now(), self._clock.steady()
        plan = account.warm_up
        needed = most_needed(account.limits, plan.steps)
        times = self._store.usage.times(account.id, wall - DAY, needed) if needed else []
        limits = RollingLimits(
            account.limits,
            steady,
            [max(0.0, wall - at) for at in times],
            warm_up=plan.steps,
            warm_up_age=max(0.0, wall - (plan.started_at or wall)),
        )
        quirks = self._store.accounts.quirks(account.id)
        if NO_DEPTH in quirks:
            self._store.accounts.set_quirk(account.id, NO_DEPTH, None)  # perhaps its server has learned it
        practice = account.kind is AccountKind.PRACTICE
        return AccountRun(
            account,
            limits,
            pipelining=NO_PIPELINING not in quirks,
            proven=practice or self._store.usage.has_worked(account.id),
            domains=self._domains(account, wall, steady),
            pace=Pace(account.connections, LearnedPace.of(quirks), wall),
        )

    def begun(self, account: Account) -> Account:
        """Give the account as it is now that its first message is about to go: its warm-up begins."""
        if not account.warm_up.steps or account.warm_up.started_at is not None:
            return account
        self._store.accounts.begin_warm_up(account.id, self._clock.now())
        return self._store.accounts.get(account.id)

    def _domains(self, account: Account, wall: float, steady: float) -> DomainTurns | None:
        if not account.domain_limits:
            return None
        seconds = longest_window(account.domain_limits)
        times = self._store.usage.times_by_domain(account.id, wall - seconds) if seconds else {}
        ages = {name: [max(0.0, wall - at) for at in its_times] for name, its_times in times.items()}
        return DomainTurns(account.domain_limits, steady, ages)

    async def open(self, account: Account) -> Session:
        """Open a logged-in session; the practice server is started when it does not run."""
        if account.kind is AccountKind.PRACTICE:
            port = await asyncio.to_thread(ensure_running, self._store)
            account = replace(account, port=port)
        password = await self._password(account)
        try:
            session = await open_session(account, password)
            self._remember_size(account.id, session.size_limit)
            return session
        except LoginError:
            self._passwords.pop(account.id, None)
            raise

    async def _password(self, account: Account) -> str | None:
        """Ask the keyring off the loop: it blocks while the unlock prompt is up."""
        if not account.username:
            return None
        known = self._passwords.get(account.id)
        if known is None:
            known = await asyncio.to_thread(self._store.secrets.get, account)
            if known is None:
                raise LoginError(
                    f"The account “{account.name}” needs its password.",
                    hint="Enter the password again in Accounts.",
                    terminal=f"Or set the environment variable {account.password_variable}.",
                )
            self._passwords[account.id] = known
        return known

    def _remember_size(self, account_id: int, limit: int) -> None:
        """Keep how large a message may be, for the checks before the next campaign."""
        if limit and self._sizes.get(account_id) != limit:
            self._sizes[account_id] = limit
            if self._store.accounts.quirks(account_id).get(SIZE_LIMIT) != limit:
                self._store.accounts.set_quirk(account_id, SIZE_LIMIT, limit)

    def forget_password(self, account_id: int) -> None:
        """Ask again next time."""
        self._passwords.pop(account_id, None)

    def remember_no_pipelining(self, account_id: int) -> None:
        """The server mixes up its replies: one command at a time from now on, also after a restart."""
        self._store.accounts.set_quirk(account_id, NO_PIPELINING, self._clock.now())

    def remember_no_depth(self, account_id: int, why: str) -> None:
        """One message at a time on each connection: for whoever looks at the account; it is tried again each time."""
        self._store.accounts.set_quirk(account_id, NO_DEPTH, {"at": self._clock.now(), "why": why})

    def remember_pace(self, account_id: int, pace: LearnedPace | None) -> None:
        """The server wanted it slower, or all is well again: the next sender begins with what is known."""
        self._store.accounts.set_quirk(account_id, PACE, None if pace is None else asdict(pace))


def is_remote(account: Account) -> bool:
    """True when the server is beyond this machine: then a power cut must lose no mark."""
    return not is_loopback(account.host)
