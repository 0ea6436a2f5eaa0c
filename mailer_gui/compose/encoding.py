"""Turns text into mail-safe ASCII lines: quoted-printable in joinable pieces, and base64."""

from __future__ import annotations

from base64 import b64encode
from binascii import b2a_qp

MAX_LINE = 76
SOFT_BREAK = b"=\r\n"


def quoted_printable(text: str) -> bytes:
    """Encode one piece. Its lines fit 76 columns when it begins at column 0, and its last line fits 75.

    So a soft break may follow it, and pieces joined by soft breaks never run over. A space at its end is encoded.
    """
    if len(text) < MAX_LINE and text.isascii() and text.isalnum():
        return text.encode("ascii")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    encoded = b2a_qp(text.encode("utf-8", "replace"))
    if len(encoded) < MAX_LINE:
        return encoded.replace(b"\n", b"\r\n") if b"\n" in encoded else encoded
    lines = encoded.split(b"\n")
    last = len(lines) - 1
    for number, line in enumerate(lines):
        if len(line) > MAX_LINE - (number == last):
            lines[number] = _broken(line)
    return b"\r\n".join(lines)


def _broken(line: bytes) -> bytes:
    cut = MAX_LINE - 6
    if line[cut - 1 : cut] == b"=":
        cut -= 1
    elif line[cut - 2 : cut - 1] == b"=":
        cut -= 2
    return line[:cut] + SOFT_BREAK + line[cut:]


def base64_lines(data: bytes) -> bytes:
    """Encode bytes as base64 lines of 76 columns, each ended by CRLF; nothing for nothing."""
    whole = b64encode(data)
    return b"".join([whole[at : at + MAX_LINE] + b"\r\n" for at in range(0, len(whole), MAX_LINE)])


def crlf(text: str) -> str:
    """Give the text with every line ended the way mail wants it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def is_better_as_base64(text: str) -> bool:
    """True when base64 is the shorter form, which is so for text that is mostly not in Latin letters."""
    raw = text.encode("utf-8", "replace")
    escaped = sum(1 for byte in raw if byte > 126 or byte == 61)
    return len(raw) + 2 * escaped > len(raw) * 1.37


def dot_stuffed(message: bytes) -> bytes:
    """Double the dot of every line that begins with one (RFC 5321, 4.5.2)."""
    if message[:1] == b".":
        message = b"." + message
    return message.replace(b"\r\n.", b"\r\n..")
