"""Changing many contacts at once, in short transactions that each keep what they replaced."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

from mailer_gui.model.bulk import Change
from mailer_gui.model.contacts import SuppressionReason, display_name
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store import contact_import, search, undo
from mailer_gui.store.codec import fields_of, fields_to_json, to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.contacts import put_back, take_out

_BATCH = 500
_AMONG = "id IN (SELECT value FROM json_each(?))"
_WISHES = (SuppressionReason.MANUAL, SuppressionReason.UNSUBSCRIBED, SuppressionReason.COMPLAINED)
"""Reasons that are about a person, not about one of their addresses."""
Step = Callable[[sqlite3.Connection, str, str], int]
"""Changes one batch: the connection, the token, the ids as JSON; gives how many contacts it changed."""


class Bulk:
    """Changes of many contacts. Each gives a `Change`, whose token `undo` takes back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set_field(
        self, ids: Sequence[int], name: str, value: str, progress: Progress = no_progress, cancel: Cancel = never
    ) -> Change:
        """Give a field another value; an empty one takes the field away."""

        def step(raw: sqlite3.Connection, token: str, numbers: str) -> int:
            rows = raw.execute(f"SELECT id, fields FROM contacts WHERE {_AMONG}", (numbers,)).fetchall()  # noqa: S608 - constants
            before = [(number, fields_of(fields).get(name, ""), fields) for number, fields in rows]
            changed = [(number, old, fields) for number, old, fields in before if old != value]
            self._write_fields(raw, [(number, _with(fields, name, value)) for number, _, fields in changed])
            pack = {"name": name, "value": value, "old": [(number, old) for number, old, _ in changed]}
            self._note(raw, token, "field", pack, len(changed))
            return len(changed)

        if value:
            with self._database.transaction() as connection:
                contact_import.remember_names(connection, [name])
        return self._each(ids, step, progress, cancel)

    def add_to_list(
        self, ids: Sequence[int], list_id: int, progress: Progress = no_progress, cancel: Cancel = never
    ) -> Change:
        """Put contacts on a list; those that are on it stay as they are."""
        return self._each(ids, lambda raw, token, numbers: self._join(raw, token, numbers, list_id), progress, cancel)

    def remove_from_list(
        self, ids: Sequence[int], list_id: int, progress: Progress = no_progress, cancel: Cancel = never
    ) -> Change:
        """Take contacts off a list."""
        return self._each(ids, lambda raw, token, numbers: self._leave(raw, token, numbers, list_id), progress, cancel)

    def move(
        self, ids: Sequence[int], from_id: int, to_id: int, progress: Progress = no_progress, cancel: Cancel = never
    ) -> Change:
        """Take contacts off one list and put those that were on it on another."""

        def step(raw: sqlite3.Connection, token: str, numbers: str) -> int:
            on = [number for (number,) in raw.execute(_MEMBERS, (from_id, numbers))]
            self._join(raw, token, to_json(on), to_id)
            return self._leave(raw, token, to_json(on), from_id)

        return self._each(ids, step, progress, cancel)

    def merge(self, ids: Sequence[int], keep: int, token: str = "") -> Change:
        """Make one contact of several: it keeps what it knows, takes from the others what it lacks, and their lists.

        With the token of an earlier merge, the undo of that one takes this one back, too. Whoever did not want mail
        under one of the addresses does not get any under the kept one.
        """
        others = [number for number in dict.fromkeys(ids) if number != keep]
        if not others:
            raise InputError("There is nobody to merge with.", hint="Choose at least two people.")
        token = token or undo.new_token(self._database)
        with self._database.transaction() as connection:
            self._merge(driver(connection), token, others, keep)
        return Change(token, len(others))

    def undo(self, token: str, progress: Progress = no_progress, cancel: Cancel = never) -> int:
        """Take a change back; gives how many contacts that concerned."""
        ways: dict[str, undo.PutBack] = {
            "field": self._field_back,
            "joined": lambda raw, pack: _off(raw, pack["list"], pack["ids"]),
            "left": lambda raw, pack: _on(raw, pack["list"], pack["ids"]),
            "merge": self._merge_back,
        }
        return undo.take_back(self._database, token, ways, progress, cancel)

    def _each(self, ids: Sequence[int], step: Step, progress: Progress, cancel: Cancel) -> Change:
        token, count = undo.new_token(self._database), 0
        for start in range(0, len(ids), _BATCH):
            if cancel():
                break
            with self._database.transaction(bulk=True) as connection:
                count += step(driver(connection), token, to_json(list(ids[start : start + _BATCH])))
            progress(min(start + _BATCH, len(ids)), len(ids))
        return Change(token, count)

    def _note(self, raw: sqlite3.Connection, token: str, kind: str, pack: Any, count: int = 1) -> None:
        if count:
            undo.note(raw, token, kind, self._database.clock(), pack)

    def _write_fields(self, raw: sqlite3.Connection, rows: Sequence[tuple[int, dict[str, str]]]) -> None:
        now = self._database.clock()
        raw.executemany(
            "UPDATE contacts SET fields = ?, name = ?, changed_at = ? WHERE id = ?",
            [(fields_to_json(fields), display_name(fields), now, number) for number, fields in rows],
        )
        search.put_on_list(raw, to_json([number for number, _ in rows]))

    def _field_back(self, raw: sqlite3.Connection, pack: Any) -> int:
        old, name = dict(pack["old"]), pack["name"]
        rows = raw.execute(f"SELECT id, fields FROM contacts WHERE {_AMONG}", (to_json(list(old)),)).fetchall()  # noqa: S608 - constants
        still = [row for row in rows if fields_of(row[1]).get(name, "") == pack["value"]]  # others were changed since
        self._write_fields(raw, [(number, _with(fields, name, old[number])) for number, fields in still])
        return len(still)

    def _join(self, raw: sqlite3.Connection, token: str, numbers: str, list_id: int) -> int:
        if not raw.execute("SELECT 1 FROM lists WHERE id = ?", (list_id,)).fetchone():
            raise NotFoundError("This list is no longer there.")
        on = {number for (number,) in raw.execute(_MEMBERS, (list_id, numbers))}
        found = raw.execute(f"SELECT id FROM contacts WHERE {_AMONG}", (numbers,))  # noqa: S608 - constants
        fresh = [number for (number,) in found if number not in on]
        _on(raw, list_id, fresh)
        self._note(raw, token, "joined", {"list": list_id, "ids": fresh}, len(fresh))
        return len(fresh)

    def _leave(self, raw: sqlite3.Connection, token: str, numbers: str, list_id: int) -> int:
        on = [number for (number,) in raw.execute(_MEMBERS, (list_id, numbers))]
        _off(raw, list_id, on)
        self._note(raw, token, "left", {"list": list_id, "ids": on}, len(on))
        return len(on)

    def _merge(self, raw: sqlite3.Connection, token: str, others: Sequence[int], keep: int) -> None:
        now = self._database.clock()
        wanted = to_json([keep, *others])
        rows = raw.execute(
            f"SELECT id, key, address, fields, consent FROM contacts WHERE {_AMONG}",  # noqa: S608 - constants
            (wanted,),
        ).fetchall()
        known = {row[0]: row for row in rows}
        if len(known) <= len(others):
            raise NotFoundError("One of these people is no longer in the address book.", hint="Look again.")
        _, key, _, kept_fields, kept_consent = known[keep]
        fields, consent = fields_of(kept_fields), kept_consent
        for other in others:
            for name, value in fields_of(known[other][3]).items():
                fields[name] = fields.get(name) or value
            consent = consent or known[other][4]
        lists = [number for (number,) in raw.execute(_LISTS_OF, (to_json(list(others)),))]
        gained = [number for number in lists if not raw.execute(_IS_ON, (number, keep)).fetchone()]
        for number in gained:
            _on(raw, number, [keep])
        silent = _silence(raw, key, [known[other][1] for other in others], now)
        raw.executemany(
            "INSERT INTO contact_events (contact_id, at, kind, detail) VALUES (?, ?, 'merged', ?)",
            [(keep, now, known[other][2]) for other in others],
        )
        taken = take_out(raw, to_json(list(others)))[1]
        pack = {
            "keep": keep,
            "fields": kept_fields,
            "consent": kept_consent,
            "made": fields_to_json(fields),
            "lists": gained,
            "silent": key if silent else "",
            "events": [known[other][2] for other in others],
            "taken": base64.b64encode(taken).decode(),
        }
        self._note(raw, token, "merge", pack)
        self._write_fields(raw, [(keep, fields)])
        raw.execute("UPDATE contacts SET consent = ? WHERE id = ?", (consent, keep))

    def _merge_back(self, raw: sqlite3.Connection, pack: Any) -> int:
        keep = pack["keep"]
        found = raw.execute("SELECT fields FROM contacts WHERE id = ?", (keep,)).fetchone()
        if found is not None and fields_of(found[0]) == fields_of(pack["made"]):  # else it was changed since and stays
            self._write_fields(raw, [(keep, fields_of(pack["fields"]))])
            raw.execute("UPDATE contacts SET consent = ? WHERE id = ?", (pack["consent"], keep))
        for number in pack["lists"]:
            _off(raw, number, [keep])
        if pack["silent"]:
            raw.execute("DELETE FROM suppressions WHERE key = ?", (pack["silent"],))
        raw.execute(
            "DELETE FROM contact_events WHERE contact_id = ? AND kind = 'merged'"
            " AND detail IN (SELECT value FROM json_each(?))",
            (keep, to_json(pack["events"])),
        )
        return put_back(raw, base64.b64decode(pack["taken"]))


