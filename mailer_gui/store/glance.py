"""The first rows of a long table of contacts, found in a few milliseconds while all ids are still being read."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Mapping

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.work import Cancel, never
from mailer_gui.store import choosing, search, side_by_side
from mailer_gui.store.choosing import Choice
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database
from mailer_gui.store.id_sets import numbers_of
from mailer_gui.store.ordering import pieces
from mailer_gui.store.places import Look, apart
from mailer_gui.store.search import is_behind, words_of
from mailer_gui.store.segment_members import highest, is_large
from mailer_gui.store.side_by_side import Reader

_REACH = 12_000
"""So many contacts are looked at first, at most."""
_SAMPLE = 2_000
_GENEROUS, _SPARE = 4, 8
"""So many times as many as are wanted are read, and some more: the sample only guesses."""
_PLACES = {"address": "key", "added": "id"}


def glance(
    database: Database,
    choice: Choice,
    order: str,
    most: int,
    types: Mapping[str, FieldType] | None = None,
    cancel: Cancel = never,
) -> Look | None:
    """Give the first `most` ids of those who are chosen, in an order (`types` are those of the fields).

    How many there are is said where it is known at once.
    None when all of them are had as quickly, or when nobody knows quickly, as before the search index is up to date.
    """
    place = _PLACES.get(order.removeprefix("-"))
    if place is None or choice != Choice(choice.list_id, search=choice.search):
        with side_by_side.reading(database, cancel, is_large) as reader:
            return choosing.look(reader, choice, order, types or {}, most, database.clock())
    with side_by_side.reading(database, cancel, is_large) as reader:
        if choice.search.strip() and is_behind(reader.raw):
            return None
        found = _walk(reader.raw, choice, order, place, most)
        if choice.search.strip():
            found = found if len(found) == most else _read_once(reader, choice, order, most)
            return Look(None, found) if len(found) == most else None
        if len(found) < most or not is_large(reader.raw):
            return Look(None, found) if len(found) == most else None
        total, flags = choosing.counted(reader, choosing.set_of(reader, choice, database.clock()))
    return Look(total, found, order, flags=flags)


def _walk(raw: sqlite3.Connection, choice: Choice, order: str, place: str, most: int) -> array[int]:
    """Look at the first contacts of the order: as many as it should take, if those who are chosen stood anywhere."""
    terms, values = _terms(choice, "c.id", "instr((SELECT folded FROM contact_search WHERE rowid = c.id), ?) > 0")
    share = search.share(raw, choice.search) if choice.search.strip() else 0.0
    reach = min(_REACH, int(2 * most / share) + most) if share and is_large(raw) else _REACH
    direction = "DESC" if order.startswith("-") else "ASC"
    walk = f"SELECT id FROM contacts ORDER BY {place} {direction} LIMIT {reach}"  # noqa: S608 - constants
    statement = f"SELECT id FROM ({walk}) AS c WHERE {terms} LIMIT ?"  # noqa: S608 - constants
    return array("q", (number for (number,) in raw.execute(statement, (*values, most))))


def _read_once(reader: Reader, choice: Choice, order: str, most: int) -> array[int]:
    """Read all texts once, past the index, for those who are found and stand in front; nobody when they are few.

    A sample says up to where the first ones stand. Texts begin with addresses, folded.
    """
    by_address, down = order.removeprefix("-") == "address", order.startswith("-")
    last, words = highest(reader.raw), words_of(choice.search)
    sample = (
        "SELECT s.id, s.c0 FROM json_each(?) AS wanted CROSS JOIN contact_search_content AS s ON s.id = wanted.value"
    )
    rows = reader.raw.execute(sample, (to_json(apart(last, max(1, last // _SAMPLE))),))
    found = (text if by_address else number for number, text in rows if all(word in text for word in words))
    hits = sorted(found, reverse=down)
    at = _GENEROUS * most * _SAMPLE // max(1, last) + _SPARE
    if at >= len(hits):
        return array("q")
    terms, values = _terms(choice, "s.id", "instr(s.c0, ?) > 0")
    statement = (
        f"SELECT group_concat(id) FROM contact_search_content AS s WHERE {'c0' if by_address else 'id'}"  # noqa: S608 - constants
        f" {'>' if down else '<'} ? AND {terms} AND id BETWEEN ? AND ?"
    )
    texts: list[str | None] = []
    reader.each(statement, [(hits[at], *values, *piece) for piece in pieces(reader)], texts.append)
    numbers = to_json([number for text in texts for number in numbers_of(text)])
    key, way = "key" if by_address else "id", "DESC" if down else "ASC"
    best = f"SELECT id FROM contacts WHERE id IN (SELECT value FROM json_each(?)) ORDER BY {key} {way} LIMIT ?"  # noqa: S608 - constants
    return array("q", (number for (number,) in reader.raw.execute(best, (numbers, most))))


def _terms(choice: Choice, place: str, has_word: str) -> tuple[str, list[object]]:
    """Give the condition of a choice, and its values."""
    terms: list[str] = []
    values: list[object] = []
    if choice.list_id is not None:
        terms.append(f"EXISTS (SELECT 1 FROM list_members WHERE list_id = ? AND contact_id = {place})")  # noqa: S608 - constants
        values.append(choice.list_id)
    for word in words_of(choice.search):
        terms.append(has_word)
        values.append(word)
    return " AND ".join(terms) or "TRUE", values
