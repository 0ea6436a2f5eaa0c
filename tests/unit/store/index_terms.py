"""Reads the bytes of FTS5's index: every piece of a word that stands in any part of it, crossed out or not.

After https://www.sqlite.org/fts5.html (appendix: segment b-tree format).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

_MAIN = b"0"
"""Every term begins with it: it is of the index itself, not of one of prefixes."""


def terms(raw: sqlite3.Connection) -> set[str]:
    """Give all terms of all parts, and what is kept of some to find their pages: beginnings that are no others'."""
    found: set[str] = set()
    for (page,) in raw.execute("SELECT block FROM contact_search_data WHERE id > 10 AND (id >> 31) % 64 = 0"):
        found |= {term.removeprefix(_MAIN).decode() for term in _terms_of(page)}
    known = {_MAIN + term.encode() for term in found}
    for (term,) in raw.execute("SELECT term FROM contact_search_idx"):
        if not any(one.startswith(term) for one in known):
            found.add(term.decode(errors="replace"))
    return found


def _terms_of(page: bytes) -> Iterator[bytes]:
    """Give the terms of a leaf: where each begins stands behind the page, each shares a beginning with the last."""
    at, place, term = int.from_bytes(page[2:4], "big"), 0, b""
    while at < len(page):
        step, at = _varint(page, at)
        is_first = not place
        place += step
        kept, begin = (0, place) if is_first else _varint(page, place)
        length, begin = _varint(page, begin)
        term = term[:kept] + page[begin : begin + length]
        yield term


def _varint(page: bytes, at: int) -> tuple[int, int]:
    number = 0
    while page[at] & 0x80:
        number = number << 7 | page[at] & 0x7F
        at += 1
    return number << 7 | page[at], at + 1
