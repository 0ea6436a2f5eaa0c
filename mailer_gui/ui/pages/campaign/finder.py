"""Finds the person whose message is to be shown."""

from __future__ import annotations

from array import array
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import column, label
from mailer_gui.ui.widgets.inputs import SearchField

MOST = 50


class PersonFinder(QFrame):
    """A small window below the name: type, and choose one of the audience."""

    def __init__(self, context: PageContext, people: People, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("role", "card")
        self._context, self._people = context, people
        self._asked = 0
        self.search = SearchField(tr("Search people"), 300, 120)
        self.found = QListWidget()
        self.found.setAccessibleName(tr("People found"))
        self._said = label("", "small")
        self.setLayout(column(self.search, self.found, self._said, spacing=t.S, margins=(t.M, t.M, t.M, t.M)))
        self.setFixedSize(324, 320)
        self.search.searched.connect(self.look)
        self.search.installEventFilter(self)
        self.found.itemActivated.connect(self._choose)
        self.found.itemClicked.connect(self._choose)

    def open_below(self, anchor: QWidget) -> None:
        """Show it below a widget."""
        self.move(anchor.mapToGlobal(anchor.rect().bottomLeft()))
        self.search.clear()
        self.look("")
        self.show()
        self.search.setFocus()

    def look(self, words: str) -> None:
        """Find those of the audience whose name, address or fields hold the words."""
        self._asked += 1
        asked, everybody = self._asked, self._people.ids

        def work(ws: Any) -> tuple[int, list[Contact]]:
            from mailer_gui.operations import audience, contacts

            if not words:
                return len(everybody), audience.contacts(ws, everybody[:MOST])
            there = set(everybody)
            ids = array("q", (one for one in contacts.ids(ws, search=words) if one in there))
            return len(ids), audience.contacts(ws, ids[:MOST])

        def show(answer: tuple[int, list[Contact]]) -> None:
            if asked == self._asked:
                self._show(*answer)

        self._context.tasks.read(self, work, show)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrow keys move in the list, and Return choose, while somebody types."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.found.setCurrentRow(max(0, min(self.found.count() - 1, self.found.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self.found.currentItem() or self.found.item(0)
                if item is not None:
                    self._choose(item)
                return True
        return super().eventFilter(watched, event)

    def _show(self, total: int, people: list[Contact]) -> None:
        self.found.clear()
        for one in people:
            text = f"{one.name}  ·  {one.address}" if one.name else one.address
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.found.addItem(item)
        self._said.setText(counted(total, "%Ln person", "%Ln people"))

    def _choose(self, item: QListWidgetItem) -> None:
        self.hide()
        self._people.go_to(int(item.data(Qt.ItemDataRole.UserRole)))
