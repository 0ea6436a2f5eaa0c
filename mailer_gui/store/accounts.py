"""SMTP accounts with their limits and identities; the practice account is always there. Passwords are in `secrets`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from mailer_gui.model.accounts import PRACTICE_ACCOUNT_NAME, Account, AccountKind, Identity, Limits, Security, WarmUp
from mailer_gui.model.errors import InputError, NotFoundError, no_such
from mailer_gui.model.practice import PORT_SETTING
from mailer_gui.store import schema
from mailer_gui.store.codec import (
    domain_limits_of,
    domain_limits_to_json,
    to_json,
    warm_up_of,
    warm_up_to_json,
)
from mailer_gui.store.connection import Database
from mailer_gui.store.settings import Settings

table, identities = schema.accounts, schema.identities
_OWN = (
    "name",
    "host",
    "port",
    "username",
    "connections",
    "messages_per_connection",
    "ca_file",
    "stopped_reason",
    "depth",
)


class Accounts:
    """The accounts of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Account]:
        """Give all accounts by name."""
        with self._database.reading() as connection:
            return _accounts(connection)

    def get(self, account_id: int) -> Account:
        """Give one account, or raise NotFoundError."""
        found = self.chosen([account_id])
        if not found:
            raise NotFoundError("This account is no longer there.")
        return found[0]

    def by_name(self, name: str) -> Account:
        """Give the account of this name (capital letters do not matter), or raise NotFoundError."""
        with self._database.reading() as connection:
            number = connection.execute(select(table.c.id).where(table.c.name == name.strip())).scalar()
        if number is None:
            raise no_such("account", name, [one.name for one in self.all()])
        return self.get(number)

    def chosen(self, account_ids: Iterable[int]) -> list[Account]:
        """Give the accounts with these ids, in their order; those that are gone are left out."""
        found = {account.id: account for account in self.all()}
        return [found[number] for number in account_ids if number in found]

    def save(self, account: Account) -> Account:
        """Keep an account, a new one when its id is 0, with its identity as the default one."""
        values = {
            **{name: getattr(account, name) for name in _OWN},
            **asdict(account.limits),
            "kind": account.kind.value,
            "security": account.security.value,
            "domain_limits": domain_limits_to_json(account.domain_limits),
            "warm_up": warm_up_to_json(account.warm_up),
        }
        with self._database.transaction() as connection:
            account_id = _write(connection, account.id, account.name, values)
            _write_default(connection, account_id, account.identity)
        return self.get(account_id)

    def remove(self, account_id: int) -> None:
        """Remove an account with its identities. The practice account stays."""
        if self.get(account_id).kind is AccountKind.PRACTICE:
            raise InputError("The practice server is always there and cannot be removed.")
        with self._database.transaction() as connection:
            connection.execute(table.delete().where(table.c.id == account_id))

    def set_stopped(self, account_id: int, reason: str) -> None:
        """Stop an account until a person looks at it, with the reason; an empty reason lets it go on."""
        with self._database.transaction() as connection:
            connection.execute(table.update().where(table.c.id == account_id).values(stopped_reason=reason))

    def ensure_practice(self) -> Account:
        """Give the practice account, made when it is missing."""
        with self._database.reading() as connection:
            found = _practice(connection)
        if found is None:
            with self._database.transaction() as connection:
                if _practice(connection) is None:
                    add_practice(connection)
                found = _practice(connection)
        assert found is not None
        return found

    def identities(self, account_id: int) -> list[Identity]:
        """Give all identities of an account, the default one first."""
        with self._database.reading() as connection:
            return _identities(connection, account_id)

    def save_identities(self, account_id: int, wanted: Sequence[Identity]) -> None:
        """Replace the identities of an account; the first one becomes the default."""
        if not wanted:
            raise InputError("An account needs at least one From address.")
        with self._database.transaction() as connection:
            connection.execute(identities.delete().where(identities.c.account_id == account_id))
            for place, identity in enumerate(wanted):
                values = {"account_id": account_id, "is_default": int(place == 0), **asdict(identity)}
                connection.execute(identities.insert().values(values))

    def begin_warm_up(self, account_id: int, at: float) -> None:
        """The first message after the warm-up plan was made goes now: its first day begins."""
        with self._database.transaction() as connection:
            found = connection.execute(select(table.c.warm_up).where(table.c.id == account_id)).scalar()
            plan = warm_up_of(found or "{}")
            if plan.steps and plan.started_at is None:
                begun = warm_up_to_json(WarmUp(plan.steps, at))
                connection.execute(table.update().where(table.c.id == account_id).values(warm_up=begun))

    def quirks(self, account_id: int) -> dict[str, Any]:
        """Give what was learned about the account's server."""
        with self._database.reading() as connection:
            found = connection.execute(select(table.c.quirks).where(table.c.id == account_id)).scalar()
        learned: dict[str, Any] = json.loads(found or "{}")
        return learned

    def set_quirk(self, account_id: int, name: str, value: Any) -> None:
        """Remember something about the account's server; None forgets it."""
        with self._database.transaction() as connection:
            found = connection.execute(select(table.c.quirks).where(table.c.id == account_id)).scalar()
            quirks = {**json.loads(found or "{}"), name: value}
            kept = {key: known for key, known in quirks.items() if known is not None}
            connection.execute(table.update().where(table.c.id == account_id).values(quirks=to_json(kept)))


