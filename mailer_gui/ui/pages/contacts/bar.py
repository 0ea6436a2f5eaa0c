"""The two bars of the contacts page: which list is shown, and what to do with the chosen people."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.contacts.reading import Overview
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import button, icon_button, label, row


class ListBar(QWidget):
    """Chooses the list that is shown, and offers what can be done with it."""

    chosen = Signal(object)
    menu_wanted = Signal(QWidget)

    def __init__(self) -> None:
        super().__init__()
        self.combo = QComboBox()
        self.combo.setAccessibleName(tr("List"))
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(12)
        self.combo.setMinimumWidth(170)
        self.combo.setMaximumWidth(340)
        self.more = icon_button("more", tr("Lists: new, rename, remove, export"), self._wants_menu, "text")
        self.combo.activated.connect(lambda: self.chosen.emit(self.combo.currentData()))
        self.chosen_people = SelectionBar()
        whole = row(self.combo, self.more, None, self.chosen_people)
        whole.setStretch(0, 3)
        whole.setStretch(2, 2)
        self.setLayout(whole)

    def _wants_menu(self) -> None:
        self.menu_wanted.emit(self.more)

    def show_lists(self, overview: Overview, list_id: int | None) -> None:
        """Show the lists with their sizes, and which one is in front."""
        self.combo.clear()
        self.combo.addItem(tr("Everybody ({count})").format(count=number(overview.total)), None)
        for one in overview.lists:
            self.combo.addItem(f"{one.name} ({number(one.size)})", one.id)
        self.combo.setCurrentIndex(max(0, self.combo.findData(list_id)))


class SelectionBar(QFrame):
    """Shown while people are chosen: how many, and what can be done with them."""

    add_to_list = Signal()
    remove_from_list = Signal()
    export = Signal()
    delete = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._count = label("", "strong")
        self.add_button = button(tr("Add to list"), "plain", self.add_to_list.emit, icon="list")
        self._remove = button(tr("Take off list"), "plain", self.remove_from_list.emit)
        self._delete = button(tr("Delete"), "danger", self.delete.emit, icon="trash")
        self.setLayout(row(self._count, t.XS, self.add_button, self._remove, self._delete))
        self.hide()

    def show_count(self, count: int, total: int, *, in_list: bool) -> None:
        """Say how many are chosen; nobody means that the bar goes away."""
        self.setVisible(count > 0)
        self._remove.setVisible(in_list)
        if count and count == total and count > 1:
            self._count.setText(tr("All {count} chosen").format(count=number(count)))
        else:
            self._count.setText(counted(count, "%Ln person chosen", "%Ln people chosen"))
