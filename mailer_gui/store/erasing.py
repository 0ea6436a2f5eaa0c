"""Erasing a person: the contact goes, and nothing in any campaign says any more who it was; all counts stay true."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass

from mailer_gui.model.contacts import SuppressionReason
from mailer_gui.model.deliveries import SUPPRESSED, DeliveryStatus
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.work import Cancel, never
from mailer_gui.store import erased, history, imports, removals, search, search_rests, undo
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.files_in_use import personal_files

NOBODY = "erased"
"""What stands in place of the address of a person who was erased."""
_AMONG = "IN (SELECT value FROM json_each(?))"
_REASONS = (("campaigns", "reason"), ("campaigns", "rest_why"), ("accounts", "stopped_reason"))
_PATIENCE, _LOOK = 2.0, 0.02
_WAITING = (DeliveryStatus.QUEUED, DeliveryStatus.DEFERRED)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: every address the person had, and how many deliveries were made nobody's."""

    addresses: tuple[str, ...]
    deliveries: int
    files: frozenset[str] = frozenset()
    """SHA-256 of the files that were frozen for this person alone or for others, too."""


def erase(database: Database, key: str, *, sure: bool = False) -> Erased:
    """Erase whoever has this address, in one transaction; it need not be in the address book any more.

    Who still waits in a campaign is skipped. Addresses that the person had before go, too, but for those that somebody
    else has now. InputError while a message to them is on its way, or when the address is an earlier one of somebody
    who has another one now; NotFoundError when nothing here is about it and nobody is `sure` that it is the right one.
    """
    with database.reading() as connection:
        found = driver(connection).execute("SELECT id FROM contacts WHERE key = ?", (key,)).fetchone()
    number = int(found[0]) if found else None
    earlier = history.earlier_addresses(database)
    if number is None:
        _refuse_earlier(database, key, earlier)
    with database.transaction() as connection:
        raw = driver(connection)
        addresses = _addresses(raw, key, [address for _, contact_id, address in earlier if contact_id == number])
        deliveries = _of(raw, addresses)
        files = _files(raw, [number for number, _, _ in deliveries])
        if not (sure or number is not None or deliveries or _is_suppressed(raw, key)):
            raise NotFoundError(
                f"Nothing here is about “{key}”. Nothing was erased.",
                hint="Look whether it is written as in the address book.",
            )
        _anonymise(raw, deliveries, database.clock())
        if number is not None:
            search.forget(raw, to_json([number]))
            raw.execute("DELETE FROM contacts WHERE id = ?", (number,))
            removals.note(raw)
        told = [event_id for event_id, _, address in earlier if address in addresses]
        raw.execute(f"DELETE FROM contact_events WHERE id {_AMONG}", (to_json(told),))  # noqa: S608 - constants
        undo.forget_all(raw)
        _blacken_reasons(raw, addresses)
        _suppress(raw, addresses, database.clock())
        search_rests.want(raw)
    search_rests.take_out(database)
    _scrub(database)
    return Erased(addresses, len(deliveries), files)


def _blacken_reasons(raw: sqlite3.Connection, addresses: Sequence[str]) -> None:
    """Put stars over addresses in what servers said when a campaign or an account had to stop."""
    named = re.compile("|".join(map(re.escape, addresses)), re.IGNORECASE)
    for table, column in _REASONS:
        rows = raw.execute(f"SELECT id, {column} FROM {table} WHERE {column} LIKE '%@%'").fetchall()  # noqa: S608 - constants
        raw.executemany(
            f"UPDATE {table} SET {column} = ? WHERE id = ?",  # noqa: S608 - constants
            [(named.sub("***", text), number) for number, text in rows if named.search(text)],
        )


def _suppress(raw: sqlite3.Connection, addresses: Sequence[str], now: float) -> None:
    """Keep a print of each address, and of how it was mistyped in a file that comes in; nothing else names them."""
    mistyped = [written for address in addresses for written in imports.forget_address(raw, address)]
    for address in (*addresses, *mistyped):
        raw.execute("DELETE FROM suppressions WHERE key = ?", (address,))
        raw.execute(
            "INSERT OR IGNORE INTO suppressions (key, reason, at) VALUES (?, ?, ?)",
            (erased.print_of(raw, address), SuppressionReason.ERASED.value, now),
        )


def is_unfinished(database: Database) -> bool:
    """Say whether an erasure was stopped in the middle, when nothing but pieces of words was left."""
    with database.reading() as connection:
        return search_rests.are_there(driver(connection))


