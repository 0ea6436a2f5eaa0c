"""What stands left of the canvas: the kinds of blocks to add, and the blocks that are there as a list."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QPushButton, QTabWidget, QWidget

from mailer_gui.model.block_kinds import KINDS
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.blocks import words
from mailer_gui.ui.pages.campaign.blocks.outline import Outline
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
        area = scrolled(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to what is in it
        self.tabBar().setAccessibleName(tr("Blocks to add, or those that are there"))
        self.addTab(area, tr("Add"))
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
