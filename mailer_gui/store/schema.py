"""The tables of a workspace, as SQLAlchemy Core metadata. Times are unix seconds (UTC).

Longer than other files: it is a list of tables, and whoever looks for a column finds all of them in one place.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

HEAD = "0002"
"""The version of the tables below; `migrations` brings older databases here."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str = "id") -> Column[int]:
    return Column(name, Integer, primary_key=True)


def _text(name: str, default: str = "") -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text(f"'{default}'"))


def _integer(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text(str(default)))


def _time(name: str) -> Column[float]:
    return Column(name, Float, nullable=False, server_default=text("0"))


def _name(name: str = "name") -> Column[str]:
    return Column(name, Text(collation="NOCASE"), nullable=False, unique=True)


# Numbers that leave the database (in Message-IDs, unsubscribe links, the keyring) are never used twice: AUTOINCREMENT.

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)

contacts = Table(
    "contacts",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),  # address.lower()
    Column("address", Text, nullable=False),
    _text("name"),  # what display_name() says about the fields
    _text("fields", "{}"),  # JSON
    _text("source_origin"),
    _integer("source_row"),
    _time("source_at"),
    _time("created_at"),
    _time("changed_at"),
    _text("consent"),  # why this person may be written to
    _text("verdict"),  # what the last check of the address said; empty before the first
    _text("verdict_detail"),
    _time("verdict_at"),
    sqlite_autoincrement=True,
)

contact_search_pending = Table(
    "contact_search_pending",
    metadata,
    Column("contact_id", Integer, primary_key=True, autoincrement=False),
)
"""Contacts whose row in the search index is missing or old; see `search`."""

lists = Table("lists", metadata, _id(), _name(), sqlite_autoincrement=True)

