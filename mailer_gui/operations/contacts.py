"""Contacts: look through a million of them, change, remove with undo, export."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import (
    Contact,
    ContactList,
    Source,
)
from mailer_gui.model.errors import InputError
from mailer_gui.model.verification import Verdict
from mailer_gui.model.work import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.contacts import RemovedContacts


def lists(ws: Workspace) -> list[ContactList]:
    """Give all lists with their sizes."""
    return ws.lists.all()


def count(
    ws: Workspace,
    list_id: int | None = None,
    search: str = "",
    *,
    segment_id: int | None = None,
    verdict: Verdict | Sequence[Verdict] | None = None,
) -> int:
    """Count contacts: all, or those on a list, in a segment, with this verdict, that match a search."""
    return ws.contacts.count(list_id, search, segment_id=segment_id, verdict=verdict)


def ids(
    ws: Workspace,
    list_id: int | None = None,
    search: str = "",
    order: str = "address",
    *,
    segment_id: int | None = None,
    verdict: Verdict | Sequence[Verdict] | None = None,
    suppressed: bool = False,
    cancel: Cancel = never,
) -> array[int]:
    """Give the ids of contacts in order, for tables of a million rows; `rows` gives what stands in them.

    All, or those on a list, in a segment, with this verdict, that match a search; `suppressed` leaves only those who
    are never mailed.
    """
    return ws.contacts.ids(
        list_id, search, order, segment_id=segment_id, verdict=verdict, suppressed=suppressed, cancel=cancel
    )


def rows(ws: Workspace, ids: Sequence[int]) -> list[Contact]:
    """Give contacts by id, in the order asked for; those that are gone are left out."""
    return ws.contacts.rows(ids)


def get(ws: Workspace, contact_id: int) -> Contact:
    """Give one contact, or raise NotFoundError."""
    return ws.contacts.get(contact_id)


def field_names(ws: Workspace) -> list[str]:
    """Give the names of all fields that contacts have."""
    return ws.contacts.field_names()


def suppressed_among(ws: Workspace, addresses: Sequence[str]) -> set[str]:
    """Give those of these addresses that are never mailed."""
    return ws.suppressions.suppressed_among(addresses)


def add(ws: Workspace, address: str, fields: Mapping[str, str] | None = None) -> Contact:
    """Add one contact that a person typed; InputError says what is wrong with the address."""
    return ws.contacts.add(_checked(ws, address), dict(fields or {}), Source("typed", 0, ws.database.clock()))


def save(ws: Workspace, contact: Contact) -> Contact:
    """Write the address and the fields of a contact; id 0 makes a new one."""
    if not contact.id:
        return add(ws, contact.address, contact.fields)
    return ws.contacts.update(replace(contact, address=_checked(ws, contact.address)))


def remove(
    ws: Workspace, ids: Sequence[int], progress: Progress = no_progress, cancel: Cancel = never
) -> RemovedContacts:
    """Remove contacts; keep the result to undo it with `restore`. Suppressions and reports stay."""
    return ws.contacts.remove(ids, progress, cancel)


def restore(ws: Workspace, removed: RemovedContacts, progress: Progress = no_progress, cancel: Cancel = never) -> int:
    """Put removed contacts back; gives how many."""
    return ws.contacts.restore(removed, progress, cancel)


def _checked(ws: Workspace, address: str) -> str:
    from mailer_gui.intake.addresses import AddressChecker

    found = AddressChecker().check(address)
    if found.reason:
        raise InputError(f"“{address.strip()}” is no address that can be used. {found.reason}.")
    if ws.suppressions.erased_among([found.address.lower()]):
        raise InputError(
            f"{found.address} was erased and cannot come back into the address book.",
            hint="Whoever asks for mail again can be allowed again under Suppressions.",
        )
    return found.address
