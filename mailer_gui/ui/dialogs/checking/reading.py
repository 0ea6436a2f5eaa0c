"""What the check of addresses asks of the operations, in a thread or in a child process: no Qt here."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailer_gui.model.contacts import Contact
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.verification import Verdict
from mailer_gui.model.work import Cancel, Progress, never, no_progress

Workspace = Any
AT_ONCE = 100
Change = tuple[int, str, str]
"""A contact's id, the address it had, and the one it has now."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of corrections: those that were made, and how many addresses belong to somebody else already."""

    changes: tuple[Change, ...] = ()
    taken: int = 0


def size(ws: Workspace, list_id: int | None) -> int:
    """Count whose addresses would be checked."""
    from mailer_gui.operations import contacts

    return contacts.count(ws, list_id)


def counts(ws: Workspace, list_id: int | None) -> dict[Verdict, int]:
    """Count the people of each finding."""
    from mailer_gui.operations import contacts

    return {verdict: contacts.count(ws, list_id, verdict=verdict) for verdict in Verdict}


def ids(ws: Workspace, list_id: int | None, verdict: Verdict) -> array[int]:
    """Give the ids of the people with a finding."""
    from mailer_gui.operations import contacts

    return contacts.ids(ws, list_id, verdict=verdict)


def people(ws: Workspace, wanted: Sequence[int]) -> list[Contact]:
    """Give people by id."""
    from mailer_gui.operations import contacts

    return contacts.rows(ws, wanted)


def correct(
    ws: Workspace, wanted: Sequence[int], progress: Progress = no_progress, cancel: Cancel = never
) -> Corrected:
    """Give people the address that was probably meant; who has it already keeps it, and both stay.

    The corrected addresses are checked at once. Stopped early, it gives what was corrected until then.
    """
    from mailer_gui.operations import contacts, verification

    changes: list[Change] = []
    taken = 0
    for begin in range(0, len(wanted), AT_ONCE):
        for one in contacts.rows(ws, wanted[begin : begin + AT_ONCE]):
            if one.verdict is not Verdict.TYPO or "@" not in one.verdict_detail:
                continue
            try:
                saved = contacts.save(ws, replace(one, address=one.verdict_detail))
            except NotFoundError:
                continue  # deleted meanwhile
            except InputError:
                taken += 1
                continue
            changes.append((one.id, one.address, saved.address))
        progress(min(begin + AT_ONCE, len(wanted)), len(wanted))
        if cancel():
            break
    verification.look_again(ws, [contact_id for contact_id, _before, _now in changes])
    return Corrected(tuple(changes), taken)


def undo(ws: Workspace, changes: Sequence[Change], progress: Progress = no_progress, cancel: Cancel = never) -> int:
    """Give people back the address they had, and what a check finds about it; gives how many have it back."""
    from mailer_gui.operations import contacts, verification

    back: list[int] = []
    for place, (contact_id, before, _now) in enumerate(changes):
        if place % AT_ONCE == 0:
            progress(place, len(changes))
            if cancel():
                break
        try:
            contacts.save(ws, replace(contacts.get(ws, contact_id), address=before))
        except InputError:  # deleted, or somebody else has that address now
            continue
        back.append(contact_id)
    verification.look_again(ws, back)
    return len(back)


def block(ws: Workspace, wanted: Sequence[int]) -> tuple[str, ...]:
    """Never mail these people again; gives the suppressions that are new."""
    from mailer_gui.operations import never_mail

    return never_mail.block(ws, wanted).keys


def allow(ws: Workspace, keys: Sequence[str]) -> int:
    """Take suppressions away again."""
    from mailer_gui.operations import never_mail

    return never_mail.allow_keys(ws, keys)


def leave(ws: Workspace, list_id: int, wanted: Sequence[int]) -> int:
    """Take people off a list."""
    from mailer_gui.operations import lists

    return lists.remove_members(ws, list_id, wanted)


def join(ws: Workspace, list_id: int, wanted: Sequence[int]) -> int:
    """Put people back on a list."""
    from mailer_gui.operations import lists

    return lists.add_members(ws, list_id, wanted)
