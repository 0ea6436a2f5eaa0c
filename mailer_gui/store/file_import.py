"""A file on its way into the address book: its people in parts, each part one short transaction, or not at all.

New people are the rule, so a part is written as if all of its people were new, many to a statement; the database
says how many were, and only when some were not does anybody look for them.

In a large address book nearly every new address belongs to another page of the index of addresses, and each page that
a transaction touches is written. So there many people are taken together, sorted by address and written in parts that
touch few pages each: half of the work of a million. How far it has come is then said by a line and an address.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from itertools import chain

from mailer_gui.model.contacts import MergePolicy, Source
from mailer_gui.model.errors import NotFoundError
from mailer_gui.model.work import Cancel, never
from mailer_gui.store import contact_import, erased, imports
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database
from mailer_gui.store.meeting import CHANGED, DUPLICATE, ERASED, UNCHANGED, Acquaintance, Changes, Found, Known, Person
from mailer_gui.store.series import Series

_LARGEST, _FIRST, _SMALLEST = 10_000, 3_000, 250
"""People in one transaction: at most, at first, at least."""
_GOAL = 0.025
"""Seconds that one transaction should take; at 0.05 the sender would begin to wait."""
_LARGE = 50_000
"""From so many contacts on it pays to sort."""
_TOGETHER = 45_000
_STEPS = (2_500, 500, 100, 10, 1)
"""So many rows in one statement: a third of the work of one statement each. Few sizes: each is prepared once.

