"""The first step: who gets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QStackedLayout, QVBoxLayout, QWidget

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import ContactList
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.rest_audience import RestAudience
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import button, clear, column, label, row, scrolled
from mailer_gui.ui.widgets.cards import Card, EmptyState

Size = tuple[int, int]
"""People in the audience, and how many of them are suppressed."""


class AudienceStep(QWidget):
    """The lists with their sizes, and the sum of the chosen ones without duplicates."""

    counted = Signal(int, int)

    def __init__(self, context: PageContext, draft: Draft) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self._boxes: dict[int, QCheckBox] = {}
        self._rows: QVBoxLayout = column(spacing=0)
        inner = QWidget()
        inner.setLayout(column(self._rows, None, spacing=0, margins=(t.S, t.S, t.S, t.S)))
        lists = Card(label(tr("Lists"), "section"), scrolled(inner), spacing=t.S)
        lists.content.setStretch(1, 1)
        self._people = label("0", "huge")
        self._words = label("", "muted")
        self._suppressed = label("", "muted", wrap=True)
        self._twice = label(
            tr("A person on several lists gets one message. Suppressed people never get any."), "small", wrap=True
        )
        total = Card(
            label(tr("This campaign goes to"), "muted"),
            row(self._people, self._words, None, spacing=t.S),
            self._suppressed,
            self._twice,
            None,
            spacing=t.S,
        )
        total.setMinimumWidth(280)
        total.setMaximumWidth(380)
        both = QWidget()
        layout = row(lists, total, spacing=14)
        layout.setStretch(0, 1)
        both.setLayout(layout)
        nothing = Card(
            EmptyState(
                "contacts",
                tr("There are no lists yet"),
                tr("Import your contacts from a spreadsheet or a CSV file. They become a list you can choose here."),
                button(tr("Import contacts"), "primary", lambda: context.navigate("contacts", {"import": ""})),
            )
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(both)
        self._stack.addWidget(nothing)
        self.rest = RestAudience(context)
        self.rest.lists_wanted.connect(self._choose_lists)
        self._stack.addWidget(self.rest)

    def refresh(self) -> None:
        """Read the lists again."""
        self._context.tasks.read(self, _read_lists, self._show_lists)
        self._count()

    def _show_lists(self, lists: Sequence[ContactList]) -> None:
        chosen = self._draft.campaign.audience.list_ids
        if list(self._boxes) != [one.id for one in lists]:
            clear(self._rows)
            self._boxes.clear()
            for one in lists:
                self._add(one)
        for one in lists:
            box = self._boxes[one.id]
            box.blockSignals(True)
            box.setChecked(one.id in chosen)
            box.blockSignals(False)
            size = box.property("size_label")
            if isinstance(size, QLabel):
                size.setText(number(one.size))
        rest_of = self._draft.campaign.audience.rest_of
        if rest_of is not None:
            self.rest.show_rest(rest_of)
        self._stack.setCurrentIndex(2 if rest_of is not None else 0 if lists else 1)

    def _add(self, one: ContactList) -> None:
        box = QCheckBox(one.name.replace("&", "&&"))
        box.setAccessibleName(one.name)
        box.toggled.connect(lambda _: self._choose())
        size = label(number(one.size), "muted")
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        box.setProperty("size_label", size)
        self._boxes[one.id] = box
        line = QWidget()
        whole = row(box, size, margins=(t.XS, 3, t.S, 3))
        whole.setStretch(0, 1)
        line.setLayout(whole)
        self._rows.addWidget(line)

    def _choose(self) -> None:
        chosen = tuple(list_id for list_id, box in self._boxes.items() if box.isChecked())
        self._draft.set_audience(Audience(chosen))
        self._count()

    def _choose_lists(self) -> None:
        self._draft.set_audience(Audience())
        self.refresh()

    def _count(self) -> None:
        audience = self._draft.campaign.audience

        def work(ws: Any) -> Size:
            from mailer_gui.operations import audience as operations

            return operations.size(ws, audience)

        self._context.tasks.read(self, work, lambda size: self._show_size(audience, size))

    def _show_size(self, audience: Audience, size: Size) -> None:
        if audience != self._draft.campaign.audience:
            return
        people, suppressed = size
        self.rest.show_size(people - suppressed)
        self._people.setText(number(people - suppressed))
        self._words.setText(counted(people - suppressed, "person", "people"))
        self._suppressed.setText(
            counted(
                suppressed,
                "%Ln more is suppressed and will be skipped.",
                "%Ln more are suppressed and will be skipped.",
            )
            if suppressed
            else ""
        )
        self._suppressed.setVisible(bool(suppressed))
        self.counted.emit(people, suppressed)


def _read_lists(ws: Any) -> list[ContactList]:
    from mailer_gui.operations import lists

    return list(lists.every(ws))