_MEMBERS = "SELECT contact_id FROM list_members WHERE list_id = ? AND contact_id IN (SELECT value FROM json_each(?))"
_LISTS_OF = "SELECT DISTINCT list_id FROM list_members WHERE contact_id IN (SELECT value FROM json_each(?))"
_IS_ON = "SELECT 1 FROM list_members WHERE list_id = ? AND contact_id = ?"


def _with(fields: str, name: str, value: str) -> dict[str, str]:
    found = fields_of(fields)
    if value:
        found[name] = value
    else:
        found.pop(name, None)
    return found


def _on(raw: sqlite3.Connection, list_id: int, ids: Sequence[int]) -> int:
    before = raw.total_changes
    raw.execute(
        "INSERT OR IGNORE INTO list_members SELECT lists.id, contacts.id FROM contacts JOIN lists ON lists.id = ?"
        " WHERE contacts.id IN (SELECT value FROM json_each(?))",
        (list_id, to_json(list(ids))),
    )
    return raw.total_changes - before


def _off(raw: sqlite3.Connection, list_id: int, ids: Sequence[int]) -> int:
    return raw.execute(
        "DELETE FROM list_members WHERE list_id = ? AND contact_id IN (SELECT value FROM json_each(?))",
        (list_id, to_json(list(ids))),
    ).rowcount


def _silence(raw: sqlite3.Connection, key: str, keys: Sequence[str], now: float) -> bool:
    """Never mail the kept address when one of the others was not to be mailed; True when that is new."""
    found = raw.execute(
        "SELECT reason FROM suppressions WHERE key IN (SELECT value FROM json_each(?)) ORDER BY at DESC",
        (to_json(list(keys)),),
    ).fetchall()
    reason = next((reason for (reason,) in found if reason in _WISHES), None)
    if reason is None or raw.execute("SELECT 1 FROM suppressions WHERE key = ?", (key,)).fetchone():
        return False
    raw.execute("INSERT INTO suppressions (key, reason, at) VALUES (?, ?, ?)", (key, reason, now))
    return True
