"""A small line chart of a rate over time, painted by us in the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import number, tr
from mailer_gui.ui.theme import theme


class RateChart(QWidget):
    """Messages a minute: caption, the number of this moment, the line. The scale never shrinks during a campaign."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self._caption = caption
        self._points: tuple[tuple[float, float], ...] = ()
        self._now: float | None = None
        self._top = 1.0
        self.setMinimumHeight(96)
        self.setMinimumWidth(200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(caption)
        theme().changed.connect(self.update)

    def clear(self) -> None:
        """Begin anew, for another campaign."""
        self._top = 1.0
        self.set((), None)

    def set(self, points: Sequence[tuple[float, float]], now: float | None) -> None:
        """Show (time, per minute) points, oldest first."""
        fresh = tuple(points)
        if fresh == self._points and now == self._now:
            return
        self._points, self._now = fresh, now
        self._top = max(self._top, max((rate for _, rate in fresh), default=0.0) * 1.1)
        self.setAccessibleDescription("" if now is None else tr("{count} now").format(count=number(round(now))))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for a wide strip."""
        return QSize(560, 120)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint caption and line."""
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = painter.font()
        font.setPixelSize(t.FONT_SMALL)
        painter.setFont(font)
        head = QRectF(0, 0, self.width(), 18)
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        near, far = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if right_to_left:
            near, far = far, near
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(colours.muted))
        painter.drawText(head, int(near | middle), self._caption)
        if self._now is not None:
            painter.setPen(QColor(colours.text))
            painter.drawText(head, int(far | middle), tr("{count} now").format(count=number(round(self._now))))
        area = QRectF(0, 26, self.width(), self.height() - 27)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._paint_line(painter, area)

    def _paint_line(self, painter: QPainter, area: QRectF) -> None:
        if len(self._points) < 2:
            return
        colours = theme().colours
        first, last = self._points[0][0], self._points[-1][0]
        span = max(last - first, 1e-9)
        places = [
            QPointF(
                area.left() + area.width() * (at - first) / span,
                area.bottom() - (area.height() - 2) * min(1.0, rate / self._top),
            )
            for at, rate in self._points
        ]
        line = QPainterPath(places[0])
        for place in places[1:]:
            line.lineTo(place)
        ground = QPainterPath(line)
        ground.lineTo(places[-1].x(), area.bottom())
        ground.lineTo(places[0].x(), area.bottom())
        ground.closeSubpath()
        painter.fillPath(ground, QColor(colours.accent_soft))
        painter.setPen(QPen(QColor(colours.accent), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPath(line)
