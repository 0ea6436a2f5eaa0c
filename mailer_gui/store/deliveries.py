"""Deliveries: reading them page by page, their attempts and their counts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, select

from mailer_gui.model.campaigns import Counts
from mailer_gui.model.deliveries import Attempt, DeliveryStatus
from mailer_gui.store import schema
from mailer_gui.store.campaigns import counts_of
from mailer_gui.store.connection import Database

table, attempts, counters = schema.deliveries, schema.attempts, schema.counters


class Deliveries:
    """The deliveries of all campaigns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, campaign_id: int) -> Counts:
        """Give the counters of a campaign: one row, whatever its size."""
        with self._database.reading() as connection:
            row = connection.execute(select(counters).where(counters.c.campaign_id == campaign_id)).one_or_none()
        return Counts() if row is None else counts_of(row)

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
