"""The checks before Send: what forbids it, and what is worth a thought."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mailer_gui.model.checks import CheckState, Finding
from mailer_gui.model.contacts import same_spelling
from mailer_gui.paths import has_display

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.model.messages import Message
    from mailer_gui.operations.workspace import Workspace

SHOWN_FIELDS = 12
SHOWN_FILES = 3
LARGE_MESSAGE = 10_000_000
"""Bytes of attachments from which many servers refuse a message (after encoding it is a third larger)."""


def check(ws: Workspace, campaign_id: int) -> list[Finding]:
    """Look over a campaign: bad findings forbid Send, warnings do not. Empty means that all is well."""
    campaign = ws.campaigns.get(campaign_id)
    return [
        *_audience(ws, campaign),
        *_accounts(ws, campaign),
        *_schedule(campaign),
        *_written(campaign.message),
        *_merge(ws, campaign),
        *_personal(ws, campaign),
    ]


def _audience(ws: Workspace, campaign: Campaign) -> list[Finding]:
    is_rest = campaign.audience.rest_of is not None
    if is_rest and not any(other.id == campaign.audience.rest_of for other in ws.campaigns.all()):
        hint = "Choose lists or segments instead, or delete this draft."
        return [_bad("audience", "The campaign whose rest this was to reach is deleted, so nobody is known", hint)]
    if not is_rest and not _somebody_is_chosen(ws, campaign):
        return [_bad("audience", "Nobody is chosen to get it", "Choose at least one list or segment.")]
    people, suppressed = ws.campaigns.audience_size(campaign.audience)
    if people == 0 and is_rest:
        return [_bad("audience", "The other campaign has reached everybody by now", "There is nothing left to send.")]
    if people == 0:
        return [_bad("audience", "The chosen lists and segments are empty", "Import contacts into them first.")]
    if suppressed == people and is_rest:
        return [_bad("audience", "Everybody who is left is suppressed", "There is nothing left to send.")]
    if suppressed == people:
        return [_bad("audience", "Everybody who is chosen is suppressed", "Choose another list or segment.")]
    if suppressed:
        return [_warning("audience", f"{suppressed:,} of {people:,} people are suppressed and will be skipped")]
    return []


def _somebody_is_chosen(ws: Workspace, campaign: Campaign) -> bool:
    lists, segments = campaign.audience.list_ids, campaign.audience.segment_ids
    return any(one.id in lists for one in ws.lists.all()) or any(one.id in segments for one in ws.segments.all())


def _accounts(ws: Workspace, campaign: Campaign) -> list[Finding]:
    accounts = ws.accounts.chosen(campaign.plan.account_ids)
    if not accounts:
        return [_bad("delivery", "No account is chosen", "Choose the account that sends it.")]
    found = []
    for account in accounts:
        if not (campaign.message.from_address or account.identity.address):
            title = f"The account “{account.name}” has no From address"
            found.append(_bad("delivery", title, "Enter one in the account's settings."))
        twin = next((a for a in ws.accounts.all() if a.id != account.id and a.shares_variable_with(account)), None)
        if twin is not None and os.environ.get(account.password_variable):
            title = f"“{account.name}” and “{twin.name}” take their passwords from one variable"
            found.append(_bad("delivery", title, f"Rename one of them: {account.password_variable} stands for both."))
        elif not (campaign.message.from_name or account.identity.name):
            address = campaign.message.from_address or account.identity.address
            title = f"The From name is empty, so people see only {address}"
            found.append(_warning("delivery", title, "Enter the name they know you by in the account's settings."))
        if account.username and ws.secrets.get(account) is None:
            hint = "Enter the password in Accounts."
            if not has_display():
                hint = f"Put it into the environment variable {account.password_variable}."
            found.append(_bad("delivery", f"The password of “{account.name}” is missing", hint))
    return found


def _schedule(campaign: Campaign) -> list[Finding]:
    schedule = campaign.plan.schedule
    mistake = schedule.mistake()
    if mistake:
        return [_bad("delivery", mistake.rstrip("."), "Correct it in the delivery settings.")]
    begin = schedule.start_at()
    if begin is not None and time.time() - begin > schedule.late_after:
        return [_bad("delivery", "The start has already passed", "Choose a later one, or none.")]
    return []


def _written(message: Message) -> list[Finding]:
    found = []
    if not message.subject.strip():
        found.append(_bad("message", "The subject is empty", "Write a subject."))
    if not message.is_written:
        found.append(_bad("message", "The message is empty", "Write something to send."))
    size = sum(attachment.size for attachment in message.attachments)
    if size > LARGE_MESSAGE:
        hint = "Many servers refuse large messages. Put the files on a web page and write the link."
        found.append(_warning("message", f"The attachments are large: {size / 1e6:.0f} MB", hint))
    return found


def _merge(ws: Workspace, campaign: Campaign) -> list[Finding]:
    """Check the merge fields, against the language and against the people who will get the message."""
    from mailer_gui.compose.checks import check_message, fields_used, names_unsubscribe_url

    message = campaign.message
    found = [
        _bad("message", f"The attachment “{attachment.name}” is gone", "Attach it again.")
        for attachment in message.attachments
        if not ws.attachments.has(attachment.sha256)
    ]
    problems = check_message(message)
    if problems:
        for problem in problems:
            place = "HTML" if problem.part == "html" else problem.part.capitalize()
            place += f", line {problem.line}" if problem.line else ""
            hint = problem.hint or "Correct it in the message."
            found.append(_bad("message", f"{place}: {problem.message.rstrip('.')}", hint))
        return found
    found.extend(_lacking(ws, campaign, {use.name for use in fields_used(message) if not use.has_default}))
    if not names_unsubscribe_url(message):
        hint = "Put {{ unsubscribe_url }} into the message. Mail programs show a button either way."
        found.append(_warning("message", "The message has no link to unsubscribe", hint))
    return found


_FILE_WORDS = {
    "missing": "{who} have no file of their own",
    "unreadable": "The own files of {who} cannot be read",
    "too large": "The files of {who} are too large to send",
    "shared": "{who} would get the file of somebody else",
    "outside": "The files of {who} lie outside the chosen folder",
    "unnamed": "The own file of {who} has no name",
}


def _personal(ws: Workspace, campaign: Campaign) -> Iterator[Finding]:
    """Look for everybody's own files: one that lacks, or goes to two people, must be found before Send."""
    from mailer_gui.compose.checks import check_message

    if not campaign.message.personal or check_message(campaign.message):
        return
    personal = ws.campaigns.personal_files(campaign)
    assert personal is not None
    found = personal.look(ws.campaigns.draft_recipients(campaign, date=0.0))
    for kind, count in found.counts.items():
        examples = [one for one in found.problems if one.kind == kind][:SHOWN_FILES]
        who = "1 person" if count == 1 else f"{count:,} people"
        title = _FILE_WORDS[kind].format(who=who)
        title = title.replace("1 person have", "1 person has")
        rest = ", …" if count > SHOWN_FILES else ""
        yield _bad("message", title, "; ".join(f"{one.address}: {one.what}" for one in examples) + rest)


