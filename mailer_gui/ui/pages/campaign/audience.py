"""The first step: who gets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QStackedLayout, QVBoxLayout, QWidget

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import ContactList
from mailer_gui.model.segments import Segment
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.rest_audience import RestAudience
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import button, clear, column, label, row, scrolled
from mailer_gui.ui.widgets.cards import Card, EmptyState

Size = tuple[int, int]
"""People in the audience, and how many of them are suppressed."""


class _Section(QWidget):
    """A heading with a box for each list or segment; `changed` comes when a person ticks one."""

    changed = Signal()

    def __init__(self, title: str, *more: QWidget) -> None:
        super().__init__()
        self.boxes: dict[int, QCheckBox] = {}
        self._sizes: dict[int, QLabel] = {}
        self._rows: QVBoxLayout = column(spacing=0)
        self.nothing = label("", "small", wrap=True)
        head = row(label(title, "section"), None, *more, margins=(t.S, 0, 0, t.XS))
        self.setLayout(column(head, self.nothing, self._rows, spacing=0))

    def show_entries(self, entries: Sequence[tuple[int, str]], chosen: Sequence[int]) -> None:
        """Show these, the chosen ones ticked."""
        if list(self.boxes) != [number for number, _ in entries]:
            clear(self._rows)
            self.boxes.clear()
            self._sizes.clear()
            for number_of, _name in entries:
                self._add(number_of)
        for number_of, name in entries:
            box = self.boxes[number_of]
            box.blockSignals(True)
            box.setText(name.replace("&", "&&"))
            box.setAccessibleName(name)
            box.setChecked(number_of in chosen)
            box.blockSignals(False)
        self.nothing.setVisible(not entries)

    def show_size(self, number_of: int, size: int) -> None:
        """Show how many people one holds."""
        if number_of in self._sizes:
            self._sizes[number_of].setText(number(size))

    def chosen(self) -> tuple[int, ...]:
        """Give what is ticked."""
        return tuple(number_of for number_of, box in self.boxes.items() if box.isChecked())

    def _add(self, number_of: int) -> None:
        box = self.boxes[number_of] = QCheckBox()
        box.toggled.connect(lambda _: self.changed.emit())
        size = self._sizes[number_of] = label("…", "muted")
        size.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QWidget()
        whole = row(box, size, margins=(t.S, 3, t.S, 3))
        whole.setStretch(0, 1)
        line.setLayout(whole)
        self._rows.addWidget(line)


class AudienceStep(QWidget):
    """The lists and segments with their sizes, and the sum of the chosen ones without duplicates."""

    counted = Signal(int, int)

    def __init__(self, context: PageContext, draft: Draft) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self.lists = _Section(tr("Lists"))
        make = button(tr("New segment"), "link", lambda: context.navigate("segments", "new"), icon="plus")
        self.segments = _Section(tr("Segments"), make)
        self.lists.nothing.setText(tr("There are no lists yet."))
        self.segments.nothing.setText(
            tr("People found by rules, for example everybody in Lisbon. There are no segments yet.")
        )
        for section in (self.lists, self.segments):
            section.nothing.setContentsMargins(t.S, 0, t.S, t.S)
            section.changed.connect(self._choose)
        self._people = label("0", "huge")
        self._words = label("", "muted")
        self._suppressed = label("", "muted", wrap=True)
        both = QWidget()
        layout = row(self._choices(), self._total(), spacing=14)
        layout.setStretch(0, 1)
        both.setLayout(layout)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(both)
        self._stack.addWidget(self._nothing())
        self.rest = RestAudience(context)
        self.rest.lists_wanted.connect(self._choose_lists)
        self._stack.addWidget(self.rest)

    def _choices(self) -> Card:
        inner = QWidget()
        inner.setLayout(column(self.lists, self.segments, None, spacing=t.L, margins=(t.M, t.L, t.M, t.L)))
        choices = Card(margin=1, spacing=0)
        choices.content.addWidget(scrolled(inner))
        return choices

    def _total(self) -> Card:
        twice = tr("A person found more than once gets one message. Suppressed people never get any.")
        total = Card(
            label(tr("This campaign goes to"), "muted"),
            row(self._people, self._words, None, spacing=t.S),
            self._suppressed,
            label(twice, "small", wrap=True),
            None,
            spacing=t.S,
        )
        total.setMinimumWidth(280)
        total.setMaximumWidth(380)
        return total

    def _nothing(self) -> Card:
        bring = lambda: self._context.navigate("contacts", {"import": ""})  # noqa: E731 - a name for one line
        return Card(
            EmptyState(
                "contacts",
                tr("There are no lists yet"),
                tr("Import your contacts from a spreadsheet or a CSV file. They become a list you can choose here."),
                button(tr("Import contacts"), "primary", bring),
            )
        )

    def refresh(self) -> None:
        """Read lists and segments again."""
        self._context.tasks.read(self, _read_choices, self._show_choices)
        self._count()

    def _show_choices(self, found: tuple[list[ContactList], list[Segment]]) -> None:
        lists, segments = found
        audience = self._draft.campaign.audience
        self.lists.show_entries([(one.id, one.name) for one in lists], audience.list_ids)
        self.segments.show_entries([(one.id, one.name) for one in segments], audience.segment_ids)
        for one in lists:
            self.lists.show_size(one.id, one.size)
        for segment in segments:
            self._count_segment(segment.id)
        if audience.rest_of is not None:
            self.rest.show_rest(audience.rest_of)
        self._stack.setCurrentIndex(2 if audience.rest_of is not None else 0 if lists or segments else 1)

    def _count_segment(self, segment_id: int) -> None:
        def work(ws: Any) -> int:
            from mailer_gui.operations import segments

            return segments.count(ws, segment_id)

        # One that was removed meanwhile needs no number any more.
        self._context.tasks.read(
            self, work, lambda size: self.segments.show_size(segment_id, size), lambda _problem: None
        )

    def _choose(self) -> None:
        self._draft.set_audience(Audience(self.lists.chosen(), segment_ids=self.segments.chosen()))
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


def _read_choices(ws: Any) -> tuple[list[ContactList], list[Segment]]:
    from mailer_gui.operations import lists, segments

    return list(lists.every(ws)), segments.all(ws)
