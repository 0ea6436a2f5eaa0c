"""Brings a database of an older version to today's tables, in one transaction, with Alembic's operations.

Each version is a module of its own with `revision` and `upgrade()`, imported here by name. So they are found in the
wheel and in the frozen program, and nothing depends on the current folder. A version that was released never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from mailer_gui.store.migrations import v0001_start, v0002_contacts
from mailer_gui.store.schema import VERSION_TABLE


@dataclass(frozen=True, slots=True)
class Revision:
    """One step: its number and what it does."""

    revision: str
    upgrade: Callable[[], None]


REVISIONS = tuple(Revision(step.revision, step.upgrade) for step in (v0001_start, v0002_contacts))
"""All steps, oldest first."""


def upgrade(connection: Connection) -> None:
    """Take the steps that the database has not taken; the caller owns the transaction."""
    current = version(connection)
    names = [step.revision for step in REVISIONS]
    if current is None:
        connection.exec_driver_sql(VERSION_TABLE)
    with Operations.context(MigrationContext.configure(connection)):
        for step in REVISIONS[names.index(current) + 1 if current is not None else 0 :]:
            step.upgrade()
    connection.exec_driver_sql("DELETE FROM alembic_version")
    connection.exec_driver_sql("INSERT INTO alembic_version (version_num) VALUES (?)", (names[-1],))


def version(connection: Connection) -> str | None:
    """Give the step that the database is at; None before the first."""
    known = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if not connection.exec_driver_sql(known).first():
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found
