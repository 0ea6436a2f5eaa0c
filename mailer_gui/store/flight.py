"""The flight log: one small note before a message's final dot, one after its reply, in lines with a checksum.

It lies beside the database and knows what the database does not know yet. What is noted in one turn makes one line,
its notes are parted by record separators. The notes:

    h BOOT MODE EPOCH                            the header; MODE is `synced` or `written`
    m ID NUMBER ACCOUNT                          this attempt may be in flight from now on
    r ID NUMBER AT STATUS CODE DUE ACCOUNT TEXT  how it ended (TEXT is the reply, a unit separator and the reason)
    x ID NUMBER                                  its mark is void: nothing was sent that could complete it

A line without its end was never acted on. The boot id in the header tells a dead process (the kernel still had every
line) from a dead machine (lines may be missing). `synced` logs are also complete after a power cut.
"""

from __future__ import annotations

import os
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store.durable import sync_folder

ROTATE_AT = 3 << 20
_ALLOCATED = 4 << 20
_SEPARATOR = "\x1f"
_NOTES = b"\x1e"
_BREAKS = str.maketrans("\n\x1e", "  ")
_ACCEPTED = int(DeliveryStatus.ACCEPTED)
_sync_data = getattr(os, "fdatasync", os.fsync)


class Ended(NamedTuple):
    """How an attempt ended, as the log tells it."""

    number: int
    at: float
    status: DeliveryStatus
    code: int
    due: float
    account_id: int
    reply: str
    reason: str


@dataclass(slots=True)
class Flights:
    """What a log says. Without `complete` a missing mark proves nothing."""

    complete: bool = False
    marks: dict[int, tuple[int, int]] = field(default_factory=dict)
    ended: dict[int, Ended] = field(default_factory=dict)

    def ended_as(self, delivery_id: int, number: int) -> Ended | None:
        """Give how this attempt ended; an older attempt's line does not count."""
        ended = self.ended.get(delivery_id)
        return ended if ended is not None and ended.number == number else None

    def surely_not_sent(self, delivery_id: int, number: int) -> bool:
        """True when the log proves that no content of this attempt was written."""
        return self.complete and self.marks.get(delivery_id, (0, 0))[0] != number

    def account_of(self, delivery_id: int) -> int:
        """Give the account that the last mark of this delivery names, 0 when there is none."""
        return self.marks.get(delivery_id, (0, 0))[1]


