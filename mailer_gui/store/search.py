"""Finding contacts by any part of their address, name or fields; capital letters and accents do not matter.

The index (SQLite's trigrams) is kept up to date by need, not by every write: a write puts the id of a contact that has
changed on the pending list, new contacts are known by their ids, and `catch_up` works both off in short transactions,
at the latest before the next search.
So a large import stays fast, and a search always sees everybody.

The text of a contact is its address and then its fields, each with the sign of its name (`search_texts`), so that rules
about fields are answered from here, too.
"""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import partial

from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store import search_ahead, search_parts, search_texts
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, connect, driver
from mailer_gui.store.errors import translated
from mailer_gui.store.folding import fold
from mailer_gui.store.search_ahead import Ahead, made_inside, reached
from mailer_gui.store.search_texts import Row, Signs, Texts, texts_of
from mailer_gui.store.series import series

_FIRST_BATCH, _LARGEST = 500, 10_000
_GOAL, _GROWTH = 0.03, 1.5
"""Seconds that one transaction should take (at 0.05 the sender would begin to wait); how much more the next may do."""
_GAP = 0.001
_FEW = 300
"""Contacts that are indexed anew in one transaction: to take one out of the index is as much work as to add it."""
_MANY_NEW = 20_000
"""From so many people on the transactions have a connection of their own."""
_READING_KIB = 2_000
_SHORTEST = 3
"""The index knows runs of three characters; shorter words are looked for in every row."""

MANY = 0.03
"""A share of all contacts: from here on reading all texts is quicker than asking the index."""
_SAMPLE = 1_000
_UNEVEN = 7_919
"""The sample is not taken evenly: what people have may come again every so many."""
_TEXTS = "SELECT c0 FROM json_each(?) AS wanted CROSS JOIN contact_search_content AS s ON s.id = wanted.value"


def matches(search: str) -> tuple[str, list[str]]:
    """Give the SQL that selects the ids (as `number`) of the contacts that have all words of the search; its values."""
    words = words_of(search)
    trigrams = known_to_index(words)
    terms, values = (["contact_search MATCH ?"], [trigrams]) if trigrams else ([], [])
    terms += ["instr(folded, ?) > 0"] * len(words)  # the index only knows that all parts of a word are somewhere
    return (
        f"SELECT rowid AS number FROM contact_search WHERE {' AND '.join(terms) or 'TRUE'}",  # noqa: S608 - no input
        [*values, *words],
    )


def words_of(search: str) -> list[str]:
    """Give the words of a search, as they stand in the texts."""
    return fold(search).split()


def read_through(search: str) -> tuple[str, list[str]]:
    """Give what `matches` asks as a condition on `contact_search_content`, where FTS5 keeps its texts; its values.

    Read past the index they are twice as fast: quicker than the index for words that many people have.
    """
    words = words_of(search)
    return " AND ".join(["instr(c0, ?) > 0"] * len(words)) or "TRUE", words