def _lacking(ws: Workspace, campaign: Campaign, fields: Iterable[str]) -> Iterator[Finding]:
    """Name the fields that people lack. One that all of them lack is a misspelt one: nobody would get the message."""
    people, suppressed = ws.campaigns.audience_size(campaign.audience)
    known = ws.contacts.field_names()
    for field in sorted(fields):
        name = field if field in known else same_spelling(field, known) or field
        lacking = ws.campaigns.audience_lacking(campaign.audience, name)
        if lacking and lacking == people - suppressed:
            title = f"Nobody on the chosen lists has the field “{field}”, so nobody would get the message"
            yield _bad("message", title, _known_fields(ws))
        elif lacking:
            who = "1 person lacks" if lacking == 1 else f"{lacking:,} people lack"
            title = f"{who} the field “{field}” and will be skipped"
            yield _warning("message", title, f'Write {{{{ {field} | default: "..." }}}} to include them.')


def _known_fields(ws: Workspace) -> str:
    known = ws.contacts.field_names()
    if not known:
        return "Your contacts have no fields besides their address."
    more = ", …" if len(known) > SHOWN_FIELDS else ""
    return f"Your contacts have: {', '.join(known[:SHOWN_FIELDS])}{more}."


def _bad(step: str, title: str, hint: str = "") -> Finding:
    return Finding(step, CheckState.BAD, title, hint)


def _warning(step: str, title: str, hint: str = "") -> Finding:
    return Finding(step, CheckState.WARNING, title, hint)
