"""Whose message is shown: the people of the audience, one after the other."""

from __future__ import annotations

from array import array
from typing import Any

from PySide6.QtCore import QObject, Signal

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import Contact
from mailer_gui.ui.context import PageContext


class People(QObject):
    """The ids of the audience and the one in front. `moved` comes when another person is in front, or nobody."""

    moved = Signal()
    chosen = Signal()
    """At once, before the person is read: whoever shows the message need not wait for the name."""

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._audience: Audience | None = None
        self._asked = 0
        self.ids: array[int] = array("q")
        self.place = 0
        self.person: Contact | None = None

    def load(self, audience: Audience) -> None:
        """Read who is in the audience now."""
        self._asked += 1
        asked = self._asked

        def work(ws: Any) -> array[int]:
            from mailer_gui.operations import audience as operations

            return operations.people(ws, audience)

        def show(ids: array[int]) -> None:
            if asked != self._asked:  # an older answer that comes late must not bring the first person back
                return
            before = self.contact_id if audience == self._audience else None
            self._audience = audience
            self.ids = ids
            self.place = ids.index(before) if before is not None and before in ids else 0
            self._read_person()

        self._context.tasks.read(self, work, show)

    @property
    def contact_id(self) -> int | None:
        """The person in front."""
        return self.ids[self.place] if 0 <= self.place < len(self.ids) else None

    def step(self, by: int) -> None:
        """Go on or back, round the corner at the ends."""
        if self.ids:
            self.place = (self.place + by) % len(self.ids)
            self._read_person()

    def go_to(self, contact_id: int) -> None:
        """Bring a person to the front."""
        if contact_id in self.ids:
            self.place = self.ids.index(contact_id)
            self._read_person()

    def _read_person(self) -> None:
        wanted = self.contact_id
        self.chosen.emit()

        def work(ws: Any) -> Contact | None:
            from mailer_gui.operations import audience as operations

            found = operations.contacts(ws, [wanted]) if wanted is not None else []
            return found[0] if found else None

        def show(person: Contact | None) -> None:
            if wanted == self.contact_id:
                self.person = person
                self.moved.emit()

        self._context.tasks.read(self, work, show)
