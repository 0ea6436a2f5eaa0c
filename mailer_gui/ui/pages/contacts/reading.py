"""What the contacts page asks of the operations; called in a thread, so that heavy imports never stop the window."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from functools import partial
from typing import Any

from mailer_gui.model.contacts import Contact, ContactList, FieldType, Suppression
from mailer_gui.model.history import HistoryEntry
from mailer_gui.model.segments import Segment
from mailer_gui.model.verification import Verdict
from mailer_gui.ui.widgets.seeking import FirstRows

Workspace = Any
ADDRESS = "address"
CONSENT = "consent:"
"""As the names of fields: the address itself, and the note that says why somebody may be written to."""


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as a row of the table."""

    contact: Contact
    suppressed: bool = False
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands above the table: how many there are, and the lists and fields."""

    total: int
    lists: tuple[ContactList, ...]
    segments: tuple[Segment, ...] = ()
    fields: tuple[str, ...] = ()
    types: Mapping[str, FieldType] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Details:
    """One person, with everything that is known about them."""

    contact: Contact
    suppression: Suppression | None
    lists: tuple[ContactList, ...]
    fields: tuple[str, ...]
    types: Mapping[str, FieldType]
    history: tuple[HistoryEntry, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What the table shows."""

    list_id: int | None = None
    search: str = ""
    order: str = "address"
    segment_id: int | None = None
    suppressed: bool = False
    verdicts: tuple[Verdict, ...] = ()

    @property
    def filtered(self) -> bool:
        """True when not everybody is shown."""
        return self != Query(order=self.order)

    def ids(self, ws: Workspace, cancel: Callable[[], bool]) -> array[int]:
        """Give the ids of the people, in order."""
        from mailer_gui.operations import contacts

        return contacts.ids(
            ws,
            self.list_id,
            self.search,
            self.order,
            segment_id=self.segment_id,
            verdict=self.verdicts or None,
            suppressed=self.suppressed,
            cancel=cancel,
        )

    def first(self, ws: Workspace, cancel: Callable[[], bool]) -> FirstRows | None:
        """Give the first people at once, if that can be."""
        from mailer_gui.operations import glance

        found = glance.look(
            ws,
            self.list_id,
            self.search,
            self.order,
            segment_id=self.segment_id,
            verdict=self.verdicts or None,
            suppressed=self.suppressed,
            cancel=cancel,
        )
        if found is None:
            return None
        part = None if found.total is None else partial(_rows_at, found)
        return FirstRows(found.ids, wait=bool(self.search), total=found.total or 0, part=part)


def _rows_at(look: Any, ws: Workspace, start: int, most: int, cancel: Callable[[], bool]) -> array[int] | None:
    """Give the ids from a place on, for an `operations.glance.Look`."""
    from mailer_gui.operations import glance

    return glance.rows_at(ws, look, start, most, cancel)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which part of the address book a person wants to see; the search goes on in it."""

    list_id: int | None = None
    segment_id: int | None = None
    suppressed: bool = False
    verdicts: tuple[Verdict, ...] = ()

    def applied_to(self, query: Query) -> Query:
        """Give the query for this part."""
        return replace(
            query,
            list_id=self.list_id,
            segment_id=self.segment_id,
            suppressed=self.suppressed,
            verdicts=self.verdicts,
        )


def people(ws: Workspace, ids: Sequence[int]) -> list[Person]:
    """Give the rows of these ids; those that are gone are left out."""
    from mailer_gui.operations import contacts, lists

    found = contacts.rows(ws, ids)
    suppressed = contacts.suppressed_among(ws, [contact.address for contact in found])
    on = lists.of_contacts(ws, ids)
    return [Person(contact, contact.address in suppressed, on.get(contact.id, ())) for contact in found]


def overview(ws: Workspace) -> Overview:
    """Give the number of people, the lists, the segments and the fields."""
    from mailer_gui.operations import contacts, fields, lists, segments

    return Overview(
        contacts.count(ws),
        tuple(lists.every(ws)),
        tuple(segments.all(ws)),
        tuple(fields.names(ws)),
        fields.types(ws),
    )


def details(ws: Workspace, contact_id: int) -> Details:
    """Give everything about one person; NotFoundError when they are gone."""
    from mailer_gui.operations import contacts, fields, history, lists, suppressions

    contact = contacts.get(ws, contact_id)
    return Details(
        contact,
        suppressions.of_address(ws, contact.address),
        tuple(lists.of_contact(ws, contact_id)),
        tuple(fields.names(ws)),
        fields.types(ws),
        tuple(history.of_contact(ws, contact_id)),
    )


def change(ws: Workspace, contact_id: int, name: str, text: str) -> tuple[Contact, Contact]:
    """Store one field of a person, or the address; gives how they were and how they are."""
    from mailer_gui.operations import contacts

    before = contacts.get(ws, contact_id)
    if name == ADDRESS:
        after = replace(before, address=text.strip())
    elif name == CONSENT:
        after = replace(before, consent=text.strip())
    else:
        fields = {key: value for key, value in {**before.fields, name: text.strip()}.items() if value}
        after = replace(before, fields=fields)
    return before, before if after == before else contacts.save(ws, after)
