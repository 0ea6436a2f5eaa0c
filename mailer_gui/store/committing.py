"""Ends transactions at once, or on a thread: the disk is waited for, and waiting is no work."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class Committer:
    """Commits the transactions of one connection. While a commit is under way nobody else may use the connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._thread: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None
        self._version = 0

    @property
    def is_under_way(self) -> bool:
        """True until the disk has it, or will not take it."""
        return self._last is not None and not self._last.done()

    def begin(self, done: Callable[[], object]) -> None:
        """Commit the open transaction on a thread; `done` is called there afterwards."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "commit")
        self._last = self._thread.submit(self.commit)
        self._last.add_done_callback(lambda _: done())

    def commit(self) -> None:
        """Commit the open transaction; roll it back when that fails."""
        try:
            self._db.execute("COMMIT")
        except BaseException:
            self.roll_back()
            raise

    def roll_back(self) -> None:
        """Undo the open transaction, if there is still one."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def wait(self) -> None:
        """Wait for the commit under way, however it ends."""
        if self._last is not None:
            self._last.exception()

    def check(self) -> None:
        """Wait for the commit under way, and raise what the last one raised."""
        if self._last is not None:
            self._last.result()
            self._read_version()

    def data_version(self) -> int:
        """Give a number that changes when another connection commits; meanwhile it is that of the last commit."""
        if not self.is_under_way:
            self._read_version()
        return self._version

    def _read_version(self) -> None:
        self._version = int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """End the thread."""
        if self._thread is not None:
            self._thread.shutdown()