def share(raw: sqlite3.Connection, search: str) -> float:
    """Estimate how many of all contacts match a search (0 to 1), by some that stand far apart."""
    words, last = words_of(search), reached(raw)
    step = max(1, last // _SAMPLE)
    numbers = [first + place * _UNEVEN % step + 1 for place, first in enumerate(range(0, last, step))]
    found = [text for (text,) in raw.execute(_TEXTS, (to_json(numbers),))]
    return sum(all(word in text for word in words) for text in found) / max(1, len(found))


def known_to_index(words: Sequence[str]) -> str:
    """Give what to ask the index (MATCH) for folded words: all runs of three characters; empty without any."""
    runs = [word[at : at + _SHORTEST] for word in words for at in range(len(word) - _SHORTEST + 1)]
    quoted = ['"' + run.replace('"', '""') + '"' for run in dict.fromkeys(runs) if "\0" not in run]
    return " AND ".join(quoted)


def is_behind(raw: sqlite3.Connection) -> bool:
    """Say whether some contacts are missing in the index or old in it."""
    found = raw.execute(
        "SELECT EXISTS (SELECT 1 FROM contact_search_pending) OR EXISTS (SELECT 1 FROM contacts WHERE id > ?)",
        (reached(raw),),
    )
    return bool(found.fetchone()[0])


def catch_up(
    database: Database, progress: Progress = no_progress, cancel: Cancel = never, tidy_seconds: float = 0.03
) -> None:
    """Bring the index up to date for the contacts that are missing or old now, in short transactions.

    Each transaction makes parts of the index. When there are too many, they are merged first; when there are many, and
    when an older version has indexed some contacts, that is mended in the end, for `tidy_seconds`.
    """
    with database.reading() as connection:
        raw = driver(connection)
        if not is_behind(raw):
            return
        new = _number(raw, "SELECT count(*) FROM contact_search_pending")
        new += _number(raw, "SELECT count(*) FROM contacts WHERE id > ?", reached(raw))
        parts = search_parts.count(raw)
    with _transactions(database, new) as (transaction, ahead):
        filling = _Filling(transaction, parts, new, progress, cancel)
        filling.run(_index_pending, _LARGEST)
        filling.run(partial(_index_new, ahead=ahead), _LARGEST, ahead.prepare if ahead else _nothing)
        filling.until = time.monotonic() + tidy_seconds
        filling.run(_index_old, _FEW)
        filling.merge(search_parts.MANY)


def _nothing(_: int) -> None:
    """Make nothing before a transaction."""


_Step = Callable[[sqlite3.Connection, int], int]


def is_old(database: Database) -> bool:
    """Say whether an older version has indexed some contacts: rules about fields are answered slowly until `renew`."""
    with database.reading() as connection:
        raw = driver(connection)
        return reached(raw) > 0 and (search_texts.known(raw) is None or search_texts.plain(raw) > 0)


def renew(database: Database, progress: Progress = no_progress, cancel: Cancel = never) -> None:
    """Index anew whom an older version has indexed, in short transactions; what was stopped goes on another time."""
    if not is_old(database):
        return
    with database.transaction(lasting=False) as connection:
        raw = driver(connection)
        Signs(raw, reached(raw)).keep()  # notes who comes from an older version, when nothing was added since
        total, parts = search_texts.plain(raw), search_parts.count(raw)
    with _transactions(database, total) as (transaction, _):
        filling = _Filling(transaction, parts, total, progress, cancel)
        filling.run(_index_old, _FEW)
        filling.merge(search_parts.MANY)


class _Filling:
    """Step by step, each in a transaction, and told about; between two of them parts are merged that are too many."""

    def __init__(
        self,
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
        parts: int,
        total: int,
        progress: Progress,
        cancel: Cancel,
    ) -> None:
        self._transaction, self._progress, self._cancel = transaction, progress, cancel
        self._parts, self._done, self._total = parts, 0, total
        self.until = math.inf

    def run(self, step: _Step, largest: int, prepare: Callable[[int], object] = _nothing) -> None:
        """Repeat a step, which gets how many contacts to take and gives how many it took, until none are left.

        `prepare` gets it, too, before the transaction.
        """
        size, taken = min(_FIRST_BATCH, largest), 1
        while taken and self._wanted():
            self.merge(search_parts.CROWDED)
            prepare(size)
            with self._transaction() as raw:
                started = time.perf_counter()
                taken = step(raw, size)
                self._parts = search_parts.count(raw)
            faster = min(_GROWTH, _GOAL / (time.perf_counter() - started))
            size = min(largest, max(_FIRST_BATCH, int(size * faster)))
            self._done += taken
            self._tell()

    def merge(self, most: int) -> None:
        """Merge the parts when they are more than so many."""
        more = self._parts > most
        while more and self._wanted():
            with self._transaction() as raw:
                more = search_parts.merge_some(raw)
                self._parts = search_parts.count(raw)
            self._tell()

    def _wanted(self) -> bool:
        return time.monotonic() < self.until and not self._cancel()

    def _tell(self) -> None:
        self._progress(self._done, max(self._done, self._total))


@contextmanager
def _transactions(
    database: Database, total: int
) -> Iterator[tuple[Callable[[], AbstractContextManager[sqlite3.Connection]], Ahead | None]]:
    """Give what begins a short transaction, one of few or of many, and what makes the parts of many ahead."""
    if total > _MANY_NEW:
        with (
            series(database) as writing,
            translated(database.paths.root),
            closing(connect(database.paths.database, _READING_KIB)) as own,
            Ahead(writing.raw, own) as ahead,
        ):
            yield writing.transaction, ahead
        return

    @contextmanager
    def transaction() -> Iterator[sqlite3.Connection]:
        with database.transaction(lasting=False) as connection:
            yield driver(connection)
        time.sleep(_GAP)

    yield transaction, None


def _number(raw: sqlite3.Connection, statement: str, *values: object) -> int:
    return int(raw.execute(statement, values).fetchone()[0])


def _index_pending(raw: sqlite3.Connection, size: int) -> int:
    """Index contacts that have changed."""
    ids = [number for (number,) in raw.execute("SELECT contact_id FROM contact_search_pending LIMIT ?", (size,))]
    numbers = to_json(ids)
    forget(raw, numbers)
    rows = raw.execute(
        "SELECT id, address, fields FROM contacts WHERE id IN (SELECT value FROM json_each(?)) AND id <= ?",
        (numbers, reached(raw)),
    )
    _add(raw, rows.fetchall())
    return len(ids)


def _index_new(raw: sqlite3.Connection, size: int, ahead: Ahead | None = None) -> int:
    """Index contacts that came after those that are indexed."""
    part = ahead.take(size) if ahead else made_inside(raw, size)
    if part.rows:
        part.texts.write(raw)
        part.signs.keep()
        search_ahead.set_reached(raw, part.rows[-1][0])
    return len(part.rows)


def _index_old(raw: sqlite3.Connection, size: int) -> int:
    """Index contacts anew that an older version has indexed."""
    last = search_texts.plain(raw)
    if not last:
        return 0
    first = max(0, last - size)
    rows = raw.execute("SELECT id, address, fields FROM contacts WHERE id > ? AND id <= ?", (first, last)).fetchall()
    forget(raw, to_json([row[0] for row in rows]))
    _add(raw, rows)
    search_texts.set_plain(raw, first)
    return last - first


def _add(raw: sqlite3.Connection, rows: Sequence[Row]) -> None:
    signs = Signs(raw, reached(raw))
    Texts(texts_of(rows, signs)).write(raw)
    signs.keep()


def forget(raw: sqlite3.Connection, numbers: str) -> None:
    """Take contacts (ids as a JSON array) out of the index and off the pending list."""
    search_parts.make_room(raw)
    raw.execute("DELETE FROM contact_search WHERE rowid IN (SELECT value FROM json_each(?))", (numbers,))
    raw.execute("DELETE FROM contact_search_pending WHERE contact_id IN (SELECT value FROM json_each(?))", (numbers,))


def put_on_list(raw: sqlite3.Connection, numbers: str) -> None:
    """Remember that these contacts (ids as a JSON array) have changed."""
    raw.execute("INSERT OR IGNORE INTO contact_search_pending SELECT value FROM json_each(?)", (numbers,))
