"""The practice mailbox page: the messages, newest first, the chosen one beside them, and the server's mood above."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QMenu, QSplitter, QWidget

from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.page import Page
from mailer_gui.ui.pages.practice import reading
from mailer_gui.ui.pages.practice.reading import Line, Reader
from mailer_gui.ui.pages.practice.trouble import OFF, TroubleDialog, describe
from mailer_gui.ui.pages.practice.viewer import MessageViewer
from mailer_gui.ui.texts import counted, number, size, tr, when
from mailer_gui.ui.widgets.basics import button, page
from mailer_gui.ui.widgets.cards import Banner, EmptyState, PageHeader
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.dialogs import ask
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.models import Column
from mailer_gui.ui.widgets.paged import PagedModel
from mailer_gui.ui.widgets.table import DataTable, TableCard

LOOK_MS = 1000
NARROW = 440


def make(context: PageContext) -> Page:
    """Make the page."""
    return PracticePage(context)


def _columns() -> list[Column[Line]]:
    return [
        Column("to", tr("To"), lambda line: Cell(line.mail.recipient, tip=line.mail.recipient), sortable=False),
        Column("subject", tr("Subject"), _subject, width=150, sortable=False),
        Column("at", tr("Arrived"), lambda line: Cell(when(line.mail.at), muted=True), width=84, sortable=False),
    ]


def _subject(line: Line) -> Cell:
    tip = f"{line.mail.subject} · {size(line.mail.size)}"
    return Cell(line.mail.subject, tip=tip) if line.mail.subject else Cell(tr("(no subject)"), muted=True, tip=tip)


class PracticePage(Page):
    """What arrived at the practice server."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.behaviour = OFF
        self._reader = Reader()
        self._count = 0
        self._looking = False
        self.search = SearchField(tr("Search messages"))
        self.trouble = button(tr("Rehearse trouble"), "plain", self.ask_trouble, icon="test")
        self.empty_button = button(tr("Empty"), "danger", self.ask_empty, icon="trash")
        self.header = PageHeader(tr("Practice mailbox"), " ", self.search, self.trouble, self.empty_button)
        self.banner = Banner("warning")
        self.banner.hide()
        self.model: PagedModel[Line] = PagedModel(
            _columns(), context.tasks, self._reader.lines, lambda line: line.place, parent=self
        )
        self.table = DataTable(self.model, tr("Messages in the practice mailbox"), many=False)
        self.nothing = EmptyState("practice", "", "", button(tr("Run a practice campaign"), "primary", self._practise))
        self.viewer = MessageViewer()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(14)
        self.card = TableCard(self.table, self.nothing)
        self.splitter.addWidget(self.card)
        self.splitter.addWidget(self.viewer)
        self.splitter.setSizes([500, 520])
        layout = page(self.header, self.banner, self.splitter)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._connect()

    def _connect(self) -> None:
        self.search.searched.connect(lambda _words: self.refresh())
        self.table.selection_changed.connect(self._open_chosen)
        self.table.menu = self._fill_menu
        self.model.loaded.connect(self._loaded)
        self.splitter.splitterMoved.connect(lambda _place, _index: self._fit())
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    # What the window calls

    def refresh(self) -> None:
        """Read the list and the server's mood again."""
        words = self._reader.search = self.search.text().strip()
        self.context.tasks.read(self, reading.behaviour, self._show_behaviour)
        self.model.load(lambda ws: self._reader.places(ws, words))
        self._timer.start()

    def leave(self) -> None:
        """Stop looking for new messages."""
        self._timer.stop()

    def start_search(self) -> None:
        """Go to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def go_back(self) -> None:
        """Leave the search, or the message."""
        if self.search.text():
            self.search.clear()
        else:
            self.table.clearSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Where it is narrow the address matters more than the subject, which stands beside it anyway."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.table.setColumnHidden(1, self.splitter.sizes()[0] < NARROW)

    # The list

    def _look(self) -> None:
        """See whether something arrived; the list is only read again when it did."""
        if not self.isVisible() or self._looking:
            return
        self._looking = True
        words = self.search.text().strip()

        def counted_now(count: int) -> None:
            self._looking = False
            if count != len(self.model.ids) and words == self.search.text().strip():
                self.model.load(lambda ws: self._reader.places(ws, words))

        def failed(_problem: Any) -> None:
            self._looking = False

        self.context.tasks.read(self, lambda ws: self._reader.count(ws, words), counted_now, failed)

    def _loaded(self, count: int) -> None:
        searched = bool(self.search.text().strip())
        if not searched:
            text = counted(count, "%Ln message, kept on this computer", "%Ln messages, kept on this computer")
            self.header.set(subtitle=text if count else tr("Nothing has arrived yet"))
            self.empty_button.setEnabled(count > 0)
        self.card.show_empty(count == 0)
        self.viewer.setVisible(count > 0)
        self.nothing.set(
            tr("Nothing found") if searched else tr("Nothing has arrived yet"),
            tr("No message has these words in its address or subject.")
            if searched
            else tr("Send a campaign with the practice account. Its messages are kept here and go nowhere else."),
        )
        if count and searched is False and not self.table.selected_count() and not self.viewer.key:
            self.table.selectRow(0)
        self._count = count

    def _open_chosen(self) -> None:
        rows = self.table.selected_rows()
        line = self.model.row_at(rows[0]) if rows else None
        if line is not None:
            self._open(line.mail.key)
        elif rows:
            self._open_place(rows[0])

    def _open_place(self, place: int) -> None:
        """Open a message whose line is still on its way."""

        def found(lines: list[Line]) -> None:
            if lines and self.table.selected_rows() == [place]:
                self._open(lines[0].mail.key)

        self.context.tasks.read(self, lambda ws: self._reader.lines(ws, [place]), found)

    def _open(self, key: str) -> None:
        if key != self.viewer.key:
            self.viewer.key = key
            self.context.tasks.read(
                self,
                lambda ws: self._reader.read(ws, key),
                lambda message: self.viewer.show_message(message) if self.viewer.key == key else None,
            )

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        line = self.model.row_at(rows[0]) if rows else None
        if line is None:
            return
        address = line.mail.recipient
        menu.addAction(tr("Copy the address"), lambda: QGuiApplication.clipboard().setText(address))
        menu.addAction(
            tr("Copy the source"), lambda: QGuiApplication.clipboard().setText(self.viewer.source.toPlainText())
        )

    # Emptying and misbehaving

    def ask_empty(self) -> None:
        """Ask, then remove every message."""

        def gone(count: int) -> None:
            self.viewer.show_nothing()
            self.context.notify(Notice(counted(count, "%Ln message removed", "%Ln messages removed")))
            self.refresh()

        ask(
            self.window(),
            tr("Empty the practice mailbox?"),
            tr("All {count} messages go for good. Campaigns and their reports stay as they are.").format(
                count=number(self._count)
            ),
            [
                (tr("Keep them"), "plain", None),
                (tr("Empty"), "danger", lambda: self.context.tasks.read(self, reading.empty, gone)),
            ],
        )

    def ask_trouble(self) -> QWidget:
        """Choose how the server misbehaves."""
        dialog = TroubleDialog(self.window(), self.behaviour, self.use_behaviour)
        dialog.open()
        return dialog

    def use_behaviour(self, wanted: PracticeBehaviour) -> None:
        """Let the server behave like this from now on."""
        self.context.tasks.read(self, lambda ws: reading.set_behaviour(ws, wanted), self._show_behaviour)

    def _show_behaviour(self, behaviour: PracticeBehaviour) -> None:
        self.behaviour = behaviour
        self.banner.set(
            "warning", tr("Rehearsing trouble."), describe(behaviour), tr("Stop"), lambda: self.use_behaviour(OFF)
        )
        self.banner.setVisible(behaviour != OFF)

    def _practise(self) -> None:
        self.context.navigate("first_run", "practice")
