"""Texts of new contacts for the search index, made before the transaction that writes them: it is half as long so.

Between reading and writing others may change or remove the contacts, add some, or bring the index up to date
themselves. So a part is looked at again inside the transaction, when anybody else has written anything meanwhile.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from mailer_gui.store.search_texts import Row, Signs, texts_of

_REACHED = "search_reached"
"""The setting with the id of the last contact that is indexed: those after it have come since."""
_NEW = "SELECT id, address, fields FROM contacts WHERE id > ? ORDER BY id LIMIT ?"


@dataclass(frozen=True)
class Part:
    """The next contacts that are not in the index yet, and their texts by what was read of them."""

    version: int
    size: int
    rows: list[Row]
    texts: list[tuple[int, str]]
    signs: Signs


def reached(raw: sqlite3.Connection) -> int:
    """Give the id of the last contact that is indexed; those after it have come since."""
    found = raw.execute("SELECT coalesce(max(value), 0) FROM settings WHERE key = ?", (_REACHED,))
    return int(found.fetchone()[0])


def set_reached(raw: sqlite3.Connection, number: int) -> None:
    """Remember that contacts up to this id are indexed."""
    raw.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (_REACHED, str(number)))


def make(raw: sqlite3.Connection, size: int) -> Part:
    """Read and make a part; on a connection without a transaction, the one that will write it."""
    raw.execute("BEGIN")
    try:
        version, last = _version(raw), reached(raw)
        signs = Signs(raw, last)
        rows = raw.execute(_NEW, (last, size)).fetchall()
    finally:
        raw.execute("COMMIT")
    return Part(version, size, rows, texts_of(rows, signs), signs)


def made_inside(raw: sqlite3.Connection, size: int) -> Part:
    """Read and make a part inside the transaction that writes it."""
    last = reached(raw)
    signs = Signs(raw, last)
    rows = raw.execute(_NEW, (last, size)).fetchall()
    return Part(_version(raw), size, rows, texts_of(rows, signs), signs)


def current(raw: sqlite3.Connection, part: Part) -> Part:
    """Give a part as it is now, inside the transaction that writes it: only what has changed is made again."""
    version = _version(raw)
    if version == part.version:
        return part
    last = reached(raw)
    if not part.signs.are_current(last):
        return made_inside(raw, part.size)  # somebody else has added to the index
    rows = raw.execute(_NEW, (last, part.size)).fetchall()
    if rows == part.rows:
        return part
    made = dict(zip(part.rows, part.texts, strict=True))
    others = texts_of([row for row in rows if row not in made], part.signs)
    texts = sorted([made[row] for row in rows if row in made] + others)
    return Part(version, part.size, rows, texts, part.signs)


def _version(raw: sqlite3.Connection) -> int:
    """Give a number that changes when another connection has written; not when this one has."""
    return int(raw.execute("PRAGMA data_version").fetchone()[0])
