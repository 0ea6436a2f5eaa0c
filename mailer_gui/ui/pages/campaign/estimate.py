"""How long a campaign will take at least, from the limits of its accounts; and the limits in words."""

from __future__ import annotations

from collections.abc import Sequence

from mailer_gui.model.accounts import Account, AccountKind, Limits
from mailer_gui.ui.texts import number, tr

SECONDS_WORTH_SAYING = 90.0


def least_seconds(people: int, limits: Limits) -> float:
    """Give the least time that rolling windows allow for so many messages, when nothing was sent before."""
    waits = [((people - 1) // count) * seconds for count, seconds in limits.windows()] if people > 0 else []
    return max(waits, default=0.0)


def least_seconds_of(people: int, accounts: Sequence[Account]) -> float:
    """Give the least time when several accounts share the people evenly."""
    if not accounts:
        return 0.0
    share = -(-people // len(accounts))
    return min(least_seconds(share, account.limits) for account in accounts)


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
