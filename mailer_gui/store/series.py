"""Hundreds of short transactions in a row, on a connection of their own, with gaps in which others find their turn.

What they write gathers in the write-ahead log, and must be copied into the database before the log can begin anew.
SQLite does that at the end of a transaction, which then takes a fifth of a second. Here it is done on a second thread
while more is written; only the little that came meanwhile is copied between two transactions.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager

from mailer_gui.store import memory
from mailer_gui.store.connection import GAP, Database, connect, hurry, wait_for_turn
from mailer_gui.store.errors import translated

_PAUSE = 0.4
"""Seconds between two copyings: at full speed some 60 MB of the log."""
_LONG_LOG = 10_000
"""Pages of the log from which on it is worth beginning anew."""
_LONGEST_LOG = 60_000
"""Pages of the log at which SQLite copies them itself, should the second thread be too slow."""
_COPY = "PRAGMA wal_checkpoint(PASSIVE)"


class Series:
    """Transactions that are not lasting (see `Database.transaction`), one after the other.

    References are not checked: what they write refers to rows that they have just written or looked up.
    """

    def __init__(self, database: Database, raw: sqlite3.Connection, copier: Copier) -> None:
        self.raw = raw
        self._database = database
        self._copier = copier
        self._ended = 0.0

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside BEGIN IMMEDIATE; committed at the end, rolled back on an error. Under 50 ms."""
        with translated(self._database.paths.root):
            self._copier.look(self.raw)
            time.sleep(max(0.0, self._ended + GAP - time.monotonic()))
            wait_for_turn(self.raw)
            try:
                yield self.raw
                self.raw.execute("COMMIT")
            except BaseException:
                self.raw.rollback()
                raise
            self._ended = time.monotonic()

    def settle(self) -> None:
        """Copy all that is left in the log, so that nobody has to who writes only a little afterwards."""
        self._copier.wait()
        self.raw.execute(_COPY).fetchall()


class Copier:
    """Copies the log into the database on a thread, again and again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, "checkpoint")
        self._raw: sqlite3.Connection | None = None
        self._copying: Future[int] | None = None
        self._ended = time.monotonic()

    def look(self, raw: sqlite3.Connection) -> None:
        """Begin to copy when it is time; copy the rest when that has ended. Called between two transactions."""
        if self._copying is None:
            if time.monotonic() - self._ended > _PAUSE:
                self._copying = self._thread.submit(self._copy)
        elif self._copying.done():
            pages, self._copying = self._copying.result(), None
            if pages > _LONG_LOG:
                raw.execute(_COPY).fetchall()
            self._ended = time.monotonic()

    def wait(self) -> None:
        """Wait for the copying under way."""
        if self._copying is not None:
            self._copying.result()
            self._copying = None

    def _copy(self) -> int:
        """Copy what is in the log now; gives how many pages the log has."""
        if self._raw is None:
            self._raw = connect(self._database.paths.database)
            self._raw.execute("PRAGMA synchronous = NORMAL")
        try:
            return int(self._raw.execute(_COPY).fetchone()[1])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return 0
            raise

    def close(self) -> None:
        """Stop copying; what is left in the log is copied by whoever writes next."""
        raw = self._raw
        if raw is not None:
            raw.interrupt()
        self._thread.shutdown()
        if self._raw is not None:
            self._raw.close()


@contextmanager
def series(database: Database) -> Iterator[Series]:
    """Give a connection of its own for many short transactions; only one thread at a time may use it."""
    with translated(database.paths.root):
        raw = connect(database.paths.database, database.cache_kib)
    with closing(raw), closing(Copier(database)) as copier:
        hurry(raw, _LONGEST_LOG)
        raw.execute("PRAGMA busy_timeout = 0")
        writing = Series(database, raw, copier)
        yield writing
        writing.settle()
    memory.give_back()  # what the connection kept of the database
