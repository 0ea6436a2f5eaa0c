"""The bar over the contacts table: what is shown, how it is shown, and what to do with the chosen people."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QStackedWidget, QToolButton, QWidget

from mailer_gui.model.verification import Verdict
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.contacts.reading import Overview, Query, Shown
from mailer_gui.ui.pages.contacts.words import LOOK
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import ElidedLabel, button, icon_button, label, row
from mailer_gui.ui.widgets.inputs import long_list
from mailer_gui.ui.words import verdict_pill

MANY = 2
"""From so many chosen people on, the bar is about them."""


def states() -> list[tuple[str, Shown]]:
    """Give the states people can be filtered by, with their words."""
    return [
        (tr("Any state"), Shown()),
        (tr("Needs a look"), Shown(verdicts=LOOK)),
        *((verdict_pill(one)[0], Shown(verdicts=(one,))) for one in (*LOOK, Verdict.OK, Verdict.NOT_CHECKED)),
        (tr("Never mailed"), Shown(suppressed=True)),
    ]


class ListBar(QStackedWidget):
    """Chooses what is shown; while several people are chosen, `chosen_people` stands in its place."""

    query_wanted = Signal(object)
    menu_wanted = Signal(QWidget)
    columns_wanted = Signal()
    details_wanted = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._places: list[Shown | None] = [Shown()]
        self._names = [""]
        self.combo = QComboBox()
        long_list(self.combo)
        self.combo.setAccessibleName(tr("List"))
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self.combo.setMinimumWidth(170)
        self.combo.setMaximumWidth(340)
        self.combo.activated.connect(self._choose)
        self.state = QComboBox()
        self.state.setAccessibleName(tr("State"))
        self.state.activated.connect(self._choose)
        for words, state in states():
            self.state.addItem(words, state)
        self.more = icon_button("more", tr("More: lists, duplicates, export"), self._wants_menu, "text")
        self.found = ElidedLabel("", "muted")
        self.columns = icon_button("columns", tr("Choose columns"), self.columns_wanted.emit, "text")
        self.details = self._toggle()
        self.chosen_people = SelectionBar()
        whole = row(self.combo, self.state, self.more, self.found, self.columns, self.details)
        whole.setStretch(0, 3)
        whole.setStretch(3, 2)
        first = QWidget()
        first.setLayout(whole)
        self.addWidget(first)
        self.addWidget(self.chosen_people)
        self.setFixedHeight(t.CONTROL_HEIGHT + t.XS)

    def _toggle(self) -> QToolButton:
        made = icon_button("panel", tr("Show the details of the chosen person (Ctrl+I)"), None, "text")
        made.setCheckable(True)
        made.clicked.connect(self.details_wanted)
        return made

    def _wants_menu(self) -> None:
        self.menu_wanted.emit(self.more)

    def _choose(self) -> None:
        shown, state = self.combo.currentData() or Shown(), self.state.currentData() or Shown()
        self.query_wanted.emit(replace(state, list_id=shown.list_id, segment_id=shown.segment_id))

    def show_lists(self, overview: Overview, query: Query) -> None:
        """Show the lists with their sizes, and what is in front."""
        self.combo.clear()
        self._places, self._names = [Shown()], [""]
        self.combo.addItem(tr("Everybody ({count})").format(count=number(overview.total)), Shown())
        for one in overview.lists:
            self._add(f"{one.name} ({number(one.size)})", Shown(list_id=one.id), one.name)
        if overview.segments:
            self._add("", None)
        for segment in overview.segments:
            self._add(tr("Segment: {name}").format(name=segment.name), Shown(segment_id=segment.id), segment.name)
        self.combo.setCurrentIndex(self._places.index(Shown(query.list_id, query.segment_id)))
        wanted = Shown(suppressed=query.suppressed, verdicts=query.verdicts)
        self.state.setCurrentIndex([state for _, state in states()].index(wanted))

    def _add(self, words: str, place: Shown | None, name: str = "") -> None:
        self._places.append(place)
        self._names.append(name)
        if place is None:
            self.combo.insertSeparator(self.combo.count())
        else:
            self.combo.addItem(words, place)

    def place_name(self) -> str:
        """Give the name of the list or segment that is shown; empty for everybody."""
        return self._names[max(0, self.combo.currentIndex())]

    def show_found(self, words: str) -> None:
        """Say how many were found."""
        self.found.setText(words)

    def show_chosen(self, count: int, total: int, *, in_list: bool) -> None:
        """Say how many are chosen, when they are several."""
        self.chosen_people.show_count(count, total, in_list=in_list)
        self.setCurrentIndex(int(count >= MANY))


class SelectionBar(QFrame):
    """Stands there while several people are chosen: how many, and what can be done with them."""

    add_to_list = Signal()
    remove_from_list = Signal()
    more = Signal()
    delete = Signal()
    clear = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.close_button = icon_button("close", tr("Choose nobody"), self.clear.emit, "text")
        self.count = label("", "strong")
        self.add_button = button(tr("Add to list"), "plain", self.add_to_list.emit, icon="list")
        self._remove = button(tr("Take off list"), "plain", self.remove_from_list.emit)
        self.more_button = button(tr("Change"), "plain", self.more.emit, icon="edit")
        self._delete = button(tr("Delete"), "danger", self.delete.emit, icon="trash")
        self.setLayout(
            row(self.close_button, self.count, None, self.add_button, self._remove, self.more_button, self._delete)
        )

    def show_count(self, count: int, total: int, *, in_list: bool) -> None:
        """Say how many are chosen."""
        self._remove.setVisible(in_list)
        if count and count == total and count > 1:
            self.count.setText(tr("All {count} chosen").format(count=number(count)))
        else:
            self.count.setText(counted(count, "%Ln person chosen", "%Ln people chosen"))
