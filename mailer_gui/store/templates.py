"""Templates: messages kept for later campaigns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from mailer_gui.model.errors import InputError, NotFoundError, no_such
from mailer_gui.model.messages import Message
from mailer_gui.model.templates import Template
from mailer_gui.store import codec, schema
from mailer_gui.store.connection import Database

table = schema.templates


class Templates:
    """The templates of a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Template]:
        """Give all templates by name."""
        with self._database.reading() as connection:
            return [_template(row) for row in connection.execute(select(table).order_by(table.c.name))]

    def get(self, template_id: int) -> Template:
        """Give one template, or raise NotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(table.c.id == template_id)).one_or_none()
        if row is None:
            raise NotFoundError("This template is no longer there.")
        return _template(row)

    def by_name(self, name: str) -> Template:
        """Give the template of this name (capital letters do not matter), or raise NotFoundError."""
        found = next((one for one in self.all() if one.name.lower() == name.strip().lower()), None)
        if found is None:
            raise no_such("template", name, [one.name for one in self.all()])
        return found

    def save(self, name: str, message: Message, template_id: int = 0) -> Template:
        """Keep a message under a name; id 0 makes a new template. Raises InputError when the name is taken or empty."""
        name = name.strip()
        if not name:
            raise InputError("A template needs a name.")
        values = {"name": name, "message": codec.message_to_json(message), "changed_at": self._database.clock()}
        with self._database.transaction() as connection:
            taken = select(table.c.id).where(table.c.name == name, table.c.id != template_id)
            if connection.execute(taken).first() is not None:
                raise InputError(f"There is a template “{name}” already.", hint="Choose another name.")
            if template_id:
                connection.execute(table.update().where(table.c.id == template_id).values(values))
            else:
                made = connection.execute(table.insert().values(values)).inserted_primary_key
                assert made is not None
                template_id = int(made[0])
        return self.get(template_id)

    def free_name(self, name: str) -> str:
        """Give a name that no template has: the wished one, or with a number."""
        taken = {template.name.casefold() for template in self.all()}
        wished, number = name.strip() or "Template", 2
        free = wished
        while free.casefold() in taken:
            free, number = f"{wished} {number}", number + 1
        return free

    def remove(self, template_id: int) -> None:
        """Delete a template; campaigns that were begun with it stay."""
        with self._database.transaction() as connection:
            connection.execute(table.delete().where(table.c.id == template_id))


def _template(row: Row[Any]) -> Template:
    return Template(row.id, row.name, codec.message_of(row.message), row.changed_at)
