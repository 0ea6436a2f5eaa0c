"""Which accounts take part just now, and how they leave and come back when somebody changes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.sender.accounts import AccountDesk, is_remote
from mailer_gui.sending.account import AccountRun
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.engine import Engine


class Duty:
    """The accounts of a running engine."""

    def __init__(self, engine: Engine, desk: AccountDesk) -> None:
        self._engine = engine
        self._desk = desk
        self._known: dict[int, Account] = {}
        self._leaving: dict[int, AccountRun] = {}
        self._coming: set[int] = set()

    @property
    def any_remote(self) -> bool:
        """True when one of them is beyond this machine: then a power cut must lose no mark."""
        return any(is_remote(account) for account in self._known.values())

    @property
    def is_changing(self) -> bool:
        """True while an account comes back as soon as its last messages are answered."""
        return bool(self._coming)

    def needs(self, account: Account) -> bool:
        """True when an account has to (take part, or) take part anew: somebody changed it or lifted its stop."""
        running = self._engine.account(account.id)
        if running is None:
            return True
        stopped = bool(running.stopped) and account.kind is not AccountKind.PRACTICE
        return stopped or not _is_same(self._known.get(account.id), account)

    def take_part(self, account: Account, campaigns: Iterable[CampaignRun]) -> None:
        """Let it take part as it is now, or as soon as the messages that it has in flight are answered."""
        running = self._engine.account(account.id)
        if running is not None and not running.stopped and _is_same(self._known.get(account.id), account):
            return
        self.leave(account.id)
        if account.id in self._leaving and self._leaving[account.id].wires:
            self._coming.add(account.id)
            return
        self._coming.discard(account.id)
        self._leaving.pop(account.id, None)
        self._desk.forget_password(account.id)
        begun = self._desk.begun(account)
        self._known[account.id] = begun
        self._engine.commit()  # what was sent so far is what the limits begin with
        made = self._desk.make(begun)
        made.campaigns = [run for run in campaigns if account.id in run.accounts and not run.stopped]
        self._engine.add_account(made)

    def leave(self, account_id: int) -> None:
        """It takes part no longer; its last messages still count."""
        self._coming.discard(account_id)
        running = self._engine.account(account_id)
        if running is not None:
            self._engine.drop_account(account_id)
            self._leaving[account_id] = running


def _is_same(known: Account | None, account: Account) -> bool:
    """True when nobody changed the account; the practice server's port is looked up at every connection."""
    if known is None:
        return False
    port = known.port if account.kind is AccountKind.PRACTICE else account.port
    warm_up = known.warm_up if not account.warm_up.started_at else account.warm_up
    return known == replace(account, port=port, warm_up=warm_up)
