"""Contacts: the address book, made for a million people.

Longer than most files here: one class is the face of the address book for all that is above; what it does in more than
a few lines (meeting, ordering, choosing, removals, series) has files of its own.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mailer_gui.model.contacts import Contact, MergePolicy, Source, display_name
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.verification import Verdict
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store import (
    choosing,
    contact_import,
    erased,
    field_types,
    file_import,
    glance,
    imports,
    meeting,
    memory,
    ordering,
    places,
    removals,
    search,
    segments,
    side_by_side,
)
from mailer_gui.store.codec import fields_of, to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.places import Look
from mailer_gui.store.segment_members import is_large
from mailer_gui.store.series import series
from mailer_gui.store.settings import Settings

BATCH = 1_000
"""As many contacts in one transaction as stay below 50 ms in an address book of a million."""
_COLUMNS = (
    "c.id, c.address, c.fields, c.source_origin, c.source_row, c.source_at, c.created_at, c.changed_at,"
    " c.consent, c.verdict, c.verdict_detail"
)


@dataclass(frozen=True, slots=True)
class RemovedContacts:
    """What `remove` took away, packed, so that `restore` can put it back; it can cross process borders."""

    count: int
    packs: tuple[bytes, ...]


class Contacts:
    """The contacts of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def upsert_many(
        self,
        rows: Sequence[contact_import.Row],
        source: Source,
        list_id: int | None = None,
        merge: bool = True,
    ) -> tuple[int, int, int]:
        """Insert or update contacts (address, fields, row of the file): gives how many are new, changed, unchanged.

        Addresses are in their normal form. Of a contact that is there, fields with a value are updated and all others
        stay; without `merge` the new fields replace the old ones. All are put on the list, if one is given.
        Up to `BATCH` rows are one transaction, more are several.
        """
        kinds = b"".join(
            contact_import.upsert(self._database, rows[start : start + BATCH], source, list_id, merge)
            for start in range(0, len(rows), BATCH)
        )
        return (
            kinds.count(contact_import.NEW),
            kinds.count(contact_import.CHANGED),
            kinds.count(contact_import.UNCHANGED),
        )

    @contextmanager
    def import_file(
        self,
        source: Source,
        list_id: int | None,
        policy: MergePolicy = MergePolicy.OVERWRITE,
        consent: str = "",
        begun: imports.Unfinished | None = None,
    ) -> Iterator[file_import.FileImport]:
        """Begin to bring a file in, or go on; `source.at` tells this import from every other one."""
        until = begun.until if begun else 0
        with series(self._database) as writing:
            yield file_import.FileImport(self._database, writing, source, list_id, policy, consent, until)

    def compare(self, people: Sequence[meeting.Person], policy: MergePolicy, consent: str = "") -> meeting.Found:
        """Say what `import_file` would find for people of whom each comes once, and change nothing."""
        return meeting.compare(self._database, people, policy, consent)

    def finish_import(self, progress: Progress = no_progress, cancel: Cancel = never) -> None:
        """Bring the search up to date after many changes; else the next search does it and takes longer."""
        search.catch_up(self._database, progress, cancel, tidy_seconds=_TIDY_SECONDS)

    def add(self, address: str, fields: dict[str, str] | None = None, source: Source | None = None) -> Contact:
        """Add one contact; raises InputError when the address is there."""
        given = source or Source("typed")
        if self.by_address(address) is not None:
            raise _there(address)
        self.upsert_many([(address, fields or {}, given.row)], given)
        found = self.by_address(address)
        assert found is not None
        return found

    def update(self, contact: Contact) -> Contact:
        """Write address, fields and consent of a contact; raises InputError when another one has that address."""
        key, fields = contact.address.lower(), contact_import.filled(contact.fields)
        with self._database.transaction() as connection:
            raw = driver(connection)
            if raw.execute("SELECT 1 FROM contacts WHERE key = ? AND id <> ?", (key, contact.id)).fetchone():
                raise _there(contact.address)
            raw.execute(  # what was sent to the old address stays this contact's history
                "INSERT INTO contact_events (contact_id, at, kind, detail)"
                " SELECT id, ?, 'moved', address FROM contacts WHERE id = ? AND key <> ?",
                (self._database.clock(), contact.id, key),
            )
            changed = raw.execute(
                # A verdict is about an address: a new one has none yet. (SET sees the row as it was.)
                "UPDATE contacts SET key = ?1, address = ?2, name = ?3, fields = ?4, changed_at = ?5, consent = ?6,"
                " verdict = CASE key WHEN ?1 THEN verdict ELSE '' END,"
                " verdict_detail = CASE key WHEN ?1 THEN verdict_detail ELSE '' END,"
                " verdict_at = CASE key WHEN ?1 THEN verdict_at ELSE 0 END WHERE id = ?7",
                (
                    key,
                    contact.address,
                    display_name(fields),
                    to_json(fields),
                    self._database.clock(),
                    contact.consent.strip(),
                    contact.id,
                ),
            )
            if not changed.rowcount:
                raise _gone()
            search.put_on_list(raw, to_json([contact.id]))
            contact_import.remember_names(connection, fields)
        return self.get(contact.id)

    def get(self, contact_id: int) -> Contact:
        """Give one contact, or raise NotFoundError."""
        found = self.rows([contact_id])
        if not found:
            raise _gone()
        return found[0]

    def by_address(self, address: str) -> Contact | None:
        """Give the contact with this address, whatever its capital letters."""
        return self.existing([address.lower()]).get(address.lower())

    def existing(self, keys: Iterable[str]) -> dict[str, Contact]:
        """Give those of these keys (address in small letters) that are in the address book."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                f"SELECT {_COLUMNS} FROM json_each(?) AS wanted CROSS JOIN contacts AS c ON c.key = wanted.value",  # noqa: S608 - constants
                (to_json(list(keys)),),
            )
            return {contact.address.lower(): contact for contact in map(_contact, rows)}

    def ids(
        self,
        list_id: int | None = None,
        search: str = "",
        order: str = "address",
        *,
        segment_id: int | None = None,
        verdict: Verdict | Sequence[Verdict] | None = None,
        suppressed: bool = False,
        cancel: Cancel = never,
    ) -> array[int]:
        """Give the ids of contacts in order, eight bytes each, for big tables.

        All, or those on a list, in a segment, with this verdict (or one of these), that match a search; what is given
        must all hold.

        `order` is address, name, added, changed, source, consent, check (the verdict), mark (never mailed), lists, or a
        field, by its name or as field:NAME where the name could be one of these; with a "-" before it, the other way
        round. `suppressed` leaves only those that are never mailed. Raises Cancelled when `cancel` says so.
        """
        choice = self._choice(list_id, search, segment_id, verdict, suppressed=suppressed)
        self._index_few(order)
        types = field_types.known(Settings(self._database))
        with side_by_side.reading(self._database, cancel, is_large) as reader:
            found = choosing.ids(reader, choice, order, types, self._database.clock())
        if len(found) > _LARGE:
            memory.give_back()  # putting a million people in order takes a hundred megabytes for a moment
        return found

    def look(
        self,
        most: int,
        list_id: int | None = None,
        search: str = "",
        order: str = "address",
        *,
        segment_id: int | None = None,
        verdict: Verdict | Sequence[Verdict] | None = None,
        suppressed: bool = False,
        cancel: Cancel = never,
    ) -> Look | None:
        """Give the first so many of what `ids` gives, at once; None when that cannot be, or `ids` is as quick.

        It says how many there are where that is known, and `rows_at` gives those at any place then.
        """
        self._index_few(order)
        segment = segments.get(self._database, segment_id).rules if segment_id is not None else None
        choice = choosing.Choice(list_id, segment, _verdicts(verdict), suppressed, search)
        return glance.glance(self._database, choice, order, most, field_types.known(Settings(self._database)), cancel)

    def rows_at(self, look: Look, start: int, most: int, cancel: Cancel = never) -> array[int] | None:
        """Give the ids from a place on of what `ids` gives, before it; None when they are not found quickly.

        Who has come or gone since the look is not noticed: `ids` does.
        """
        with side_by_side.reading(self._database, cancel, is_large) as reader:
            return places.rows_at(reader, look, start, most)

    def count(
        self,
        list_id: int | None = None,
        search: str = "",
        *,
        segment_id: int | None = None,
        verdict: Verdict | Sequence[Verdict] | None = None,
    ) -> int:
        """Count contacts; which ones says `ids`."""
        choice = self._choice(list_id, search, segment_id, verdict)
        with side_by_side.reading(self._database, never, is_large) as reader:
            return choosing.count(reader, choice, self._database.clock())

    def rows(self, ids: Sequence[int]) -> list[Contact]:
        """Give the contacts with these ids, in their order; those that are gone are left out."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                f"SELECT {_COLUMNS} FROM json_each(?) AS wanted CROSS JOIN contacts AS c ON c.id = wanted.value"  # noqa: S608 - constants
                " ORDER BY wanted.key",
                (to_json(list(ids)),),
            )
            return [_contact(row) for row in rows]

    def iterate(self, list_id: int | None = None) -> Iterator[Contact]:
        """Give all contacts (of a list) in the order they were added, in short reads."""
        if list_id is None:
            source, place, values = "contacts AS c WHERE TRUE", "c.id", []
        else:
            source = "list_members AS m JOIN contacts AS c ON c.id = m.contact_id WHERE m.list_id = ?"
            place, values = "m.contact_id", [list_id]
        statement = f"SELECT {_COLUMNS} FROM {source} AND {place} > ? ORDER BY {place} LIMIT {BATCH}"  # noqa: S608 - constants
        last = 0
        while True:
            with self._database.reading() as connection:
                batch = [_contact(row) for row in driver(connection).execute(statement, (*values, last))]
            yield from batch
            if len(batch) < BATCH:
                return
            last = batch[-1].id

    def field_names(self) -> list[str]:
        """Give the names of all fields that contacts have had, in the order they came."""
        with self._database.reading() as connection:
            return contact_import.names(connection)

    def remove(self, ids: Sequence[int], progress: Progress = no_progress, cancel: Cancel = never) -> RemovedContacts:
        """Remove contacts; gives what `restore` needs to undo it. What was sent to them stays in the reports."""
        packs, count = [], 0
        for start in range(0, len(ids), _REMOVE_BATCH):
            if cancel():
                break
            with self._database.transaction(bulk=True) as connection:
                taken, pack = take_out(driver(connection), to_json(list(ids[start : start + _REMOVE_BATCH])))
            packs.append(pack)
            count += taken
            progress(count, len(ids))
        return RemovedContacts(count, tuple(packs))

    def restore(self, removed: RemovedContacts, progress: Progress = no_progress, cancel: Cancel = never) -> int:
        """Put removed contacts back, with their ids and lists, except where the address has come back since."""
        restored = 0
        for pack in removed.packs:
            if cancel():
                break
            with self._database.transaction(bulk=True) as connection:
                restored += put_back(driver(connection), pack)
            progress(restored, removed.count)
        return restored

    def _index_few(self, order: str) -> None:
        """Bring the search index up to date when few have changed: fields are put in order five times as fast by it."""
        if ordering.is_field(order):
            with self._database.reading() as connection:
                raw = driver(connection)
                wanted = is_large(raw) and ordering.have_few_changed(raw)
            if wanted:
                search.catch_up(self._database)

    def _choice(
        self,
        list_id: int | None,
        words: str,
        segment_id: int | None,
        verdict: Verdict | Sequence[Verdict] | None,
        *,
        suppressed: bool = False,
    ) -> choosing.Choice:
        if words.strip():
            search.catch_up(self._database)
        segment = segments.get(self._database, segment_id).rules if segment_id is not None else None
        return choosing.Choice(list_id, segment, _verdicts(verdict), suppressed, words)


