"""Starting our own processes so that they outlive us, and telling by their locks whether they live."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from mailer_gui import paths

_started: list[subprocess.Popen[bytes]] = []


def is_held(lock: Path) -> bool:
    """Tell whether a living process holds this lock; the operating system frees it when the process dies.

    The look itself takes the lock for an instant where it is free, so a process that wants it must try for a while.
    """
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True


def start_detached(command: Sequence[str], errors: Path, *, secret_input: bytes = b"") -> int:
    """Start a process that does not end with ours, without our terminal; its last words go to the file `errors`.

    `secret_input` is given once on its standard input. Gives the process id; raises OSError.
    """
    _started[:] = [child for child in _started if child.poll() is None]
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS
    errors.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with errors.open("ab") as output:
        child = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE if secret_input else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=output,
            cwd=paths.start_folder(),
            start_new_session=True,
            creationflags=flags,
        )
    _started.append(child)
    if child.stdin is not None:
        with child.stdin:
            child.stdin.write(secret_input)
    return child.pid
