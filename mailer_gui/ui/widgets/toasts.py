"""A line at the bottom of the window that says what was done, with Undo while there is time."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, label, row

SECONDS = 5
SECONDS_WITH_UNDO = 10


class Toast(QFrame):
    """Floats over the lower edge of its parent; a new notice replaces the old one."""

    def __init__(self, parent: QFrame) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("role", "toast")
        self._text = label("")
        self._undo = button(tr("Undo"), "plain", self._undone)
        self._undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where it was
        self._notice: Notice | None = None
        self.lifted_over: QWidget | None = None
        """A strip at the lower edge that the notice must not cover."""
        self._row = row(self._text, self._undo, spacing=t.M)
        self.setLayout(self._row)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice for a few seconds."""
        self._notice = notice
        self._text.setText(notice.text)
        self._undo.setText(notice.button or tr("Undo"))
        self._undo.setVisible(notice.undo is not None)
        self._row.setContentsMargins(t.L, t.XS, t.S if notice.undo is not None else t.L, t.XS)
        self.setMinimumHeight(40)
        self.place()
        self.show()
        self.raise_()
        self._timer.start(1000 * (SECONDS_WITH_UNDO if notice.undo else SECONDS))

    def place(self) -> None:
        """Stand in the middle above the lower edge of the parent."""
        parent = self._over
        self.setMaximumWidth(max(200, parent.width() - 2 * t.XL))
        self.adjustSize()
        strip = self.lifted_over
        lift = strip.height() if strip is not None and strip.isVisible() else 0
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - t.L - lift)

    def undo(self) -> None:
        """Take back what is said, while it is said (Ctrl+Z)."""
        notice = self._notice
        if self.isVisible() and notice is not None and notice.undo is not None and not notice.button:
            self._undone()

    def _undone(self) -> None:
        notice, self._notice = self._notice, None
        self.hide()
        if notice is not None and notice.undo is not None:
            notice.undo()
