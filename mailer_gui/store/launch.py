"""Launching a campaign: message and audience are frozen, in short transactions that survive a crash between any two.

A campaign is *preparing* while this goes on. Going on after a crash freezes the contacts that have no delivery yet;
the database itself refuses an address that comes twice. One that is taken back loses its revision first, so that no
other process can go on with it and send what is left of it.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import Campaign, CampaignState, Wanted
from mailer_gui.model.deliveries import SUPPRESSED, DeliveryStatus
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.messages import Message
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.store import audience, codec, drafts, schema, settle
from mailer_gui.store.campaign_rows import read
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver
from mailer_gui.store.frozen_files import freeze_files
from mailer_gui.store.personal import PersonalFiles

_FIRST_BATCH, _SMALLEST, _LARGEST = 1_000, 200, 5_000
_GOAL = 0.02
"""Seconds that one transaction should take; at 0.05 the sender would begin to wait."""
_FREEZE = f"""
WITH person AS MATERIALIZED (
    SELECT c.id, c.key, c.address, {audience.DOMAIN} AS domain, c.name, c.fields, {audience.SUPPRESSED} AS suppressed
    FROM json_each(?3) AS wanted CROSS JOIN contacts AS c ON c.id = wanted.value
)
INSERT INTO deliveries (campaign_id, contact_id, key, address, domain, name, fields, status, reason, at, due, date)
SELECT ?1, id, key, address, domain, name, fields,
    CASE WHEN suppressed THEN {DeliveryStatus.SKIPPED:d} ELSE {DeliveryStatus.QUEUED:d} END,
    CASE WHEN suppressed THEN '{SUPPRESSED}' ELSE '' END, CASE WHEN suppressed THEN ?2 END, 0, ?4
FROM person WHERE TRUE
ON CONFLICT (campaign_id, key) DO NOTHING
"""  # noqa: S608 - constants
_COUNT = f"""
UPDATE counters SET planned = counters.planned + made.every, skipped = counters.skipped + made.suppressed
FROM (
    SELECT count(*) AS every, count(CASE WHEN status = {DeliveryStatus.SKIPPED:d} THEN 1 END) AS suppressed
    FROM deliveries WHERE id > ?2 AND +campaign_id = ?1
) AS made WHERE counters.campaign_id = ?1
"""  # noqa: S608 - constants; the + keeps SQLite to the id, which reads the new rows only
_UNCOUNT = f"""
WITH gone AS (SELECT status FROM deliveries WHERE campaign_id = ?1 ORDER BY id LIMIT ?2)
UPDATE counters SET planned = planned - (SELECT count(*) FROM gone),
    skipped = skipped - (SELECT count(*) FROM gone WHERE status = {DeliveryStatus.SKIPPED:d})
