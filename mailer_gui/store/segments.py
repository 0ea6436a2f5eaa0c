"""Segments: rules with a name. Who is in one is asked anew every time."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from mailer_gui.model.errors import InputError, NotFoundError, no_such
from mailer_gui.model.segments import Group, Segment, from_json, to_json
from mailer_gui.model.work import Cancel, never
from mailer_gui.store import codec, id_sets, schema, segment_rules, side_by_side
from mailer_gui.store.connection import Database
from mailer_gui.store.segment_members import Members, highest, is_large
from mailer_gui.store.segment_texts import Condition
from mailer_gui.store.side_by_side import Reader

table = schema.segments


class Segments:
    """The segments of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Segment]:
        """Give all segments by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.name)).all()
        return [Segment(row.id, row.name, from_json(row.rules)) for row in rows]

    def get(self, segment_id: int) -> Segment:
        """Give one segment, or raise NotFoundError."""
        return get(self._database, segment_id)

    def by_name(self, name: str) -> Segment:
        """Give the segment of this name (capital letters do not matter), or raise NotFoundError."""
        with self._database.reading() as connection:
            found = connection.execute(select(table.c.id).where(table.c.name == name.strip())).scalar()
        if found is None:
            raise no_such("segment", name, [one.name for one in self.all()])
        return self.get(found)

    def save(self, segment: Segment) -> Segment:
        """Write a segment; id 0 makes a new one. InputError when another one has its name."""
        name = segment.name.strip()
        if not name:
            raise InputError("A segment needs a name.")
        values = {"name": name, "rules": to_json(segment.rules), "changed_at": self._database.clock()}
        with self._database.transaction() as connection:
            try:
                number = _write(connection, segment.id, values)
            except IntegrityError:
                raise InputError(f"There is already a segment “{name}”.", hint="Choose another name.") from None
        return self.get(number)

    def remove(self, segment_id: int) -> None:
        """Remove a segment; its people stay."""
        with self._database.transaction() as connection:
            connection.execute(table.delete().where(table.c.id == segment_id))

    def count(self, rules: Group, cancel: Cancel = never) -> int:
        """Count the contacts in a segment. Raises Cancelled when `cancel` says so."""
        with side_by_side.reading(self._database, cancel, is_large) as reader:
            return Members(reader, self._database.clock()).count(rules)

    def ids(self, rules: Group, most: int = -1, cancel: Cancel = never) -> array[int]:
        """Give the ids of the contacts in a segment (the first so many) in the order of their addresses."""
        with side_by_side.reading(self._database, cancel, is_large) as reader:
            return Members(reader, self._database.clock()).ids(rules, most)


def get(database: Database, segment_id: int) -> Segment:
    """Give one segment, or raise NotFoundError."""
    with database.reading() as connection:
        row = connection.execute(select(table).where(table.c.id == segment_id)).one_or_none()
    if row is None:
        raise NotFoundError("This segment is no longer there.")
    return Segment(row.id, row.name, from_json(row.rules))


def condition(raw: sqlite3.Connection, segment_ids: Sequence[int], now: float) -> Condition:
    """Give the condition for being in one of these segments; those that are gone hold nobody."""
    rules = _rules(raw, segment_ids)
    return ("FALSE", []) if rules is None else segment_rules.condition(rules, now)


def members(raw: sqlite3.Connection, segment_ids: Sequence[int], now: float) -> Condition:
    """Give what `condition` gives, for one statement over all contacts: the people are found first, which is quicker.

    Whichever are fewer are named by their ids, the members or all others.
    """
    rules = _rules(raw, segment_ids)
    if rules is None:
        return "FALSE", []
    last = highest(raw)
    flags = id_sets.flags_of(Members(Reader(raw), now).set_of(rules), last)
    are_most = flags.count(1) > last // 2
    numbers = id_sets.members_of(flags.translate(_TURNED) if are_most else flags)
    among = "(SELECT value FROM json_each(?))"
    return (f"c.id NOT IN {among}" if are_most else f"c.id IN {among}"), [codec.to_json(list(numbers))]


_TURNED = bytes([1, 0]) + bytes(254)


def _rules(raw: sqlite3.Connection, segment_ids: Sequence[int]) -> Group | None:
    """Give the rules for being in one of these segments; None when all are gone."""
    rows = raw.execute(
        "SELECT rules FROM segments WHERE id IN (SELECT value FROM json_each(?))", (codec.to_json(list(segment_ids)),)
    ).fetchall()
    return Group(every=False, rules=tuple(from_json(rules) for (rules,) in rows)) if rows else None


def _write(connection: Connection, segment_id: int, values: dict[str, object]) -> int:
    if not segment_id:
        made = connection.execute(table.insert().values(values)).inserted_primary_key
        assert made is not None
        return int(made[0])
    if not connection.execute(table.update().where(table.c.id == segment_id).values(values)).rowcount:
        raise NotFoundError("This segment is no longer there.")
    return segment_id
