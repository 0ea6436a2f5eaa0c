"""Tells cheaply whether anybody changed the database."""

from __future__ import annotations

from mailer_gui.store.connection import Database, connect
from mailer_gui.store.errors import translated


class Watch:
    """Sees every change, of this process and of all others. One thread at a time; close it at the end."""

    def __init__(self, database: Database) -> None:
        self._root = database.paths.root
        with translated(self._root):
            self._connection = connect(database.paths.database)
        self._seen = 0

    def changed(self) -> bool:
        """True when something was committed since the last call, and at the first call. About ten microseconds."""
        with translated(self._root):
            version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._seen:
            return False
        self._seen = version
        return True

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()
