"""Many contacts at once: one batch of an import, with sqlite3's own executemany."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from sqlalchemy import Connection

from mailer_gui.model.contacts import Source, display_name
from mailer_gui.model.errors import NotFoundError
from mailer_gui.store import search
from mailer_gui.store.codec import fields_of, fields_to_json, to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.settings import Settings

Row = tuple[str, Mapping[str, str], int]
"""Address, fields and the row of the file."""
_FIELD_NAMES = "field_names"

_INSERT = (
    "INSERT INTO contacts"
    " (id, key, address, name, fields, source_origin, source_row, source_at, created_at, changed_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


NEW, CHANGED, UNCHANGED = range(3)


@dataclass(slots=True)
class _Plan:
    """What a batch does: contacts to insert by key, fields to write by id, and the ids of all that were there."""

    kinds: bytearray = field(default_factory=bytearray)
    """For each row NEW, CHANGED or UNCHANGED."""
    new: dict[str, tuple[str, dict[str, str], int]] = field(default_factory=dict)
    changed: dict[int, dict[str, str]] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)


def _keyed(rows: Sequence[Row]) -> list[tuple[str, str, dict[str, str], int]]:
    return [(address.lower(), address, filled(fields), number) for address, fields, number in rows]


def upsert(database: Database, rows: Sequence[Row], source: Source, list_id: int | None, merge: bool) -> bytes:
    """Insert or update one batch in one transaction; see `Contacts.upsert_many`."""
    keyed = _keyed(rows)
    found_names = dict.fromkeys(chain.from_iterable(fields for _, _, fields, _ in keyed))
    with database.transaction(bulk=True) as connection:
        raw = driver(connection)
        if list_id is not None and not raw.execute("SELECT 1 FROM lists WHERE id = ?", (list_id,)).fetchone():
            raise NotFoundError("The list was removed while people were put on it.", hint="Import the file again.")
        plan = _plan(keyed, _known(raw, [one[0] for one in keyed]), merge)
        touched = [*_insert(raw, plan, source, database.clock()), *_update(raw, plan, database.clock())]
        search.put_on_list(raw, to_json(touched))
        if list_id is not None:
            members = to_json([*touched, *(plan.met - plan.changed.keys())])
            raw.execute("INSERT OR IGNORE INTO list_members SELECT ?, value FROM json_each(?)", (list_id, members))
        remember_names(connection, found_names)
    return bytes(plan.kinds)


def filled(fields: Mapping[str, str]) -> dict[str, str]:
    """Leave out what is empty: an empty cell says nothing."""
    return {name: value for name, value in fields.items() if value}


def names(connection: Connection) -> list[str]:
    """Give the names of all fields that contacts have had."""
    found: list[str] = Settings.read(connection, _FIELD_NAMES, [])
    return found


def remember_names(connection: Connection, found: Iterable[str]) -> None:
    """Keep the names of fields, so that nobody has to look through all contacts for them."""
    known = names(connection)
    every = dict.fromkeys([*known, *found])
    if len(every) > len(known):
        Settings.write(connection, _FIELD_NAMES, list(every))


def _known(raw: sqlite3.Connection, keys: list[str]) -> dict[str, tuple[int, dict[str, str]]]:
    rows = raw.execute(
        "SELECT c.key, c.id, c.fields FROM json_each(?) AS wanted CROSS JOIN contacts AS c ON c.key = wanted.value",
        (to_json(keys),),
    )
    return {key: (number, fields_of(fields)) for key, number, fields in rows}


def _plan(
    keyed: Iterable[tuple[str, str, dict[str, str], int]], known: dict[str, tuple[int, dict[str, str]]], merge: bool
) -> _Plan:
    plan = _Plan()
    for key, address, fields, number in keyed:
        kind = UNCHANGED
        if key in plan.new:  # twice in one batch: the later row adds to the earlier one
            plan.new[key][1].update(fields)
        elif key not in known:
            plan.new[key] = (address, fields, number)
            kind = NEW
        else:
            contact_id, old = known[key]
            plan.met.add(contact_id)
            wanted = {**old, **fields} if merge else fields
            if wanted != old:
                known[key] = (contact_id, wanted)
                kind = UNCHANGED if contact_id in plan.changed else CHANGED
                plan.changed[contact_id] = wanted
        plan.kinds.append(kind)
    return plan


def _insert(raw: sqlite3.Connection, plan: _Plan, source: Source, now: float) -> range:
    last = raw.execute("SELECT seq FROM sqlite_sequence WHERE name = 'contacts'").fetchone()
    first_id = last[0] + 1 if last else 1
    at = source.at or now
    raw.executemany(
        _INSERT,
        [
            (
                first_id + i,
                key,
                address,
                display_name(fields),
                fields_to_json(fields),
                source.origin,
                number,
                at,
                now,
                now,
            )
            for i, (key, (address, fields, number)) in enumerate(plan.new.items())
        ],
    )
    return range(first_id, first_id + len(plan.new))


def _update(raw: sqlite3.Connection, plan: _Plan, now: float) -> Iterable[int]:
    raw.executemany(
        "UPDATE contacts SET name = ?, fields = ?, changed_at = ? WHERE id = ?",
        [(display_name(fields), fields_to_json(fields), now, number) for number, fields in plan.changed.items()],
    )
    return plan.changed.keys()
