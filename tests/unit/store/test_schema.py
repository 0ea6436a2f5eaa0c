from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from mailer_gui.paths import WorkspacePaths
from mailer_gui.store import migrations, schema
from mailer_gui.store.connection import Database, connect
from mailer_gui.store.database import Store, open_store


def _tables(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """What SQLite knows about each table and index, without the words that made it."""
    raw = connect(file)
    names = [
        name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'index') ORDER BY 1")
    ]
    facts = {
        name: [
            *raw.execute(f"PRAGMA table_xinfo('{name}')"),
            *raw.execute(f"PRAGMA index_xinfo('{name}')"),
            *sorted(row[1:] for row in raw.execute(f"PRAGMA index_list('{name}')")),
            *sorted(raw.execute(f"PRAGMA foreign_key_list('{name}')")),
            *raw.execute(
                "SELECT instr(sql, 'AUTOINCREMENT') > 0, instr(sql, 'WITHOUT ROWID') > 0 FROM sqlite_master"
                " WHERE name = ? AND name != 'alembic_version'",
                (name,),
            ),
            *raw.execute(
                "SELECT substr(sql, instr(sql, ' WHERE ')) FROM sqlite_master"
                " WHERE name = ? AND type = 'index' AND sql LIKE '% WHERE %'",
                (name,),
            ),
        ]
        for name in names
    }
    raw.close()
    return facts


def test_making_the_tables_at_once_is_the_same_as_taking_every_step(tmp_path: Path) -> None:
    open_store(tmp_path / "at once").close()
    (tmp_path / "steps").mkdir()
    database = Database(WorkspacePaths(tmp_path / "steps"))
    with database.transaction() as connection:
        migrations.upgrade(connection)
    database.close()
    assert _tables(tmp_path / "at once" / "mailer.db") == _tables(tmp_path / "steps" / "mailer.db")


def test_the_last_step_is_the_version_of_the_tables() -> None:
    assert migrations.REVISIONS[-1].revision == schema.HEAD


def test_one_campaign_cannot_have_the_same_address_twice(store: Store) -> None:
    with store.transaction() as connection:
        connection.execute(schema.campaigns.insert().values(id=1, name="Spring"))
        delivery = {"campaign_id": 1, "key": "ana@example.org", "address": "Ana@example.org"}
        connection.execute(schema.deliveries.insert().values(delivery))
        with pytest.raises(IntegrityError):
            connection.execute(schema.deliveries.insert().values(delivery))


def test_connections_are_safe(store: Store) -> None:
    with store.transaction() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


def test_a_transaction_holds_the_write_lock_from_its_beginning(store: Store) -> None:
    other = sqlite3.connect(store.paths.database, timeout=0, isolation_level=None)
    with store.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()
