"""The three panes of the import as buttons side by side."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.widgets.basics import button, row


class Steps(QWidget):
    """The three panes as buttons side by side."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons: list[QPushButton] = []
        for place, name in enumerate(names):
            made = button(name)
            made.setCheckable(True)
            self._group.addButton(made, place)
            self._buttons.append(made)
        layout = row(*self._buttons, spacing=t.S)
        for place in range(len(names)):
            layout.setStretch(place, 1)
        self.setLayout(layout)

    def chosen(self, slot: Callable[[int], object]) -> None:
        """Tell when a person chooses a pane."""
        self._group.idClicked.connect(slot)

    def mark(self, place: int) -> None:
        """Show which pane is in front."""
        self._buttons[place].setChecked(True)

    def enable(self, on: bool) -> None:
        """Allow the later panes, or only the first one."""
        for one in self._buttons[1:]:
            one.setEnabled(on)

    @property
    def has_focus(self) -> bool:
        """True while one of the buttons has the focus."""
        return any(one.hasFocus() for one in self._buttons)

    def begin(self) -> None:
        """Another file comes: only the first pane can be shown."""
        self.enable(False)
        self._buttons[0].setChecked(True)
