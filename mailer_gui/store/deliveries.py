"""Deliveries: reading them page by page, their attempts and their counts."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from mailer_gui.model.campaigns import Counts
from mailer_gui.model.deliveries import LEFT, Attempt, Delivery, DeliveryStatus, Dialogue
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.messages import Recipient
from mailer_gui.store import schema, settle
from mailer_gui.store.campaign_rows import counts_of
from mailer_gui.store.codec import fields_of, to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.folding import fold

table, attempts, counters = schema.deliveries, schema.attempts, schema.counters
_COLUMNS = "d.id, d.campaign_id, d.address, d.name, d.status, d.attempts, d.at, d.due, d.code, d.reply, d.reason"
_BATCH = 1_000
_ORDERS = {
    "": ("d.id",),
    "at": ("d.at", "d.id"),
    "who": ("d.name = ''", "d.name COLLATE NOCASE", "d.key"),
    "outcome": ("d.status", "d.id"),
    "words": ("d.code", "d.reply", "d.id"),
}
_OUTBOX_ORDERS = {"address": ("d.key",), "name": ("d.name COLLATE NOCASE", "d.key")}


class Deliveries:
    """The deliveries of all campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, delivery_id: int) -> Delivery:
        """Give one delivery, or raise NotFoundError."""
        found = self.rows([delivery_id])
        if not found:
            raise NotFoundError(f"There is no delivery {delivery_id}.")
        return found[0]

    def by_address(self, campaign_id: int, address: str) -> Delivery:
        """Give a campaign's delivery to an address, or raise NotFoundError."""
        found = self._select(f"{_COLUMNS}", "d.campaign_id = ? AND d.key = ?", [campaign_id, address.lower()])
        if not found:
            raise NotFoundError(f"{address} does not get this campaign.")
        return _delivery(found[0])

    def page(
        self,
        campaign_id: int,
        status: DeliveryStatus | None = None,
        search: str = "",
        after_id: int = 0,
        limit: int = 200,
    ) -> list[Delivery]:
        """Give the next deliveries after an id: of one status, with all words of a search in address, name or reply."""
        terms, values = _filter(campaign_id, status, search)
        found = self._select(_COLUMNS, f"{terms} AND d.id > ? ORDER BY d.id LIMIT ?", [*values, after_id, limit])
        return [_delivery(row) for row in found]

    def ids(self, campaign_id: int, status: DeliveryStatus | None = None, search: str = "") -> array[int]:
        """Give the ids of all deliveries that a page would have, in order: eight bytes each, for big tables."""
        terms, values = _filter(campaign_id, status, search)
        with self._database.reading() as connection:
            cursor = driver(connection).execute(f"SELECT d.id FROM deliveries AS d WHERE {terms} ORDER BY d.id", values)  # noqa: S608 - constants
            cursor.row_factory = lambda _, row: row[0]
            return array("q", cursor)

    def ids_in_order(
        self, campaign_id: int, statuses: Sequence[DeliveryStatus] = (), search: str = "", order: str = ""
    ) -> array[int]:
        """Give the ids with any of these statuses (none: all) in an order: at, who, outcome; "-" before it turns it."""
        terms, values = _filter(campaign_id, None, search)
        if statuses:
            terms += f" AND d.status IN ({', '.join(f'{status:d}' for status in statuses)})"
        direction = "DESC" if order.startswith("-") else "ASC"
        by = ", ".join(f"{part} {direction}" for part in _ORDERS[order.removeprefix("-")])
        with self._database.reading() as connection:
            cursor = driver(connection).execute(f"SELECT d.id FROM deliveries AS d WHERE {terms} ORDER BY {by}", values)  # noqa: S608 - constants
            cursor.row_factory = lambda _, row: row[0]
            return array("q", cursor)

    def outbox_ids(self, campaign_id: int, search: str = "", order: str = "address") -> array[int]:
        """Give the ids of the deliveries that have a message, with all words of a search in address or name.

        `order` is address or name; "-" before it turns it.
        """
        terms, values = f"d.campaign_id = ? AND d.status <> {DeliveryStatus.SKIPPED:d}", list[object]([campaign_id])
        for word in fold(search).split():
            terms += " AND (instr(d.key, ?) OR instr(folded(d.name), ?))"
            values += [word, word]
        direction = "DESC" if order.startswith("-") else "ASC"
        by = ", ".join(f"{part} {direction}" for part in _OUTBOX_ORDERS[order.removeprefix("-")])
        with self._database.reading() as connection:
            cursor = driver(connection).execute(f"SELECT d.id FROM deliveries AS d WHERE {terms} ORDER BY {by}", values)  # noqa: S608 - constants
            cursor.row_factory = lambda _, row: row[0]
            return array("q", cursor)

    def rows(self, ids: Sequence[int]) -> list[Delivery]:
        """Give the deliveries with these ids, in their order; those that are gone are left out."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                f"SELECT {_COLUMNS} FROM json_each(?) AS wanted CROSS JOIN deliveries AS d ON d.id = wanted.value"  # noqa: S608 - constants
                " ORDER BY wanted.key",
                (to_json(list(ids)),),
            )
            return [_delivery(row) for row in rows]

    def iterate(self, campaign_id: int, status: DeliveryStatus | None = None, search: str = "") -> Iterator[Delivery]:
        """Give all deliveries of a campaign (of one status; that match a search), in short reads."""
        last = 0
        while page := self.page(campaign_id, status, search, last, _BATCH):
            yield from page
            last = page[-1].id

    def recipients(
        self, campaign_id: int, *, address: str | None = None, contact_id: int | None = None
    ) -> Iterator[Recipient]:
        """Give what the messages of a launched campaign are rendered for, in short reads; nobody who is skipped."""
        return (one for _, one in self.frozen(campaign_id, address=address, contact_id=contact_id))

    def frozen(
        self, campaign_id: int, *, address: str | None = None, contact_id: int | None = None
    ) -> Iterator[tuple[int, Recipient]]:
        """Give the same, each with the id of its delivery."""
        terms = f"d.campaign_id = ? AND d.status <> {DeliveryStatus.SKIPPED:d}"
        values: list[object] = [campaign_id]
        if address is not None:
            terms, values = f"{terms} AND d.key = ?", [*values, address.lower()]
        if contact_id is not None:
            terms, values = f"{terms} AND d.contact_id = ?", [*values, contact_id]
        last = 0
        while True:
            found = self._select(
                "d.id, coalesce(d.contact_id, d.id), d.address, d.fields, d.date",
                f"{terms} AND d.id > ? ORDER BY d.id LIMIT {_BATCH}",
                [*values, last],
            )
            for delivery_id, number, its_address, fields, date in found:
                yield delivery_id, Recipient(number, its_address, fields_of(fields), date)
            if len(found) < _BATCH:
                return
            last = found[-1][0]

    def requeue(self, ids: Sequence[int], *, asked_by_person: bool) -> int:
        """Send uncertain and rejected deliveries again; their campaigns go on. Gives how many; others stay.

        Only a person may want this: someone may get a message twice. The program itself never does.
        """
        if not asked_by_person:
            raise InputError("Sending again may reach somebody twice, so only a person can ask for it.")
        return settle.requeue(self._database, ids)

    def leave(self, campaign_id: int, address: str | None = None) -> int:
        """Uncertain deliveries (or the one to an address) stay as they are: a person said so. Gives how many."""
        return settle.leave(self._database, campaign_id, address)

    def counts(self, campaign_id: int) -> Counts:
        """Give the counters of a campaign: one row, whatever its size."""
        with self._database.reading() as connection:
            row = connection.execute(select(counters).where(counters.c.campaign_id == campaign_id)).one_or_none()
        return Counts() if row is None else counts_of(row)

    def undecided(self, campaign_id: int) -> int:
        """Count the uncertain deliveries that no person has decided to leave as they are."""
        terms = f"d.campaign_id = ? AND d.status = {DeliveryStatus.UNCERTAIN:d} AND d.reason NOT LIKE ?"
        return int(self._select("count(*)", terms, [campaign_id, f"{LEFT}%"])[0][0])

    def times(self, campaign_id: int) -> tuple[float | None, float | None]:
        """Give the times of the first and the last attempt, None before any."""
        with self._database.reading() as connection:
            row = connection.execute(
                select(counters.c.first_at, counters.c.last_at).where(counters.c.campaign_id == campaign_id)
            ).one_or_none()
        return (None, None) if row is None else (row.first_at, row.last_at)

    def newest(self, campaign_id: int, limit: int = 50) -> list[Attempt]:
        """Give the newest attempts of a campaign, the newest first."""
        statement = _attempts().where(attempts.c.campaign_id == campaign_id).order_by(attempts.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_attempt_of(row) for row in connection.execute(statement)]

    def attempts_of(self, delivery_id: int) -> list[Attempt]:
        """Give all attempts at one delivery, the first one first."""
        statement = _attempts().where(attempts.c.delivery_id == delivery_id).order_by(attempts.c.id)
        with self._database.reading() as connection:
            return [_attempt_of(row) for row in connection.execute(statement)]

    def tried_by(self, campaign_id: int) -> dict[str, int]:
        """Give the account of the newest attempt at each delivery that was tried: address -> account id."""
        terms = "d.campaign_id = ? AND d.account_id > 0"
        return dict(self._select("d.address, d.account_id", terms, [campaign_id]))

    def dialogues_of(self, delivery_id: int) -> list[Dialogue]:
        """Give what was said to the server about a delivery, as far as it is kept, the first attempt first."""
        statement = (
            "SELECT delivery_id, number, at, failed, lines FROM dialogues WHERE delivery_id = ? ORDER BY number, id"
        )
        with self._database.reading() as connection:
            rows = driver(connection).execute(statement, (delivery_id,)).fetchall()
        return [
            Dialogue(owner, number, at, bool(failed), tuple(lines.split("\n")))
            for owner, number, at, failed, lines in rows
        ]

    def _select(self, what: str, terms: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._database.reading() as connection:
            return driver(connection).execute(f"SELECT {what} FROM deliveries AS d WHERE {terms}", values).fetchall()  # noqa: S608 - constants


def _filter(campaign_id: int, status: DeliveryStatus | None, search: str) -> tuple[str, list[object]]:
    terms, values = ["d.campaign_id = ?"], [campaign_id]
    if status is not None:
        terms.append(f"d.status = {status:d}")  # written out, so that the partial indexes can be used
    wanted: list[object] = [*values]
    for word in fold(search).split():
        terms.append("(instr(d.key, ?) OR instr(folded(d.name), ?) OR instr(folded(d.reply), ?))")
        wanted += [word] * 3
    return " AND ".join(terms), wanted


def _delivery(row: tuple[Any, ...]) -> Delivery:
    number, campaign_id, address, name, status, tries, at, due, code, reply, reason = row
    state = DeliveryStatus(status)
    return Delivery(
        id=number,
        campaign_id=campaign_id,
        address=address,
        name=name,
        status=state,
        attempts=tries,
        at=at,
        due=None if state.is_settled else due,
        code=code,
        reply=reply,
        reason=reason,
    )


def _attempts() -> Select[Any]:
    return select(attempts, table.c.address, table.c.name).join(table, table.c.id == attempts.c.delivery_id)


def _attempt_of(row: Row[Any]) -> Attempt:
    return Attempt(
        id=row.id,
        delivery_id=row.delivery_id,
        address=row.address,
        name=row.name,
        number=row.number,
        at=row.at,
        status=DeliveryStatus(row.status),
        code=row.code,
        reply=row.reply,
        account_id=row.account_id or 0,
    )
