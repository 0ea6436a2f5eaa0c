"""The table of every page: calm rows, free Ctrl+A, Copy, context menu, Delete, Return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.cells import CellDelegate
from mailer_gui.ui.widgets.models import TableModel

COPY_LIMIT = 10_000


class DataTable(QTableView):
    """A table over one of our models.

    `opened(row)` on double click or Return, `delete_wanted(rows)` on Delete; `menu(rows)` fills the context menu.
    """

    opened = Signal(int)
    delete_wanted = Signal(list)
    selection_changed = Signal()

    def __init__(self, model: TableModel[Any], name: str, *, row_height: int = t.ROW_HEIGHT, many: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self.menu: Callable[[QMenu, list[int]], None] | None = None
        self._given: dict[int, int] = {}
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if many else modes.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QTableView.Shape.NoFrame)
        rows, heads = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height)
        heads.setHighlightSections(False)
        heads.setFixedHeight(36)
        heads.setMinimumSectionSize(48)
        heads.setSectionsMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        theme().changed.connect(self.viewport().update)
        self.setModel(model)

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        """Show a model; the headers get selection models of their own.

        Otherwise each header asks for every row of the selection while painting: Ctrl+A on a million rows took 12 s.
        """
        super().setModel(model)
        if not isinstance(model, TableModel):
            return
        heads = self.horizontalHeader()
        for head in (heads, self.verticalHeader()):
            head.setSelectionModel(QItemSelectionModel(model, head))
        self._given = {}
        for number, column in enumerate(model.columns):
            if column.width:
                heads.setSectionResizeMode(number, QHeaderView.ResizeMode.Interactive)
                heads.resizeSection(number, column.width)
                self._given[number] = column.width
            else:
                heads.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave out what does not fit, and share out what there is."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        model, room = self.model(), self.viewport().width()
        if not isinstance(model, TableModel):
            return
        for number, column in enumerate(model.columns):
            if column.hide_below:
                self.setColumnHidden(number, room < column.hide_below)
            wanted = max(column.width, int(column.share * room))
            if column.share and self.columnWidth(number) == self._given[number] != wanted:  # else a person chose it
                self._given[number] = wanted
                self.setColumnWidth(number, wanted)

    def sort_by(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the person sort by clicking on headers, beginning with this column."""
        self.horizontalHeader().setSortIndicator(column, order)
        self.setSortingEnabled(True)

    def selected_rows(self) -> list[int]:
        """Give the selected rows in order."""
        rows: set[int] = set()
        for part in self._parts():
            rows.update(range(part.top(), part.bottom() + 1))
        return sorted(rows)

    def enter(self) -> None:
        """Come here from a search box: the first row is chosen, unless some are already."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.model().rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(0)

    def selected_count(self) -> int:
        """Count the selected rows, also when it is a million."""
        return sum(part.height() for part in self._parts())

    def _parts(self) -> list[QItemSelectionRange]:
        return self.selectionModel().selection().toList()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        """Tell the page."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def copy(self) -> None:
        """Copy the selected rows as text, columns separated by tabs."""
        model = self.model()
        lines = [
            "\t".join(str(model.index(row, column).data() or "") for column in range(model.columnCount()))
            for row in self.selected_rows()[:COPY_LIMIT]
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Return opens, Delete asks to delete, Ctrl+C copies."""
        rows = self.selected_rows() if self.selected_count() <= COPY_LIMIT else []
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.selected_count():
            self.delete_wanted.emit(rows or self.selected_rows())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Light the row under the pointer."""
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Put the light out."""
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()

    def _show_menu(self, point: QPoint) -> None:
        index: QModelIndex = self.indexAt(point)
        if not index.isValid():
            return
        rows = self.selected_rows()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.menu is not None:
            self.menu(menu, rows)
        if not menu.isEmpty():
            menu.addSeparator()
        menu.addAction(tr("Copy"), QKeySequence.StandardKey.Copy, self.copy)
        menu.popup(self.viewport().mapToGlobal(point))


def table_head(title: QWidget, remark: QWidget, *buttons: QWidget) -> QWidget:
    """Make the line above a table: what is shown, a remark that takes the room, and what can be done."""
    words = row(title, remark, spacing=t.M)
    words.setStretch(1, 1)
    whole = row(words, row(*buttons), spacing=t.M, margins=(t.L, t.S, t.M, t.S))
    whole.setStretch(0, 1)
    head = QWidget()
    head.setMinimumHeight(52)
    head.setLayout(whole)
    return head


class TableCard(Card):
    """A table on a card, with room for a head above it and for an empty state in its place."""

    def __init__(self, table: DataTable, empty: QWidget | None = None, head: QWidget | None = None) -> None:
        super().__init__(margin=1, spacing=0)
        self.table = table
        self.content.setContentsMargins(1, 1, 1, 6)
        if head is not None:
            self.content.addWidget(head)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(table)
        if empty is not None:
            empty.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)  # it must not keep a table tall
            self._stack.addWidget(empty)
        self.content.addWidget(holder, 1)

    def show_empty(self, empty: bool) -> None:
        """Show the empty state in place of the table, or the table."""
        self._stack.setCurrentIndex(1 if empty and self._stack.count() > 1 else 0)

    def body(self) -> QVBoxLayout:
        """Give the column that holds head and table."""
        return self.content
