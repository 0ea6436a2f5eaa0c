"""Who would get the message: is there anybody, and do they have the fields and files that it needs?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from mailer_gui.model.checks import Finding
from mailer_gui.model.contacts import same_spelling
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.operations.preflight.findings import bad, warning

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.operations.workspace import Workspace

SHOWN_FIELDS = 12
SHOWN_FILES = 3


def audience(ws: Workspace, campaign: Campaign) -> list[Finding]:
    """See that somebody is chosen, and can be mailed."""
    is_rest = campaign.audience.rest_of is not None
    if is_rest and not any(other.id == campaign.audience.rest_of for other in ws.campaigns.all()):
        hint = "Choose lists or segments instead, or delete this draft."
        return [bad("audience", "The campaign whose rest this was to reach is deleted, so nobody is known", hint)]
    if not is_rest and not _somebody_is_chosen(ws, campaign):
        return [bad("audience", "Nobody is chosen to get it", "Choose at least one list or segment.")]
    people, suppressed = ws.campaigns.audience_size(campaign.audience)
    if people == 0 and is_rest:
        return [bad("audience", "The other campaign has reached everybody by now", "There is nothing left to send.")]
    if people == 0:
        return [bad("audience", "The chosen lists and segments are empty", "Import contacts into them first.")]
    if suppressed == people and is_rest:
        return [bad("audience", "Everybody who is left is suppressed", "There is nothing left to send.")]
    if suppressed == people:
        return [bad("audience", "Everybody who is chosen is suppressed", "Choose another list or segment.")]
    if suppressed:
        return [warning("audience", f"{suppressed:,} of {people:,} people are suppressed and will be skipped")]
    return []


def _somebody_is_chosen(ws: Workspace, campaign: Campaign) -> bool:
    lists, segments = campaign.audience.list_ids, campaign.audience.segment_ids
    return any(one.id in lists for one in ws.lists.all()) or any(one.id in segments for one in ws.segments.all())


def lacking(ws: Workspace, campaign: Campaign, fields: Iterable[str]) -> Iterator[Finding]:
    """Name the fields that people lack. One that all of them lack is a misspelt one: nobody would get the message."""
    people, suppressed = ws.campaigns.audience_size(campaign.audience)
    known = ws.contacts.field_names()
    for field in sorted(fields):
        name = field if field in known else same_spelling(field, known) or field
        lacking = ws.campaigns.audience_lacking(campaign.audience, name)
        if lacking and lacking == people - suppressed:
            title = f"Nobody on the chosen lists has the field “{field}”, so nobody would get the message"
            yield bad("message", title, _known_fields(ws), code="unknown-field")
        elif lacking:
            who = "1 person lacks" if lacking == 1 else f"{lacking:,} people lack"
            title = f"{who} the field “{field}” and will be skipped"
            hint = f'Write {{{{ {field} | default: "..." }}}} to include them.'
            yield warning("message", title, hint, code="lacking")


def _known_fields(ws: Workspace) -> str:
    known = ws.contacts.field_names()
    if not known:
        return "Your contacts have no fields besides their address."
    more = ", …" if len(known) > SHOWN_FIELDS else ""
    return f"Your contacts have: {', '.join(known[:SHOWN_FIELDS])}{more}."


_FILE_WORDS = {
    "missing": "{who} have no file of their own",
    "unreadable": "The own files of {who} cannot be read",
    "too large": "The files of {who} are too large to send",
    "shared": "{who} would get the file of somebody else",
    "outside": "The files of {who} lie outside the chosen folder",
    "unnamed": "The own file of {who} has no name",
}


def personal(
    ws: Workspace, campaign: Campaign, progress: Progress = no_progress, cancel: Cancel = never
) -> Iterator[Finding]:
    """Look for everybody's own files: one that lacks, or goes to two people, must be found before Send."""
    from mailer_gui.compose.checks import check_message

    if not campaign.message.personal or check_message(campaign.message):
        return
    files = ws.campaigns.personal_files(campaign)
    assert files is not None
    found = files.look(ws.campaigns.draft_recipients(campaign, date=0.0), progress, cancel)
    for kind, count in found.counts.items():
        examples = [one for one in found.problems if one.kind == kind][:SHOWN_FILES]
        who = "1 person" if count == 1 else f"{count:,} people"
        title = _FILE_WORDS[kind].format(who=who)
        title = title.replace("1 person have", "1 person has")
        rest = ", …" if count > SHOWN_FILES else ""
        hint = "; ".join(f"{one.address}: {one.what}" for one in examples) + rest
        yield bad("message", title, hint, code="own-file")