WHERE campaign_id = ?1
"""  # noqa: S608 - constants


def launch(
    database: Database,
    campaign_id: int,
    compiled: bytes,
    message: Message,
    accounts: Sequence[Account],
    progress: Progress = no_progress,
    cancel: Cancel = never,
    *,
    start_at: float | None = None,
    wanted: Wanted = Wanted.RUN,
    variants: Mapping[int, bytes] | None = None,
    personal: PersonalFiles | None = None,
) -> Campaign:
    """Freeze a draft, or go on with one that was interrupted; see `Campaigns.launch`."""
    now = database.clock()
    begun = _begin(database, campaign_id, compiled, message, accounts, variants or {})
    revision = begun.revision_id
    with database.reading() as connection:
        already = begun.counts.planned
        waiting = audience.ids(driver(connection), begun.audience, now, campaign_id if already else None)
    date = start_at or drafts.message_date(database, campaign_id)
    total, done, batch = already + len(waiting), 0, _FIRST_BATCH
    progress(already, total)
    while done < len(waiting):
        if cancel():
            undo(database, campaign_id)
            raise Cancelled("Stopped before anything was sent. The campaign is a draft again.")
        started = time.perf_counter()
        _freeze(database, campaign_id, revision, waiting[done : done + batch], now, date)
        done += batch
        batch = max(_SMALLEST, min(_LARGEST, int(batch * _GOAL / (time.perf_counter() - started))))
        progress(min(already + done, total), total)
    if personal is not None and not freeze_files(database, campaign_id, personal, cancel):
        undo(database, campaign_id)
        raise Cancelled("Stopped before anything was sent. The campaign is a draft again.")
    return _finish(database, campaign_id, revision, start_at, wanted)


def undo(database: Database, campaign_id: int) -> None:
    """Take back an interrupted launch: the campaign is a draft again. Nothing was sent; a launched one stays."""
    with database.transaction() as connection:
        _preparing(connection, campaign_id)
        _set(connection, campaign_id, revision_id=None)
    while True:
        with database.transaction(bulk=True) as connection:
            campaign = read(connection, campaign_id)
            if campaign.state is not CampaignState.PREPARING or campaign.revision_id is not None:
                return  # another process took it back and was faster
            raw = driver(connection)
            raw.execute(_UNCOUNT, (campaign_id, _FIRST_BATCH))
            if not raw.execute(
                "DELETE FROM deliveries WHERE id IN"
                " (SELECT id FROM deliveries WHERE campaign_id = ? ORDER BY id LIMIT ?)",
                (campaign_id, _FIRST_BATCH),
            ).rowcount:
                _forget(connection, campaign_id, database.clock())
                return


def _begin(
    database: Database,
    campaign_id: int,
    compiled: bytes,
    message: Message,
    accounts: Sequence[Account],
    variants: Mapping[int, bytes],
) -> Campaign:
    """Freeze the message; of an interrupted launch the message that was frozen first stays."""
    now = database.clock()
    if _is_half_taken_back(database, campaign_id):
        undo(database, campaign_id)
    with database.transaction() as connection:
        campaign = read(connection, campaign_id)
        if campaign.state is CampaignState.PREPARING:
            return campaign
        if campaign.state is not CampaignState.DRAFT:
            raise InputError(f"“{campaign.name}” was sent already.", hint="Make a copy of it to send it again.")
        values = {
            "campaign_id": campaign_id,
            "created_at": now,
            "message": codec.message_to_json(message),
            "plan": codec.plan_to_json(campaign.plan),
            "compiled": compiled,
            "variants": codec.variants_to_json(variants),
            "accounts": codec.accounts_to_json(accounts),
            "campaign_name": campaign.name,
        }
        made = connection.execute(schema.revisions.insert().values(values)).inserted_primary_key
        assert made is not None
        connection.execute(schema.counters.insert().values(campaign_id=campaign_id))
        _set(connection, campaign_id, state=CampaignState.PREPARING.value, revision_id=made[0], changed_at=now)
        return read(connection, campaign_id)


def _is_half_taken_back(database: Database, campaign_id: int) -> bool:
    with database.reading() as connection:
        campaign = read(connection, campaign_id)
        return campaign.state is CampaignState.PREPARING and campaign.revision_id is None


def _freeze(
    database: Database, campaign_id: int, revision: int | None, contact_ids: array[int], now: float, date: float
) -> None:
    """Write the deliveries of one batch and count them. They are due at once, also when the clock is put back."""
    numbers = to_json(contact_ids.tolist())
    with database.transaction(bulk=True) as connection:
        _preparing(connection, campaign_id, revision)
        raw = driver(connection)
        last = raw.execute("SELECT seq FROM sqlite_sequence WHERE name = 'deliveries'").fetchone()
        raw.execute(_FREEZE, (campaign_id, now, numbers, date))
        raw.execute(_COUNT, (campaign_id, last[0] if last else 0))


def _finish(
    database: Database, campaign_id: int, revision: int | None, start_at: float | None, wanted: Wanted
) -> Campaign:
    now = database.clock()
    with database.transaction() as connection:
        campaign = read(connection, campaign_id)
        if campaign.state.is_launched:
            return campaign  # another process went on with it and was faster
        _preparing(connection, campaign_id, revision)
        if campaign.audience.rest_of is not None:
            settle.leave_to_rest(driver(connection), campaign.audience.rest_of, campaign_id)
        if not campaign.counts.waiting:
            state = CampaignState.FINISHED
        elif wanted is Wanted.PAUSE:
            state = CampaignState.PAUSED
        else:
            state = CampaignState.SCHEDULED if start_at is not None and start_at > now else CampaignState.SENDING
        _set(
            connection,
            campaign_id,
            state=state.value,
            wanted=wanted.value,
            reason="",
            launched_at=now,
            changed_at=now,
            start_at=start_at,
            finished_at=now if state.is_over else None,
        )
        return read(connection, campaign_id)


def _preparing(connection: Connection, campaign_id: int, revision: int | None = None) -> Campaign:
    """Give the campaign; raises InputError unless it is being prepared (with this revision)."""
    campaign = read(connection, campaign_id)
    if campaign.state is not CampaignState.PREPARING or revision not in (None, campaign.revision_id):
        raise InputError(f"“{campaign.name}” is not being prepared.", hint="Look at the campaign and try again.")
    return campaign


def _set(connection: Connection, campaign_id: int, **values: Any) -> None:
    connection.execute(schema.campaigns.update().where(schema.campaigns.c.id == campaign_id).values(values))


def _forget(connection: Connection, campaign_id: int, now: float) -> None:
    connection.execute(schema.counters.delete().where(schema.counters.c.campaign_id == campaign_id))
    connection.execute(schema.revisions.delete().where(schema.revisions.c.campaign_id == campaign_id))
    _set(connection, campaign_id, state=CampaignState.DRAFT.value, revision_id=None, changed_at=now)
