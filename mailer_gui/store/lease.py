"""Who may send: a file lock of the operating system decides, and each holder gets a new epoch."""

from __future__ import annotations

import os
import sqlite3
import time

from filelock import FileLock, Timeout

from mailer_gui.model.errors import WorkspaceBusyError
from mailer_gui.paths import WorkspacePaths

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


def begin(db: sqlite3.Connection, slot: int, boot_id: str, host: str) -> int:
    """Write a new lease and give its epoch. The lock must be held; older leases of the slot have ended by that."""
    now = time.time()
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE leases SET ended_at = ? WHERE slot = ? AND ended_at IS NULL", (now, slot))
    made = db.execute(
        "INSERT INTO leases (slot, pid, boot_id, host, started_at, heartbeat_at) VALUES (?, ?, ?, ?, ?, ?)",
        (slot, os.getpid(), boot_id, host, now, now),
    )
    db.execute("COMMIT")
    assert made.lastrowid is not None
    return made.lastrowid


def beat(db: sqlite3.Connection, epoch: int) -> None:
    """Write the heartbeat; it is for display, nobody decides by it."""
    db.execute("UPDATE leases SET heartbeat_at = ? WHERE epoch = ?", (time.time(), epoch))


def end(db: sqlite3.Connection, epoch: int) -> None:
    """Write that the holder went in order."""
    now = time.time()
    db.execute("UPDATE leases SET heartbeat_at = ?, ended_at = ? WHERE epoch = ?", (now, now, epoch))


def newest_epoch(db: sqlite3.Connection) -> int:
    """Give the epoch of the newest lease, 0 when nobody ever sent from here."""
    return int(db.execute("SELECT coalesce(max(epoch), 0) FROM leases").fetchone()[0])
