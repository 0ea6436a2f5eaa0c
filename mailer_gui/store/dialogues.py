"""Dialogues with servers, of which only the newest are kept; written in the sender's own transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

_SAY = "INSERT INTO dialogues (delivery_id, campaign_id, number, at, failed, lines) VALUES (?, ?, ?, ?, ?, ?)"
_FORGET = """
DELETE FROM dialogues WHERE campaign_id = ?1 AND failed = ?2 AND id <= (
    SELECT id FROM dialogues WHERE campaign_id = ?1 AND failed = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3
)
"""
TRIM_EVERY = 100
"""Dialogues after which the oldest ones are forgotten."""


class Said(NamedTuple):
    """The dialogue about one attempt; of its campaign the newest `kept` of this kind stay."""

    delivery_id: int
    campaign_id: int
    number: int
    at: float
    failed: bool
    lines: str
    kept: int


class DialogueKeeper:
    """Writes them, and now and then forgets the oldest."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._count = 0
        self._kept: dict[tuple[int, bool], int] = {}

    def keep(self, dialogues: Sequence[Said]) -> None:
        """Write them, inside the transaction of the caller."""
        self._db.executemany(_SAY, [said[:6] for said in dialogues])
        self._count += len(dialogues)
        self._kept.update({(said.campaign_id, said.failed): said.kept for said in dialogues})
        if self._count > TRIM_EVERY:
            self.trim()

    def trim(self) -> None:
        """Forget what is too much."""
        places = [(campaign_id, failed, kept) for (campaign_id, failed), kept in self._kept.items()]
        self._count, self._kept = 0, {}
        for place in places:
            self._db.execute(_FORGET, place)
