"""What the check of addresses asks of the operations, in a thread."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mailer_gui.model.contacts import Contact
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.verification import Verdict

Workspace = Any
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


def correct(ws: Workspace, wanted: Sequence[int]) -> Corrected:
    """Give people the address that was probably meant; who has it already keeps it, and both stay."""
    from mailer_gui.operations import contacts

    changes: list[Change] = []
    taken = 0
    for one in contacts.rows(ws, wanted):
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
    return Corrected(tuple(changes), taken)


def undo(ws: Workspace, changes: Sequence[Change]) -> int:
    """Give people back the address they had."""
    from mailer_gui.operations import contacts

    done = 0
    for contact_id, before, _now in changes:
        try:
            contacts.save(ws, replace(contacts.get(ws, contact_id), address=before))
        except InputError:  # deleted, or somebody else has that address now
            continue
        done += 1
    return done


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
