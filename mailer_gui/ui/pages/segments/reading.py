"""What the segments page asks of the operations, in a thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mailer_gui.model.contacts import Contact, ContactList, FieldType
from mailer_gui.model.field_types import habits_of, normalised
from mailer_gui.model.messages import Message, Purpose
from mailer_gui.model.segments import Group, Segment

Workspace = Any
PEEK = 100
"""So many people of a segment are shown."""
_SAMPLE = 400
"""So many people are looked at to find out what the fields hold."""
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Known:
    """What rules can speak about: the fields with what they hold, the lists, the campaigns that were sent."""

    fields: dict[str, FieldType] = field(default_factory=dict)
    lists: tuple[ContactList, ...] = ()
    campaigns: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Who is found: how many of how many."""

    count: int
    total: int


def known(ws: Workspace) -> Known:
    """Find out what there is."""
    from mailer_gui.operations import campaigns, contacts, lists, segments
    from mailer_gui.operations import fields as operations

    people = contacts.rows(ws, segments.ids(ws, Group(), _SAMPLE))
    told = operations.types(ws)
    fields = {
        name: told.get(name) or _type([one.fields.get(name, "") for one in people]) for name in operations.names(ws)
    }
    sent = tuple((one.id, one.name) for one in campaigns.all(ws) if one.launched_at is not None)
    return Known(fields, tuple(lists.every(ws)), sent)


def _type(values: list[str]) -> FieldType:
    """Say what a field holds, by its values; text when that is not clear."""
    filled = [value for value in values if value]
    if not filled:
        return FieldType.TEXT
    habits = habits_of(filled)
    for kind in (FieldType.YES_NO, FieldType.NUMBER, FieldType.DATE):
        right = sum(normalised(value, kind, habits) is not None for value in filled)
        if right >= _SURE * len(filled):
            return kind
    return FieldType.TEXT


def match(ws: Workspace, rules: Group) -> Match:
    """Count who is found."""
    from mailer_gui.operations import contacts, segments

    return Match(segments.count(ws, rules), contacts.count(ws))


def first(ws: Workspace, rules: Group) -> list[Contact]:
    """Give the first of those who are found."""
    from mailer_gui.operations import contacts, segments

    return contacts.rows(ws, segments.ids(ws, rules, PEEK))


def every(ws: Workspace) -> list[Segment]:
    """Give all segments."""
    from mailer_gui.operations import segments

    return segments.all(ws)


def count(ws: Workspace, segment_id: int) -> int:
    """Count who is in a segment."""
    from mailer_gui.operations import segments

    return segments.count(ws, segment_id)


def save(ws: Workspace, segment: Segment) -> Segment:
    """Keep a segment; id 0 makes a new one."""
    from mailer_gui.operations import segments

    return segments.save(ws, segment)


def remove(ws: Workspace, segment_id: int) -> None:
    """Remove a segment."""
    from mailer_gui.operations import segments

    segments.remove(ws, segment_id)


def begin_campaign(ws: Workspace, name: str, segment_id: int) -> int:
    """Make a draft to everybody in a segment; gives its id."""
    from mailer_gui.model.campaigns import Audience
    from mailer_gui.operations import campaigns

    return campaigns.create(
        ws, name, Message(purpose=Purpose.MARKETING), audience=Audience(segment_ids=(segment_id,))
    ).id
