"""Who may send: a file lock of the operating system decides. Each holder gets a new epoch, see `dispatch`."""

from __future__ import annotations

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
