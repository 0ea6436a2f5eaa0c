"""Changing many contacts at once, with undo: a field, lists, and merging those that are one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailer_gui.model.bulk import Change
from mailer_gui.model.errors import InputError
from mailer_gui.model.work import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def set_field(
    ws: Workspace,
    ids: Sequence[int],
    name: str,
    value: str,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Change:
    """Give a field of these contacts another value; an empty one takes the field away."""
    if not name.strip():
        raise InputError("A field needs a name.")
    return ws.bulk.set_field(ids, name.strip(), value.strip(), progress, cancel)


def add_to_list(
    ws: Workspace, ids: Sequence[int], list_name: str, progress: Progress = no_progress, cancel: Cancel = never
) -> Change:
    """Put contacts on the list of this name, made when there is none."""
    return ws.bulk.add_to_list(ids, ws.lists.get_or_create(list_name).id, progress, cancel)


def remove_from_list(
    ws: Workspace, ids: Sequence[int], list_id: int, progress: Progress = no_progress, cancel: Cancel = never
) -> Change:
    """Take contacts off a list; they stay in the address book."""
    return ws.bulk.remove_from_list(ids, list_id, progress, cancel)


def move_to_list(
    ws: Workspace,
    ids: Sequence[int],
    from_id: int,
    list_name: str,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Change:
    """Take contacts off one list and put them on another, made when there is none."""
    return ws.bulk.move(ids, from_id, ws.lists.get_or_create(list_name).id, progress, cancel)


def merge(ws: Workspace, ids: Sequence[int], keep: int, token: str = "") -> Change:
    """Make one contact of several: `keep` takes what it lacks from the others, in their order, and their lists.

    Merges that are given the token of the first are undone with it, all at once, the last one first.
    """
    return ws.bulk.merge(ids, keep, token)


def undo(ws: Workspace, token: str, progress: Progress = no_progress, cancel: Cancel = never) -> int:
    """Take a change back, as far as nobody has changed the same since; gives how many contacts that concerned."""
    return ws.bulk.undo(token, progress, cancel)
