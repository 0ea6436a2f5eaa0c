"""The changes that one transaction of the sender makes to the counters."""

from __future__ import annotations

import sqlite3

from mailer_gui.model.deliveries import DeliveryStatus

_COUNT = """
UPDATE counters SET accepted = accepted + ?, rejected = rejected + ?, deferred = deferred + ?,
    uncertain = uncertain + ?, skipped = skipped + ?,
    first_at = coalesce(first_at, ?), last_at = coalesce(?, last_at)
WHERE campaign_id = ?
"""
_COLUMN = {
    DeliveryStatus.ACCEPTED: 0,
    DeliveryStatus.REJECTED: 1,
    DeliveryStatus.DEFERRED: 2,
    DeliveryStatus.UNCERTAIN: 3,
    DeliveryStatus.SKIPPED: 4,
}


class Tally:
    """Counts what became of deliveries, by campaign, and writes all of it at once."""

    def __init__(self) -> None:
        self._changes: dict[int, list[int]] = {}
        self._times: dict[int, list[float]] = {}

    def add(self, campaign_id: int, status: DeliveryStatus, change: int = 1) -> None:
        """So many more of a campaign have this outcome."""
        changes = self._changes.get(campaign_id)
        if changes is None:
            changes = self._changes[campaign_id] = [0, 0, 0, 0, 0]
        changes[_COLUMN[status]] += change

    def tried(self, campaign_id: int, at: float) -> None:
        """Note when something was tried: the first and the last time are kept."""
        times = self._times.get(campaign_id)
        if times is None:
            self._times[campaign_id] = [at, at]
        elif at > times[1]:
            times[1] = at
        elif at < times[0]:
            times[0] = at

    def write(self, db: sqlite3.Connection) -> None:
        """Change the counters, inside the transaction that changed the deliveries."""
        rows = [
            (*changes, *self._times.get(campaign_id, (None, None)), campaign_id)
            for campaign_id, changes in self._changes.items()
        ]
        db.executemany(_COUNT, rows)
