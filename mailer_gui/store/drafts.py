"""What a draft's messages already have in common with those that will be sent: their facts and their date."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from sqlalchemy import select

from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.contacts import same_spelling
from mailer_gui.model.messages import Message
from mailer_gui.store import contact_import, schema
from mailer_gui.store.connection import Database
from mailer_gui.store.settings import POSTAL_ADDRESS, UNSUBSCRIBE_ENDPOINT, UNSUBSCRIBE_KEY, Settings

if TYPE_CHECKING:
    from mailer_gui.compose.compiled import CampaignFacts

FRESH = 3600.0
"""Seconds that a draft's date holds. Messages that are older when they leave look late to spam filters."""


def facts(database: Database, campaign: Campaign) -> CampaignFacts:
    """Give what a message says of its campaign. The salt comes from the workspace's key, so nobody can guess it."""
    from mailer_gui.compose.compiled import CampaignFacts  # it brings the merge language: not at start-up

    with database.reading() as connection:
        key = bytes.fromhex(Settings.read(connection, UNSUBSCRIBE_KEY))
        postal_address = Settings.read(connection, POSTAL_ADDRESS, "")
        endpoint = Settings.read(connection, UNSUBSCRIBE_ENDPOINT, "")
    salt = hmac.digest(key, b"message id\0%d" % campaign.id, "sha256")[:16].hex()
    return CampaignFacts(
        campaign.id, campaign.name, salt, postal_address, endpoint, spellings=spellings(database, campaign.message)
    )


def spellings(database: Database, message: Message) -> tuple[tuple[str, str], ...]:
    """Find the fields that a message spells otherwise than the contacts: (as written, as it is called)."""
    from mailer_gui.compose.checks import BUILT_IN, fields_used

    with database.reading() as connection:
        known = contact_import.names(connection)
    written = sorted({use.name for use in fields_used(message)}.difference(known, BUILT_IN))
    found = ((name, same_spelling(name, known)) for name in written)
    return tuple((name, field) for name, field in found if field is not None)


def message_date(database: Database, campaign_id: int) -> float:
    """Give the date of a draft's messages, in whole seconds: it is set when somebody reads them and holds an hour."""
    campaigns, now = schema.campaigns, float(int(database.clock()))
    with database.transaction() as connection:
        read_at = connection.execute(select(campaigns.c.read_at).where(campaigns.c.id == campaign_id)).scalar()
        if read_at is not None and 0 <= now - read_at < FRESH:
            return float(read_at)
        connection.execute(campaigns.update().where(campaigns.c.id == campaign_id).values(read_at=now))
        return now
