"""The row above the uncertain ones: send again, or leave them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import button, column, label, line, row


class Decision(QWidget):
    """Two buttons for the chosen people, or for all when nobody is chosen."""

    again_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = label(
            tr("Sending again may reach somebody twice. If you leave it, somebody may have got nothing."),
            "muted",
            wrap=True,
        )
        self.leave = button("", "plain", self.leave_wanted.emit)
        self.again = button("", "plain", self.again_wanted.emit)
        whole = row(self._words, self.leave, self.again, spacing=t.S, margins=(t.M, t.S, t.M, t.S))
        whole.setStretch(0, 1)
        self.setLayout(column(whole, line(), spacing=0))
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """Say how many would get it again, or be left."""
        self.leave.setText(counted(count, "Leave it as it is", "Leave %Ln as they are"))
        self.again.setText(counted(count, "Send again to %Ln person", "Send again to %Ln people"))
        self.again.setEnabled(count > 0)
