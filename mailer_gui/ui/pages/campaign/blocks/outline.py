"""The blocks of a message as a list: choosing, moving by keys or mouse, copying, deleting."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView

from mailer_gui.model.block_kinds import COLUMNS
from mailer_gui.model.blocks import Block, Document, Place
from mailer_gui.operations import blocks as operations
from mailer_gui.ui.pages.campaign.blocks import words
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme

BLOCK_FORMAT = "application/x-mailer-moved-block"
INDENT = "    "


class _Names(QStringListModel):
    """Names whose whole is the tool tip."""

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a name."""
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.ToolTipRole else role)


class Outline(QListView):
    """The blocks as a list: choosing, moving, copying and deleting work here, too.

    `moved(block_id, place)` tells where a block was dragged to.
    """

    chose = Signal(str)
    moved = Signal(str, object)
    pressed_key = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ids: list[str] = []
        self._named: dict[str, tuple[Block, str]] = {}
        self._showing = False
        self._document = Document()
        self._mark: QRect | None = None
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)  # Qt's own does not know columns
        self.setAccessibleName(tr("Blocks of the message"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView { border: none; border-radius: 0; }")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._model = _Names(self)
        self.setModel(self._model)
        self.activated.connect(lambda _: self.pressed_key.emit("edit"))

    def show_document(self, document: Document) -> None:
        """Show these blocks; those in columns are indented."""
        known, self._named, self._document = self._named, {}, document
        names, ids = [], []
        for block in document.walk():
            before = known.get(block.id)
            name = (
                before[1] if before and before[0] is block else words.block_name(block, operations.first_words(block))
            )
            self._named[block.id] = (block, name)
            names.append(name)
            ids.append(block.id)
        inside = {one.id for block in document.blocks for inner in block.columns for one in inner}
        names = [f"{INDENT}{name}" if block_id in inside else name for name, block_id in zip(names, ids, strict=True)]
        shown = self._model.stringList()
        if ids == self._ids:
            for row, (name, old) in enumerate(zip(names, shown, strict=True)):
                if name != old:
                    self._model.setData(self._model.index(row, 0), name)
        else:
            chosen = self.chosen()
            self._showing, self._ids = True, ids
            self._model.setStringList(names)
            self._showing = False
            self.choose(chosen)

    def chosen(self) -> str:
        """Give the id of the chosen block."""
        row = self.currentIndex().row()
        return self._ids[row] if 0 <= row < len(self._ids) else ""

    def choose(self, block_id: str) -> None:
        """Mark the block that is chosen elsewhere."""
        self._showing = True
        row = self._ids.index(block_id) if block_id in self._ids else -1
        self.setCurrentIndex(self._model.index(row, 0) if row >= 0 else QModelIndex())
        self._showing = False

    def currentChanged(  # noqa: N802 - Qt's name
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Choose what the arrows came to."""
        super().currentChanged(current, previous)
        if not self._showing and current.isValid():
            self.chose.emit(self.chosen())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move with Alt and the arrows, delete, copy."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        key = event.key()
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.pressed_key.emit("up" if key == Qt.Key.Key_Up else "down")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.pressed_key.emit("delete")
        else:
            super().keyPressEvent(event)

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """Drag the block under the mouse."""
        if not self.chosen():
            return
        data = QMimeData()
        data.setData(BLOCK_FORMAT, self.chosen().encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self.viewport().grab(self.visualRect(self.currentIndex())))
        drag.exec(Qt.DropAction.MoveAction)
        self._show_mark(None)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take blocks of this list."""
        if event.source() is self:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Show where it would land; near the edges the list scrolls."""
        super().dragMoveEvent(event)
        if event.source() is self:
            self._show_mark(self._landing(event.position().toPoint())[1])
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Take the line away."""
        super().dragLeaveEvent(event)
        self._show_mark(None)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Tell where the block goes; the list follows the document."""
        self.setState(QAbstractItemView.State.NoState)  # as Qt's own would: else the scrolling goes on
        self._show_mark(None)
        if event.source() is self:
            block_id = bytes(event.mimeData().data(BLOCK_FORMAT).data()).decode()
            event.acceptProposedAction()
            self.moved.emit(block_id, self._landing(event.position().toPoint())[0])

    def _landing(self, at: QPoint) -> tuple[Place, QRect]:
        """Give the place that a point means, and the line that shows it: above or below the block there."""
        index = self.indexAt(at)
        if not index.isValid():
            last = self.visualRect(self._model.index(len(self._ids) - 1, 0))
            return Place(len(self._document.blocks)), QRect(0, last.bottom(), self.viewport().width(), 2)
        box, block_id = self.visualRect(index), self._ids[index.row()]
        is_above = at.y() < box.center().y()
        place, block, moving = (
            self._document.place_of(block_id) or Place(0),
            self._document.find(block_id),
            self._document.find(self.chosen()),
        )
        is_columns = moving is not None and moving.kind == COLUMNS
        if is_columns and place.parent:  # columns stand in no column
            place = self._document.place_of(place.parent) or Place(0)
            is_above = False
        inside = bool(place.parent)
        if not is_above and block is not None and block.columns and not is_columns:
            column = next((number for number, one in enumerate(block.columns) if not one), 0)
            place, inside = Place(0, block.id, column), True
        elif not is_above:
            place = replace(place, index=place.index + 1)
        side = self.fontMetrics().horizontalAdvance(INDENT) if inside else 0
        return place, QRect(side, (box.top() if is_above else box.bottom()) - 1, self.viewport().width() - side, 2)

    def _show_mark(self, mark: QRect | None) -> None:
        if mark != self._mark:
            self._mark = mark
            self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the list, and over it the line that shows where a block would land."""
        super().paintEvent(event)
        if self._mark is not None:
            painter = QPainter(self.viewport())
            painter.fillRect(self._mark, QColor(theme().colours.accent))
            painter.end()