def finish(database: Database, cancel: Cancel = never) -> None:
    """Finish what an erasure could not do, because the program was ended in the middle."""
    if is_unfinished(database) and search_rests.take_out(database, cancel):
        _scrub(database)


def _refuse_earlier(database: Database, key: str, earlier: Sequence[tuple[int, int, str]]) -> None:
    """Refuse an earlier address of somebody who is in the address book: the whole person goes or nobody."""
    numbers = [number for _, number, address in earlier if address == key]
    with database.reading() as connection:
        found = driver(connection).execute(
            f"SELECT address FROM contacts WHERE id {_AMONG}",  # noqa: S608 - constants
            (to_json(numbers),),
        )
        now = [address for (address,) in found]
    if now:
        raise InputError(
            f"“{key}” is an earlier address of {now[0]}. Nothing was erased.",
            hint=f"Erase {now[0]}: the earlier address goes with it.",
        )


def _addresses(raw: sqlite3.Connection, key: str, earlier: Sequence[str]) -> tuple[str, ...]:
    """Give every address that a person has and had, without those that somebody else has now."""
    found = raw.execute(f"SELECT key FROM contacts WHERE key {_AMONG}", (to_json(list(earlier)),))  # noqa: S608 - constants
    others = {address for (address,) in found}
    return tuple(dict.fromkeys([key, *(address for address in earlier if address not in others)]))


def _scrub(database: Database) -> None:
    """Leave nothing in the write-ahead log: it still has the pages as they were. Who reads just now is waited for."""
    until = time.monotonic() + _PATIENCE
    while True:
        with database.reading() as connection:
            raw = driver(connection)
            raw.rollback()  # a checkpoint is no part of a transaction
            busy = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy or time.monotonic() > until:
            return  # the log is emptied at the latest when the program ends
        time.sleep(_LOOK)


def _of(raw: sqlite3.Connection, addresses: Sequence[str]) -> list[tuple[int, int, int]]:
    """Give the deliveries to these addresses: id, campaign, status; each campaign is asked by its own index."""
    rows = raw.execute(
        "SELECT d.id, d.campaign_id, d.status FROM campaigns AS c CROSS JOIN json_each(?) AS wanted"
        " CROSS JOIN deliveries AS d ON d.campaign_id = c.id AND d.key = wanted.value",
        (to_json(list(addresses)),),
    ).fetchall()
    if any(status == DeliveryStatus.CLAIMED for _, _, status in rows):
        raise InputError(
            "A message to this person is on its way right now. Nothing was erased.",
            hint="Pause the campaign, or try again in a minute.",
        )
    return rows


def _is_suppressed(raw: sqlite3.Connection, key: str) -> bool:
    """Say whether the address itself is suppressed, perhaps because it was erased before."""
    found = raw.execute("SELECT 1 FROM suppressions WHERE key = ?", (key,)).fetchone()
    return bool(found or erased.among(raw, [key]))


def _files(raw: sqlite3.Connection, deliveries: Sequence[int]) -> frozenset[str]:
    """Name the files that were frozen for these deliveries."""
    rows = raw.execute(f"SELECT fields FROM deliveries WHERE id {_AMONG}", (to_json(list(deliveries)),))  # noqa: S608 - constants
    return frozenset(digest for (fields,) in rows for digest in personal_files(fields))


def _anonymise(raw: sqlite3.Connection, rows: Sequence[tuple[int, int, int]], now: float) -> None:
    for number, campaign_id, status in rows:
        if status in _WAITING:
            raw.execute(
                f"UPDATE deliveries SET status = {DeliveryStatus.SKIPPED:d}, reason = ?, at = ? WHERE id = ?",  # noqa: S608 - a constant
                (SUPPRESSED, now, number),
            )
            raw.execute(
                "UPDATE counters SET skipped = skipped + 1, deferred = deferred - ? WHERE campaign_id = ?",
                (int(status == DeliveryStatus.DEFERRED), campaign_id),
            )
    numbers = to_json([number for number, _, _ in rows])
    raw.execute(
        "UPDATE deliveries SET key = '#' || id, address = ?, domain = '', name = '', fields = '{}', reply = '',"  # noqa: S608 - constants
        f" contact_id = NULL WHERE id {_AMONG}",
        (NOBODY, numbers),
    )
    raw.execute(f"UPDATE attempts SET reply = '' WHERE delivery_id {_AMONG}", (numbers,))  # noqa: S608 - constants
    raw.execute(f"DELETE FROM dialogues WHERE delivery_id {_AMONG}", (numbers,))  # noqa: S608 - constants