_TIDY_SECONDS = 60.0
_REMOVE_BATCH = 250
_LARGE = 50_000
"""From so many ids on, memory is given back."""
_KEPT = (
    "id, key, address, name, fields, source_origin, source_row, source_at, created_at, changed_at, consent, verdict,"
    " verdict_detail, verdict_at"
)

_EVENT = "contact_id, at, kind, origin, row, detail"


def take_out(raw: sqlite3.Connection, numbers: str) -> tuple[int, bytes]:
    """Remove contacts (ids as a JSON array); gives how many there were, and all of them packed."""
    rows = raw.execute(
        f"SELECT {_KEPT} FROM contacts WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - constants
        (numbers,),
    ).fetchall()
    members = raw.execute(
        "SELECT list_id, contact_id FROM list_members WHERE contact_id IN (SELECT value FROM json_each(?))", (numbers,)
    ).fetchall()
    events = raw.execute(
        f"SELECT {_EVENT} FROM contact_events WHERE contact_id IN (SELECT value FROM json_each(?)) ORDER BY id",  # noqa: S608 - constants
        (numbers,),
    ).fetchall()
    search.forget(raw, numbers)
    removals.note(raw)
    raw.execute("DELETE FROM contacts WHERE id IN (SELECT value FROM json_each(?))", (numbers,))
    return len(rows), zlib.compress(to_json([rows, members, events]).encode(), 1)


