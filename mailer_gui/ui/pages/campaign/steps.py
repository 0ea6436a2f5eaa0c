"""The four steps along the top of a campaign, each with its mark; all can be reached at any time."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import row
from mailer_gui.ui.widgets.painted import PaintedButton


class Step(StrEnum):
    """The steps, by the names that preflight uses."""

    AUDIENCE = "audience"
    MESSAGE = "message"
    DELIVERY = "delivery"
    REVIEW = "review"


class Mark(StrEnum):
    """How a step stands."""

    OPEN = "open"
    DONE = "done"
    MEND = "mend"


class _StepButton(PaintedButton):
    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._mark, self._note = Mark.OPEN, ""

    def set(self, mark: Mark, note: str) -> None:
        if (mark, note) == (self._mark, self._note):
            return
        self._mark, self._note = mark, note
        spoken = {Mark.DONE: tr("complete"), Mark.MEND: tr("something to mend"), Mark.OPEN: tr("not complete")}[mark]
        self.setAccessibleName(", ".join(part for part in (self.text(), spoken, note) if part))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(170, 40)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(110, 40)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if self.isChecked() else colours.hover))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), t.CONTROL_RADIUS, t.CONTROL_RADIUS)
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._paint_mark(painter, self.width() - 32 if right else 14)
        words = QRect(14, 0, self.width() - 54, 40) if right else QRect(40, 0, self.width() - 54, 40)
        near, far = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if right:
            near, far = far, near
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.accent if self.isChecked() else colours.text))
        painter.drawText(words, int(near | middle), self.text())
        used = painter.fontMetrics().horizontalAdvance(self.text()) + t.M
        font.setWeight(QFont.Weight.Normal)
        font.setPixelSize(t.FONT_SMALL)
        painter.setFont(font)
        rest = words.adjusted(0, 0, -used, 0) if right else words.adjusted(used, 0, 0, 0)
        if rest.width() > 30:
            painter.setPen(QColor(colours.muted))
            note = painter.fontMetrics().elidedText(self._note, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, int(far | middle), note)

    def _paint_mark(self, painter: QPainter, x: int) -> None:
        colours = theme().colours
        circle = QRectF(x + 0.5, 11.5, 17, 17)
        if self._mark is Mark.DONE:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.good))
            painter.drawEllipse(circle)
            painter.drawPixmap(x + 3, 14, icons.pixmap("check", colours.card, 12))
        elif self._mark is Mark.MEND:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.warning_soft))
            painter.drawEllipse(circle)
            font = QFont(self.font())
            font.setPixelSize(t.FONT_SMALL)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(colours.warning))
            painter.drawText(circle, int(Qt.AlignmentFlag.AlignCenter), "!")
        else:
            painter.setPen(QPen(QColor(colours.control_line), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(circle)


class StepsBar(QFrame):
    """Audience, Message, Delivery, Review."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("Steps"))
        titles = {
            Step.AUDIENCE: tr("Audience"),
            Step.MESSAGE: tr("Message"),
            Step.DELIVERY: tr("Delivery"),
            Step.REVIEW: tr("Review"),
        }
        group = QButtonGroup(self)
        self._buttons = {step: _StepButton(title) for step, title in titles.items()}
        for step, made in self._buttons.items():
            group.addButton(made)
            made.clicked.connect(lambda _=False, step=step: self.chosen.emit(step.value))
        self.setLayout(row(*self._buttons.values(), spacing=0))

    def choose(self, step: Step) -> None:
        """Light a step."""
        self._buttons[step].setChecked(True)

    def set(self, step: Step, mark: Mark, note: str = "") -> None:
        """Show how a step stands."""
        self._buttons[step].set(mark, note)
