"""Ends what a test has started, by process id."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path


def end(process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """Ask a child to end, and kill it when it does not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


def of_workspace(workspace: Path) -> list[int]:
    """Give the ids of the senders and practice servers that serve a workspace (Linux only; elsewhere none)."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if str(workspace).encode() in words and (b"--sender" in words or b"--practice" in words):
            found.append(int(folder.name))
    return found


def end_those_of(workspace: Path, patience: float = 5.0) -> None:
    """End the senders and practice servers that a test left behind in its workspace."""
    left = of_workspace(workspace)
    for number in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while left and time.monotonic() < deadline:
        time.sleep(0.02)
        left = [number for number in of_workspace(workspace) if number in left]
    for number in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
