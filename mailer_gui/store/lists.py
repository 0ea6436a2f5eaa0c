"""Lists: named sets of contacts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from mailer_gui.model.contacts import ContactList
from mailer_gui.model.errors import InputError, NotFoundError, no_such
from mailer_gui.store import schema
from mailer_gui.store.codec import to_json
from mailer_gui.store.connection import Database, driver

table, members = schema.lists, schema.list_members
_BATCH = 2_000
_ORPHANED = """
WITH RECURSIVE used (id) AS (
    SELECT min(list_id) FROM list_members
    UNION ALL SELECT (SELECT min(list_id) FROM list_members WHERE list_id > used.id) FROM used WHERE used.id IS NOT NULL
) SELECT id FROM used WHERE id IS NOT NULL AND id NOT IN (SELECT id FROM lists)
"""
"""Lists that have members but are gone: looks at one row per list, not at every member."""


class Lists:
    """The lists of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[ContactList]:
        """Give all lists with their sizes, by name."""
        sizes = select(members.c.list_id, func.count().label("size")).group_by(members.c.list_id).subquery()
        statement = (
            select(table.c.id, table.c.name, func.coalesce(sizes.c.size, 0).label("size"))
            .outerjoin(sizes, sizes.c.list_id == table.c.id)
            .order_by(table.c.name)
        )
        with self._database.reading() as connection:
            return [ContactList(row.id, row.name, row.size) for row in connection.execute(statement)]

    def by_name(self, name: str) -> ContactList:
        """Give the list of this name (capital letters do not matter), or raise NotFoundError."""
        found = self._find(name)
        if found is None:
            raise no_such("list", name, [one.name for one in self.all()])
        return found

    def get(self, list_id: int) -> ContactList:
        """Give one list, or raise NotFoundError."""
        with self._database.reading() as connection:
            name = connection.execute(select(table.c.name).where(table.c.id == list_id)).scalar()
        if name is None:
            raise NotFoundError("This list is no longer there.")
        return self.by_name(name)

    def get_or_create(self, name: str) -> ContactList:
        """Give the list of this name, made if it is missing."""
        name = _checked(name)
        found = self._find(name)
        if found is None:
            with self._database.transaction() as connection:
                connection.execute(table.insert().prefix_with("OR IGNORE").values(name=name))
            found = self.by_name(name)
        return found

    def rename(self, list_id: int, name: str) -> ContactList:
        """Give a list another name; raises InputError when another list has it."""
        name = _checked(name)
        with self._database.transaction() as connection:
            try:
                changed = connection.execute(table.update().where(table.c.id == list_id).values(name=name)).rowcount
            except IntegrityError:
                raise InputError(f"There is already a list “{name}”.", hint="Choose another name.") from None
            if not changed:
                raise NotFoundError("This list is no longer there.")
        return self.by_name(name)

    def remove(self, list_id: int) -> None:
        """Remove a list; its contacts stay. It is gone at once, its members follow in short transactions."""
        with self._database.transaction() as connection:
            connection.execute(table.delete().where(table.c.id == list_id))
            orphaned = connection.exec_driver_sql(_ORPHANED).scalars().all()
        for gone in orphaned:
            while self._remove_some(gone):
                pass

    def add_members(self, list_id: int, ids: Sequence[int]) -> int:
        """Put contacts on a list; gives how many were not on it. Those that are gone are left out."""
        self.get(list_id)
        return self._each(
            ids,
            "INSERT OR IGNORE INTO list_members SELECT ?, id FROM contacts"
            " WHERE id IN (SELECT value FROM json_each(?))",
            list_id,
        )

    def remove_members(self, list_id: int, ids: Sequence[int]) -> int:
        """Take contacts off a list; gives how many were on it."""
        return self._each(
            ids,
            "DELETE FROM list_members WHERE list_id = ? AND contact_id IN (SELECT value FROM json_each(?))",
            list_id,
        )

    def of_contact(self, contact_id: int) -> list[ContactList]:
        """Give the lists that a contact is on (without their sizes), by name."""
        statement = (
            select(table.c.id, table.c.name)
            .join(members, members.c.list_id == table.c.id)
            .where(members.c.contact_id == contact_id)
            .order_by(table.c.name)
        )
        with self._database.reading() as connection:
            return [ContactList(row.id, row.name) for row in connection.execute(statement)]

    def of_contacts(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        """Give the names of the lists that each of these contacts is on, by name; who is on none is left out."""
        found: dict[int, tuple[str, ...]] = {}
        with self._database.reading() as connection:
            rows = driver(connection).execute(
                "SELECT m.contact_id, l.name FROM json_each(?) AS wanted"
                " CROSS JOIN list_members AS m ON m.contact_id = wanted.value JOIN lists AS l ON l.id = m.list_id"
                " ORDER BY l.name",
                (to_json(list(ids)),),
            )
            for number, name in rows:
                found[number] = (*found.get(number, ()), name)
        return found

    def _find(self, name: str) -> ContactList | None:
        size = select(func.count()).where(members.c.list_id == table.c.id).scalar_subquery()
        statement = select(table.c.id, table.c.name, size.label("size")).where(table.c.name == name.strip())
        with self._database.reading() as connection:
            row = connection.execute(statement).one_or_none()
        return None if row is None else ContactList(row.id, row.name, row.size)

    def _each(self, ids: Sequence[int], statement: str, list_id: int) -> int:
        done = 0
        for start in range(0, len(ids), _BATCH):
            with self._database.transaction(bulk=True) as connection:
                numbers = to_json(list(ids[start : start + _BATCH]))
                done += driver(connection).execute(statement, (list_id, numbers)).rowcount
        return done

    def _remove_some(self, list_id: int) -> bool:
        with self._database.transaction(bulk=True) as connection:
            removed = driver(connection).execute(
                "DELETE FROM list_members WHERE list_id = ?1 AND contact_id IN"
                " (SELECT contact_id FROM list_members WHERE list_id = ?1 LIMIT ?2)",
                (list_id, _BATCH),
            )
            return removed.rowcount > 0


def _checked(name: str) -> str:
    if not name.strip():
        raise InputError("A list needs a name.")
    return name.strip()
