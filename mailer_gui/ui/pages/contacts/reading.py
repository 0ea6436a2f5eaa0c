"""What the contacts page asks of the operations; called in a thread, so that heavy imports never stop the window."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mailer_gui.model.contacts import Contact, ContactList

Workspace = Any


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as a row of the table."""

    contact: Contact
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands above the table: how many there are, and the lists."""

    total: int
    lists: tuple[ContactList, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What the table shows."""

    list_id: int | None = None
    search: str = ""
    order: str = "address"

    def ids(self, ws: Workspace) -> array[int]:
        """Give the ids of the people, in order."""
        from mailer_gui.operations import contacts

        return contacts.ids(ws, list_id=self.list_id, search=self.search, order=self.order)


def people(ws: Workspace, ids: Sequence[int]) -> list[Person]:
    """Give the rows of these ids; those that are gone are left out."""
    from mailer_gui.operations import contacts

    found = contacts.rows(ws, ids)
    suppressed = contacts.suppressed_among(ws, [contact.address for contact in found])
    return [Person(contact, contact.address in suppressed) for contact in found]


def overview(ws: Workspace) -> Overview:
    """Give the number of people and the lists."""
    from mailer_gui.operations import contacts, lists

    return Overview(contacts.count(ws), tuple(lists.every(ws)))
