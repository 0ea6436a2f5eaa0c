"""Who may send: a file lock of the operating system decides. Each holder writes a lease, whose number is its epoch."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from mailer_gui.model.errors import WorkspaceBusyError
from mailer_gui.paths import WorkspacePaths
from mailer_gui.store.connection import begin_immediate
from mailer_gui.store.errors import translated

PATIENCE = 1.0
"""Somebody who only asks whether the lock is held holds it for a moment."""


class SenderLock:
    """Held for the life of a sender; the operating system frees it when the process dies, however it dies."""

    def __init__(self, paths: WorkspacePaths, slot: int = 1) -> None:
        self.slot = slot
        self._lock = FileLock(paths.sender_lock(slot))

    def take(self, patience: float = PATIENCE) -> None:
        """Take it, or raise WorkspaceBusyError."""
        try:
            self._lock.acquire(timeout=patience, poll_interval=0.02)
        except Timeout:
            raise WorkspaceBusyError("Another sender is already at work in this workspace.") from None

    def give_back(self) -> None:
        """Free it."""
        self._lock.release()


class Leases:
    """The rows of senders, on the sender's own connection: who has been at work, and whether it went in order."""

    def __init__(self, db: Callable[[], sqlite3.Connection], root: Path) -> None:
        self._db = db
        self._root = root

    def begin(self, slot: int, boot_id: str, host: str) -> int:
        """Write a new lease, give its epoch. The slot's lock must be held: older leases of it have ended by that."""
        now = time.time()
        with translated(self._root):
            db = self._db()
            begin_immediate(db)
            db.execute("UPDATE leases SET ended_at = ? WHERE slot = ? AND ended_at IS NULL", (now, slot))
            made = db.execute(
                "INSERT INTO leases (slot, pid, boot_id, host, started_at, heartbeat_at) VALUES (?, ?, ?, ?, ?, ?)",
                (slot, os.getpid(), boot_id, host, now, now),
            )
            db.execute("COMMIT")
        assert made.lastrowid is not None
        return made.lastrowid

    def beat(self, epoch: int) -> None:
        """Write the heartbeat; it is for display, nobody decides by it."""
        with translated(self._root):
            self._db().execute("UPDATE leases SET heartbeat_at = ? WHERE epoch = ?", (time.time(), epoch))

    def end(self, epoch: int) -> None:
        """Write that its holder went in order."""
        now = time.time()
        with translated(self._root):
            self._db().execute("UPDATE leases SET heartbeat_at = ?, ended_at = ? WHERE epoch = ?", (now, now, epoch))

    def open_slots(self) -> list[int]:
        """Give the slots whose sender has not ended in order: it lives, or it died."""
        with translated(self._root):
            return [slot for (slot,) in self._db().execute("SELECT DISTINCT slot FROM leases WHERE ended_at IS NULL")]

    def end_slot(self, slot: int) -> None:
        """Write that a slot's dead sender has ended; its lock must be held."""
        with translated(self._root):
            self._db().execute(
                "UPDATE leases SET ended_at = ? WHERE slot = ? AND ended_at IS NULL", (time.time(), slot)
            )

    def newest_epoch(self) -> int:
        """Give the epoch of the newest lease, 0 when nobody ever sent from here."""
        with translated(self._root):
            return int(self._db().execute("SELECT coalesce(max(epoch), 0) FROM leases").fetchone()[0])
