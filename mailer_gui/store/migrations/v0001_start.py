"""Version 0001: the first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _settings_and_leases()
    _contacts()
    _accounts()
    _campaigns()
    _deliveries()
    _attempts()
    _dialogues()


def _settings_and_leases() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "leases",
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("pid", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("boot_id", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("host", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("started_at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("heartbeat_at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("ended_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("epoch", name=op.f("pk_leases")),
        sqlite_autoincrement=True,
    )


def _contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("fields", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("source_origin", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("source_row", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("source_at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("changed_at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("key", name=op.f("uq_contacts_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contact_search_pending",
        sa.Column("contact_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contact_search_pending")),
    )
    op.create_table(
        "lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lists")),
        sa.UniqueConstraint("name", name=op.f("uq_lists_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "list_members",
        sa.Column("list_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_list_members_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("list_id", "contact_id", name=op.f("pk_list_members")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_list_members_contact_id"), "list_members", ["contact_id"], unique=False)
    op.create_table(
        "suppressions",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("'manual'"), nullable=False),
        sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_suppressions")),
    )
    op.create_index(op.f("ix_suppressions_at"), "suppressions", ["at"], unique=False)
    op.execute(
        "CREATE VIRTUAL TABLE contact_search USING fts5(folded, tokenize = 'trigram', detail = none, columnsize = 0)"
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=False),
        sa.Column("kind", sa.Text(), server_default=sa.text("'smtp'"), nullable=False),
        sa.Column("host", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("port", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("security", sa.Text(), server_default=sa.text("'tls'"), nullable=False),
        sa.Column("username", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("connections", sa.Integer(), server_default=sa.text("4"), nullable=False),
        sa.Column("messages_per_connection", sa.Integer(), server_default=sa.text("100"), nullable=False),
        sa.Column("per_second", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("per_minute", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("per_hour", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("per_day", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("ca_file", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("stopped_reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("depth", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("quirks", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("domain_limits", sa.Text(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("warm_up", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("name", name=op.f("uq_accounts_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reply_to", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("is_default", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_identities_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_account_id"), "identities", ["account_id"], unique=False)


def _campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'draft'"), nullable=False),
        sa.Column("wanted", sa.Text(), server_default=sa.text("'run'"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("rest_why", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("rest_until", sa.Float(), nullable=True),
        sa.Column("message", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("audience", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("plan", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("epoch", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("changed_at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("launched_at", sa.Float(), nullable=True),
        sa.Column("finished_at", sa.Float(), nullable=True),
        sa.Column("start_at", sa.Float(), nullable=True),
        sa.Column("read_at", sa.Float(), nullable=True),
        sa.Column("senders", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("guard", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("message", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("plan", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("compiled", sa.LargeBinary(), nullable=False),
        sa.Column("accounts", sa.Text(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("campaign_name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("variants", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_revisions_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_revisions_campaign_id"), "revisions", ["campaign_id"], unique=False)
    op.create_table(
        "counters",
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("planned", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("accepted", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rejected", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("deferred", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("uncertain", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("skipped", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("first_at", sa.Float(), nullable=True),
        sa.Column("last_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_counters_campaign_id")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_counters")),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("fields", sa.Text(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("status", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("due", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("date", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("at", sa.Float(), nullable=True),
        sa.Column("epoch", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reply", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("campaign_id", "key", name=op.f("uq_deliveries_campaign_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_deliveries_campaign_id"), "deliveries", ["campaign_id"], unique=False)
    op.create_index("ix_deliveries_claimed", "deliveries", ["epoch"], unique=False, sqlite_where=sa.text("status = 1"))
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["campaign_id", "due"],
        unique=False,
        sqlite_where=sa.text("status IN (0, 4)"),
    )
    op.create_index(
        "ix_deliveries_unusual",
        "deliveries",
        ["campaign_id", "status"],
        unique=False,
        sqlite_where=sa.text("status IN (3, 4, 5, 6)"),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("status", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("code", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("reply", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_account_id_at"), "attempts", ["account_id", "at"], unique=False)
    op.create_index(op.f("ix_attempts_campaign_id"), "attempts", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_attempts_delivery_id"), "attempts", ["delivery_id"], unique=False)


def _dialogues() -> None:
    op.create_table(
        "dialogues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("at", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column("failed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lines", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogues")),
    )
    op.create_index(op.f("ix_dialogues_delivery_id"), "dialogues", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_dialogues_campaign_id"), "dialogues", ["campaign_id"], unique=False)