list_members = Table(
    "list_members",
    metadata,
    Column("list_id", Integer, primary_key=True, autoincrement=False),
    Column("contact_id", ForeignKey(contacts.c.id, ondelete="CASCADE"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""No foreign key to lists: a big list is gone at once, its members follow in short transactions."""

contact_events = Table(
    "contact_events",
    metadata,
    _id(),
    Column("contact_id", ForeignKey(contacts.c.id, ondelete="CASCADE"), nullable=False, index=True),
    _time("at"),
    Column("kind", Text, nullable=False),
    _text("origin"),
    _integer("row"),
    _text("detail"),
)
"""What happened to a contact after it came: changed by a file or a person, moved. How it came is its source."""

segments = Table(
    "segments",
    metadata,
    _id(),
    _name(),
    _text("rules", "{}"),  # JSON
    _time("changed_at"),
    sqlite_autoincrement=True,
)

imports = Table(
    "imports",
    metadata,
    _id(),
    Column("path", Text, nullable=False),  # JSON, because a path need not be text
    _text("options", "{}"),  # JSON: how the file is read and what becomes of its rows
    _text("digest"),  # tells whether it is still the same file
    _integer("line"),  # the last line that is in the address book
    _integer("lines"),
    _text("counts", "{}"),  # JSON
    _time("started_at"),
    sqlite_autoincrement=True,
)
"""Imports that have not come to their end: they can be gone on with."""

undo_steps = Table(
    "undo_steps",
    metadata,
    _id(),
    Column("token", Text, nullable=False, index=True),
    _text("kind"),
    _time("at"),
    Column("pack", LargeBinary, nullable=False),
)
"""What bulk changes of contacts replaced, batch by batch, so that they can be undone."""

mail_servers = Table(
    "mail_servers",
    metadata,
    Column("domain", Text, primary_key=True),
    Column("state", Text, nullable=False),
    _time("expires"),
)
"""What DNS said about the domains of contacts, as long as it holds."""

suppressions = Table(
    "suppressions",
    metadata,
    Column("key", Text, primary_key=True),  # address.lower() or '@domain'
    _text("reason", "manual"),
    _text("note"),
    _time("at"),
    Index(None, "at"),
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    _name(),
    _text("kind", "smtp"),
    _text("host"),
    _integer("port"),
    _text("security", "tls"),
    _text("username"),
    _integer("connections", 4),
    _integer("messages_per_connection", 100),
    _integer("per_second"),
    _integer("per_minute"),
    _integer("per_hour"),
    _integer("per_day"),
    _text("ca_file"),
    _text("stopped_reason"),
    _integer("depth", 1),
    _text("quirks", "{}"),  # JSON: what was learned about the server
    _text("domain_limits", "[]"),  # JSON
    _text("warm_up", "{}"),  # JSON
    sqlite_autoincrement=True,
)

identities = Table(
    "identities",
    metadata,
    _id(),
    Column("account_id", ForeignKey(accounts.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("address", Text, nullable=False),
    _text("name"),
    _text("reply_to"),
    _integer("is_default"),
)

campaigns = Table(
    "campaigns",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    _text("state", "draft"),
    _text("wanted", "run"),
    _text("reason"),
    _text("rest_why"),
    Column("rest_until", Float),
    _text("message", "{}"),  # JSON
    _text("audience", "{}"),  # JSON
    _text("plan", "{}"),  # JSON
    Column("revision_id", Integer),
    _integer("epoch"),
    _time("created_at"),
    _time("changed_at"),
    Column("launched_at", Float),
    Column("finished_at", Float),
    Column("start_at", Float),
    Column("read_at", Float),  # when the outbox of the draft was read: what was read then is what is sent
    _integer("senders", 1),
    _text("guard", "{}"),  # JSON: what a person has agreed to
    sqlite_autoincrement=True,
)

templates = Table(
    "templates",
    metadata,
    _id(),
    _name(),
    _text("message", "{}"),  # JSON
    _time("changed_at"),
    sqlite_autoincrement=True,
)

message_versions = Table(
    "message_versions",
    metadata,
    _id(),
    Column("campaign_id", Integer, nullable=False, index=True),
    _time("begun_at"),
    _time("at"),
    _text("message", "{}"),  # JSON
)
"""How a draft's message stood: one row for each few minutes of writing, the newest is how it stands."""

revisions = Table(
    "revisions",
    metadata,
    _id(),
    Column("campaign_id", ForeignKey(campaigns.c.id), nullable=False, index=True),
    _time("created_at"),
    _text("message", "{}"),  # JSON
    _text("plan", "{}"),  # JSON
    Column("compiled", LargeBinary, nullable=False),
    _text("accounts", "[]"),  # JSON: the accounts as they were at launch, without passwords
    _text("campaign_name"),
    _text("variants", "{}"),  # JSON: account id -> the message as that account sends it, where its From differs
    sqlite_autoincrement=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("campaign_id", Integer, nullable=False, index=True),
    Column("contact_id", Integer),  # the contact may be removed later, the delivery stays
    Column("key", Text, nullable=False),  # address.lower()
    Column("address", Text, nullable=False),
    _text("domain"),
    _text("name"),
    _text("fields", "{}"),  # JSON, frozen at launch
    _integer("status"),
    _integer("attempts"),
    _time("due"),
    _time("date"),  # the Date header
    Column("at", Float),
    _integer("epoch"),
    Column("account_id", Integer),
    _integer("code"),
    _text("reply"),
    _text("reason"),
    UniqueConstraint("campaign_id", "key"),
    Index("ix_deliveries_due", "campaign_id", "due", sqlite_where=text("status IN (0, 4)")),
    # Not on the hot path (queued, claimed, accepted): only what people look for afterwards.
    Index("ix_deliveries_unusual", "campaign_id", "status", sqlite_where=text("status IN (3, 4, 5, 6)")),
    Index("ix_deliveries_claimed", "epoch", sqlite_where=text("status = 1")),
    sqlite_autoincrement=True,
)
"""No foreign key to campaigns: a big one is gone at once, its deliveries follow in short transactions."""

attempts = Table(
    "attempts",
    metadata,
    _id(),
    Column("delivery_id", Integer, nullable=False, index=True),
    Column("campaign_id", Integer, nullable=False, index=True),  # the row id is part of it: newest first for nothing
    Column("account_id", Integer),
    _integer("number"),
    _time("at"),
    _integer("status"),
    _integer("code"),
    _text("reply"),
    Index(None, "account_id", "at"),
)

asked_again = Table(
    "asked_again",
    metadata,
    Column("delivery_id", Integer, primary_key=True, autoincrement=False),
    Column("campaign_id", Integer, nullable=False, index=True),
    _time("at"),
    _integer("tries"),
)
"""Deliveries that a person wanted to be sent again: when, and after how many tries. Patience begins anew then."""

dialogues = Table(
    "dialogues",
    metadata,
    _id(),
    Column("delivery_id", Integer, nullable=False, index=True),
    Column("campaign_id", Integer, nullable=False, index=True),
    _integer("number"),
    _time("at"),
    _integer("failed"),
    _text("lines"),
)
"""What was said to the server and back, without secrets and content: of the failed and the last deliveries only."""

counters = Table(
    "counters",
    metadata,
    Column("campaign_id", ForeignKey(campaigns.c.id), primary_key=True, autoincrement=False),
    _integer("planned"),
    _integer("accepted"),
    _integer("rejected"),
    _integer("deferred"),
    _integer("uncertain"),
    _integer("skipped"),
    Column("first_at", Float),
    Column("last_at", Float),
)
"""Changed in the transaction that changes the deliveries, always."""

leases = Table(
    "leases",
    metadata,
    _id("epoch"),
    _integer("slot", 1),
    _integer("pid"),
    _text("boot_id"),
    _text("host"),
    _time("started_at"),
    _time("heartbeat_at"),
    Column("ended_at", Float),
    sqlite_autoincrement=True,
)

CONTACT_SEARCH = (
    "CREATE VIRTUAL TABLE contact_search USING fts5(folded, tokenize = 'trigram', detail = none, columnsize = 0)"
)
"""Address, name and field values of each contact, folded, by contact id: SQLite's trigram index."""

CONTACT_SEARCH_CONFIG = (
    "INSERT INTO contact_search (contact_search, rank) VALUES ('automerge', 0)",
    "INSERT INTO contact_search (contact_search, rank) VALUES ('crisismerge', 1999)",
)
"""Leaves the merging of the index's parts to `search.catch_up`: FTS5's own takes seconds in one transaction."""

VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
"""Holds the version of the tables in its only row, where Alembic's own tools look for it."""


@cache
def statements() -> tuple[str, ...]:
    """Give the statements that make all of the above, in order; saying them takes longer than what they do."""
    dialect = sqlite.dialect()
    made: list[CreateTable | CreateIndex] = []
    for table in metadata.sorted_tables:
        made += [CreateTable(table), *map(CreateIndex, sorted(table.indexes, key=lambda index: str(index.name)))]
    words = [str(one.compile(dialect=dialect)) for one in made]
    return (*words, CONTACT_SEARCH, *CONTACT_SEARCH_CONFIG, VERSION_TABLE)
