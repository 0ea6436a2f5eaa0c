"""Claims deliveries for the sender, those due first; suppressions are asked in the very same moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from mailer_gui.model.deliveries import SUPPRESSED, DeliveryStatus
from mailer_gui.store.codec import to_json

FRESH_DATE = 2 * 3600.0
"""A Date header older than this is moved to now at the first claim, and never after it."""
_Q, _C, _S, _D = (
    int(DeliveryStatus.QUEUED),
    int(DeliveryStatus.CLAIMED),
    int(DeliveryStatus.SKIPPED),
    int(DeliveryStatus.DEFERRED),
)
_DATE = "CASE WHEN attempts = 0 AND (date < :old OR date > :now) THEN :now ELSE date END"
# Reading first and writing then takes less than one statement that gives back what it wrote. While a delivery is
# claimed its `due` holds the status it was claimed from.
_FIND = f"""
SELECT d.campaign_id, d.id, d.attempts + 1, d.key, d.address, d.fields,
    {_DATE},
    coalesce(d.contact_id, d.id), coalesce(d.account_id, 0),
    d.status,
    EXISTS (SELECT 1 FROM suppressions WHERE key = d.key) OR EXISTS (
        SELECT 1 FROM suppressions WHERE key = '@' || d.domain
    )
FROM deliveries AS d
WHERE d.campaign_id = :campaign AND d.status IN ({_Q}, {_D}) AND d.due <= :now
ORDER BY d.due, d.id LIMIT :count
"""  # noqa: S608 - only our own numbers
_SUPPRESS = f"""
UPDATE deliveries SET status = {_S}, reason = '{SUPPRESSED}', at = :now, due = status, epoch = :epoch
WHERE id IN (SELECT value FROM json_each(:ids))
"""  # noqa: S608 - only our own numbers and words
_CLAIM = f"""
UPDATE deliveries SET status = {_C}, attempts = attempts + 1, reason = '', due = status, epoch = :epoch,
    date = {_DATE}
WHERE id IN (SELECT value FROM json_each(:ids))
"""  # noqa: S608 - only our own numbers
_CLAIM_IN_A_ROW = _CLAIM.replace("id IN (SELECT value FROM json_each(:ids))", "id BETWEEN :first AND :last")


class Row(NamedTuple):
    """One claimed delivery."""

    campaign_id: int
    id: int
    number: int
    key: str
    address: str
    fields: str
    date: float
    contact_id: int
    account_id: int = 0


_row: Callable[[tuple[object, ...]], Row] = partial(tuple.__new__, Row)
"""`Row._make` for what surely has its fields."""
_first_nine, _came_from, _is_hit = itemgetter(slice(0, 9)), itemgetter(9), itemgetter(10)


class Found(NamedTuple):
    """What was claimed; how many had been deferred, claimed or not, and how many were skipped as suppressed."""

    rows: list[Row]
    deferred: int
    skipped: int


def claim(db: sqlite3.Connection, campaign_id: int, count: int, now: float, epoch: int) -> Found:
    """Claim up to `count` deliveries for an epoch; the transaction and the counters are the caller's."""
    values = {"campaign": campaign_id, "now": now, "old": now - FRESH_DATE, "epoch": epoch}
    rows: list[Row] = []
    deferred = skipped = 0
    while count > 0:
        found = db.execute(_FIND, {**values, "count": count}).fetchall()
        deferred += list(map(_came_from, found)).count(_D)
        taken = found
        if any(map(_is_hit, found)):
            hits = [row[1] for row in found if _is_hit(row)]
            db.execute(_SUPPRESS, {**values, "ids": to_json(hits)})
            skipped += len(hits)
            taken = [row for row in found if not _is_hit(row)]
        if taken:
            _take(db, [row[1] for row in taken], values)
            rows += map(_row, map(_first_nine, taken))
        if len(taken) == len(found) or len(found) < count:
            break
        count -= len(taken)
    return Found(rows, deferred, skipped)


def _take(db: sqlite3.Connection, ids: list[int], values: Mapping[str, float]) -> None:
    first, last = min(ids), max(ids)
    if last - first == len(ids) - 1:  # nearly always: they were launched one after the other
        db.execute(_CLAIM_IN_A_ROW, {**values, "first": first, "last": last})
    else:
        db.execute(_CLAIM, {**values, "ids": to_json(ids)})
