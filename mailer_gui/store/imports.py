"""Imports that have not come to their end: how far each is, in the transaction that brings its people in."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from mailer_gui.model.errors import NotFoundError, WorkspaceBusyError
from mailer_gui.processes import is_held
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

_PATIENCE = 1.0
"""Somebody who only asks whether an import runs holds its lock for a moment."""
_KINDS = ("new", "changed", "unchanged")
_UNTIL, _KEY = "until", "key"
"""They stand among the counts."""
_CORRECTIONS = "corrections"
"""Among the options: an address as the file has it -> the one that was meant."""
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

    @contextmanager
    def begin(self, path: str, options: Mapping[str, Any], digest: str, lines: int) -> Iterator[Unfinished]:
        """Note that an import begins, in place of older ones of the same file; it is held until the end of the block.

        Raises WorkspaceBusyError when somebody brings this file in right now.
        """
        at = self._database.clock()
        with ExitStack() as held:
            with self._database.transaction() as connection:
                raw = driver(connection)
                for (older,) in raw.execute("SELECT id FROM imports WHERE path = ?", (json.dumps(path),)).fetchall():
                    if self.is_running(older):
                        raise _busy(path)
                    self._remove_lock(older)
                raw.execute("DELETE FROM imports WHERE path = ?", (json.dumps(path),))
                made = raw.execute(
                    "INSERT INTO imports (path, options, digest, lines, started_at) VALUES (?, ?, ?, ?, ?)",
                    (json.dumps(path), json.dumps(options), digest, lines, at),
                )
                number = int(made.lastrowid or 0)
                held.enter_context(self._held(number, path))  # before anybody can see that there is one
            yield Unfinished(number, path, options, digest, 0, lines, {}, at)

    @contextmanager
    def go_on(self, number: int) -> Iterator[Unfinished]:
        """Hold an unfinished import until the end of the block: nobody else can go on with it.

        Raises NotFoundError, or WorkspaceBusyError when somebody brings this file in right now.
        """
        found = self._get(number)
        with self._held(number, found.path):
            yield self._get(number)  # as the one who held it before has left it

    def is_running(self, number: int) -> bool:
        """Say whether a living process brings this file in."""
        return is_held(self._database.paths.import_lock(number))

    @contextmanager
    def _held(self, number: int, path: str) -> Iterator[None]:
        file = self._database.paths.import_lock(number)
        try:
            lock = FileLock(file).acquire(timeout=_PATIENCE, poll_interval=0.02)
        except Timeout:
            raise _busy(path) from None
        with lock:
            yield
        if all(one.id != number for one in self.all()):
            self._remove_lock(number)

    def _remove_lock(self, number: int) -> None:
        with suppress(OSError):  # somebody looks at it at this moment; an empty file does no harm
            self._database.paths.import_lock(number).unlink(missing_ok=True)

    def _get(self, number: int) -> Unfinished:
        found = next((one for one in self.all() if one.id == number), None)
        if found is None:
            raise NotFoundError("This import is finished or no longer known.")
        return found

    def leave(self, number: int) -> None:
        """Forget an import that nobody wants to go on with; WorkspaceBusyError when somebody does right now."""
        with self.go_on(number):
            self.finish(number)

    def finish(self, number: int) -> None:
        """Forget an import that is done. What it brought in stays, and now lasts."""
        with self._database.transaction() as connection:
            driver(connection).execute("DELETE FROM imports WHERE id = ?", (number,))


def _busy(path: str) -> WorkspaceBusyError:
    return WorkspaceBusyError(
        f"“{Path(path).name}” is being imported right now.", hint="Wait until that import has come to its end."
    )


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


def forget_address(raw: sqlite3.Connection, address: str) -> list[str]:
    """Let no unfinished import say this address (in small letters), once its contact is gone; all can still go on.

    Gives the spellings that were to be corrected to it and are nobody's: they must not come in either. An import whose
    file, list or consent is named by the address cannot be kept; then it can only begin anew.
    """
    spellings: list[str] = []
    named = re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w.-])")
    for number, path, written, text in raw.execute("SELECT id, path, options, counts FROM imports").fetchall():
        options, counts = json.loads(written), json.loads(text)
        corrections = options.get(_CORRECTIONS, {})
        about = [wrong for wrong, right in corrections.items() if address in (wrong.lower(), right.lower())]
        spellings += [wrong.lower() for wrong in about if wrong.lower() != address]
        options[_CORRECTIONS] = {wrong: right for wrong, right in corrections.items() if wrong not in about}
        if counts.get(_KEY) == address:
            _step_back(raw, counts)
        if named.search(to_json([json.loads(path), options]).lower()):
            raw.execute("DELETE FROM imports WHERE id = ?", (number,))
        else:
            raw.execute(
                "UPDATE imports SET options = ?, counts = ? WHERE id = ?", (to_json(options), to_json(counts), number)
            )
    known = raw.execute("SELECT key FROM contacts WHERE key IN (SELECT value FROM json_each(?))", (to_json(spellings),))
    return sorted(set(spellings) - {key for (key,) in known})


def _step_back(raw: sqlite3.Connection, counts: dict[str, Any]) -> None:
    """Let the last person who is in be the one before, of those who are in the address book."""
    (before,) = raw.execute("SELECT max(key) FROM contacts WHERE key < ?", (counts.pop(_KEY),)).fetchone()
    if before is None:
        del counts[_UNTIL]
    else:
        counts[_KEY] = before


def _unfinished(row: tuple[Any, ...]) -> Unfinished:
    number, path, options, digest, line, lines, text, started_at = row
    counts = json.loads(text)
    until, key = counts.pop(_UNTIL, 0), counts.pop(_KEY, "")
    return Unfinished(
        number, json.loads(path), json.loads(options), digest, line, lines, counts, started_at, until, key
    )
