"""A line that opens: what it is about, what is set now, and the controls below it for those who want them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import Item, column
from mailer_gui.ui.widgets.painted import PaintedButton

HEIGHT = 36
_INDENT = t.XL


class _Head(PaintedButton):
    """The line itself: an arrow, the title, and at the far end what is set."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.summary = ""
        self.toggled.connect(lambda _: self.tell())
        self.tell()

    def tell(self) -> None:
        state = tr("open") if self.isChecked() else tr("closed")
        self.setAccessibleName(", ".join(part for part in (self.text(), self.summary, state) if part))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(240, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(120, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover) if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, t.CONTROL_RADIUS, t.CONTROL_RADIUS)
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        arrow = "down" if self.isChecked() else "left" if right else "right"
        y = (self.height() - 16) // 2
        painter.drawPixmap(self.width() - 20 if right else 4, y, icons.pixmap(arrow, colours.muted, 16))
        words = QRect(_INDENT, 0, self.width() - _INDENT - t.S, self.height())
        if right:
            words.moveLeft(t.S)
        self._paint_words(painter, words, right)

    def _paint_words(self, painter: QPainter, words: QRect, right: bool) -> None:
        colours = theme().colours
        near, far = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if right:
            near, far = far, near
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setFont(QFont(self.font()))
        painter.setPen(QColor(colours.text))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(near | middle), title)
        used = metrics.horizontalAdvance(title) + t.L
        rest = words.adjusted(0, 0, -used, 0) if right else words.adjusted(used, 0, 0, 0)
        if rest.width() > 40:
            painter.setPen(QColor(colours.muted))
            painter.drawText(
                rest, int(far | middle), metrics.elidedText(self.summary, Qt.TextElideMode.ElideRight, rest.width())
            )


class Fold(QWidget):
    """A title with what is set now; a click or Return opens what is below it. `opened(bool)` tells."""

    opened = Signal(bool)

    def __init__(self, title: str, *items: Item) -> None:
        super().__init__()
        self.head = _Head(title)
        self.body = QWidget()
        self.body.setLayout(column(*items, spacing=t.S, margins=(_INDENT, t.XS, 0, t.M)))
        self.body.hide()
        self.setLayout(column(self.head, self.body, spacing=0))
        self.head.toggled.connect(self._show)

    def set_summary(self, text: str) -> None:
        """Say what is set now."""
        self.head.summary = text
        self.head.tell()

    @property
    def is_open(self) -> bool:
        """True while the controls are shown."""
        return self.head.isChecked()

    def open(self, on: bool = True) -> None:
        """Show the controls, or hide them."""
        self.head.setChecked(on)

    def _show(self, on: bool) -> None:
        self.body.setVisible(on)
        self.opened.emit(on)
