"""The pill: a word with a dot on a soft fill."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.theme import theme


class Pill(QWidget):
    """A word with a dot on a soft fill; kinds: info, good, warning, bad, neutral."""

    def __init__(self, text: str = "", kind: str = "neutral") -> None:
        super().__init__()
        self._text, self._kind = text, kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set(self, text: str, kind: str) -> None:
        """Show another word and meaning."""
        if (text, kind) != (self._text, self._kind):
            self._text, self._kind = text, kind
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Fit the word."""
        font = self.font()
        font.setPixelSize(t.FONT_SMALL)
        return QSize(pill_width(self._text, self), 22)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the pill."""
        painter = QPainter(self)
        paint_pill(painter, QRectF(self.rect()), self._text, self._kind, self.layoutDirection())


def pill_width(text: str, widget: QWidget) -> int:
    """Give the width of a pill with this word."""
    font = widget.font()
    font.setPixelSize(t.FONT_SMALL)
    return QFontMetrics(font).horizontalAdvance(text) + 30


def paint_pill(painter: QPainter, area: QRectF, text: str, kind: str, direction: Qt.LayoutDirection) -> None:
    """Paint a pill into an area of its own size."""
    colour, soft = theme().colours.meaning(kind)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(soft))
    painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
    painter.setBrush(QColor(colour))
    right = direction is Qt.LayoutDirection.RightToLeft
    x = area.right() - 15 if right else area.left() + 8
    painter.drawEllipse(QRectF(x, area.center().y() - 3.5, 7, 7))
    font = painter.font()
    font.setPixelSize(t.FONT_SMALL)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    words = area.adjusted(10, 0, -20, 0) if right else area.adjusted(20, 0, -8, 0)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(words, int(side | Qt.AlignmentFlag.AlignVCenter), text)
    painter.restore()
