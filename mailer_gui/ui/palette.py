"""Ctrl+K: go anywhere by typing a few letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext, PageEntry
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import Dialog

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to go to."""

    title: str
    icon: str
    go: Callable[[], object]


class Palette(Dialog):
    """A search box over pages, actions and campaigns; arrows choose, Return goes."""

    def __init__(self, parent: QWidget, context: PageContext, entries: Sequence[PageEntry]) -> None:
        super().__init__(parent, tr("Go to"), width=480)
        self.heading.hide()
        self._context = context
        self._goals = [_to_page(context, entry) for entry in entries if entry.place]
        self._goals += [
            Goal(tr("New campaign"), "plus", lambda: context.navigate("campaigns", "new")),
            Goal(tr("Import contacts"), "import", lambda: context.navigate("contacts", {"import": ""})),
        ]
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Go to a page or a campaign"))
        self.search.setAccessibleName(tr("Go to a page or a campaign"))
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Places"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumHeight(300)
        self.list.itemClicked.connect(self._go)
        self.add(self.search, self.list)
        self.layout().setContentsMargins(t.L, t.L, t.L, t.L)  # type: ignore[union-attr]  # the dialog has a layout
        self.search.textChanged.connect(self._show)
        context.tasks.read(self, _campaigns, self._add_campaigns)
        self._show()
        self.search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Let the arrows move in the list and Return go, while typing."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if event.key() in steps:
                row = self.list.currentRow() + steps[Qt.Key(event.key())]
                self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _add_campaigns(self, campaigns: Sequence[Any]) -> None:
        for campaign in campaigns:
            self._goals.append(_to_campaign(self._context, campaign.id, campaign.name))
        self._show()

    def _show(self) -> None:
        words = self.search.text().casefold().split()
        self.list.clear()
        for goal in self._goals:
            if all(word in goal.title.casefold() for word in words):
                item = QListWidgetItem(icons.icon(goal.icon, "muted"), goal.title, self.list)
                item.setData(Qt.ItemDataRole.UserRole, self._goals.index(goal))
            if self.list.count() >= SHOWN:
                break
        self.list.setCurrentRow(0)

    def _go(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            goal = self._goals[item.data(Qt.ItemDataRole.UserRole)]
            self.accept()
            goal.go()


def _to_page(context: PageContext, entry: PageEntry) -> Goal:
    return Goal(entry.title, entry.icon, lambda: context.navigate(entry.key, None))


def _to_campaign(context: PageContext, campaign_id: int, name: str) -> Goal:
    return Goal(name, "send", lambda: context.navigate("campaign", campaign_id))


def _campaigns(ws: Any) -> list[Any]:
    from mailer_gui.operations import campaigns

    return list(campaigns.all(ws))
