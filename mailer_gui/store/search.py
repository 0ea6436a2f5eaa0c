"""Finding contacts by any part of their address, name or fields; capital letters and accents do not matter.

The index (SQLite's trigrams) is kept up to date by need, not by every write: a write puts the contact's id on the
pending list, and `catch_up` works that list off in short transactions, at the latest before the next search.
So a large import stays fast, and a search always sees everybody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store.codec import fields_of, to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.folding import fold

_BATCH = 500
_SHORTEST = 3
"""The index knows runs of three characters; shorter words are looked for in every row."""


def matches(search: str) -> tuple[str, list[str]]:
    """Give the SQL that selects the ids (as `number`) of the contacts that have all words of the search; its values."""
    words = fold(search).split()
    trigrams = known_to_index(words)
    terms, values = (["contact_search MATCH ?"], [trigrams]) if trigrams else ([], [])
    terms += ["instr(folded, ?) > 0"] * len(words)  # the index only knows that all parts of a word are somewhere
    return (
        f"SELECT rowid AS number FROM contact_search WHERE {' AND '.join(terms) or 'TRUE'}",  # noqa: S608 - no input
        [*values, *words],
    )


def known_to_index(words: Sequence[str]) -> str:
    """Give what to ask the index (MATCH) for folded words: all runs of three characters; empty without any."""
    runs = [word[at : at + _SHORTEST] for word in words for at in range(len(word) - _SHORTEST + 1)]
    quoted = ['"' + run.replace('"', '""') + '"' for run in dict.fromkeys(runs) if "\0" not in run]
    return " AND ".join(quoted)


def catch_up(database: Database, progress: Progress = no_progress, cancel: Cancel = never) -> None:
    """Bring the index up to date for the contacts that are pending now, in short transactions."""
    with database.reading() as connection:
        total = connection.exec_driver_sql("SELECT count(*) FROM contact_search_pending").scalar_one()
    done = 0
    while done < total and not cancel():
        with database.transaction(bulk=True) as connection:
            taken = _index_some(driver(connection))
        done = done + taken if taken else total
        progress(min(done, total), total)


def _index_some(raw: sqlite3.Connection) -> int:
    ids = [number for (number,) in raw.execute("SELECT contact_id FROM contact_search_pending LIMIT ?", (_BATCH,))]
    numbers = to_json(ids)
    forget(raw, numbers)
    rows = raw.execute(
        "SELECT id, address, fields FROM contacts WHERE id IN (SELECT value FROM json_each(?))", (numbers,)
    ).fetchall()
    raw.executemany(
        "INSERT INTO contact_search (rowid, folded) VALUES (?, ?)",
        [(number, fold("\n".join((address, *fields_of(fields).values())))) for number, address, fields in rows],
    )
    return len(ids)


def forget(raw: sqlite3.Connection, numbers: str) -> None:
    """Take contacts (ids as a JSON array) out of the index and off the pending list."""
    raw.execute("DELETE FROM contact_search WHERE rowid IN (SELECT value FROM json_each(?))", (numbers,))
    raw.execute("DELETE FROM contact_search_pending WHERE contact_id IN (SELECT value FROM json_each(?))", (numbers,))


def put_on_list(raw: sqlite3.Connection, numbers: str) -> None:
    """Remember that these contacts (ids as a JSON array) have changed."""
    raw.execute("INSERT OR IGNORE INTO contact_search_pending SELECT value FROM json_each(?)", (numbers,))
