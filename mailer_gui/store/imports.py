"""Imports that have not come to their end: how far each is, in the transaction that brings its people in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

_COLUMNS = "id, path, options, digest, line, lines, counts, started_at"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An import that was stopped or interrupted.

    `line` is the last line of the file that is in the address book, `counts` how many people were new, changed and
    unchanged so far.
    """

    id: int
    path: str
    options: Mapping[str, Any]
    digest: str
    line: int
    lines: int
    counts: Mapping[str, int]
    started_at: float


class Imports:
    """The unfinished imports of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Unfinished]:
        """Give all that were begun and not finished, the latest first."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(f"SELECT {_COLUMNS} FROM imports ORDER BY id DESC").fetchall()  # noqa: S608 - constants
        return [_unfinished(row) for row in rows]

    def begin(self, path: str, options: Mapping[str, Any], digest: str, lines: int) -> Unfinished:
        """Note that an import begins, in place of older ones of the same file."""
        at = self._database.clock()
        with self._database.transaction() as connection:
            raw = driver(connection)
            raw.execute("DELETE FROM imports WHERE path = ?", (json.dumps(path),))
            made = raw.execute(
                "INSERT INTO imports (path, options, digest, lines, started_at) VALUES (?, ?, ?, ?, ?)",
                (json.dumps(path), json.dumps(options), digest, lines, at),
            )
            return Unfinished(int(made.lastrowid or 0), path, options, digest, 0, lines, {}, at)

    def finish(self, number: int) -> None:
        """Forget an import: it is done, or nobody wants to go on with it. What it brought in stays, and now lasts."""
        with self._database.transaction() as connection:
            driver(connection).execute("DELETE FROM imports WHERE id = ?", (number,))


def note(raw: sqlite3.Connection, number: int, line: int, kinds: bytes) -> None:
    """Note how far an import is, inside the transaction of its batch."""
    found = raw.execute("SELECT counts FROM imports WHERE id = ?", (number,)).fetchone()
    if found is None:
        return
    counts = json.loads(found[0])
    total = {name: counts.get(name, 0) + kinds.count(kind) for kind, name in enumerate(("new", "changed", "unchanged"))}
    raw.execute("UPDATE imports SET line = ?, counts = ? WHERE id = ?", (line, to_json(total), number))


def _unfinished(row: tuple[Any, ...]) -> Unfinished:
    number, path, options, digest, line, lines, counts, started_at = row
    return Unfinished(
        number, json.loads(path), json.loads(options), digest, line, lines, json.loads(counts), started_at
    )
