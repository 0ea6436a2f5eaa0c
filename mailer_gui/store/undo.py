"""What bulk changes of contacts replaced, packed batch by batch, so that they can be taken back for a day."""

from __future__ import annotations

import json
import secrets
import sqlite3
import zlib
from collections.abc import Callable
from typing import Any

from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

KEPT_SECONDS = 86_400.0
PutBack = Callable[[sqlite3.Connection, Any], int]
"""Puts one pack back and says how many contacts that concerned."""


def new_token(database: Database) -> str:
    """Give the token of a new change; those of more than a day ago are forgotten."""
    with database.transaction() as connection:
        driver(connection).execute("DELETE FROM undo_steps WHERE at < ?", (database.clock() - KEPT_SECONDS,))
    return secrets.token_hex(8)


def note(raw: sqlite3.Connection, token: str, kind: str, at: float, pack: Any) -> None:
    """Keep a batch's pack, in the transaction that makes the change."""
    raw.execute(
        "INSERT INTO undo_steps (token, kind, at, pack) VALUES (?, ?, ?, ?)",
        (token, kind, at, zlib.compress(to_json(pack).encode(), 1)),
    )


def take_back(
    database: Database, token: str, ways: dict[str, PutBack], progress: Progress = no_progress, cancel: Cancel = never
) -> int:
    """Put everything of a token back, the last batch first; gives how many contacts that concerned.

    Each batch is forgotten as it is put back, so that an undo that was stopped goes on where it was.
    """
    with database.reading() as connection:
        steps = (
            driver(connection)
            .execute("SELECT id, kind FROM undo_steps WHERE token = ? ORDER BY id DESC", (token,))
            .fetchall()
        )
    done = 0
    for place, (number, kind) in enumerate(steps):
        if cancel():
            break
        with database.transaction(bulk=True) as connection:
            raw = driver(connection)
            found = raw.execute("SELECT pack FROM undo_steps WHERE id = ?", (number,)).fetchone()
            if found is None:
                continue
            done += ways[kind](raw, json.loads(zlib.decompress(found[0])))
            raw.execute("DELETE FROM undo_steps WHERE id = ?", (number,))
        progress(place + 1, len(steps))
    return done


def forget_all(raw: sqlite3.Connection) -> None:
    """Forget every change: nothing of a person who is erased may be left in a pack."""
    raw.execute("DELETE FROM undo_steps")
