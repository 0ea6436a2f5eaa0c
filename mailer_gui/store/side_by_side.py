"""Reading a large table by two connections at once, piece by piece: SQLite lets go of Python's lock while it reads."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

from mailer_gui.model.errors import Cancelled
from mailer_gui.model.work import Cancel, never
from mailer_gui.store.connection import Database, connect, driver, stoppable
from mailer_gui.store.errors import translated

_CACHE_KIB = 1_000
"""Who reads everything once has no use for a large cache."""
_TRIES = 3


class Reader:
    """One read of the database. With a second connection, which sees the same state, pieces are read side by side."""

    def __init__(
        self, raw: sqlite3.Connection, other: sqlite3.Connection | None = None, cancel: Cancel = never
    ) -> None:
        self.raw = raw
        self._other = other
        self._cancel = cancel

    def go_on(self) -> None:
        """Raise Cancelled when nobody waits any more: for long work between two statements."""
        if self._cancel():
            raise Cancelled("Stopped.")

    def number(self, statement: str, *values: object) -> int:
        """Give the only value that a statement finds."""
        return int(self.raw.execute(statement, values).fetchone()[0])

    def each(self, statement: str, pieces: Iterable[tuple[Any, ...]], use: Callable[[Any], object]) -> None:
        """Run a statement for the values of each piece; `use` gets what it finds, in no order and from two threads."""
        waiting = deque(pieces)

        def work(raw: sqlite3.Connection) -> None:
            while waiting:
                try:
                    piece = waiting.popleft()
                except IndexError:  # the other one was faster
                    return
                use(raw.execute(statement, piece).fetchone()[0])

        if self._other is None or len(waiting) < 2:
            work(self.raw)
            return
        with ThreadPoolExecutor(1) as helper:
            done = helper.submit(work, self._other)
            try:
                work(self.raw)
            finally:
                waiting.clear()
        done.result()


@contextmanager
def reading(database: Database, cancel: Cancel, large: Callable[[sqlite3.Connection], bool]) -> Iterator[Reader]:
    """Begin a read, with two connections when there is much to read. Raises Cancelled when `cancel` says so.

    These two are made for it: one that is kept would keep a statement's values, too, here many megabytes.
    """
    with database.reading() as connection, stoppable(driver(connection), cancel):
        raw = driver(connection)
        if not large(raw):
            yield Reader(raw, None, cancel)
            return
    file = database.paths.database
    with (
        translated(database.paths.root),
        closing(connect(file, _CACHE_KIB)) as raw,
        closing(connect(file, _CACHE_KIB)) as other,
        stoppable(raw, cancel),
        stoppable(other, cancel),
    ):
        together = _begin_together(raw, other) and (os.cpu_count() or 1) > 1
        yield Reader(raw, other if together else None, cancel)


def _begin_together(raw: sqlite3.Connection, other: sqlite3.Connection) -> bool:
    """Let both see the same state; False when somebody wrote in between, each time."""
    for _ in range(_TRIES):
        for one in (raw, other):
            if one.in_transaction:
                one.rollback()
        before = _version(other)
        for one in (raw, other):
            one.execute("BEGIN")
            one.execute("SELECT 1 FROM settings").fetchone()  # only now it has a state
        if _version(other) == before:
            return True
    return False


def _version(raw: sqlite3.Connection) -> int:
    """Give a number that is another one after anybody else has written."""
    return int(raw.execute("PRAGMA data_version").fetchone()[0])