With each statement Python's lock goes to the thread that reads the file, for a while.
"""
_INSERT = (
    "INSERT INTO contacts"
    " (id, key, address, name, fields, source_row, source_origin, source_at, created_at, changed_at, consent)"
    " SELECT ? + column1, column2, column3, column4, column5, column6, ?, ?, ?, ?, ? FROM (VALUES {rows})"
    " WHERE TRUE"
    " ON CONFLICT (key) DO NOTHING"
)

_TAKE_OUT = "DELETE FROM contacts WHERE id > ? AND key IN (SELECT value FROM json_each(?))"


class FileImport:
    """One import. `write` its people in order; `source.at` tells it from all other imports of the same file.

    Only one thread at a time may use it.
    """

    def __init__(
        self,
        database: Database,
        series: Series,
        source: Source,
        list_id: int | None = None,
        policy: MergePolicy = MergePolicy.OVERWRITE,
        consent: str = "",
        until: int = 0,
    ) -> None:
        self._database = database
        self._series = series
        self._source = source
        self._list_id = list_id
        self._policy = policy
        self._consent = consent
        self._until = until
        """Up to this line some people are in already, by their keys (see `imports.Mark`)."""
        self._acquaintance = Acquaintance(source)
        self._names: frozenset[str] = frozenset()
        self._size = min(_FIRST, _LARGEST)
        self._last = _last_id(series.raw)
        self._erased = erased.state(series.raw)

    @property
    def together(self) -> int:
        """So many people should come to one `write`, at least."""
        return _TOGETHER if self._last >= _LARGE else 1

    def write(
        self, people: Sequence[Person], names: Sequence[str], mark: tuple[int, int] | None = None, stop: Cancel = never
    ) -> Found:
        """Bring people in, in order of the file or, if they are many, of their keys; `stop` ends it between two parts.

        Nobody is among them who was erased before this began; whoever is erased meanwhile stays away.
        `names` are the fields that the file can bring, `mark` is the number of the import and its last line then.
        Each part notes in its transaction how far the import is. When the whole machine stops, the last parts may be
        lost with their marks; `Imports.finish` makes all last.
        """
        is_sorted = len(people) > _LARGEST and self._last >= _LARGE and people[0][4] > self._until
        order: Sequence[int] = range(len(people))
        if is_sorted:
            order = sorted(order, key=[person[0] for person in people].__getitem__)
        self._remember_names(names)
        kinds, firsts, done = bytearray(len(people)), dict[int, int](), 0
        while True:
            places = order[done : done + self._size] if is_sorted else order[done : _end(people, done + self._size)]
            part = [people[place] for place in places]
            done += len(part)
            reached = _reached(mark, part, is_last=done == len(people), is_sorted=is_sorted) if mark else None
            found = self._write_part(part, reached)
            if any(found.kinds):
                for place, kind in zip(places, found.kinds, strict=True):
                    kinds[place] = kind
                firsts |= {places[at]: line for at, line in found.firsts.items()}
            if done == len(people) or stop():
                return Found(bytes(kinds), firsts, len(people) - done)

    def finish(self) -> None:
        """Do what is left to do when everybody is in."""
        self._series.settle()

    def remember(self, people: Sequence[Person]) -> Found:
        """Know people again who came in before the import was interrupted: BEFORE or DUPLICATE."""
        return self._acquaintance.remember(self._series.raw, people)

    def _write_part(self, people: Sequence[Person], mark: imports.Mark | None) -> Found:
        """Bring some in, in one transaction; the next one is larger or smaller when this one was too quick or slow."""
        with self._series.transaction() as raw:
            began = time.monotonic()
            self._must_have_list(raw)
            last = self._last = _last_id(raw)
            inserted = self._insert(raw, people, last + 1) - self._turn_away(raw, people, last)
            found = Found(bytes(len(people)))
            if inserted < len(people):
                found = self._meet(raw, people, last)
            if self._list_id is not None and inserted:
                raw.execute("INSERT INTO list_members SELECT ?, id FROM contacts WHERE id > ?", (self._list_id, last))
            if mark is not None:
                imports.note(raw, mark, found.kinds)
        quicker = _GOAL / max(1e-6, time.monotonic() - began)
        if quicker < 1 or len(people) >= self._size:
            self._size = max(_SMALLEST, min(_LARGEST, int(len(people) * min(2.0, quicker))))
        return found

    def _remember_names(self, names: Sequence[str]) -> None:
        if not self._names.issuperset(names):
            with self._database.transaction() as connection:
                contact_import.remember_names(connection, names)
            self._names = frozenset(names)

    def _must_have_list(self, raw: sqlite3.Connection) -> None:
        if self._list_id is None or raw.execute("SELECT 1 FROM lists WHERE id = ?", (self._list_id,)).fetchone():
            return
        raise NotFoundError("The list was removed while people were put on it.", hint="Import the file again.")

    def _insert(self, raw: sqlite3.Connection, people: Sequence[Person], first: int) -> int:
        """Insert those who are new; each has its own id, whether it is used or not."""
        now = self._database.clock()
        same = (self._source.origin, self._source.at, now, now, self._consent)
        inserted = start = 0
        while start < len(people):
            step = next(step for step in _STEPS if start + step <= len(people) or step == _STEPS[-1])
            part = people[start : start + step]
            values = (first + start, *same, *chain.from_iterable(part))
            inserted += raw.execute(_statement(len(part)), values).rowcount
            start += len(part)
        return inserted

    def _turn_away(self, raw: sqlite3.Connection, people: Sequence[Person], last: int) -> int:
        """Take out again, before anybody sees them, those who were erased since the import began; gives how many."""
        if erased.state(raw) == self._erased:
            return 0
        keys = erased.among(raw, [person[0] for person in people])
        return raw.execute(_TAKE_OUT, (last, to_json(list(keys)))).rowcount

    def _meet(self, raw: sqlite3.Connection, people: Sequence[Person], last: int) -> Found:
        """Say who was new, and change the others as the policy wants."""
        kinds, firsts = bytearray(len(people)), dict[int, int]()
        met: list[int] = []
        changes = Changes()
        known, places = self._conflicts(raw, people, last)
        for place in places:
            key, _, _, fields, line = people[place]
            found = known.get(key)
            if found is None:
                kinds[place] = ERASED
            elif found.line or found.id > last:
                kinds[place] = DUPLICATE
                firsts[place] = found.line
            else:
                known[key] = found._replace(line=line)
                self._acquaintance.met(found.id, line)
                met.append(found.id)
                changed = changes.take(found, fields, self._policy, self._consent, line)
                kinds[place] = CHANGED if changed else UNCHANGED
        changes.write(raw, self._source, self._database.clock())
        if self._list_id is not None and met:
            raw.execute(
                "INSERT OR IGNORE INTO list_members SELECT ?, value FROM json_each(?)", (self._list_id, to_json(met))
            )
        return Found(bytes(kinds), firsts)

    def _conflicts(
        self, raw: sqlite3.Connection, people: Sequence[Person], last: int
    ) -> tuple[dict[str, Known], list[int]]:
        """Find those who were not inserted: what is known of them, and their places in the part."""
        (joined,) = raw.execute("SELECT group_concat(id) FROM contacts WHERE id > ?", (last,)).fetchone()
        inserted = set(map(int, joined.split(","))) if joined else set[int]()
        places = [number - last - 1 for number in range(last + 1, last + 1 + len(people)) if number not in inserted]
        return self._acquaintance.known(raw, [people[place] for place in places]), places


def _end(people: Sequence[Person], end: int) -> int:
    """Give where a part may end, at `end` or soon after it: people of one line are not divided."""
    while 0 < end < len(people) and people[end][4] == people[end - 1][4]:
        end += 1
    return end


def _reached(mark: tuple[int, int], part: Sequence[Person], *, is_last: bool, is_sorted: bool) -> imports.Mark:
    """Say how far an import is after a part."""
    number, line = mark
    if is_last:
        return imports.Mark(number, line)
    key, *_, last_line = part[-1]
    return imports.Mark(number, 0, line, key) if is_sorted else imports.Mark(number, last_line)


def _last_id(raw: sqlite3.Connection) -> int:
    found = raw.execute("SELECT seq FROM sqlite_sequence WHERE name = 'contacts'").fetchone()
    return int(found[0]) if found else 0


_STATEMENTS: dict[int, str] = {}


def _statement(rows: int) -> str:
    """Give the statement for so many rows; it has the id of the first, what is the same for all, and then the rows.

    No parameter has a number: SQLite looks for those in a list, each time.
    """
    known = _STATEMENTS.get(rows)
    if known is None:
        known = _STATEMENTS[rows] = _INSERT.format(rows=", ".join(f"({row}, ?, ?, ?, ?, ?)" for row in range(rows)))
    return known
