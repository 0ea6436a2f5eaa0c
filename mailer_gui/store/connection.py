"""Connections to the workspace's SQLite file: the pragmas, short reads and short writes."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from mailer_gui.model.errors import Cancelled
from mailer_gui.model.work import Cancel
from mailer_gui.paths import WorkspacePaths
from mailer_gui.store.errors import translated
from mailer_gui.store.folding import fold

BUSY_SECONDS = 15.0
CACHE_KIB = 32_000
GAP = 0.002
"""Seconds between two of many transactions, in which the sender's next one finds its turn."""
_CHECKPOINT, _FAR_CHECKPOINT = 1_000, 20_000
"""Pages of the write-ahead log after which SQLite copies them into the database: its own number, and for bulk work."""
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at whether a read is still wanted: a millisecond or so."""
_IMMEDIATE = {"mailer_immediate": True}


def connect(file: Path, cache_kib: int = CACHE_KIB) -> sqlite3.Connection:
    """Open the database with our pragmas, in autocommit: transactions are begun and ended by the caller."""
    raw = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA temp_store = MEMORY")
        raw.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten: a person who is erased is gone
        raw.execute(f"PRAGMA cache_size = -{cache_kib}")
        raw.create_function("folded", 1, fold, deterministic=True)
    except BaseException:
        raw.close()
        raise
    return raw


def begin_immediate(raw: sqlite3.Connection) -> None:
    """Begin a transaction with the write lock, as soon as it is free.

    SQLite's own waiting looks less and less often, up to ten times a second, and so misses the gaps of bulk work.
    """
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        wait_for_turn(raw)
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")


def wait_for_turn(raw: sqlite3.Connection) -> None:
    """Begin a transaction with the write lock on a connection that does not wait by itself."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(GAP / 2)


class Database:
    """The engine of one workspace; every read and write of the repositories goes through it, from any thread."""

    def __init__(
        self, paths: WorkspacePaths, clock: Callable[[], float] = time.time, cache_kib: int = CACHE_KIB
    ) -> None:
        self.paths = paths
        self.clock = clock
        self.cache_kib = cache_kib
        self.engine = _engine(paths.database, cache_kib)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database. Keep it short: pages, not whole tables."""
        with translated(self.paths.root), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def transaction(
        self, *, bulk: bool = False, foreign_keys: bool = True, lasting: bool = True
    ) -> Iterator[Connection]:
        """Give a connection inside BEGIN IMMEDIATE; committed at the end, rolled back on an error. Under 50 ms.

        One of many in a row is `bulk`: it is followed by a gap, in which the sender's next transaction finds its turn
        (SQLite keeps no queue). Without foreign keys tables can be rebuilt; use such a database for nothing else.
        One that is not `lasting` may be undone by a power cut until the next one that is, by whomever; it is whole or
        undone, also then.
        """
        with translated(self.paths.root), self.engine.connect() as connection:
            if not foreign_keys:
                _raw(connection).execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction
            connection = connection.execution_options(**_IMMEDIATE)
            with contextlib.nullcontext() if lasting else _hurried(_raw(connection)), connection.begin():
                yield connection
        if bulk:
            time.sleep(GAP)

    def close(self) -> None:
        """Close all connections that are not in use."""
        self.engine.dispose()


@contextmanager
def _hurried(raw: sqlite3.Connection) -> Iterator[None]:
    """Let many transactions share one wait for the disk, and one copying of pages from the log to the database.

    References are not checked: what such transactions write refers to rows that they have just written or looked up.
    """
    hurry(raw)
    try:
        yield
    finally:
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")


def hurry(raw: sqlite3.Connection, checkpoint_pages: int = _FAR_CHECKPOINT) -> None:
    """Let transactions not wait for the disk, nor check references; the last parts may be lost in a power cut."""
    raw.execute("PRAGMA synchronous = NORMAL")
    raw.execute("PRAGMA foreign_keys = OFF")
    raw.execute(f"PRAGMA wal_autocheckpoint = {checkpoint_pages}")


def driver(connection: Connection) -> sqlite3.Connection:
    """Give sqlite3's own connection, for the statements that run thousands of times."""
    if not connection.in_transaction():
        connection.begin()  # SQLAlchemy begins with its first statement; the driver's must be inside, too
    return _raw(connection)


@contextmanager
def stoppable(raw: sqlite3.Connection, cancel: Cancel) -> Iterator[None]:
    """Let a long read be stopped: `cancel` is asked some hundred times a second, and raises Cancelled by saying so."""
    raw.set_progress_handler(cancel, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise Cancelled("Stopped.") from None
    finally:
        raw.set_progress_handler(None, 0)


def _raw(connection: Connection) -> sqlite3.Connection:
    raw: Any = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def _engine(file: Path, cache_kib: int) -> Engine:
    engine = create_engine("sqlite://", creator=lambda: connect(file, cache_kib), poolclass=QueuePool, max_overflow=-1)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("mailer_immediate", False):
            begin_immediate(_raw(connection))
        else:
            connection.exec_driver_sql("BEGIN")

    return engine
