"""Suppressions: addresses and domains that are never mailed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from sqlalchemy import Row, func, select

from mailer_gui.model.contacts import Suppression, SuppressionReason, suppression_keys
from mailer_gui.store import erased, schema
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

table = schema.suppressions
_BATCH = 2_000
_ORDERS = {"at": "at", "key": "ltrim(key, '@')", "reason": "reason", "note": "lower(note)"}


class Suppressions:
    """The suppressions of a workspace. A suppression that is there stays as it is: its first reason is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, items: Sequence[Suppression]) -> int:
        """Suppress addresses and domains, in short transactions; gives how many were not suppressed before."""
        added = 0
        for start in range(0, len(items), _BATCH):
            with self._database.transaction(bulk=True) as connection:
                raw = driver(connection)
                before = raw.total_changes
                now = self._database.clock()
                raw.executemany(
                    "INSERT OR IGNORE INTO suppressions (key, reason, note, at) VALUES (?, ?, ?, ?)",
                    [
                        (item.key.lower(), str(item.reason), item.note, item.at or now)
                        for item in items[start : start + _BATCH]
                    ],
                )
                added += raw.total_changes - before
        return added

    def remove(self, key: str) -> bool:
        """Allow an address (also one that was erased) or @domain again; False when it was not suppressed."""
        lowered = key.lower()
        with self._database.transaction() as connection:
            keys = [lowered]
            if erased.among(driver(connection), keys):
                keys.append(erased.print_of(driver(connection), lowered))
            return bool(connection.execute(table.delete().where(table.c.key.in_(keys))).rowcount)

    def all(self, search: str = "") -> list[Suppression]:
        """Give all suppressions whose address, domain or note has the search in it, the newest first."""
        statement = select(table).order_by(table.c.at.desc(), table.c.key)
        if search.strip():
            wanted = search.strip().lower()
            statement = statement.where(
                (func.instr(table.c.key, wanted) > 0) | (func.instr(func.lower(table.c.note), wanted) > 0)
            )
        with self._database.reading() as connection:
            return [_suppression(row) for row in connection.execute(statement)]

    def ids(self, search: str = "", order: str = "-at") -> array[int]:
        """Give row numbers in order, for tables of any length; order is at, key, reason or note, with - downwards.

        They hold until the database is packed; `rows` gives what stands in them.
        """
        down = "DESC" if order.startswith("-") else "ASC"
        by = _ORDERS[order.removeprefix("-")]
        with self._database.reading() as connection:
            found = driver(connection).execute(
                "SELECT rowid FROM suppressions WHERE ?1 = '' OR instr(key, ?1) OR instr(lower(note), ?1)"  # noqa: S608 - constants
                f" ORDER BY {by} {down}, rowid {down}",
                (search.strip().lower(),),
            )
            return array("q", (row_id for (row_id,) in found))

    def rows(self, ids: Sequence[int]) -> list[tuple[int, Suppression]]:
        """Give suppressions with their row numbers, in the order asked for; those that are gone are left out."""
        with self._database.reading() as connection:
            found = driver(connection).execute(
                "SELECT s.rowid, s.key, s.reason, s.note, s.at"
                " FROM json_each(?) AS wanted CROSS JOIN suppressions AS s ON s.rowid = wanted.value",
                (to_json(list(ids)),),
            )
            return [(row_id, Suppression(*parts)) for row_id, *parts in found]

    def count(self) -> int:
        """Count the suppressions."""
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    def is_suppressed(self, address: str) -> Suppression | None:
        """Give what forbids mail to this address: its own suppression, else its domain's, else None."""
        own, domain = suppression_keys(address)
        with self._database.reading() as connection:
            rows = connection.execute(select(table).where(table.c.key.in_([own, domain])))
            found = {row.key: _suppression(row) for row in rows}
            if not found and erased.among(driver(connection), [own]):
                return Suppression(own, SuppressionReason.ERASED)
        return found.get(own) or found.get(domain)

    def suppressed_among(self, addresses: Iterable[str], *, but_erased: bool = False) -> set[str]:
        """Give those of these addresses that must not get mail; `but_erased` does not look for erased ones."""
        keys = {address: suppression_keys(address) for address in addresses}
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                "SELECT key FROM suppressions WHERE key IN (SELECT value FROM json_each(?))",
                (to_json(list({key for pair in keys.values() for key in pair})),),
            )
            found = {key for (key,) in rows}
            if not but_erased:
                found |= erased.among(driver(connection), (own for own, _ in keys.values()))
        return {address for address, pair in keys.items() if not found.isdisjoint(pair)}

    def add_erased(self, key: str) -> None:
        """Keep only a salted print of this address (in small letters); what else suppresses it goes."""
        with self._database.transaction() as connection:
            raw = driver(connection)
            raw.execute("DELETE FROM suppressions WHERE key = ?", (key,))
            raw.execute(
                "INSERT OR IGNORE INTO suppressions (key, reason, at) VALUES (?, ?, ?)",
                (erased.print_of(raw, key), SuppressionReason.ERASED.value, self._database.clock()),
            )

    def erased_among(self, keys: Iterable[str]) -> set[str]:
        """Give those of these addresses (in small letters) whose people were erased: they may not come in again."""
        with self._database.reading() as connection:
            return erased.among(driver(connection), keys)

    def among(self, addresses: Iterable[str]) -> dict[str, Suppression]:
        """Give the suppressions of these very addresses by key; those of whole domains are left out."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                "SELECT s.key, s.reason, s.note, s.at"
                " FROM json_each(?) AS wanted CROSS JOIN suppressions AS s ON s.key = wanted.value",
                (to_json([address.lower() for address in addresses]),),
            )
            return {row[0]: Suppression(*row) for row in rows}

    def since(self, at: float) -> list[Suppression]:
        """Give the suppressions added at or after this time, the oldest first."""
        statement = select(table).where(table.c.at >= at).order_by(table.c.at, table.c.key)
        with self._database.reading() as connection:
            return [_suppression(row) for row in connection.execute(statement)]


def _suppression(row: Row[tuple[str, str, str, float]]) -> Suppression:
    return Suppression(row.key, row.reason, row.note, row.at)
