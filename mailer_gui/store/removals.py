"""How often contacts were removed or put back: while never, whoever got mail is still in the address book."""

from __future__ import annotations

import sqlite3

KEY = "contacts_removed"
"""The setting with the number. Workspaces of older versions have none: there nobody knows."""


def note(raw: sqlite3.Connection) -> None:
    """Remember it, in the transaction in which contacts are removed or put back."""
    raw.execute("UPDATE settings SET value = value + 1 WHERE key = ?", (KEY,))


def count(raw: sqlite3.Connection) -> int | None:
    """Give how often; None when nobody knows."""
    found = raw.execute("SELECT value FROM settings WHERE key = ?", (KEY,)).fetchone()
    return None if found is None else int(found[0])
