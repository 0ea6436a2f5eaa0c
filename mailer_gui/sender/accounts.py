"""The accounts of a running sender: their sessions, passwords, limits and usage."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import replace

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.errors import LoginError
from mailer_gui.operations.practice import ensure_running
from mailer_gui.sending.account import AccountRun
from mailer_gui.sending.client import is_loopback
from mailer_gui.sending.connect import open_session
from mailer_gui.sending.limits import RollingLimits, most_needed
from mailer_gui.sending.session import Session
from mailer_gui.store.database import Store
from mailer_gui.store.dispatch import Dispatch

DAY = 86400.0
NO_PIPELINING = "no_pipelining"
"""The quirk of a server that mixes up its replies; its value is when it was seen."""
log = logging.getLogger(__name__)


class AccountDesk:
    """Makes `AccountRun`s and opens sessions for them."""

    def __init__(self, store: Store, dispatch: Dispatch) -> None:
        self._store = store
        self._dispatch = dispatch
        self._passwords: dict[int, str] = {}

    def make(self, account: Account) -> AccountRun:
        """Let an account take part, with what it has used up of its limits and what is known of its server."""
        wall, steady = time.time(), time.monotonic()
        needed = most_needed(account.limits)
        times = self._dispatch.recent_attempts(account.id, wall - DAY, needed) if needed else []
        limits = RollingLimits(account.limits, steady, [max(0.0, wall - at) for at in times])
        quirks = self._store.accounts.quirks(account.id)
        practice = account.kind is AccountKind.PRACTICE
        return AccountRun(
            account,
            limits,
            pipelining=NO_PIPELINING not in quirks,
            proven=practice or self._dispatch.has_worked(account.id),
        )

    async def open(self, account: Account) -> Session:
        """Open a logged-in session; the practice server is started when it does not run."""
        if account.kind is AccountKind.PRACTICE:
            port = await asyncio.to_thread(ensure_running, self._store)
            account = replace(account, port=port)
        password = await self._password(account)
        try:
            return await open_session(account, password)
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
                    hint=f"Enter it in the account, or set the environment variable {account.password_variable}.",
                )
            self._passwords[account.id] = known
        return known

    def forget_password(self, account_id: int) -> None:
        """Ask again next time."""
        self._passwords.pop(account_id, None)

    def remember_no_pipelining(self, account_id: int) -> None:
        """The server mixes up its replies: one command at a time from now on, also after a restart."""
        self._store.accounts.set_quirk(account_id, NO_PIPELINING, time.time())


def is_remote(account: Account) -> bool:
    """True when the server is beyond this machine: then a power cut must lose no mark."""
    return not is_loopback(account.host)
