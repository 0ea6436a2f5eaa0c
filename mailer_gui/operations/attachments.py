"""Files that go with a message: copied into the workspace, so that what was approved cannot change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import Message, PersonalFile
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.model.writing import FilesLook

if TYPE_CHECKING:
    from mailer_gui.model.messages import Attachment
    from mailer_gui.operations.workspace import Workspace


def add(ws: Workspace, path: Path) -> Attachment:
    """Copy a file into the workspace. Raises InputError when it cannot be read."""
    return ws.attachments.add(path)


def personal_example(ws: Workspace, campaign_id: int, own: PersonalFile, contact_id: int) -> str:
    """Give the path of a person's own file, empty when there is none on purpose. Raises InputError with the reason."""
    campaign = ws.campaigns.get(campaign_id)
    alone = replace(campaign, message=Message(personal=(own,)))
    files = ws.campaigns.personal_files(alone)
    if files is None or not own.pattern.strip():
        raise InputError("The name of the file is not written yet.", hint="For example: invoice-{{ customer_id }}.pdf")
    for recipient in ws.campaigns.draft_recipients(alone, contact_id=contact_id):
        return files.path_of(recipient)
    raise InputError("There is nobody to show it for.", hint="Choose a list with people on it.")


def look_for_personal(
    ws: Workspace, campaign_id: int, progress: Progress = no_progress, cancel: Cancel = never
) -> FilesLook:
    """Look for the own files of everybody in a draft's audience. Raises TemplateError for a mistake in a pattern."""
    campaign = ws.campaigns.get(campaign_id)
    files = ws.campaigns.personal_files(campaign)
    if files is None:
        return FilesLook()
    found = files.look(ws.campaigns.draft_recipients(campaign, date=0.0), progress, cancel)
    problems = tuple((one.address, one.what) for one in found.problems)
    return FilesLook(found.people, found.files, sum(found.counts.values()), problems)
