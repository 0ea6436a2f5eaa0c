"""Takes out of the search index what is left there of people who were erased.

Whom FTS5 forgets it only crosses out, in a new part of the index; the pieces of their name stand in the older parts
until those are merged with it. So after an erasure all parts become one. (Newer versions of SQLite can overwrite the
pieces at once, but then older versions cannot read the index any more: a workspace must be able to move.)
"""

from __future__ import annotations

import sqlite3

from mailer_gui.model.work import Cancel, never
from mailer_gui.store import search_parts
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.series import series

_WANTED = "search_rests"
"""The setting that is there while something may be left in the index."""
_PARTS = "SELECT DISTINCT id >> 37 FROM contact_search_data WHERE id > 10"
"""FTS5 keeps the pages of a part under ids that begin with its number."""
_TRIES = 5
"""Who writes at the same time adds parts, and may be in the middle of merging some."""


def want(raw: sqlite3.Connection) -> None:
    """Remember that something is left, in the transaction in which somebody is erased."""
    raw.execute("INSERT OR IGNORE INTO settings (key, value) VALUES (?, '1')", (_WANTED,))


def are_there(raw: sqlite3.Connection) -> bool:
    """Say whether something may be left."""
    return raw.execute("SELECT 1 FROM settings WHERE key = ?", (_WANTED,)).fetchone() is not None


def take_out(database: Database, cancel: Cancel = never) -> bool:
    """Make one part of all, in short transactions; False when that was stopped: call it again another time.

    It takes two seconds for a million people.
    """
    with database.reading() as connection:
        raw = driver(connection)
        if not are_there(raw):
            return True
        old = _parts(raw)
    with series(database) as writing:
        for _ in range(_TRIES if len(old) > 1 else 0):
            more, begin = True, True
            while more:
                if cancel():
                    return False
                with writing.transaction() as raw:
                    more = search_parts.merge_some(raw, all_parts=begin)
                begin = False
            if not old & _parts(writing.raw):
                break
        with writing.transaction() as raw:
            if len(old) > 1 and old & _parts(raw):
                return False
            raw.execute("DELETE FROM settings WHERE key = ?", (_WANTED,))
    return True


def _parts(raw: sqlite3.Connection) -> set[int]:
    return {number for (number,) in raw.execute(_PARTS)}
