"""Texts in two encodings at once: some lines are UTF-8, the others are in an older one; each is read as what it is.

Such files are made by putting exports of several programs together. They have a codec of their own, so that whoever
opens a file needs to know nothing of this: `mixed_cp1252` is UTF-8 where that is valid, else Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PREFIX = "mixed_"
_LONGEST = 1 << 20
"""Bytes; a line that is longer is cut."""
CELLS = re.compile(rb'([,;\t"]+)')
"""What stands between cells; no letter of any encoding here has these bytes inside."""


def mixed(fallback: str) -> str:
    """Give the name of the codec that reads UTF-8 and, where that is not valid, the fallback."""
    return PREFIX + fallback


def fallback_of(encoding: str) -> str:
    """Give the older encoding of a mixed one; empty for all others."""
    return encoding.removeprefix(PREFIX) if encoding.startswith(PREFIX) else ""


class _Decoder(codecs.BufferedIncrementalDecoder):
    """Decodes whole lines only."""

    fallback = ""

    def _buffer_decode(self, given: ReadableBuffer, _errors: str, final: bool) -> tuple[str, int]:
        data = bytes(given)
        end = len(data) if final else max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        if not end and len(data) > _LONGEST:
            end = len(data)
        return _decoded(data[:end], self.fallback), end


def is_utf8(data: bytes) -> bool:
    """Say whether bytes are valid UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, fallback: str) -> str:
    if is_utf8(data):
        return data.decode("utf-8")
    return "".join(_line(line, fallback) for line in data.splitlines(keepends=True))


def _line(line: bytes, fallback: str) -> str:
    """Decode one line; in encodings of one byte each cell alone, because rows may be put together of both."""
    if is_utf8(line):
        return line.decode("utf-8")
    if not _is_single(fallback):
        return line.decode(fallback, "replace")
    return "".join(cell.decode("utf-8" if is_utf8(cell) else fallback, "replace") for cell in CELLS.split(line))


@cache
def _is_single(encoding: str) -> bool:
    return len(bytes(range(256)).decode(encoding, "replace")) == 256


@cache
def _codec(name: str) -> codecs.CodecInfo | None:
    fallback = fallback_of(name)
    try:
        if not fallback or PREFIX in fallback or codecs.lookup(fallback).name.startswith("utf"):
            return None
    except LookupError:
        return None

    def encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
        return text.encode("utf-8", errors), len(text)

    def decode(data: ReadableBuffer, _errors: str = "strict") -> tuple[str, int]:
        raw = bytes(data)
        return _decoded(raw, fallback), len(raw)

    decoder = type("MixedDecoder", (_Decoder,), {"fallback": fallback})
    return codecs.CodecInfo(encode, decode, name=name, incrementaldecoder=decoder)  # type: ignore[arg-type]  # as typeshed has it, a decoder is no buffered one


codecs.register(_codec)
