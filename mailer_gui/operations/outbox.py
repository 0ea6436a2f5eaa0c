"""The outbox: every message readable before and after it leaves, and the test message to oneself."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.errors import InputError, NotFoundError, PreflightError
from mailer_gui.model.messages import Recipient
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.operations.workspace import keep_own_files
from mailer_gui.store import approved

if TYPE_CHECKING:
    from mailer_gui.compose.render import Renderer
    from mailer_gui.model.accounts import Account
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.model.messages import Message
    from mailer_gui.model.preview import Preview
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.personal import PersonalFiles

_UNSAFE = re.compile(r"[^\w.@+-]+")


@dataclass(frozen=True, slots=True)
class OutboxResult:
    """How many messages were written, and for how many people it cannot be: they lack a field that it needs."""

    written: int
    lacking: int


def preview(
    ws: Workspace,
    campaign_id: int,
    contact_id: int | None = None,
    *,
    address: str | None = None,
    message: Message | None = None,
) -> Preview:
    """Render the message for one contact or address (None: the first person), exactly as it will be or was sent.

    With `message` that one is rendered in place of a draft's own: a template, or an earlier version of it.
    Raises TemplateError with the place of a mistake, NotFoundError when the audience is empty.
    """
    campaign = ws.campaigns.get(campaign_id)
    if message is not None and not campaign.state.is_launched:
        campaign = replace(campaign, message=message)
    personal = _personal(ws, campaign)
    renderer_of = _renderers(ws, campaign, personal)
    for recipient in approved.recipients(ws, campaign, contact_id=contact_id, address=address):
        try:
            complete = personal.of(recipient) if personal else recipient
        except InputError as problem:  # the checks before Send name it: here the message is shown without the file
            return replace(renderer_of(recipient).parts(recipient), missing_file=problem.message)
        return renderer_of(recipient).parts(complete)
    raise NotFoundError("There is nobody to show the message for.", hint="Choose a list with people on it.")


def write_outbox(
    ws: Workspace,
    campaign_id: int,
    out: Path,
    address: str | None = None,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> OutboxResult:
    """Write one .eml file per recipient into the folder `out`, exactly as sent or to be sent.

    With `address` only that person's. People whose message cannot be rendered (a missing field) have no file: they
    will be skipped. Raises NotFoundError when nobody has that address.
    """
    keep_own_files(ws, out)
    campaign = ws.campaigns.get(campaign_id)
    personal = _personal(ws, campaign)
    renderer_of = _renderers(ws, campaign, personal)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise InputError(f"The folder {out} cannot be made: {problem.strerror}.") from problem
    written = lacking = 0
    for number, recipient in enumerate(approved.recipients(ws, campaign, address=address), start=1):
        if cancel():
            break
        try:
            message = renderer_of(recipient).render(personal.of(recipient) if personal else recipient)
        except InputError:  # a field or a file lacks, or a filter cannot use this person's value
            lacking += 1
            continue
        _write(out / f"{recipient.number:08d}-{_UNSAFE.sub('_', recipient.address)[:100]}.eml", message)
        written += 1
        if number % 100 == 0:
            progress(number, None)
    if address is not None and written + lacking == 0:
        raise NotFoundError(f"{address} does not get this campaign.")
    return OutboxResult(written, lacking)


def _write(file: Path, message: bytes) -> None:
    from mailer_gui.intake.writing import not_written

    try:
        file.write_bytes(message)
    except OSError as problem:
        raise not_written(file, problem) from problem


async def send_test(ws: Workspace, campaign_id: int, address: str, contact_id: int | None = None) -> str:
    """Send the message once to `address`, rendered for a contact; gives the server's reply. It is counted nowhere.

    Raises SendError and its kinds with the server's words.
    """
    import asyncio

    from mailer_gui.sending.connect import send_once

    account, sender, recipient, message = await asyncio.to_thread(_test_message, ws, campaign_id, address, contact_id)
    password = await asyncio.to_thread(ws.secrets.get, account) if account.username else None
    return await send_once(account, password, sender, recipient, message)


def _test_message(
    ws: Workspace, campaign_id: int, address: str, contact_id: int | None
) -> tuple[Account, str, str, bytes]:
    """Give the account, the two addresses of the envelope and the message."""
    from mailer_gui.compose.addresses import envelope_address

    campaign = ws.campaigns.get(campaign_id)
    accounts = ws.accounts.chosen(campaign.plan.account_ids)
    if not accounts:
        raise PreflightError("No account is chosen.", hint="Choose the account that sends it.")
    personal = _personal(ws, campaign)
    renderer = _renderer(ws, campaign, personal)
    for found in approved.recipients(ws, campaign, contact_id=contact_id):
        whole = personal.of(found) if personal else found
        person = Recipient(found.number, address, {**whole.fields}, time.time())
        sender = envelope_address(campaign.message.from_address or accounts[0].identity.address)
        return accounts[0], sender, envelope_address(address), renderer.render(person)
    raise NotFoundError("There is nobody to render the message for.", hint="Choose a list with people on it.")


def _personal(ws: Workspace, campaign: Campaign) -> PersonalFiles | None:
    """Give what finds each person's own files for a draft; those of a launched campaign are frozen."""
    return None if campaign.state.is_launched else ws.campaigns.personal_files(campaign)


def _renderers(
    ws: Workspace, campaign: Campaign, personal: PersonalFiles | None = None
) -> Callable[[Recipient], Renderer]:
    """Give what renders each person's message: an account with another From has sent it as itself."""
    from mailer_gui.compose.compiled import Compiled
    from mailer_gui.compose.render import Renderer

    first = _renderer(ws, campaign, personal)
    variants = ws.campaigns.revision(campaign.id).variants if campaign.state.is_launched else {}
    if not variants:
        return lambda _: first
    key = ws.settings.unsubscribe_key()
    read = ws.attachments.read
    others = {number: Renderer(Compiled.load(made), key, read_file=read) for number, made in variants.items()}
    tried_by = ws.deliveries.tried_by(campaign.id)
    return lambda recipient: others.get(tried_by.get(recipient.address, 0), first)


def _renderer(ws: Workspace, campaign: Campaign, personal: PersonalFiles | None = None) -> Renderer:
    """Give the renderer of what was approved, or for a draft, of the message as it stands."""
    from mailer_gui.compose.render import Renderer

    read = personal.read if personal else ws.attachments.read
    return Renderer(approved.compiled(ws, campaign), ws.settings.unsubscribe_key(), read_file=read)
