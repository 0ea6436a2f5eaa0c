"""What the search index keeps of a contact: address and fields, folded, each field under the sign of its name.

    address PART sign value PART sign value PART

A sign is one character of those that Unicode leaves to private use, so nobody searches for it; `Signs` knows which name
has which. Fields without a value are left out.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from mailer_gui.store.codec import fields_of, to_json
from mailer_gui.store.folding import PART, fold, folded_value

_SIGNS = "search_signs"
"""The setting with the names of the fields, in the order of their signs."""
_PLAIN = "search_plain"
"""The setting with the last id that an older version may have indexed, without signs."""
_FIRST, _ENOUGH, _MORE = 0xE000, 6_400, 0xF0000


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

    def keep(self) -> None:
        """Write new signs down, in the transaction in which texts with them are written."""
        if self._kept < 0:
            _write(self._raw, _PLAIN, self._reached)  # what is indexed already comes from an older version
        if self._kept < len(self):
            _write(self._raw, _SIGNS, list(self))
        self._kept = len(self)


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
