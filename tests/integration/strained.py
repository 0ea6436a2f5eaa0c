"""The real sender under conditions that a test sets: python -m tests.integration.strained WORKSPACE [options].

Only what surrounds the sender is changed: when its log is rotated, what its clock says, how large its files may
become. `--no-marks` alone breaks it on purpose, so that the checks are seen to fail.
"""

from __future__ import annotations

import argparse
import mmap
import os
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--rotate-at", type=int, default=0, help="rotate the flight log after so many bytes")
    parser.add_argument("--clock", type=Path, help="a file with the seconds that the clock on the wall is off")
    parser.add_argument("--largest-file", type=int, default=0, help="no file may become larger (RLIMIT_FSIZE)")
    parser.add_argument("--synced-to", type=Path, help="wait for the disk, and note here what it has of the log")
    parser.add_argument("--short-rests", action="store_true", help="rest for moments only when the server drops us")
    parser.add_argument("--no-marks", action="store_true", help="break the guarantee: never write a mark")
    options = parser.parse_args()
    if options.clock:
        bend_the_clock(options.clock)  # before anything takes hold of it
    if options.largest_file:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (options.largest_file, options.largest_file))
    from mailer_gui.sender.main import run
    from mailer_gui.store import flight

    if options.rotate_at:
        flight.ROTATE_AT = options.rotate_at
    if options.synced_to:
        note_syncs(options.synced_to)
    if options.short_rests:
        from mailer_gui.sending import account, pace

        account.FIRST_REST, account.LONGEST_REST, account.LONGEST_OUTAGE, pace.LONGEST_GAP = 0.02, 0.1, 0.1, 0.02
    if options.no_marks:
        flight.FlightLog.mark = lambda *_: None  # type: ignore[method-assign]  # broken on purpose
    return run(options.workspace)


def bend_the_clock(file: Path) -> None:
    """Let the clock on the wall be off by what the file says; the steady one goes on as it was."""
    with file.open("r+b") as opened:
        off = mmap.mmap(opened.fileno(), 8)
    true: Callable[[], float] = time.time
    time.time = lambda: true() + struct.unpack_from("<d", off)[0]


def set_clock(file: Path, seconds: float) -> None:
    """Put the clock of a sender that was started with this file forward or back, in one write."""
    with file.open("r+b" if file.exists() else "w+b") as opened:
        opened.write(struct.pack("<d", seconds))


def note_syncs(file: Path) -> None:
    """Note after each sync which file is on the disk, and how much of it; nothing was acted on before that."""
    from mailer_gui.sender import duty
    from mailer_gui.store.flight import FlightLog

    file.write_bytes(bytes(16))
    with file.open("r+b") as opened:
        noted = mmap.mmap(opened.fileno(), 16)
    sync, start = FlightLog.sync, FlightLog._start

    def note(log: FlightLog) -> None:
        struct.pack_into("<QQ", noted, 0, os.fstat(log._fd).st_ino, log.size)

    def noted_sync(self: FlightLog) -> None:
        sync(self)
        note(self)

    def noted_start(self: FlightLog) -> None:
        start(self)
        note(self)

    FlightLog.sync = noted_sync  # type: ignore[method-assign]  # the same, and noted
    FlightLog._start = noted_start  # type: ignore[method-assign]
    vars(duty)["is_remote"] = lambda account: True  # as for a server beyond this machine


def synced_size(noted: Path, log: Path) -> int:
    """Give how many bytes of the log the disk has for sure."""
    inode, size = struct.unpack("<QQ", noted.read_bytes())
    return int(size) if inode == log.stat().st_ino else len(log.read_bytes().rstrip(b"\0"))


if __name__ == "__main__":
    sys.exit(main())
