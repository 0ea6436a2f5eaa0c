"""What accounts have sent lately: what their limits count, also after a restart."""

from __future__ import annotations

from typing import Any

from mailer_gui.store.connection import Database, driver


class Usage:
    """The attempts of a workspace, by account and time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts_since(self, at: float) -> dict[int, int]:
        """Count the attempts of every account since then: account id -> count."""
        count = "(SELECT count(*) FROM attempts WHERE account_id = accounts.id AND at >= ?)"
        return dict(self._rows(f"SELECT id, {count} FROM accounts", at))  # noqa: S608 - constants

    def times(self, account_id: int, since: float, limit: int = 1_000_000) -> list[float]:
        """Give when the newest attempts of an account were made, the newest first."""
        statement = "SELECT at FROM attempts WHERE account_id = ? AND at > ? ORDER BY at DESC LIMIT ?"
        return [at for (at,) in self._rows(statement, account_id, since, limit)]

    def times_by_domain(self, account_id: int, since: float) -> dict[str, list[float]]:
        """Give when an account's attempts since then were made, by recipient domain, the newest first."""
        found: dict[str, list[float]] = {}
        statement = (
            "SELECT lower(d.domain), a.at FROM attempts AS a JOIN deliveries AS d ON d.id = a.delivery_id"
            " WHERE a.account_id = ? AND a.at > ? ORDER BY a.at DESC"
        )
        for domain, at in self._rows(statement, account_id, since):
            found.setdefault(domain, []).append(at)
        return found

    def has_worked(self, account_id: int) -> bool:
        """True when a server has ever answered to this account."""
        return bool(self._rows("SELECT 1 FROM attempts WHERE account_id = ? AND code > 0 LIMIT 1", account_id))

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._database.reading() as connection:
            return driver(connection).execute(statement, values).fetchall()