class FlightLog:
    """Written by one process, which holds the lease of its slot."""

    def __init__(self, path: Path, boot_id: str, epoch: int, *, synced: bool) -> None:
        self.synced = synced or not boot_id  # without a boot id only the disk can vouch for the log
        self.size = 0
        self._path = path
        self._boot_id = boot_id
        self._epoch = epoch
        self._buffer: list[bytes] = []
        self._open: dict[int, tuple[int, int]] = {}
        self._fd = -1
        self._start()

    @property
    def open_marks(self) -> int:
        """Messages that are in flight."""
        return len(self._open)

    def mark(self, delivery_id: int, number: int, account_id: int) -> None:
        """Note that this attempt may be in flight; it counts once `put` (and `sync`) has returned."""
        self._open[delivery_id] = number, account_id
        self._buffer.append(b"m %d %d %d" % (delivery_id, number, account_id))

    def void(self, delivery_id: int, number: int) -> None:
        """Note that the mark is void."""
        if self._open.pop(delivery_id, None) is not None:
            self._buffer.append(b"x %d %d" % (delivery_id, number))

    def end(self, delivery_id: int, ended: Ended) -> None:
        """Note how an attempt ended."""
        self._open.pop(delivery_id, None)
        number, at, status, code, due, account_id, reply, reason = ended
        words = f"{reply}{_SEPARATOR}{reason}".translate(_BREAKS).encode("utf-8", "replace")
        told = delivery_id, number, at, status, code, due, account_id, words
        self._buffer.append(b"r %d %d %.3f %d %d %.3f %d %b" % told)

    def accepted(self, delivery_id: int, number: int, at: float, code: int, account_id: int, reply: str) -> None:
        """Note that an attempt ended well; the same as `end`, in a third of its time. The reply must be printable."""
        self._open.pop(delivery_id, None)
        told = delivery_id, number, at, _ACCEPTED, code, account_id, reply.encode("utf-8", "replace")
        self._buffer.append(b"r %d %d %.3f %d %d 0 %d %b\x1f" % told)

    def put(self) -> None:
        """Hand what is noted to the kernel. Raises OSError, with the file as it was before."""
        if not self._buffer:
            return
        data = _line(_NOTES.join(self._buffer))
        written = 0
        try:
            while written < len(data):
                written += os.write(self._fd, data[written:])
        except OSError:
            os.lseek(self._fd, self.size, os.SEEK_SET)
            if not self.synced:
                os.ftruncate(self._fd, self.size)  # nothing may follow the half of a line
            raise
        self._buffer.clear()
        self.size += written

    def sync(self) -> None:
        """Wait until the disk has it."""
        _sync_data(self._fd)

    @property
    def is_full(self) -> bool:
        """True when it should be rotated."""
        return self.size > ROTATE_AT

    def rotate(self, *, synced: bool | None = None) -> None:
        """Begin a new file with the open marks only. Everything that ended must be committed, and durable, before."""
        if synced is not None:
            self.synced = synced or not self._boot_id
        self._start()

    def _start(self) -> None:
        new = self._path.with_name(self._path.name + ".new")
        mode = b"synced" if self.synced else b"written"
        lines = [_line(b"h %b %b %d" % (self._boot_id.encode() or b"-", mode, self._epoch))]
        lines += [_line(b"m %d %d %d" % (key, *mark)) for key, mark in self._open.items()]
        data = b"".join(lines)
        fd = os.open(new, os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        try:
            _write_all(fd, data)
            if self.synced:
                _write_all(fd, bytes(_ALLOCATED - len(data)))  # allocated ahead: a sync has no metadata to write
                os.lseek(fd, len(data), os.SEEK_SET)
            else:
                _reserve(fd)
            os.fsync(fd)
            old, self._fd = self._fd, -1
            if old >= 0:
                os.close(old)  # before the rename: Windows replaces no open file
            new.replace(self._path)
            sync_folder(self._path.parent)
        except BaseException:
            os.close(fd)
            raise
        self._fd, self.size = fd, len(data)

    def close(self) -> None:
        """Close the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def read_flights(path: Path, boot_id: str) -> Flights:
    """Read what the last process left. A missing, foreign or damaged log is not complete."""
    flights = Flights()
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return flights
    sound, header = True, b""
    for line in lines:
        if not _is_sound(line):
            sound = False
            break
        notes = line[9:].split(_NOTES)
        if notes[0].startswith(b"h "):
            header = notes.pop(0)[2:]
        if not all(_take(flights, note) for note in notes):
            sound = False
            break
    boot, _, mode = header.partition(b" ")
    if mode.startswith(b"synced"):
        flights.complete = True  # what the disk may have lost behind the last sync was never acted on
    else:
        flights.complete = sound and bool(boot_id) and boot == boot_id.encode()
    return flights


def blacken(path: Path, address: str) -> None:
    """Put stars over an address in what servers said; lines stay as long and as sound as they are.

    A living sender goes on at the end of the file meanwhile; what it has not ended yet is not touched.
    """
    pattern = re.compile(re.escape(address.encode()), re.IGNORECASE)
    with suppress(FileNotFoundError), path.open("r+b") as file:
        at = 0
        for line in file.read().split(b"\n")[:-1]:
            black = pattern.sub(lambda found: b"*" * len(found[0]), line)
            if black != line:
                file.seek(at)
                file.write(_line(black[9:])[:-1] if _is_sound(line) else black)
            at += len(line) + 1


def _take(flights: Flights, note: bytes) -> bool:
    kind, _, rest = note.partition(b" ")
    try:
        if kind == b"m":
            delivery_id, number, account_id = rest.split(b" ")
            flights.marks[int(delivery_id)] = int(number), int(account_id)
        elif kind == b"x":
            delivery_id, number = rest.split(b" ")
            if flights.marks.get(int(delivery_id), (0, 0))[0] == int(number):
                del flights.marks[int(delivery_id)]
        elif kind == b"r":
            parts = rest.split(b" ", 7)
            reply, _, reason = parts[7].decode("utf-8", "replace").partition(_SEPARATOR)
            flights.ended[int(parts[0])] = Ended(
                int(parts[1]),
                float(parts[2]),
                DeliveryStatus(int(parts[3])),
                int(parts[4]),
                float(parts[5]),
                int(parts[6]),
                reply,
                reason,
            )
    except (ValueError, IndexError):
        return False
    return True


def _is_sound(line: bytes) -> bool:
    return len(line) >= 10 and line[:8] == b"%08x" % zlib.crc32(line[9:])


def _line(text: bytes) -> bytes:
    return b"%08x %b\n" % (zlib.crc32(text), text)


def _reserve(fd: int) -> None:
    """Have the space for it now, where that can be had: answers are then noted on a full disk, too."""
    allocate = getattr(os, "posix_fallocate", None)
    if allocate is not None:
        with suppress(OSError):
            allocate(fd, 0, _ALLOCATED)


def _write_all(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
