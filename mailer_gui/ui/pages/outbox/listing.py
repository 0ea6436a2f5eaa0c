"""The list of an outbox: who gets a message, how large it is, and a mark where something is odd."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject

from mailer_gui.model.outbox import OutboxPerson
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.outbox_reading import Reading
from mailer_gui.ui.outbox_words import kind_meaning
from mailer_gui.ui.texts import size, tr
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column
from mailer_gui.ui.widgets.paged import PagedModel

Question = Callable[[Any], "array[int]"]


class Listing(QObject):
    """The model, and the questions that fill it."""

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self.campaign_id = 0
        self.reading: Reading | None = None
        self.order, self.descending = "address", False
        columns: tuple[Column[OutboxPerson], ...] = (
            Column("address", tr("To"), self._who),
            Column("size", tr("Size"), self._size, 92, right=True),
        )
        self.model: PagedModel[OutboxPerson] = PagedModel(
            columns, context.tasks, self._rows, lambda person: person.id, self
        )

    def load(self, search: str, kind: str) -> None:
        """Ask for the people: all who match a search, and of one kind of remark only, if one is given."""
        self.model.load(self.question(search, kind))

    def question(self, search: str, kind: str) -> Question:
        """Give what finds them, in a thread."""
        campaign_id, reading, order, descending = self.campaign_id, self.reading, self.order, self.descending

        def ask(ws: Any) -> array[int]:
            from mailer_gui.operations import outbox_list

            turned = "-" if descending and order != "size" else ""
            found = outbox_list.ids(ws, campaign_id, search, turned + ("address" if order == "size" else order))
            if kind and reading is not None:
                among = {remark.number for remark in reading.look.remarks if remark.kind == kind}
                found = array("q", (one for one in found if one in among))
            if order == "size" and reading is not None:
                found = reading.by_size(found, descending=descending)
            return found

        return ask

    def remarks_of(self, person: int) -> list[str]:
        """Say what is odd about somebody's message, as far as it is kept."""
        return self.reading.said.get(person, []) if self.reading is not None else []

    def _rows(self, ws: Any, ids: Sequence[int]) -> list[OutboxPerson]:
        from mailer_gui.operations import outbox_list

        return outbox_list.rows(ws, self.campaign_id, ids)

    def _who(self, person: OutboxPerson) -> Cell:
        kind = self.reading.marked.get(person.id, "") if self.reading is not None else ""
        if not kind:
            return Cell(person.address, beside=person.name, tip=person.address)
        icon = "error" if kind_meaning(kind) == "bad" else "warning"
        tip = "\n".join([person.address, *self.remarks_of(person.id)])
        return Cell(person.address, beside=person.name, icon=icon, kind=kind_meaning(kind), tip=tip)

    def _size(self, person: OutboxPerson) -> Cell:
        known = self.reading.size_of(person.id) if self.reading is not None else None
        return Cell(size(known) if known else "–", muted=True, right=True)