def put_back(raw: sqlite3.Connection, pack: bytes) -> int:
    """Put packed contacts back, except erased people, and whose id or address is there again; gives how many."""
    rows, members, events = json.loads(zlib.decompress(pack))
    told = [(event[5] or "").lower() for event in events]  # addresses that they had, or that were merged into theirs
    gone = erased.among(raw, [*(row[1] for row in rows), *told])
    there = raw.execute(
        "SELECT value FROM json_each(?1) WHERE value IN (SELECT id FROM contacts)"
        " UNION ALL SELECT value FROM json_each(?2) WHERE value IN (SELECT key FROM contacts)",
        (to_json([row[0] for row in rows]), to_json([row[1] for row in rows])),
    )
    kept_out = gone | {value for (value,) in there}
    rows = [row for row in rows if kept_out.isdisjoint(row[:2])]
    back = {row[0] for row in rows}
    raw.executemany(f"INSERT INTO contacts ({_KEPT}) VALUES ({', '.join('?' * 14)})", rows)  # noqa: S608 - constants
    removals.note(raw)
    raw.executemany(
        "INSERT OR IGNORE INTO list_members SELECT id, ?2 FROM lists WHERE id = ?1",
        [member for member in members if member[1] in back],
    )
    raw.executemany(
        f"INSERT INTO contact_events ({_EVENT}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - constants
        [event for event, detail in zip(events, told, strict=True) if event[0] in back and detail not in gone],
    )
    search.put_on_list(raw, to_json(sorted(back)))
    return len(rows)


def _verdicts(verdict: Verdict | Sequence[Verdict] | None) -> tuple[Verdict, ...]:
    if verdict is None or isinstance(verdict, Verdict):
        return () if verdict is None else (verdict,)
    return tuple(verdict)


def _contact(row: tuple[Any, ...]) -> Contact:
    number, address, fields, origin, line, at, created_at, changed_at, consent, verdict, detail = row
    source = Source(origin, line, at)
    known = Verdict(verdict) if verdict else Verdict.NOT_CHECKED
    return Contact(number, address, fields_of(fields), source, created_at, changed_at, consent, known, detail)


def _there(address: str) -> InputError:
    return InputError(f"{address} is in the address book already.", hint="Open that contact to change it.")


def _gone() -> NotFoundError:
    return NotFoundError("This contact is no longer in the address book.")
