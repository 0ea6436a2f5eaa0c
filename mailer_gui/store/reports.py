"""What reports are made of: numbers over all deliveries of a campaign."""

from __future__ import annotations

from dataclasses import dataclass

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store.connection import Database, driver

# Not on the hot path: every status but queued, claimed and accepted has an index of its own.
_UNUSUAL = (
    f"({DeliveryStatus.REJECTED:d}, {DeliveryStatus.DEFERRED:d}, {DeliveryStatus.UNCERTAIN:d},"
    f" {DeliveryStatus.SKIPPED:d})"
)
_KIND = "CASE WHEN reply GLOB '[245].[0-9]*.[0-9]*' THEN substr(reply, 1, instr(reply || ' ', ' ') - 1) ELSE '' END"
"""The enhanced status code that many replies begin with."""


@dataclass(frozen=True, slots=True)
class ReplyCount:
    """Deliveries with the same status, reply code, enhanced code and reason; `reply` is one of their replies."""

    status: DeliveryStatus
    code: int
    reply: str
    reason: str
    count: int


class Reports:
    """The numbers behind the reports of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replies(self, campaign_id: int) -> list[ReplyCount]:
        """Group the deliveries that are not simply queued or accepted by what was said, the largest group first."""
        statement = (
            f"SELECT status, code, min(reply), reason, count(*) AS size, {_KIND} AS kind FROM deliveries"  # noqa: S608 - constants
            f" WHERE campaign_id = ? AND status IN {_UNUSUAL}"
            " GROUP BY status, code, kind, reason ORDER BY size DESC, 1, 2"
        )
        with self._database.reading() as connection:
            rows = driver(connection).execute(statement, (campaign_id,)).fetchall()
        return [
            ReplyCount(DeliveryStatus(status), code, reply, reason, size)
            for status, code, reply, reason, size, _ in rows
        ]

    def domains(self, campaign_id: int, limit: int = 20) -> dict[str, int]:
        """Count the recipients per domain, the largest domains first."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                "SELECT domain, count(*) AS size FROM deliveries WHERE campaign_id = ?"
                " GROUP BY domain ORDER BY size DESC, domain LIMIT ?",
                (campaign_id, limit),
            )
            return dict(rows.fetchall())

    def attempts(self, campaign_id: int) -> int:
        """Count the attempts of a campaign."""
        with self._database.reading() as connection:
            statement = "SELECT count(*) FROM attempts WHERE campaign_id = ?"
            return int(driver(connection).execute(statement, (campaign_id,)).fetchone()[0])

    def by_status(self, campaign_id: int) -> dict[DeliveryStatus, int]:
        """Count the deliveries by status, one by one: slow, and what the counters must agree with."""
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                "SELECT status, count(*) FROM deliveries WHERE campaign_id = ? GROUP BY status", (campaign_id,)
            )
            return {DeliveryStatus(status): size for status, size in rows}