def add_practice(connection: Connection) -> None:
    """Make the practice account: it sends to the built-in server and knows no limits."""
    values = {
        "name": PRACTICE_ACCOUNT_NAME,
        "kind": AccountKind.PRACTICE.value,
        "host": "127.0.0.1",
        "security": Security.NONE.value,
        "connections": 4,
        "messages_per_connection": 1000,
    }
    account_id = _write(connection, 0, PRACTICE_ACCOUNT_NAME, values)
    _write_default(connection, account_id, Identity("practice@mailer.example", "Practice"))


def _write(connection: Connection, account_id: int, name: str, values: dict[str, Any]) -> int:
    try:
        if not account_id:
            made = connection.execute(table.insert().values(values)).inserted_primary_key
            assert made is not None
            return int(made[0])
        if not connection.execute(table.update().where(table.c.id == account_id).values(values)).rowcount:
            raise NotFoundError("This account is no longer there.")
    except IntegrityError:
        raise InputError(f"There is already an account “{name}”.", hint="Choose another name.") from None
    return account_id


def _write_default(connection: Connection, account_id: int, identity: Identity) -> None:
    default = (identities.c.account_id == account_id) & (identities.c.is_default == 1)
    if not connection.execute(identities.update().where(default).values(asdict(identity))).rowcount:
        values = {"account_id": account_id, "is_default": 1, **asdict(identity)}
        connection.execute(identities.insert().values(values))


def _practice(connection: Connection) -> Account | None:
    found = [account for account in _accounts(connection) if account.kind is AccountKind.PRACTICE]
    return found[0] if found else None


def _accounts(connection: Connection) -> list[Account]:
    port = int(Settings.read(connection, PORT_SETTING, 0))
    rows = connection.execute(select(table).order_by(table.c.name)).all()
    return [_account(row, _identities(connection, row.id), port) for row in rows]


def _identities(connection: Connection, account_id: int) -> list[Identity]:
    rows = connection.execute(
        select(identities)
        .where(identities.c.account_id == account_id)
        .order_by(identities.c.is_default.desc(), identities.c.id)
    )
    return [Identity(row.address, row.name, row.reply_to) for row in rows]


def _account(row: Row[Any], known: list[Identity], practice_port: int) -> Account:
    kind = AccountKind(row.kind)
    return Account(
        id=row.id,
        name=row.name,
        host=row.host,
        port=practice_port if kind is AccountKind.PRACTICE else row.port,
        security=Security(row.security),
        identity=known[0] if known else Identity(""),
        username=row.username,
        kind=kind,
        limits=Limits(row.per_second, row.per_minute, row.per_hour, row.per_day),
        connections=row.connections,
        messages_per_connection=row.messages_per_connection,
        ca_file=row.ca_file,
        stopped_reason=row.stopped_reason,
        depth=row.depth,
        domain_limits=domain_limits_of(row.domain_limits),
        warm_up=warm_up_of(row.warm_up),
    )
