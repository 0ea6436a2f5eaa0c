"""Imports that have not come to their end: how far each is, in the transaction that brings its people in."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

_KINDS = ("new", "changed", "unchanged")
_UNTIL, _KEY = "until", "key"
"""They stand among the counts."""
_COLUMNS = "id, path, options, digest, line, lines, counts, started_at"


class Mark(NamedTuple):
    """How far an import is."""

    number: int
    """Which import."""
    line: int
    """All rows of the file up to this line are in."""
    until: int = 0
    """Of the rows after them, up to this line, ..."""
    key: str = ""
    """... people are in whose key is this or stands before it."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An import that was stopped or interrupted; `line`, `until` and `key` as in `Mark`.

    `counts` says how many people were new, changed and unchanged so far.
    """

    id: int
    path: str
    options: Mapping[str, Any]
    digest: str
    line: int
    lines: int
    counts: Mapping[str, int]
    started_at: float
    until: int = 0
    key: str = ""

    @property
    def people(self) -> int:
        """So many people of the file are in."""
        return sum(self.counts.values())

    def has(self, line: int, key: str) -> bool:
        """Say whether the person with this key from this line is in."""
        return line <= self.line or (line <= self.until and key <= self.key)


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


def note(raw: sqlite3.Connection, mark: Mark, kinds: bytes) -> None:
    """Note how far an import is, inside the transaction of some of its people."""
    found = raw.execute("SELECT counts FROM imports WHERE id = ?", (mark.number,)).fetchone()
    if found is None:
        return
    known = json.loads(found[0])
    total = {name: known.get(name, 0) + kinds.count(kind) for kind, name in enumerate(_KINDS)}
    if mark.until:
        total |= {_UNTIL: mark.until, _KEY: mark.key}
    elif mark.line < known.get(_UNTIL, 0):
        total |= {_UNTIL: known[_UNTIL], _KEY: known[_KEY]}
    raw.execute(
        "UPDATE imports SET line = max(line, ?), counts = ? WHERE id = ?", (mark.line, to_json(total), mark.number)
    )


def _unfinished(row: tuple[Any, ...]) -> Unfinished:
    number, path, options, digest, line, lines, text, started_at = row
    counts = json.loads(text)
    until, key = counts.pop(_UNTIL, 0), counts.pop(_KEY, "")
    return Unfinished(
        number, json.loads(path), json.loads(options), digest, line, lines, counts, started_at, until, key
    )
