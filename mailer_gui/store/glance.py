"""The first rows of a long table of contacts, found in a few milliseconds while all ids are still being read."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Mapping

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.work import Cancel, never
from mailer_gui.store import choosing, side_by_side
from mailer_gui.store.choosing import Choice
from mailer_gui.store.connection import Database, driver, stoppable
from mailer_gui.store.places import Look
from mailer_gui.store.search import is_behind, known_to_index, words_of
from mailer_gui.store.segment_members import is_large

_REACH = 12_000
"""So many contacts are looked at first; what is rarer, or stands together further on, the search index finds."""
_BEST = 1_000
"""So many of those that the index finds are looked at."""
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
    list_id, words = choice.list_id, choice.search
    direction = "DESC" if order.startswith("-") else "ASC"
    terms, values = _terms(list_id, words)
    where = " AND ".join(terms) or "TRUE"
    with database.reading() as connection, stoppable(driver(connection), cancel):
        raw = driver(connection)
        if words.strip() and is_behind(raw):
            return None
        walk = f"SELECT id FROM contacts ORDER BY {place} {direction} LIMIT {_REACH}"  # noqa: S608 - constants
        found = _some(raw, walk, where, values, most)
        if not terms and is_large(raw):
            total = int(raw.execute("SELECT count(*) FROM contacts").fetchone()[0])
            return Look(total, found, order) if len(found) == most else None
        trigrams = known_to_index(words_of(words))
        if len(found) < most and trigrams:
            best = (
                "SELECT c.id FROM contact_search AS s CROSS JOIN contacts AS c ON c.id = s.rowid"  # noqa: S608 - constants
                f" WHERE contact_search MATCH ? ORDER BY c.{place} {direction} LIMIT {_BEST}"
            )
            found = _some(raw, best, where, [trigrams, *values], most)
        return Look(None, found) if len(found) == most else None


def _some(raw: sqlite3.Connection, source: str, where: str, values: list[object], most: int) -> array[int]:
    statement = f"SELECT id FROM ({source}) AS c WHERE {where} LIMIT ?"  # noqa: S608 - constants
    return array("q", (number for (number,) in raw.execute(statement, (*values, most))))


def _terms(list_id: int | None, words: str) -> tuple[list[str], list[object]]:
    terms: list[str] = []
    values: list[object] = []
    if list_id is not None:
        terms.append("EXISTS (SELECT 1 FROM list_members WHERE list_id = ? AND contact_id = c.id)")
        values.append(list_id)
    for word in words_of(words):
        terms.append("instr((SELECT folded FROM contact_search WHERE rowid = c.id), ?) > 0")
        values.append(word)
    return terms, values
