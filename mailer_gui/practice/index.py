"""The list of the practice mailbox: one line per message in one file that only grows, so that it is read in parts."""

from __future__ import annotations

import errno
import os
import secrets
from array import array
from pathlib import Path

from mailer_gui.model.practice import PracticeMail

INDEX_NAME = "index.tsv"
_TABS = 5
_LONGEST_CELL = 600
_LONGEST_LINE = 3 * 4 * _LONGEST_CELL + 200
_FIRST = "# Mailer practice mailbox "


def to_line(mail: PracticeMail) -> bytes:
    """Write one message as a line."""
    words = (" ".join(cell.split())[:_LONGEST_CELL] for cell in (mail.recipient, mail.sender, mail.subject))
    return "\t".join((mail.key, f"{mail.at:.6f}", str(mail.size), *words)).encode("utf-8", "replace") + b"\n"


def from_line(line: bytes) -> PracticeMail | None:
    """Read one line; None when it holds no message (the first line, or a line torn by a power cut)."""
    cells = line.decode("utf-8", "replace").rstrip("\n").split("\t")
    if len(cells) != _TABS + 1:
        return None
    key, at, size, recipient, sender, subject = cells
    try:
        return PracticeMail(key, float(at), recipient, sender, subject, int(size))
    except ValueError:
        return None


def append(path: Path, lines: bytes) -> None:
    """Add whole lines at the end in one write; a new file begins with a line of its own, never the same twice."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        size = os.fstat(handle).st_size
        if size == 0:
            lines = f"{_FIRST}{secrets.token_hex(8)}\n".encode() + lines
        if os.write(handle, lines) < len(lines):  # a torn line would swallow the next one
            os.ftruncate(handle, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(handle)


class Index:
    """Reads the index file and remembers where its lines begin; every look reads only what is new."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._forget()

    def _forget(self) -> None:
        self._identity = b""
        self._read_up_to = 0
        self._starts = array("Q")
        self._found_for = ""
        self._found = array("Q")
        self._searched_up_to = 0

    def count(self, search: str = "") -> int:
        """Count the messages, or those whose recipient, sender or subject contains the words."""
        self._refresh()
        return len(self._matching(search)) if search.strip() else len(self._starts)

    def page(self, start: int, limit: int, search: str = "") -> list[PracticeMail]:
        """Give a part of the list, newest first; `start` counts from the newest."""
        self._refresh()
        chosen = self._matching(search) if search.strip() else self._starts
        last = max(len(chosen) - max(start, 0), 0)
        wanted = chosen[max(last - limit, 0) : last]
        return list(reversed(self._read_lines(wanted)))

    def find(self, key: str) -> PracticeMail | None:
        """Give the line of one message; the newest are looked at first."""
        self._refresh()
        wanted = b"\n" + key.encode("utf-8", "replace") + b"\t"
        for end in range(len(self._starts), 0, -2000):
            block = b"\n" + self._block(self._starts[max(end - 2000, 0)], self._end_of(end - 1))
            at = block.find(wanted)
            if at >= 0:
                return from_line(block[at + 1 :].split(b"\n", 1)[0])
        return None

    def keys(self) -> set[str]:
        """Give the keys of all messages."""
        self._refresh()
        lines = self._block(0, self._read_up_to).split(b"\n")
        return {mail.key for mail in map(from_line, lines) if mail is not None}

    def _refresh(self) -> None:
        try:
            with self._path.open("rb") as file:
                identity = file.readline()
                size = os.fstat(file.fileno()).st_size
                if identity != self._identity or size < self._read_up_to:
                    self._forget()
                    self._identity = identity
                file.seek(self._read_up_to)
                news = file.read()
        except FileNotFoundError:
            self._forget()
            return
        begin = 0
        while (end := news.find(b"\n", begin)) >= 0:
            if news.count(b"\t", begin, end) == _TABS:
                self._starts.append(self._read_up_to + begin)
            begin = end + 1
        self._read_up_to += begin

    def _matching(self, search: str) -> array[int]:
        words = " ".join(search.lower().split())
        if words != self._found_for:
            self._found_for, self._found, self._searched_up_to = words, array("Q"), 0
        if self._searched_up_to < len(self._starts):
            offset = self._starts[self._searched_up_to]
            block = self._block(offset, self._read_up_to)
            for start in self._starts[self._searched_up_to :]:
                line = block[start - offset : block.find(b"\n", start - offset)].decode("utf-8", "replace")
                cells = line.split("\t", 3)
                if words in cells[-1].lower() and len(cells) == 4:  # fewer when it was emptied just now
                    self._found.append(start)
            self._searched_up_to = len(self._starts)
        return self._found

    def _read_lines(self, starts: array[int]) -> list[PracticeMail]:
        if not starts:
            return []
        offset = starts[0]
        if starts[-1] - offset > 1_000_000:  # scattered matches of a search: not worth reading what lies between
            blocks = (self._block(start, start + _LONGEST_LINE) for start in starts)
        else:
            whole = self._block(offset, starts[-1] + _LONGEST_LINE)
            blocks = (whole[start - offset : start - offset + _LONGEST_LINE] for start in starts)
        mails = (from_line(block.split(b"\n", 1)[0]) for block in blocks)
        return [mail for mail in mails if mail is not None]

    def _end_of(self, position: int) -> int:
        return self._starts[position + 1] if position + 1 < len(self._starts) else self._read_up_to

    def _block(self, start: int, end: int) -> bytes:
        try:
            with self._path.open("rb") as file:
                file.seek(start)
                return file.read(end - start)
        except FileNotFoundError:  # emptied just now
            return b""
