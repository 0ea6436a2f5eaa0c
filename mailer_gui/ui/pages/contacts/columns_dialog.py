"""Choosing the columns of the contacts table: which ones, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from mailer_gui.ui.pages.contacts.columns import DEFAULT, Choice, catalogue
from mailer_gui.ui.pages.contacts.reading import ADDRESS
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, column, icon_button, row
from mailer_gui.ui.widgets.dialogs import Dialog

_KEY = Qt.ItemDataRole.UserRole


class ColumnsDialog(Dialog):
    """A list of all columns with ticks; `done` gets the choice."""

    def __init__(
        self, parent: QWidget | None, choice: Choice, fields: Sequence[str], done: Callable[[Choice], object]
    ) -> None:
        super().__init__(parent, tr("Columns"), tr("Tick what you want to see. The order here is the order there."))
        self._choice, self._fields, self._done = choice, fields, done
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMinimumHeight(320)
        self._pressed = Qt.CheckState.Unchecked
        self.list.itemPressed.connect(lambda item: setattr(self, "_pressed", item.checkState()))
        self.list.itemClicked.connect(self._tick)
        self._fill(choice.keys)
        up = icon_button("up", tr("Move up (Alt+Up)"), lambda: self.move_by(-1), "text")
        down = icon_button("down", tr("Move down (Alt+Down)"), lambda: self.move_by(1), "text")
        QShortcut(QKeySequence("Alt+Up"), self, lambda: self.move_by(-1))
        QShortcut(QKeySequence("Alt+Down"), self, lambda: self.move_by(1))
        whole = row(self.list, column(up, down, None))
        whole.setStretch(0, 1)
        self.add(whole)
        self.buttons.insertWidget(0, button(tr("Usual columns"), "link", lambda: self._fill(DEFAULT)))
        self.add_button(tr("Cancel"))
        self.add_button(tr("Show these"), "primary", self.finish)
        self.list.setFocus()

    def _fill(self, keys: Sequence[str]) -> None:
        self.list.clear()
        known = {one.key: one.title for one in catalogue(self._fields)}
        for key in (*(key for key in keys if key in known), *(key for key in known if key not in keys)):
            item = QListWidgetItem(known[key])
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in keys else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _tick(self, item: QListWidgetItem) -> None:
        """Let a click on the words do what a click on the box does; that one has changed it by itself by now."""
        if item.checkState() is self._pressed:
            ticked = self._pressed is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    def move_by(self, step: int) -> None:
        """Move the current column up or down."""
        place = self.list.currentRow()
        if 0 <= place + step < self.list.count():
            item = self.list.takeItem(place)
            self.list.insertItem(place + step, item)
            self.list.setCurrentRow(place + step)

    def keys(self) -> tuple[str, ...]:
        """Give the ticked columns in order."""
        items = [self.list.item(place) for place in range(self.list.count())]
        return tuple(str(one.data(_KEY)) for one in items if one.checkState() is Qt.CheckState.Checked)

    def finish(self) -> None:
        """Show what is ticked; without any, the addresses."""
        self.accept()
        self._done(replace(self._choice, keys=self.keys() or (ADDRESS,)))
