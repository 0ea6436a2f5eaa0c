"""Lists: making, renaming and removing them, and who is on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import ContactList

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def every(ws: Workspace) -> list[ContactList]:
    """Give all lists with their sizes, by name."""
    return ws.lists.all()


def by_name(ws: Workspace, name: str) -> ContactList:
    """Give the list of this name, or raise NotFoundError."""
    return ws.lists.by_name(name)


def get_or_create(ws: Workspace, name: str) -> ContactList:
    """Give the list of this name, made when there is none."""
    return ws.lists.get_or_create(name)


def rename(ws: Workspace, list_id: int, name: str) -> ContactList:
    """Give a list another name; raises InputError when another list has it."""
    return ws.lists.rename(list_id, name)


def remove(ws: Workspace, list_id: int) -> None:
    """Remove a list. Its people stay in the address book."""
    ws.lists.remove(list_id)


def add_members(ws: Workspace, list_id: int, ids: Sequence[int]) -> int:
    """Put people on a list and count those that were not on it."""
    return ws.lists.add_members(list_id, ids)


def remove_members(ws: Workspace, list_id: int, ids: Sequence[int]) -> int:
    """Take people off a list and count them."""
    return ws.lists.remove_members(list_id, ids)


def of_contact(ws: Workspace, contact_id: int) -> list[ContactList]:
    """Give the lists that a person is on."""
    return ws.lists.of_contact(contact_id)


def of_contacts(ws: Workspace, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Give the names of the lists that each of these people is on; who is on none is left out."""
    return ws.lists.of_contacts(ids)
