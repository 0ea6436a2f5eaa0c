"""The first rows of a long table of contacts, found in a few milliseconds while all ids are still being read."""

from __future__ import annotations

from array import array

from mailer_gui.store.connection import Database, driver
from mailer_gui.store.folding import fold

_REACH = 12_000
"""So many contacts are looked at; what is rarer is found sooner by the search index."""
_PLACES = {"address": "key", "added": "id"}


def glance(
    database: Database, list_id: int | None, words: str, order: str, most: int
) -> tuple[array[int], int | None] | None:
    """Give the first `most` ids in this order and how many there are (None while a search goes on).

    None when they cannot be had quickly: in orders without an index, for rare words, before the index is up to date.
    """
    place = _PLACES.get(order.removeprefix("-"))
    if place is None:
        return None
    direction = "DESC" if order.startswith("-") else "ASC"
    terms, values = _terms(list_id, words)
    statement = (
        f"SELECT id FROM (SELECT id FROM contacts ORDER BY {place} {direction} LIMIT ?) AS c"  # noqa: S608 - constants
        f" WHERE {' AND '.join(terms) or 'TRUE'} LIMIT ?"
    )
    with database.reading() as connection:
        raw = driver(connection)
        if words.strip() and raw.execute("SELECT 1 FROM contact_search_pending LIMIT 1").fetchone():
            return None
        found = array("q", (number for (number,) in raw.execute(statement, (_REACH, *values, most))))
        if len(found) < most:
            return None
        if words.strip():
            return found, None
        if list_id is None:
            total = raw.execute("SELECT count(*) FROM contacts")
        else:
            total = raw.execute("SELECT count(*) FROM list_members WHERE list_id = ?", (list_id,))
        return found, int(total.fetchone()[0])


def _terms(list_id: int | None, words: str) -> tuple[list[str], list[object]]:
    terms: list[str] = []
    values: list[object] = []
    if list_id is not None:
        terms.append("EXISTS (SELECT 1 FROM list_members WHERE list_id = ? AND contact_id = c.id)")
        values.append(list_id)
    for word in fold(words).split():
        terms.append("instr((SELECT folded FROM contact_search WHERE rowid = c.id), ?) > 0")
        values.append(word)
    return terms, values
