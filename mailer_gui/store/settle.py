"""Changing many deliveries of a campaign at once: skip the rest, send again. Counters change with them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.deliveries import LEFT, DeliveryStatus
from mailer_gui.model.errors import InputError
from mailer_gui.model.work import Progress, no_progress
from mailer_gui.store.campaign_rows import read
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

_BATCH = 1_000
_WAITING = f"({DeliveryStatus.QUEUED:d}, {DeliveryStatus.DEFERRED:d})"


def skip_rest(
    database: Database,
    campaign_id: int,
    reason: str,
    progress: Progress = no_progress,
    most_seconds: float = float("inf"),
) -> int:
    """Skip all deliveries that are queued or deferred, in short transactions; gives how many.

    After `most_seconds` it ends with a full batch, and there may be more to skip.
    """
    skipped, until = 0, time.monotonic() + most_seconds
    while not skipped or time.monotonic() < until:
        with database.transaction(bulk=True) as connection:
            some = _skip_some(driver(connection), campaign_id, reason, database.clock())
        if not some:
            return skipped
        skipped += some
        progress(skipped, None)
    return skipped


def _skip_some(raw: sqlite3.Connection, campaign_id: int, reason: str, now: float) -> int:
    # Without naming the index SQLite would walk over all that are skipped already, every time.
    rows = raw.execute(
        "SELECT id, status FROM deliveries INDEXED BY ix_deliveries_due"  # noqa: S608 - constants
        f" WHERE campaign_id = ? AND status IN {_WAITING} LIMIT {_BATCH}",
        (campaign_id,),
    ).fetchall()
    raw.execute(
        f"UPDATE deliveries SET status = {DeliveryStatus.SKIPPED:d}, reason = ?, at = ?"  # noqa: S608 - constants
        " WHERE id IN (SELECT value FROM json_each(?))",
        (reason, now, to_json([number for number, _ in rows])),
    )
    deferred = sum(status == DeliveryStatus.DEFERRED for _, status in rows)
    raw.execute(
        "UPDATE counters SET skipped = skipped + ?, deferred = deferred - ? WHERE campaign_id = ?",
        (len(rows), deferred, campaign_id),
    )
    return len(rows)


def requeue(database: Database, ids: Sequence[int]) -> int:
    """Queue uncertain and rejected deliveries again; their campaigns go on. Gives how many were queued."""
    queued = 0
    for start in range(0, len(ids), _BATCH):
        with database.transaction(bulk=True) as connection:
            raw = driver(connection)
            rows = raw.execute(
                "SELECT id, campaign_id, status FROM deliveries WHERE status IN (?, ?)"
                " AND id IN (SELECT value FROM json_each(?))",
                (
                    DeliveryStatus.REJECTED,
                    DeliveryStatus.UNCERTAIN,
                    to_json(list(ids[start : start + _BATCH])),
                ),
            ).fetchall()
            for campaign_id in {campaign for _, campaign, _ in rows}:
                campaign = read(connection, campaign_id)
                if campaign.state is CampaignState.CANCELLED:
                    raise InputError(f"“{campaign.name}” was cancelled, so nothing more is sent.")
                its = [(number, status) for number, owner, status in rows if owner == campaign_id]
                _requeue_some(raw, campaign_id, its, database.clock())
            queued += len(rows)
    return queued


def _requeue_some(raw: sqlite3.Connection, campaign_id: int, rows: list[tuple[int, int]], now: float) -> None:
    raw.execute(
        f"UPDATE deliveries SET status = {DeliveryStatus.QUEUED:d}, due = ?, reason = ''"  # noqa: S608 - constants
        " WHERE id IN (SELECT value FROM json_each(?))",
        (now, to_json([number for number, _ in rows])),
    )
    raw.execute(
        "INSERT OR REPLACE INTO asked_again (delivery_id, campaign_id, at, tries)"
        " SELECT id, campaign_id, ?, attempts FROM deliveries WHERE id IN (SELECT value FROM json_each(?))",
        (now, to_json([number for number, _ in rows])),
    )
    rejected = sum(status == DeliveryStatus.REJECTED for _, status in rows)
    raw.execute(
        "UPDATE counters SET rejected = rejected - ?, uncertain = uncertain - ? WHERE campaign_id = ?",
        (rejected, len(rows) - rejected, campaign_id),
    )
    raw.execute(
        f"UPDATE campaigns SET state = '{CampaignState.SENDING}', wanted = 'run', finished_at = NULL, changed_at = ?"  # noqa: S608 - constants
        f" WHERE id = ? AND state = '{CampaignState.FINISHED}'",
        (now, campaign_id),
    )


def leave(database: Database, campaign_id: int, address: str | None = None) -> int:
    """Uncertain deliveries (or the one to an address) stay as they are: a person said so. Gives how many."""
    one = "" if address is None else " AND key = ?"
    values: list[object] = [f"{LEFT}: ", campaign_id, f"{LEFT}%", *([] if address is None else [address.lower()])]
    with database.transaction() as connection:
        return (
            driver(connection)
            .execute(
                "UPDATE deliveries SET reason = ? || reason WHERE campaign_id = ?"  # noqa: S608 - constants
                f" AND status = {DeliveryStatus.UNCERTAIN:d} AND reason NOT LIKE ?{one}",
                values,
            )
            .rowcount
        )


def leave_to_rest(raw: sqlite3.Connection, campaign_id: int, rest_id: int) -> None:
    """Uncertain deliveries whose person gets the message by the campaign of the rest are decided about by that."""
    raw.execute(
        "UPDATE deliveries SET reason = ? || reason WHERE campaign_id = ?"  # noqa: S608 - constants
        f" AND status = {DeliveryStatus.UNCERTAIN:d} AND reason NOT LIKE ? AND contact_id IN"
        " (SELECT contact_id FROM deliveries WHERE campaign_id = ? AND contact_id IS NOT NULL)",
        (f"{LEFT}: ", campaign_id, f"{LEFT}%", rest_id),
    )
