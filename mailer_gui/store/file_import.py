"""A file on its way into the address book: its people in batches, each batch one short transaction, or not at all.

New people are the rule, so a batch is written as if all of its people were new, many to a statement; the database
says how many were, and only when some were not does anybody look for them. Who came in this file already is known by
the mark that its contacts carry (origin and time), and of those who were there before, by a line number each.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from mailer_gui.model.contacts import MergePolicy, Source, display_name
from mailer_gui.model.errors import NotFoundError
from mailer_gui.store import contact_import, imports, search
from mailer_gui.store.codec import fields_of, fields_to_json, to_json
from mailer_gui.store.connection import Database, driver

Person = tuple[str, str, str, str, int]
"""Key (address in small letters), address, name, fields as a JSON object (without empty ones), line of the file."""
NEW, CHANGED, UNCHANGED, DUPLICATE, BEFORE = range(5)
_ROWS = 100
"""So many rows in one statement: a third of the work of one statement each."""
_INSERT = (
    "INSERT INTO contacts"
    " (id, key, address, name, fields, source_row, source_origin, source_at, created_at, changed_at, consent)"
    " SELECT ? + column1, column2, column3, column4, column5, column6, ?, ?, ?, ?, ? FROM (VALUES {rows})"
    " WHERE TRUE"
    " ON CONFLICT (key) DO NOTHING"
)
_KNOWN = (
    "SELECT c.key, c.id, c.fields, c.consent, c.source_row, c.source_origin = ? AND c.source_at = ?"
    " FROM json_each(?) AS wanted CROSS JOIN contacts AS c ON c.key = wanted.value"
)


@dataclass(slots=True)
class Found:
    """What became of a batch: one byte a person (NEW, CHANGED, UNCHANGED or DUPLICATE)."""

    kinds: bytes = b""
    firsts: dict[int, int] = field(default_factory=dict)
    """Of duplicates, by their place in the batch: the line where the address stood first."""


class _Known(NamedTuple):
    id: int
    fields: str
    consent: str
    line: int
    """Where it stood in this file; 0 when it has not."""


class FileImport:
    """One import. `write` its batches in order; `source.at` tells it from all other imports of the same file."""

    def __init__(
        self,
        database: Database,
        source: Source,
        list_id: int | None = None,
        policy: MergePolicy = MergePolicy.OVERWRITE,
        consent: str = "",
    ) -> None:
        self._database = database
        self._source = source
        self._list_id = list_id
        self._policy = policy
        self._consent = consent
        self._lines = array("L")
        """By contact id, of those who were there before: the line of this file where they stood first."""
        self._names: frozenset[str] = frozenset()

    def write(self, people: Sequence[Person], names: Sequence[str], mark: tuple[int, int] | None = None) -> Found:
        """Bring one batch in, in one transaction, which also notes how far the import is.

        `names` are the fields that the file can bring, `mark` is the number of the import and its last line now.
        When the whole machine stops, the last batches may be lost with their marks; `Imports.finish` makes all last.
        """
        with self._database.transaction(lasting=False) as connection:
            raw = driver(connection)
            self._must_have_list(raw)
            last = _last_id(raw)
            inserted = self._insert(raw, people, last + 1)
            found = Found(bytes(len(people)))
            if inserted < len(people):
                found = self._meet(raw, people, last)
            if self._list_id is not None and inserted:
                raw.execute("INSERT INTO list_members SELECT ?, id FROM contacts WHERE id > ?", (self._list_id, last))
            if not self._names.issuperset(names):
                contact_import.remember_names(connection, names)
                self._names = frozenset(names)
            if mark is not None:
                imports.note(raw, *mark, found.kinds)
        return found

    def remember(self, people: Sequence[Person]) -> Found:
        """Know again a batch that was brought in before the import was interrupted: BEFORE or DUPLICATE."""
        with self._database.reading() as connection:
            known = self._known(driver(connection), people)
        kinds, firsts, own = bytearray(), dict[int, int](), set[str]()
        for place, (key, _, _, _, line) in enumerate(people):
            first = known[key].line if key in known else 0
            if key in own or (first and first != line):
                kinds.append(DUPLICATE)
                firsts[place] = first
                continue
            kinds.append(BEFORE)
            own.add(key)
            if key in known and not first:
                self._set_line(known[key].id, line)
        return Found(bytes(kinds), firsts)

    def _must_have_list(self, raw: sqlite3.Connection) -> None:
        if self._list_id is None or raw.execute("SELECT 1 FROM lists WHERE id = ?", (self._list_id,)).fetchone():
            return
        raise NotFoundError("The list was removed while people were put on it.", hint="Import the file again.")

    def _insert(self, raw: sqlite3.Connection, people: Sequence[Person], first: int) -> int:
        """Insert those who are new; each has its own id, whether it is used or not."""
        now = self._database.clock()
        same = (self._source.origin, self._source.at, now, now, self._consent)
        inserted = 0
        for start in range(0, len(people), _ROWS):
            part = people[start : start + _ROWS]
            values = (first + start, *same, *chain.from_iterable(part))
            inserted += raw.execute(_statement(len(part)), values).rowcount
        return inserted

    def _known(self, raw: sqlite3.Connection, people: Sequence[Person]) -> dict[str, _Known]:
        keys = to_json([person[0] for person in people])
        known = {}
        for key, number, fields, consent, row, ours in raw.execute(
            _KNOWN, (self._source.origin, self._source.at, keys)
        ):
            line = (row or 1) if ours else self._lines[number] if number < len(self._lines) else 0
            known[key] = _Known(number, fields, consent, line)
        return known

    def _meet(self, raw: sqlite3.Connection, people: Sequence[Person], last: int) -> Found:
        """Say who was new, and change the others as the policy wants."""
        kinds, firsts = bytearray(len(people)), dict[int, int]()
        met: list[int] = []
        changes = _Changes()
        known, places = self._conflicts(raw, people, last)
        for place in places:
            key, _, _, fields, line = people[place]
            found = known[key]
            if found.line or found.id > last:
                kinds[place] = DUPLICATE
                firsts[place] = found.line
            else:
                known[key] = found._replace(line=line)
                self._set_line(found.id, line)
                met.append(found.id)
                changed = changes.take(found, fields, self._policy, self._consent, line)
                kinds[place] = CHANGED if changed else UNCHANGED
        self._update(raw, changes, met)
        return Found(bytes(kinds), firsts)

    def _conflicts(
        self, raw: sqlite3.Connection, people: Sequence[Person], last: int
    ) -> tuple[dict[str, _Known], list[int]]:
        """Find those who were not inserted: what is known of them, and their places in the batch."""
        inserted = {number for (number,) in raw.execute("SELECT id FROM contacts WHERE id > ?", (last,))}
        places = [number - last - 1 for number in range(last + 1, last + 1 + len(people)) if number not in inserted]
        return self._known(raw, [people[place] for place in places]), places

    def _update(self, raw: sqlite3.Connection, changes: _Changes, met: list[int]) -> None:
        now = self._database.clock()
        raw.executemany(
            "UPDATE contacts SET name = ?, fields = ?, consent = ?, changed_at = ? WHERE id = ?",
            [(name, fields, consent, now, number) for number, name, fields, consent, _ in changes.rows],
        )
        raw.executemany(
            "INSERT INTO contact_events (contact_id, at, kind, origin, row) VALUES (?, ?, 'imported', ?, ?)",
            [(number, self._source.at, self._source.origin, line) for number, *_, line in changes.rows],
        )
        if changes.rows:
            search.put_on_list(raw, to_json([row[0] for row in changes.rows]))
        if self._list_id is not None and met:
            raw.execute(
                "INSERT OR IGNORE INTO list_members SELECT ?, value FROM json_each(?)", (self._list_id, to_json(met))
            )

    def _set_line(self, number: int, line: int) -> None:
        missing = number + 1 - len(self._lines)
        if missing > 0:
            self._lines.frombytes(bytes(self._lines.itemsize * max(missing, len(self._lines) // 2)))
        self._lines[number] = line


class _Changes:
    """What becomes of those who were there: (id, name, fields, consent, line)."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, str, str, int]] = []

    def take(self, found: _Known, fields: str, policy: MergePolicy, consent: str, line: int) -> bool:
        """Note the change of one contact; False when nothing changes."""
        if fields == found.fields and consent in ("", found.consent):
            return False
        old = fields_of(found.fields)
        wanted = merged(old, fields_of(fields), policy)
        says = found.consent if policy is MergePolicy.KEEP or (found.consent and policy is MergePolicy.FILL) else ""
        says = says or (found.consent if not consent or policy is MergePolicy.KEEP else consent)
        if wanted == old and says == found.consent:
            return False
        self.rows.append((found.id, display_name(wanted), fields_to_json(wanted), says, line))
        return True


def merged(old: dict[str, str], new: dict[str, str], policy: MergePolicy) -> dict[str, str]:
    """Give the fields of a contact that was there and comes again."""
    if policy is MergePolicy.KEEP:
        return old
    return (
        {**old, **new}
        if policy is MergePolicy.OVERWRITE
        else {**old, **{k: v for k, v in new.items() if not old.get(k)}}
    )


def compare(database: Database, people: Sequence[Person], policy: MergePolicy, consent: str) -> Found:
    """Say what `FileImport.write` would find for people of whom each comes once, and change nothing."""
    with database.reading() as connection:
        keys = to_json([person[0] for person in people])
        rows = driver(connection).execute(_KNOWN, ("", 0.0, keys))
        known = {key: _Known(number, fields, says, 0) for key, number, fields, says, _, _ in rows}
    if not known:
        return Found(bytes(len(people)))
    changes, kinds = _Changes(), bytearray()
    for key, _, _, fields, line in people:
        found = known.get(key)
        if found is None:
            kinds.append(NEW)
        else:
            kinds.append(CHANGED if changes.take(found, fields, policy, consent, line) else UNCHANGED)
    return Found(bytes(kinds))


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
