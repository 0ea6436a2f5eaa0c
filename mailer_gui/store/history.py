"""What is on record about one contact: how it came, what changed it, and its deliveries under every address it had."""

from __future__ import annotations

from dataclasses import dataclass

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

ADDRESSES = ("merged", "moved")
"""Events whose detail is an address that was this contact's, or of one that was merged into it."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed a contact; `origin` and `row` when it was a file."""

    at: float
    kind: str
    origin: str
    row: int
    detail: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery to the contact, under one of its addresses."""

    campaign_id: int
    campaign: str
    address: str
    status: DeliveryStatus
    at: float
    code: int
    reply: str
    reason: str


def events(database: Database, contact_id: int) -> list[Event]:
    """Give what changed a contact, the oldest first."""
    with database.reading() as connection:
        rows = driver(connection).execute(
            "SELECT at, kind, origin, row, detail FROM contact_events WHERE contact_id = ? ORDER BY id", (contact_id,)
        )
        return [Event(*row) for row in rows]


def earlier_addresses(database: Database) -> list[tuple[int, int, str]]:
    """Give all addresses in small letters that contacts had before, or that were merged into one: event, contact."""
    with database.reading() as connection:
        rows = driver(connection).execute(
            "SELECT id, contact_id, detail FROM contact_events WHERE kind IN (SELECT value FROM json_each(?))",
            (to_json(ADDRESSES),),
        )
        return [(event_id, contact_id, address.lower()) for event_id, contact_id, address in rows]


def checked_at(database: Database, contact_id: int) -> float:
    """Give when the address was last checked; 0 for never."""
    with database.reading() as connection:
        found = driver(connection).execute("SELECT verdict_at FROM contacts WHERE id = ?", (contact_id,)).fetchone()
        return float(found[0]) if found else 0.0


def deliveries(database: Database, addresses: list[str]) -> list[Sent]:
    """Give the deliveries to these addresses; each campaign is asked by its own index, not every delivery looked at."""
    with database.reading() as connection:
        rows = driver(connection).execute(
            "SELECT c.id, coalesce(r.campaign_name, c.name), d.address, d.status,"
            " coalesce(d.at, c.launched_at, c.created_at), d.code, d.reply, d.reason"
            " FROM campaigns AS c CROSS JOIN json_each(?) AS wanted"
            " CROSS JOIN deliveries AS d ON d.campaign_id = c.id AND d.key = wanted.value"
            " LEFT JOIN revisions AS r ON r.id = c.revision_id",
            (to_json(list(dict.fromkeys(address.lower() for address in addresses))),),
        )
        return [
            Sent(number, name, address, DeliveryStatus(status), at, code, reply, reason)
            for number, name, address, status, at, code, reply, reason in rows
        ]
