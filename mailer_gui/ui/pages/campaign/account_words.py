"""Accounts and their limits in words."""

from __future__ import annotations

from mailer_gui.model.accounts import Account, AccountKind, Limits
from mailer_gui.ui.texts import number, tr


def limits_words(limits: Limits) -> str:
    """Say the limits in words."""
    parts = [
        text.format(count=number(count))
        for text, count in (
            (tr("{count} a second"), limits.per_second),
            (tr("{count} a minute"), limits.per_minute),
            (tr("{count} an hour"), limits.per_hour),
            (tr("{count} a day"), limits.per_day),
        )
        if count
    ]
    return tr("at most {limits}").format(limits=", ".join(parts)) if parts else tr("no limits")


def account_words(account: Account) -> str:
    """Say in one line what an account is."""
    if account.kind is AccountKind.PRACTICE:
        return tr("keeps every message on this computer, nobody gets any")
    return tr("{server}, {limits}").format(server=account.host, limits=limits_words(account.limits))
