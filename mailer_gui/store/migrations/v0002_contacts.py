"""Version 0002: contacts know consent, verdict and history; segments; imports; undo; mail servers; asked again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"


def upgrade() -> None:
    """Add what this version knows."""
    _contacts()
    _search()
    _events()
    _segments()
    _imports()
    _undo()
    _mail_servers()
    _asked_again()
    _messages()


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default=sa.text(f"'{default}'"), nullable=False)


def _integer(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)


def _time(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float(), server_default=sa.text("0"), nullable=False)


def _contacts() -> None:
    op.add_column("contacts", _text("consent"))
    op.add_column("contacts", _text("verdict"))
    op.add_column("contacts", _text("verdict_detail"))
    op.add_column("contacts", _time("verdict_at"))


def _search() -> None:
    op.execute("INSERT INTO contact_search (contact_search, rank) VALUES ('automerge', 0)")
    op.execute("INSERT INTO contact_search (contact_search, rank) VALUES ('crisismerge', 1999)")
    # Until now every new contact was put on the pending list.
    op.execute("INSERT INTO settings (key, value) SELECT 'search_reached', coalesce(max(id), 0) FROM contacts")


def _events() -> None:
    op.create_table(
        "contact_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        _time("at"),
        sa.Column("kind", sa.Text(), nullable=False),
        _text("origin"),
        _integer("row"),
        _text("detail"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_contact_events_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_events")),
    )
    op.create_index(op.f("ix_contact_events_contact_id"), "contact_events", ["contact_id"], unique=False)


def _segments() -> None:
    op.create_table(
        "segments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=False),
        _text("rules", "{}"),
        _time("changed_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.UniqueConstraint("name", name=op.f("uq_segments_name")),
        sqlite_autoincrement=True,
    )


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        _text("options", "{}"),
        _text("digest"),
        _integer("line"),
        _integer("lines"),
        _text("counts", "{}"),
        _time("started_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sqlite_autoincrement=True,
    )


def _undo() -> None:
    op.create_table(
        "undo_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        _text("kind"),
        _time("at"),
        sa.Column("pack", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo_steps")),
    )
    op.create_index(op.f("ix_undo_steps_token"), "undo_steps", ["token"], unique=False)


def _mail_servers() -> None:
    op.create_table(
        "mail_servers",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        _time("expires"),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_mail_servers")),
    )


def _asked_again() -> None:
    op.create_table(
        "asked_again",
        sa.Column("delivery_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        _time("at"),
        _integer("tries"),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_asked_again")),
    )
    op.create_index(op.f("ix_asked_again_campaign_id"), "asked_again", ["campaign_id"], unique=False)


def _messages() -> None:
    op.create_table(
        "templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(collation="NOCASE"), nullable=False),
        _text("message", "{}"),
        _time("changed_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        sa.UniqueConstraint("name", name=op.f("uq_templates_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "message_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        _time("begun_at"),
        _time("at"),
        _text("message", "{}"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_versions")),
    )
    op.create_index(op.f("ix_message_versions_campaign_id"), "message_versions", ["campaign_id"], unique=False)
