"""What stands left of the canvas: the kinds of blocks to add, and the blocks that are there as a list."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QStringListModel, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QPushButton, QTabWidget, QWidget

from mailer_gui.model.block_kinds import KINDS
from mailer_gui.model.blocks import Block, Document
from mailer_gui.operations import blocks as operations
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.blocks import words
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, scrolled

KIND_FORMAT = "application/x-mailer-block"
BUTTON_HEIGHT, LOW_HEIGHT = 32, 30


class KindButton(QPushButton):
    """Adds a kind of block when it is pressed, or where it is dragged to."""

    def __init__(self, kind: str) -> None:
        super().__init__(words.kind_name(kind))
        self.kind = kind
        self._pressed_at = QPoint()
        self.setAutoDefault(False)
        self.setToolTip(words.kind_tip(kind))
        self.setAccessibleName(tr("Add: {kind}").format(kind=words.kind_name(kind)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember where a drag may begin."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to drag."""
        far = (event.position().toPoint() - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if not (event.buttons() & Qt.MouseButton.LeftButton and far):
            return
        self.setDown(False)
        data = QMimeData()
        data.setData(KIND_FORMAT, self.kind.encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self.grab())
        drag.setHotSpot(self._pressed_at)
        drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press on Return, too; the arrows go from kind to kind."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class _Names(QStringListModel):
    """Names whose whole is the tool tip."""

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a name."""
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.ToolTipRole else role)


class Outline(QListView):
    """The blocks as a list: choosing, moving, copying and deleting work here, too."""

    chose = Signal(str)
    pressed_key = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ids: list[str] = []
        self._named: dict[str, tuple[Block, str]] = {}
        self._showing = False
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
        known, self._named = self._named, {}
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
        names = [f"    {name}" if block_id in inside else name for name, block_id in zip(names, ids, strict=True)]
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


class Palette(QTabWidget):
    """Both, one behind the other."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.buttons = [KindButton(kind) for kind in KINDS]
        for made in self.buttons:
            made.clicked.connect(lambda _=False, kind=made.kind: self.wanted.emit(kind))
            made.setFixedHeight(BUTTON_HEIGHT)
        inner = QWidget()
        self._kinds = column(*self.buttons, None, spacing=t.S, margins=(t.S, t.M, t.S, t.S))
        inner.setLayout(self._kinds)
        self.outline = Outline()
        self.addTab(scrolled(inner), tr("Add"))
        self.addTab(self.outline, tr("Outline"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Bring the kinds nearer together where they would not all be seen."""
        super().resizeEvent(event)
        needed = len(self.buttons) * (BUTTON_HEIGHT + t.S) + t.M + self.tabBar().height()
        is_roomy = self.height() > needed
        self._kinds.setSpacing(t.S if is_roomy else t.XS)
        self._kinds.setContentsMargins(t.S, t.M if is_roomy else t.XS, t.S, t.XS)
        for made in self.buttons:
            made.setFixedHeight(BUTTON_HEIGHT if is_roomy else LOW_HEIGHT)
