"""Opens a workspace: makes it when it is new, brings it to today's version when it is old."""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine

from mailer_gui.paths import WorkspacePaths
from mailer_gui.store import errors, removals, schema
from mailer_gui.store.accounts import Accounts, add_practice
from mailer_gui.store.attachments import Attachments
from mailer_gui.store.bulk import Bulk
from mailer_gui.store.campaigns import Campaigns
from mailer_gui.store.connection import CACHE_KIB, Database, connect
from mailer_gui.store.contacts import Contacts
from mailer_gui.store.deliveries import Deliveries
from mailer_gui.store.imports import Imports
from mailer_gui.store.lists import Lists
from mailer_gui.store.reports import Reports
from mailer_gui.store.secrets import Secrets
from mailer_gui.store.segments import Segments
from mailer_gui.store.settings import Settings
from mailer_gui.store.suppressions import Suppressions
from mailer_gui.store.templates import Templates
from mailer_gui.store.usage import Usage
from mailer_gui.store.verifications import Verifications
from mailer_gui.store.watch import Watch


class Store:
    """An opened workspace: one attribute per noun. Use it from any thread; close it at the end."""

    def __init__(self, database: Database) -> None:
        self.paths = database.paths
        self.database = database
        self.engine: Engine = database.engine
        self.settings = Settings(database)
        self.contacts = Contacts(database)
        self.lists = Lists(database)
        self.imports = Imports(database)
        self.bulk = Bulk(database)
        self.segments = Segments(database)
        self.suppressions = Suppressions(database)
        self.verifications = Verifications(database)
        self.accounts = Accounts(database)
        self.usage = Usage(database)
        self.secrets = Secrets(self.settings)
        self.attachments = Attachments(database.paths)
        self.templates = Templates(database)
        self.campaigns = Campaigns(database)
        self.deliveries = Deliveries(database)
        self.reports = Reports(database)

    def transaction(self) -> AbstractContextManager[Connection]:
        """Give a connection inside BEGIN IMMEDIATE; committed at the end, rolled back on an error."""
        return self.database.transaction()

    def watch(self) -> Watch:
        """Give something that tells cheaply whether anybody changed the database."""
        return Watch(self.database)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()


def open_store(root: Path, clock: Callable[[], float] = time.time, cache_kib: int = CACHE_KIB) -> Store:
    """Open the workspace in this folder, made if it is missing. Raises `StoreError`s.

    `cache_kib` is what each connection may keep of the database in memory.
    """
    paths = WorkspacePaths(root)
    with errors.translated(root):
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_private(paths.database)
        _bring_to_head(paths)
    return Store(Database(paths, clock, cache_kib))


def _make_private(file: Path) -> None:
    """Make a file that only this person reads, also in a folder that everybody reads; one that is there stays."""
    if not file.exists():
        file.touch(mode=0o600)


def _bring_to_head(paths: WorkspacePaths) -> None:
    raw = connect(paths.database)
    try:
        if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            _must_be_ours(raw, paths.root)
            raw.execute("PRAGMA journal_mode = WAL")
        version = _version(raw)
    finally:
        raw.close()
    if version == schema.HEAD:
        return
    database = Database(paths)
    try:
        if version is None:
            _create(database)
        else:
            _upgrade(database, version)
    finally:
        database.close()


def _version(raw: sqlite3.Connection) -> str | None:
    """Give the version of the tables without importing Alembic (a tenth of a second that every start would pay)."""
    if not raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return None
    row = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _must_be_ours(raw: sqlite3.Connection, root: Path) -> None:
    tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        raise errors.not_a_database(root)


def _create(database: Database) -> None:
    """Make all tables at once: the same as taking every step, which a test compares."""
    with database.transaction() as connection:
        tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars())
        if "alembic_version" in tables:
            return  # another process was faster
        if tables:
            raise errors.not_a_database(database.paths.root)
        for statement in schema.statements():
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (schema.HEAD,))
        Settings.write(connection, removals.KEY, 0)
        Settings.write(connection, "workspace_id", uuid.uuid4().hex)
        Settings.write(connection, "unsubscribe_key", os.urandom(32).hex())
        add_practice(connection)


def _upgrade(database: Database, version: str) -> None:
    from mailer_gui.store import migrations  # Alembic is slow to import and only needed here

    if version not in {step.revision for step in migrations.REVISIONS}:
        raise errors.too_new(database.paths.root)
    with database.transaction(foreign_keys=False) as connection:
        if migrations.version(connection) == version:  # else another process was faster, and the copy is its
            _back_up(database.paths, version)
            migrations.upgrade(connection)


def _back_up(paths: WorkspacePaths, version: str) -> None:
    """Keep the database as the older version left it, beside the new one."""
    copy = paths.database.with_name(f"{paths.database.name}.version-{version}")
    unfinished = copy.with_name(f"{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    _make_private(unfinished)
    source, target = connect(paths.database), sqlite3.connect(unfinished)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    unfinished.replace(copy)
