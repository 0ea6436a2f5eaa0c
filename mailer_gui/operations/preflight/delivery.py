"""How it would be sent: accounts, From, passwords, start, size and the end that the limits allow."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from mailer_gui.model.accounts import SIZE_LIMIT
from mailer_gui.model.checks import Finding
from mailer_gui.model.errors import MailerError
from mailer_gui.operations.planning import plan
from mailer_gui.operations.preflight.findings import bad, warning
from mailer_gui.paths import has_display

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.operations.workspace import Workspace

DAY = 86_400.0
ENCODED = 4 / 3 * 78 / 76
"""How much files grow on the way: base64 in lines of 76 characters."""


def accounts(ws: Workspace, campaign: Campaign) -> list[Finding]:
    """See that somebody sends it: accounts with a From address and a password."""
    accounts = ws.accounts.chosen(campaign.plan.account_ids)
    if not accounts:
        return [bad("delivery", "No account is chosen", "Choose the account that sends it.")]
    found = []
    for account in accounts:
        if not (campaign.message.from_address or account.identity.address):
            title = f"The account “{account.name}” has no From address"
            found.append(bad("delivery", title, "Enter one in the account's settings."))
        twin = next((a for a in ws.accounts.all() if a.id != account.id and a.shares_variable_with(account)), None)
        if twin is not None and os.environ.get(account.password_variable):
            title = f"“{account.name}” and “{twin.name}” take their passwords from one variable"
            found.append(bad("delivery", title, f"Rename one of them: {account.password_variable} stands for both."))
        elif not (campaign.message.from_name or account.identity.name):
            address = campaign.message.from_address or account.identity.address
            title = f"The From name is empty, so people see only {address}"
            found.append(warning("delivery", title, "Enter the name they know you by in the account's settings."))
        if account.username and ws.secrets.get(account) is None:
            hint = "Enter the password in Accounts."
            if not has_display():
                hint = f"Put it into the environment variable {account.password_variable}."
            found.append(bad("delivery", f"The password of “{account.name}” is missing", hint))
    return found


def schedule(campaign: Campaign) -> list[Finding]:
    """See that the schedule can be kept."""
    planned = campaign.plan.schedule
    mistake = planned.mistake()
    if mistake:
        return [bad("delivery", mistake.rstrip("."), "Correct it in the delivery settings.")]
    begin = planned.start_at()
    if begin is not None and time.time() - begin > planned.late_after:
        return [bad("delivery", "The start has already passed", "Choose a later one, or none.")]
    return []


def size(ws: Workspace, campaign: Campaign) -> Iterator[Finding]:
    """Compare the message with the largest one that each server has said it takes (RFC 1870)."""
    message = campaign.message
    files = sum(file.size for file in (*message.attachments, *message.images))
    written = len((message.html or message.source).encode()) + len(message.text.encode())
    whole = int(files * ENCODED + 2 * written) + 4_000
    for account in ws.accounts.chosen(campaign.plan.account_ids):
        limit = ws.accounts.quirks(account.id).get(SIZE_LIMIT, 0)
        if isinstance(limit, int) and 0 < limit < whole:
            title = f"The message is larger than the server of “{account.name}” takes"
            hint = f"It has about {whole / 1e6:.1f} MB, the server takes {limit / 1e6:.1f} MB. Remove or shrink files."
            yield bad("message", title, hint, code="too-large")


def ends_late(ws: Workspace, campaign: Campaign) -> Iterator[Finding]:
    """Say when a campaign would take more than a day: the limits of its accounts decide it."""
    try:
        forecast = plan(ws, campaign.id)
    except MailerError:
        return
    if forecast.ends_at is not None and forecast.ends_at - max(forecast.starts_at, forecast.at) > DAY:
        end = datetime.fromtimestamp(forecast.ends_at)
        hint = forecast.reasons[0] if forecast.reasons else "The limits of the account allow no more."
        yield warning("delivery", f"It will take until {end:%A %H:%M, %d %B}", hint, code="ends-late")
