"""Names every file in the workspace that somebody may still need, so that the others can be swept."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import select

from mailer_gui.model.messages import FILES_FIELD, Message
from mailer_gui.store import schema
from mailer_gui.store.codec import fields_of, message_of
from mailer_gui.store.connection import Database, driver

_BATCH = 1_000


def files_in_use(database: Database) -> set[str]:
    """Give the SHA-256 of every attachment, picture and personal file that a message still has."""
    found: set[str] = set()
    with database.reading() as connection:
        for table in (schema.campaigns, schema.templates, schema.message_versions):
            for text in connection.execute(select(table.c.message)).scalars():
                found.update(_of(message_of(text)))
        launched = [
            (row.campaign_id, message_of(row.message))
            for row in connection.execute(select(schema.revisions.c.campaign_id, schema.revisions.c.message))
        ]
    for campaign_id, message in launched:
        found.update(_of(message))
        if message.personal:
            found.update(_personal(database, campaign_id))
    return found


def _of(message: Message) -> Iterator[str]:
    for file in (*message.attachments, *message.images):
        yield file.sha256


def personal_files(fields: str) -> Iterator[str]:
    """Name the files that were frozen for the recipient of a delivery, whose fields are given as they are stored."""
    for _name, digest, *_ in json.loads(fields_of(fields).get(FILES_FIELD, "[]")):
        yield digest


def _personal(database: Database, campaign_id: int) -> Iterator[str]:
    """Name the frozen files of a campaign's recipients, in short reads."""
    last = 0
    while True:
        with database.reading() as connection:
            rows = (
                driver(connection)
                .execute(
                    "SELECT id, fields FROM deliveries WHERE campaign_id = ? AND id > ? ORDER BY id LIMIT ?",
                    (campaign_id, last, _BATCH),
                )
                .fetchall()
            )
        for _, fields in rows:
            yield from personal_files(fields)
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]
