"""The thin progress line, and the strip at the bottom of the window that shows long work."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.job import Job
from mailer_gui.ui.texts import duration, number, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, column, label, row


class ProgressLine(QWidget):
    """A thin bar; with `total` None it shows a resting third."""

    def __init__(self, height: int = 6) -> None:
        super().__init__()
        self._height = height
        self._share: float | None = 0.0
        self.setFixedHeight(height)
        self.setMinimumWidth(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set(self, done: int, total: int | None) -> None:
        """Show how far it is."""
        share = None if total is None else (min(1.0, done / total) if total else 0.0)
        if share != self._share:
            self._share = share
            percent = "" if share is None else f"{share:.0%}"
            self.setAccessibleDescription(percent)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for a comfortable width."""
        return QSize(200, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint track and bar."""
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        painter = QPainter(self)
        paint_bar(painter, QRectF(self.rect()), 0.33 if self._share is None else self._share, right_to_left=right)


def paint_bar(painter: QPainter, area: QRectF, share: float, *, right_to_left: bool = False, kind: str = "") -> None:
    """Paint a progress bar into an area."""
    colours = theme().colours
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = area.height() / 2
    painter.setBrush(QColor(colours.track))
    painter.drawRoundedRect(area, radius, radius)
    if share > 0:
        filled = QRectF(area)
        filled.setWidth(max(area.height(), area.width() * min(1.0, share)))
        if right_to_left:
            filled.moveRight(area.right())
        painter.setBrush(QColor(colours.meaning(kind)[0] if kind else colours.accent))
        painter.drawRoundedRect(filled, radius, radius)
    painter.restore()


class StatusStrip(QFrame):
    """Long work, one line each, with progress, time left and Cancel; hidden while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "strip")
        self.setAccessibleName(tr("Work in progress"))
        self._lines = column(spacing=0)
        self.setLayout(self._lines)
        self.hide()

    def add(self, job: Job) -> None:
        """Show a job until it ends."""
        shown = _JobLine(job)
        self._lines.addWidget(shown)
        job.finished.connect(lambda *_: self._remove(shown))
        self.show()

    def _remove(self, shown: _JobLine) -> None:
        self._lines.removeWidget(shown)
        shown.deleteLater()
        self.setVisible(self._lines.count() > 0)


class _JobLine(QWidget):
    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._bar = ProgressLine()
        self._bar.setFixedWidth(200)
        self._words = label("", "small")
        self._cancel = button(tr("Cancel"), "link", self._stop)
        self._bar.set(0, None)
        self.setLayout(
            row(
                label(job.title, "small"),
                self._bar,
                self._words,
                self._cancel,
                None,
                spacing=t.M,
                margins=(28, 2, t.L, 2),
            )
        )
        job.progressed.connect(self._show)
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(lambda: self._show(job.done, job.total))
        self._tick.start()

    def _show(self, done: int, total: int | None) -> None:
        if self._job.cancelling:
            return
        self._bar.set(done, total)
        words = (
            number(done) if total is None else tr("{done} of {total}").format(done=number(done), total=number(total))
        )
        if self._job.unit:
            words = f"{words} {self._job.unit}"
        left = self._job.seconds_left
        if left is not None and left >= 1:
            words = tr("{progress} · {time} left").format(progress=words, time=duration(left))
        self._words.setText(words)

    def _stop(self) -> None:
        self._job.cancel()
        self._cancel.setEnabled(False)
        self._words.setText(tr("Stopping…"))
