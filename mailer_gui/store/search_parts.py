"""The parts of the search index: each transaction that changes it adds one or two, and they must be merged in time.

FTS5 knows at most 2,000 parts; at the next one it says that the disk is full. Its own merging is turned off (see
`schema.CONTACT_SEARCH_CONFIG`): it would take seconds in one transaction.
"""

from __future__ import annotations

import sqlite3

MANY = 176
"""A million people make 110 to 160 parts, in which most searches take twice as long as in one."""
CROWDED = 256
"""From so many parts on they are merged before more are added."""
_TOO_MANY = 1_000
"""From here on also who only takes people out merges some, in the same transaction."""
_PAGES = 128
"""Pages of the index that are merged in one transaction."""
_STRUCTURE = "SELECT block FROM contact_search_data WHERE id = 10"
"""FTS5's own record of its parts: four bytes, then as varints the number of levels and that of parts."""
_COOKIE = 4


def count(raw: sqlite3.Connection) -> int:
    """Give how many parts the index has, without what the transaction under way adds at its end."""
    (block,) = raw.execute(_STRUCTURE).fetchone()
    _, at = _varint(block, _COOKIE)
    return _varint(block, at)[0]


def merge_some(raw: sqlite3.Connection, *, all_parts: bool = False) -> bool:
    """Merge some of the parts; False when nothing is left to do. `all_parts` begins to make one of all of them."""
    before = raw.total_changes
    pages = -_PAGES if all_parts else _PAGES
    raw.execute("INSERT INTO contact_search (contact_search, rank) VALUES ('merge', ?)", (pages,))
    return raw.total_changes - before > 1


def make_room(raw: sqlite3.Connection) -> None:
    """Merge some parts when they are so many that soon no more could be added."""
    if count(raw) > _TOO_MANY:
        merge_some(raw)


def _varint(block: bytes, at: int) -> tuple[int, int]:
    """Read one of SQLite's numbers, which are far below nine bytes here; gives it and where the next one begins."""
    number = 0
    while block[at] & 0x80:
        number = number << 7 | block[at] & 0x7F
        at += 1
    return number << 7 | block[at], at + 1
