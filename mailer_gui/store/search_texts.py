"""What the search index keeps of a contact: address and fields, folded, each field under the sign of its name.

    address PART sign value PART sign value PART

A sign is one character of those that Unicode leaves to private use, so nobody searches for it; `Signs` knows which name
has which. Fields without a value are left out.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from mailer_gui.store.codec import fields_of, to_json
from mailer_gui.store.folding import PART, fold, folded_value, folded_values

_SIGNS = "search_signs"
"""The setting with the names of the fields, in the order of their signs."""
_PLAIN = "search_plain"
"""The setting with the last id that an older version may have indexed, without signs."""
_FIRST, _ENOUGH, _MORE = 0xE000, 6_400, 0xF0000

_INSERT = "INSERT INTO contact_search (rowid, folded) VALUES (?, ?)"
_INSERT_ARRAY = (
    "INSERT INTO contact_search (rowid, folded) SELECT ? + key, value FROM json_each(?) WHERE value IS NOT NULL"
)
_MOST_HOLES = 3
"""For each text."""

Row = tuple[int, str, str]
"""Id, address and fields (as JSON) of a contact."""


class Signs(dict[str, str]):
    """The sign of each name. A name that is looked up and has none gets one, which `keep` writes down."""

    def __init__(self, raw: sqlite3.Connection, reached: int) -> None:
        names = _read(raw, _SIGNS)
        super().__init__(_by_name(names or []))
        self._raw, self._reached = raw, reached
        self._kept = -1 if names is None else len(self)

    def __missing__(self, name: str) -> str:
        found = self[name] = _sign(len(self))
        return found

    def are_current(self) -> bool:
        """Say whether what is written down now is what these signs wrote down last, or began with."""
        names = _read(self._raw, _SIGNS)
        known = None if self._kept < 0 else list(self)[: self._kept]
        return bool(names == known)

    def keep(self) -> None:
        """Write new signs down, in the transaction in which texts with them are written."""
        if self._kept < 0:
            _write(self._raw, _PLAIN, self._reached)  # what is indexed already comes from an older version
        every = list(self)  # at once: another thread may be adding to them
        if self._kept < len(every):
            _write(self._raw, _SIGNS, every)
        self._kept = len(every)


def known(raw: sqlite3.Connection) -> dict[str, str] | None:
    """Give the sign of each name; None before the first text with signs."""
    names = _read(raw, _SIGNS)
    return None if names is None else _by_name(names)


def plain(raw: sqlite3.Connection) -> int:
    """Give the last id whose text may be without signs."""
    return int(_read(raw, _PLAIN) or 0)


def set_plain(raw: sqlite3.Connection, number: int) -> None:
    """Remember that only contacts up to this id may have texts without signs."""
    _write(raw, _PLAIN, number)


class Texts:
    """Ids and texts of contacts, in the order of their ids, as one statement writes them.

    Each statement that writes several rows makes a part of the index, and each statement at all lets other threads
    have Python's lock. As a JSON array with holes they are read in half the time of an object.
    """

    def __init__(self, each: Sequence[tuple[int, str]]) -> None:
        self.each = each
        self._first = each[0][0] if each else 0
        holes = each[-1][0] - self._first + 1 - len(each) if each else 0
        self._array = self._made(holes) if holes < _MOST_HOLES * len(each) else ""

    def _made(self, holes: int) -> str:
        if not holes:
            return to_json([text for _, text in self.each])
        all_texts: list[str | None] = [None] * (len(self.each) + holes)
        for number, text in self.each:
            all_texts[number - self._first] = text
        return to_json(all_texts)

    def write(self, raw: sqlite3.Connection) -> None:
        """Put them into the index."""
        if self._array:
            raw.execute(_INSERT_ARRAY, (self._first, self._array))
        else:
            raw.executemany(_INSERT, self.each)


def texts_of(rows: Sequence[Row], signs: Signs) -> list[tuple[int, str]]:
    """Give the ids and texts of many contacts, in the order of their ids, in two thirds of `text_of`'s time.

    People with the same fields are put together: each column is folded at once, and one pattern makes all texts.
    """
    texts = _texts_alike(rows, signs)
    if texts is None:
        alike: dict[tuple[bool, *tuple[str, ...]], list[Row]] = {}
        for row in rows:
            alike.setdefault((_is_odd(row[2]), *row[2].split('"')[1::4]), []).append(row)
        texts = []
        for some in alike.values():
            texts += _texts_alike(some, signs) or [(row[0], text_of(row[1], row[2], signs)) for row in some]
    texts.sort(key=itemgetter(0))  # FTS5 is slow with ids in any order
    return texts


def _texts_alike(rows: Sequence[Row], signs: Signs) -> list[tuple[int, str]] | None:
    """Give ids and texts of people who have the same fields, in the same order; None when not all have."""
    if not rows:
        return []
    numbers, addresses, fields = zip(*rows, strict=True)
    joined = "".join(fields)
    if _is_odd(joined):
        return None
    cut = joined.split('"')
    names, width = cut[1::4], fields[0].count('"') // 4
    # A name comes once in a person's fields: so many names that repeat like this can only be of so many people alike.
    if names != names[:width] * len(rows):
        return None
    pattern = f"%s{PART}" + "".join([f"{signs[name]}%s{PART}" for name in names[:width]])
    columns = [folded_values(cut[start :: 4 * width]) for start in range(3, 4 * width, 4)]
    return list(zip(numbers, map(pattern.__mod__, zip(folded_values(addresses), *columns, strict=True)), strict=True))


def _is_odd(fields: str) -> bool:
    """Say whether a value may be empty, or not what stands there."""
    return "\\" in fields or '""' in fields


def text_of(address: str, fields: str, signs: Signs) -> str:
    """Give the text of a contact (fields as JSON)."""
    if "\\" in fields:
        parts = [f"{signs[name]}{fold(value)}{PART}" for name, value in fields_of(fields).items() if value]
    else:
        # Without a backslash every quote is JSON's own, and what stands between them is as it was: half the work.
        cut = fields.split('"')
        parts = [
            f"{signs[name]}{folded_value(value)}{PART}"
            for name, value in zip(cut[1::4], cut[3::4], strict=True)
            if value
        ]
    return f"{folded_value(address)}{PART}{''.join(parts)}"


def _sign(place: int) -> str:
    return chr(_FIRST + place if place < _ENOUGH else _MORE + place - _ENOUGH)


def _by_name(names: list[str]) -> dict[str, str]:
    return {name: _sign(place) for place, name in enumerate(names)}


def _read(raw: sqlite3.Connection, key: str) -> Any:
    found = raw.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return None if found is None else json.loads(found[0])


def _write(raw: sqlite3.Connection, key: str, value: object) -> None:
    raw.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, to_json(value)))
