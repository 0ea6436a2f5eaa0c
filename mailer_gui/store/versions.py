"""How a draft's message stood: kept while it is written, so that an earlier one can be looked at and restored."""

from __future__ import annotations

from sqlalchemy import Connection, select

from mailer_gui.model.errors import NotFoundError
from mailer_gui.model.messages import BodyKind
from mailer_gui.model.templates import MessageVersion
from mailer_gui.store import codec, schema
from mailer_gui.store.connection import Database

SPAN = 120.0
"""Seconds of writing that one version stands for."""
KEPT = 100
table = schema.message_versions


def keep(connection: Connection, campaign_id: int, message: str, now: float, *, anew: bool = False) -> None:
    """Note the message (JSON) that a draft has now: in the newest version while that is fresh, else in a new one.

    A message that is written in another way, or is `anew`, never takes the place of the one before.
    """
    newest = connection.execute(
        select(table).where(table.c.campaign_id == campaign_id).order_by(table.c.id.desc()).limit(1)
    ).one_or_none()
    if newest is not None and newest.message == message:
        return
    is_fresh = newest is not None and 0 <= now - newest.begun_at < SPAN
    if newest is not None and is_fresh and not anew and _kind(newest.message) is _kind(message):
        connection.execute(table.update().where(table.c.id == newest.id).values(message=message, at=now))
        return
    connection.execute(table.insert().values(campaign_id=campaign_id, begun_at=now, at=now, message=message))
    old = select(table.c.id).where(table.c.campaign_id == campaign_id).order_by(table.c.id.desc()).offset(KEPT)
    connection.execute(table.delete().where(table.c.id.in_(old.limit(-1))))


def _kind(message: str) -> BodyKind:
    return codec.message_of(message).kind


def forget(connection: Connection, campaign_id: int) -> None:
    """Drop all versions of a campaign."""
    connection.execute(table.delete().where(table.c.campaign_id == campaign_id))


def all_of(database: Database, campaign_id: int) -> list[MessageVersion]:
    """Give the versions of a draft, the newest first."""
    with database.reading() as connection:
        rows = connection.execute(
            select(table).where(table.c.campaign_id == campaign_id).order_by(table.c.id.desc())
        ).all()
    return [MessageVersion(row.id, row.campaign_id, row.at, codec.message_of(row.message)) for row in rows]


def get(database: Database, version_id: int) -> MessageVersion:
    """Give one version, or raise NotFoundError."""
    with database.reading() as connection:
        row = connection.execute(select(table).where(table.c.id == version_id)).one_or_none()
    if row is None:
        raise NotFoundError("This version is no longer there.")
    return MessageVersion(row.id, row.campaign_id, row.at, codec.message_of(row.message))
