"""What is written: mistakes that forbid Send, and what mail programs and spam filters would mind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mailer_gui.model.accounts import AccountKind
from mailer_gui.model.checks import CheckState, Finding
from mailer_gui.model.errors import MailerError
from mailer_gui.model.messages import Message, Purpose
from mailer_gui.operations.preflight.findings import bad, warning
from mailer_gui.operations.preflight.people import lacking

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.operations.workspace import Workspace

LARGE_MESSAGE = 10_000_000
"""Bytes of attachments from which many servers refuse a message (after encoding it is a third larger)."""
_PARTS = {"html": "HTML", "markdown": "Markdown"}
_MENDS = {"link-plain": "https", "no-alt": "alt"}


def written(message: Message) -> Iterator[Finding]:
    """See whether there is anything to send, and how heavy its files are."""
    if not message.subject.strip():
        yield bad("message", "The subject is empty", "Write a subject.", code="no-subject")
    if not message.is_written:
        yield bad("message", "The message is empty", "Write something to send.", code="empty")
    size = sum(attachment.size for attachment in message.attachments)
    if size > LARGE_MESSAGE:
        hint = "Many servers refuse large messages. Put the files on a web page and write the link."
        yield warning("message", f"The attachments are large: {size / 1e6:.0f} MB", hint, code="large-files")


def merged(ws: Workspace, campaign: Campaign) -> list[Finding]:
    """Check the merge fields, against the language and against the people who will get the message."""
    from mailer_gui.compose.checks import check_message, fields_used

    message = campaign.message
    found = [
        bad("message", f"The attachment “{attachment.name}” is gone", "Attach it again.", code="file-gone")
        for attachment in (*message.attachments, *message.images)
        if not ws.attachments.has(attachment.sha256)
    ]
    try:
        problems = check_message(message)
    except MailerError as error:  # a letter or blocks that cannot be read
        return [*found, bad("message", error.message.rstrip("."), error.hint, code="unreadable")]
    for problem in problems:
        place = _PARTS.get(problem.part) or problem.part[:1].upper() + problem.part[1:]
        place += f", line {problem.line}" if problem.line else ""
        hint = problem.hint or "Correct it in the message."
        mistake = bad("message", f"{place}: {problem.message.rstrip('.')}", hint, code="mistake")
        found.append(replace(mistake, part=problem.part, line=problem.line, column=problem.column))
    if not problems and message.is_written:
        found.extend(lacking(ws, campaign, {use.name for use in fields_used(message) if not use.has_default}))
        found.extend(_ways_out(ws, campaign))
        found.extend(_advised(message))
    return found


def _ways_out(ws: Workspace, campaign: Campaign) -> Iterator[Finding]:
    """See that people can unsubscribe and know who writes. Marketing must have both; what stays here need not."""
    from mailer_gui.compose.checks import fields_used, names_unsubscribe_url

    message = campaign.message
    accounts = ws.accounts.chosen(campaign.plan.account_ids)
    leaves = any(account.kind is not AccountKind.PRACTICE for account in accounts)
    must = message.purpose is Purpose.MARKETING and leaves
    state = CheckState.BAD if must else CheckState.WARNING
    if not names_unsubscribe_url(message) and message.purpose is not Purpose.NOTICE:
        hint = "Put {{ unsubscribe_url }} into the message. Mail programs show a button either way."
        yield Finding("message", state, "The message has no link to unsubscribe", hint, "no-unsubscribe", "footer")
    if message.purpose is Purpose.MARKETING:
        address = str(ws.settings.get("postal_address", ""))
        if not address.strip():
            hint = "In many countries an offer must say who sends it and where they are. Enter it in Settings."
            yield Finding("message", state, "Your postal address is not known", hint, "no-postal-setting")
        elif "postal_address" not in {use.name for use in fields_used(message)} and not _says(message, address):
            hint = "In many countries an offer must say who sends it. Put {{ postal_address }} at the end."
            yield Finding("message", state, "The message has no postal address", hint, "no-postal", "footer")


def _says(message: Message, address: str) -> bool:
    """True when the address stands in the message in the person's own words."""
    plain = "".join(letter for letter in address.casefold() if letter.isalnum())
    whole = f"{message.html} {message.source} {message.text}".casefold()
    return plain in "".join(letter for letter in whole if letter.isalnum())


def _advised(message: Message) -> Iterator[Finding]:
    from mailer_gui.compose.advice import advice

    for one in advice(message):
        mend = _MENDS.get(one.code, "")
        yield warning("message", one.title, one.hint, code=one.code, mend=mend)
