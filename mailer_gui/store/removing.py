"""Removing a campaign: it is gone at once, what belongs to it follows in short transactions.

Attempts of the last day stay until a later removal, and of their deliveries the domain and nothing else: the limits of
accounts and domains still count them.
"""

from __future__ import annotations

import sqlite3

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import InputError
from mailer_gui.store import schema, versions
from mailer_gui.store.campaign_rows import read
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

_BATCH = 1_000
_DAY = 86_400.0
_ORPHANED = """
WITH RECURSIVE used (id) AS (
    SELECT min(campaign_id) FROM {table}
    UNION ALL SELECT (SELECT min(campaign_id) FROM {table} WHERE campaign_id > used.id) FROM used
    WHERE used.id IS NOT NULL
) SELECT id FROM used WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM campaigns)
"""
"""Campaigns that have rows but are gone: looks at one row per campaign, not at every delivery."""
_THESE = "rowid IN (SELECT value FROM json_each(:rows))"
_CLEAR = {
    "asked_again": (f"DELETE FROM asked_again WHERE {_THESE}",),  # noqa: S608 - constants
    "dialogues": (f"DELETE FROM dialogues WHERE {_THESE}",),  # noqa: S608 - constants
    "attempts": (f"DELETE FROM attempts WHERE {_THESE} AND at <= :since",),  # noqa: S608 - constants
    "deliveries": (
        f"DELETE FROM deliveries WHERE {_THESE}"  # noqa: S608 - constants
        " AND NOT EXISTS (SELECT 1 FROM attempts WHERE delivery_id = deliveries.id)",
        "UPDATE deliveries SET key = '#' || id, address = '', name = '', fields = '{}', contact_id = NULL, reply = '',"  # noqa: S608 - constants
        f" reason = '', status = {DeliveryStatus.SKIPPED:d} WHERE {_THESE} AND address <> ''",
    ),
}


def remove(database: Database, campaign_id: int) -> None:
    """Remove a campaign that is not under way; raises InputError for one that is."""
    campaigns, revisions, counters = schema.campaigns, schema.revisions, schema.counters
    with database.transaction() as connection:
        campaign = read(connection, campaign_id)
        if campaign.state is not CampaignState.DRAFT and not campaign.state.is_over:
            raise InputError(f"“{campaign.name}” is under way.", hint="Cancel it first.")
        if campaign.in_flight:
            raise InputError(
                f"“{campaign.name}” still waits for the server's answer to {campaign.in_flight:,} of its messages.",
                hint="Cancel it again to wait no longer.",
            )
        connection.execute(counters.delete().where(counters.c.campaign_id == campaign_id))
        connection.execute(revisions.delete().where(revisions.c.campaign_id == campaign_id))
        versions.forget(connection, campaign_id)
        connection.execute(campaigns.delete().where(campaigns.c.id == campaign_id))
    for table in _CLEAR:
        with database.reading() as connection:
            gone = [number for (number,) in driver(connection).execute(_ORPHANED.format(table=table))]
        for orphan in gone:
            _clear(database, table, orphan)


def _clear(database: Database, table: str, campaign_id: int) -> None:
    """Look at each row once, in order: what stays is not looked at again for every batch."""
    last: int | None = 0
    while last is not None:
        with database.transaction(bulk=True) as connection:
            last = _clear_some(database, table, campaign_id, last, driver(connection))


def _clear_some(database: Database, table: str, campaign_id: int, last: int, raw: sqlite3.Connection) -> int | None:
    some = f"SELECT rowid FROM {table} WHERE campaign_id = ? AND rowid > ? ORDER BY rowid LIMIT {_BATCH}"  # noqa: S608 - constants
    rows = [number for (number,) in raw.execute(some, (campaign_id, last))]
    for statement in _CLEAR[table]:
        raw.execute(statement, {"rows": to_json(rows), "since": database.clock() - _DAY})
    return rows[-1] if rows else None
