"""Server replies: bytes in any portions become whole replies, and nothing a server writes can break the reader."""

from __future__ import annotations

import re

MAX_LINE = 4096
MAX_REPLY = 65536
MAX_TEXT = 500
_CODES = {b"%d" % code: code for code in range(200, 600)}
_USUAL = re.compile(rb"(250 [^\r\n]*)\r\n250 [^\r\n]*\r\n250 [^\r\n]*\r\n354 [^\r\n]*\r\n").fullmatch
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?!\d)")


class Reply:
    """One whole reply. Code 0 means that the server wrote something which is no SMTP reply."""

    __slots__ = ("_text", "code", "lines")

    def __init__(self, code: int, lines: tuple[bytes, ...]) -> None:
        self.code = code
        self.lines = lines
        self._text: str | None = None

    @property
    def is_good(self) -> bool:
        """True for 2xx."""
        return 200 <= self.code < 300

    @property
    def wants_content(self) -> bool:
        """True for 354."""
        return self.code == 354

    @property
    def is_temporary(self) -> bool:
        """True for 4xx."""
        return 400 <= self.code < 500

    @property
    def is_permanent(self) -> bool:
        """True for 5xx."""
        return self.code >= 500

    @property
    def enhanced(self) -> str:
        """The enhanced status code (`5.1.1`), empty when there is none."""
        for line in self.lines:
            found = _ENHANCED.match(line, 4)
            if found:
                return found.group().decode("ascii")
        return ""

    @property
    def text(self) -> str:
        """The server's own words in one printable line, the code in front of them."""
        text = self._text
        if text is None:
            text = self._text = self._written()
        return text

    def _written(self) -> str:
        first = self.lines[0].decode("utf-8", "replace")
        if len(self.lines) > 1:
            rest = " ".join(line[4:].decode("utf-8", "replace").strip() for line in self.lines[1:])
            first = f"{first[:3]} {first[4:].strip()} {rest}"
        if not first.isprintable():
            first = "".join(char if char.isprintable() else " " for char in first)
        return first.strip()[:MAX_TEXT]

    def __repr__(self) -> str:
        return f"Reply({self.code}, {self.text!r})"


def reply(text: str) -> Reply:
    """Make a reply from its text, as tests and translations need it."""
    lines = tuple(line.encode() for line in text.split("\n"))
    return Reply(_CODES.get(lines[-1][:3], 0), lines)


class ReplyReader:
    """Collects bytes and gives whole replies; after garbage it gives one reply with code 0 and then nothing more."""

    __slots__ = ("_known", "_known_reply", "_left", "_lines", "_size", "broken")

    def __init__(self) -> None:
        self._left = b""
        self._lines: list[bytes] = []
        self._size = 0
        self._known, self._known_reply = b"", Reply(0, (b"",))
        self.broken = False

    def usual(self, data: bytes) -> Reply | None:
        """Give the first reply when the bytes are a whole group of four: the dot, MAIL, RCPT and DATA were all taken.

        Nearly every group is; None means nothing, `feed` it then.
        """
        if self._left or self._lines or self.broken or len(data) > MAX_LINE:
            return None
        if data == self._known:  # many servers say the very same to every message
            return self._known_reply
        match = _USUAL(data)
        if match is None:
            return None
        self._known, self._known_reply = data, Reply(250, (match[1],))
        return self._known_reply

    def feed(self, data: bytes) -> list[Reply]:
        """Take bytes from the wire, give the replies that they complete."""
        if self.broken:
            return []
        if self._left:
            data = self._left + data
        pieces = data.split(b"\n")
        self._left = pieces.pop()
        out: list[Reply] = []
        for piece in pieces:
            line = piece[:-1] if piece[-1:] == b"\r" else piece
            code = _CODES.get(line[:3], 0)
            mark = line[3:4]
            if self._lines or not code or mark == b"-" or len(line) > MAX_LINE:
                if not self._slowly(line, code, mark, out):
                    return out
            elif mark in (b" ", b""):
                out.append(Reply(code, (line,)))
            else:
                self._break(line, out)
                return out
        if len(self._left) > MAX_LINE:
            self._break(self._left, out)
        return out

    def _slowly(self, line: bytes, code: int, mark: bytes, out: list[Reply]) -> bool:
        self._size += len(line)
        same = not self._lines or self._lines[0][:3] == line[:3]
        if not code or not same or mark not in (b"-", b" ", b"") or len(line) > MAX_LINE or self._size > MAX_REPLY:
            self._break(line, out)
            return False
        self._lines.append(line)
        if mark != b"-":
            out.append(Reply(code, tuple(self._lines)))
            self._lines = []
            self._size = 0
        return True

    def _break(self, line: bytes, out: list[Reply]) -> None:
        self.broken = True
        self._left = b""
        self._lines = []
        out.append(Reply(0, (line[:MAX_TEXT],)))
