"""Texts of new contacts for the search index, made while those before them are written.

Between reading and writing others may change or remove the contacts, add some, or bring the index up to date
themselves. So a part is looked at again inside the transaction, when anybody else has written anything meanwhile.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from types import TracebackType

from mailer_gui.store.search_texts import Row, Signs, Texts, texts_of

_REACHED = "search_reached"
"""The setting with the id of the last contact that is indexed: those after it have come since."""
_NEW = "SELECT id, address, fields FROM contacts WHERE id > ? ORDER BY id LIMIT ?"


@dataclass(frozen=True)
class Part:
    """The next contacts that are not in the index yet, and their texts by what was read of them."""

    version: int
    """What `_version` said on the connection that writes, before anything was read."""
    after: int
    """The id of the last contact before them."""
    size: int
    rows: list[Row]
    texts: Texts
    signs: Signs


def reached(raw: sqlite3.Connection) -> int:
    """Give the id of the last contact that is indexed; those after it have come since."""
    found = raw.execute("SELECT coalesce(max(value), 0) FROM settings WHERE key = ?", (_REACHED,))
    return int(found.fetchone()[0])


def set_reached(raw: sqlite3.Connection, number: int) -> None:
    """Remember that contacts up to this id are indexed."""
    raw.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (_REACHED, str(number)))


class Ahead:
    """Makes one part while the one before it is written, on a thread and a connection of its own.

    `raw` writes, `own` reads. Only one thread at a time may use it.
    """

    def __init__(self, raw: sqlite3.Connection, own: sqlite3.Connection) -> None:
        self._raw = raw
        self._own = own
        self._thread = ThreadPoolExecutor(1, "texts")
        self._coming: Future[Part] | None = None

    def prepare(self, size: int) -> None:
        """Have a part ready, of so many when none is being made; before the transaction that takes it."""
        if self._coming is None:
            version, last = _version(self._raw), reached(self._raw)
            self._begin(version, last, size, Signs(self._raw, last))
        if self._coming is not None:
            wait([self._coming])

    def take(self, size: int) -> Part:
        """Give the part that is ready as it is now, and begin the next one; inside the transaction that writes it."""
        if self._coming is None:
            return made_inside(self._raw, size)
        part = current(self._raw, self._coming.result())
        self._coming = None
        if len(part.rows) == part.size:
            self._begin(part.version, part.rows[-1][0], size, part.signs)
        return part

    def _begin(self, version: int, after: int, size: int, signs: Signs) -> None:
        self._coming = self._thread.submit(make, self._own, version, after, size, signs)

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()


def make(raw: sqlite3.Connection, version: int, after: int, size: int, signs: Signs) -> Part:
    """Read the next so many contacts after an id and make their texts."""
    rows = raw.execute(_NEW, (after, size)).fetchall()
    return Part(version, after, size, rows, Texts(texts_of(rows, signs)), signs)


def made_inside(raw: sqlite3.Connection, size: int) -> Part:
    """Read and make a part inside the transaction that writes it."""
    last = reached(raw)
    return make(raw, _version(raw), last, size, Signs(raw, last))


def current(raw: sqlite3.Connection, part: Part) -> Part:
    """Give a part as it is now, inside the transaction that writes it: only what has changed is made again."""
    version = _version(raw)
    if version == part.version:
        return part
    if reached(raw) != part.after or not part.signs.are_current():
        return made_inside(raw, part.size)  # somebody else has added to the index
    rows = raw.execute(_NEW, (part.after, part.size)).fetchall()
    if rows == part.rows:
        return replace(part, version=version)
    made = dict(zip(part.rows, part.texts.each, strict=True))
    others = texts_of([row for row in rows if row not in made], part.signs)
    texts = sorted([made[row] for row in rows if row in made] + others)
    return replace(part, version=version, rows=rows, texts=Texts(texts))


def _version(raw: sqlite3.Connection) -> int:
    """Give a number that changes when another connection has written; not when this one has."""
    return int(raw.execute("PRAGMA data_version").fetchone()[0])
