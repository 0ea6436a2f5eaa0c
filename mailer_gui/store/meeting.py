"""People of a file who may be in the address book already: found by their keys, compared, changed as is wanted."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mailer_gui.model.contacts import MergePolicy, Source, display_name
from mailer_gui.store import search
from mailer_gui.store.codec import fields_of, fields_to_json, to_json
from mailer_gui.store.connection import Database, driver

Person = tuple[str, str, str, str, int]
"""Key (address in small letters), address, name, fields as a JSON object (without empty ones), line of the file."""
NEW, CHANGED, UNCHANGED, DUPLICATE, BEFORE, ERASED = range(6)
# One row with all in it: between two rows Python's lock would go to the thread that reads the file.
_KNOWN = (
    "SELECT json_group_array(json_array("
    "c.key, c.id, c.fields, c.consent, c.source_row, c.source_origin = ? AND c.source_at = ?))"
    " FROM json_each(?) AS wanted CROSS JOIN contacts AS c ON c.key = wanted.value"
)
_CHANGE = (
    "UPDATE contacts SET name = json_extract(new.value, '$[1]'), fields = json_extract(new.value, '$[2]'),"
    " consent = json_extract(new.value, '$[3]'), changed_at = ?"
    " FROM json_each(?) AS new WHERE contacts.id = json_extract(new.value, '$[0]')"
)
_TELL = (
    "INSERT INTO contact_events (contact_id, at, kind, origin, row)"
    " SELECT json_extract(value, '$[0]'), ?, 'imported', ?, json_extract(value, '$[4]') FROM json_each(?) ORDER BY key"
)


@dataclass(slots=True)
class Found:
    """What became of some people: one byte each (NEW, CHANGED, UNCHANGED, DUPLICATE, BEFORE or ERASED)."""

    kinds: bytes = b""
    firsts: dict[int, int] = field(default_factory=dict)
    """Of duplicates, by their place among the people: the line where the address stood first."""
    left_out: int = 0
    """So many of them are not in, because somebody wanted to stop; then the kinds say nothing."""


class Known(NamedTuple):
    """A contact that has the key of somebody in the file."""

    id: int
    fields: str
    consent: str
    line: int
    """Where it stood in this file; 0 when it has not."""


class Acquaintance:
    """Who of a file was met before: those it brought by the mark they carry, all others by a line number each."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = array("L")
        """By contact id, of those who were there before: the line of this file where they stood first."""

    def known(self, raw: sqlite3.Connection, people: Sequence[Person]) -> dict[str, Known]:
        """Give those of these people who are in the address book, by their keys."""
        keys = to_json([person[0] for person in people])
        known = {}
        found = raw.execute(_KNOWN, (self._source.origin, self._source.at, keys)).fetchone()
        for key, number, fields, consent, row, ours in json.loads(found[0]):
            line = (row or 1) if ours else self._lines[number] if number < len(self._lines) else 0
            known[key] = Known(number, fields, consent, line)
        return known

    def met(self, number: int, line: int) -> None:
        """Note where a contact that was there before stood first."""
        missing = number + 1 - len(self._lines)
        if missing > 0:
            self._lines.frombytes(bytes(self._lines.itemsize * max(missing, len(self._lines) // 2)))
        self._lines[number] = line

    def remember(self, raw: sqlite3.Connection, people: Sequence[Person]) -> Found:
        """Know people again who came in before the import was interrupted: BEFORE or DUPLICATE."""
        known = self.known(raw, people)
        kinds, firsts, own = bytearray(), dict[int, int](), dict[str, int]()
        for place, (key, _, _, _, line) in enumerate(people):
            first = own.get(key) or (known[key].line if key in known else 0)
            if key in own or (first and first != line):
                kinds.append(DUPLICATE)
                firsts[place] = first
                continue
            kinds.append(BEFORE)
            own[key] = line
            if key in known and not first:
                self.met(known[key].id, line)
        return Found(bytes(kinds), firsts)


class Changes:
    """What becomes of those who were there: (id, name, fields, consent, line)."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, str, str, str, int]] = []

    def take(self, found: Known, fields: str, policy: MergePolicy, consent: str, line: int) -> bool:
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

    def write(self, raw: sqlite3.Connection, source: Source, now: float) -> None:
        """Write what changes, and that it came from this file."""
        if not self.rows:
            return
        rows = to_json(self.rows)
        raw.execute(_CHANGE, (now, rows))
        raw.execute(_TELL, (source.at, source.origin, rows))
        search.put_on_list(raw, to_json([row[0] for row in self.rows]))


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
    """Say what an import would find for people of whom each comes once, and change nothing."""
    with database.reading() as connection:
        known = Acquaintance(Source("", 0, 0.0)).known(driver(connection), people)
    if not known:
        return Found(bytes(len(people)))
    changes, kinds = Changes(), bytearray()
    for key, _, _, fields, line in people:
        found = known.get(key)
        if found is None:
            kinds.append(NEW)
        else:
            kinds.append(CHANGED if changes.take(found, fields, policy, consent, line) else UNCHANGED)
    return Found(bytes(kinds))
