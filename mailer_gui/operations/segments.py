"""Segments: making, changing and removing them, and who is in them now."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from mailer_gui.model.segments import Group, Segment
from mailer_gui.model.work import Cancel, never

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def all(ws: Workspace) -> list[Segment]:
    """Give all segments by name."""
    return ws.segments.all()


def get(ws: Workspace, segment_id: int) -> Segment:
    """Give one segment, or raise NotFoundError."""
    return ws.segments.get(segment_id)


def by_name(ws: Workspace, name: str) -> Segment:
    """Give the segment of this name, or raise NotFoundError."""
    return ws.segments.by_name(name)


def save(ws: Workspace, segment: Segment) -> Segment:
    """Write a segment; id 0 makes a new one. InputError when another one has its name."""
    return ws.segments.save(segment)


def remove(ws: Workspace, segment_id: int) -> None:
    """Remove a segment; its people stay."""
    ws.segments.remove(segment_id)


def count(ws: Workspace, rules: Group | int, cancel: Cancel = never) -> int:
    """Count who is in a segment now: by its rules or its id. Raises Cancelled when `cancel` says so."""
    return ws.segments.count(_rules(ws, rules), cancel)


def ids(ws: Workspace, rules: Group | int, most: int = -1, cancel: Cancel = never) -> array[int]:
    """Give the ids of the contacts in a segment (rules or id), the first so many, in the order of their addresses."""
    return ws.segments.ids(_rules(ws, rules), most, cancel)


def _rules(ws: Workspace, rules: Group | int) -> Group:
    return rules if isinstance(rules, Group) else ws.segments.get(rules).rules
