"""Small values of the workspace, each a JSON value under a key."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from mailer_gui.store.connection import Database
from mailer_gui.store.schema import settings as table

WORKSPACE_ID = "workspace_id"
UNSUBSCRIBE_KEY = "unsubscribe_key"
"""32 bytes as hex; it travels with the workspace, so that old unsubscribe links stay good."""

POSTAL_ADDRESS = "postal_address"
"""The person's own address for {{ postal_address }}; many countries' laws want it in every newsletter."""
UNSUBSCRIBE_ENDPOINT = "unsubscribe_endpoint"
"""The person's own https page that takes unsubscriptions, with {token} in it; empty means by mail."""


class Settings:
    """The settings of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str, default: Any = None) -> Any:
        """Give the value, or the default when there is none."""
        with self._database.reading() as connection:
            return self.read(connection, key, default)

    def set(self, key: str, value: Any) -> None:
        """Keep a value; None forgets it."""
        with self._database.transaction() as connection:
            self.write(connection, key, value)

    @property
    def workspace_id(self) -> str:
        """What tells this workspace from every other one."""
        return str(self.get(WORKSPACE_ID))

    def unsubscribe_key(self) -> bytes:
        """The key of the unsubscribe tokens."""
        return bytes.fromhex(self.get(UNSUBSCRIBE_KEY))

    @staticmethod
    def read(connection: Connection, key: str, default: Any = None) -> Any:
        """Give the value, inside a transaction of the caller."""
        value = connection.execute(select(table.c.value).where(table.c.key == key)).scalar()
        return default if value is None else json.loads(value)

    @staticmethod
    def write(connection: Connection, key: str, value: Any) -> None:
        """Keep a value, inside a transaction of the caller."""
        if value is None:
            connection.execute(table.delete().where(table.c.key == key))
            return
        statement = insert(table).values(key=key, value=json.dumps(value, ensure_ascii=False))
        connection.execute(
            statement.on_conflict_do_update(index_elements=["key"], set_={"value": statement.excluded.value})
        )
