"""The row above the canvas: looks of text, undo and redo, and how the message is looked at."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import icon_button, row

FORMATS = ("bold", "italic", "underline", "insertUnorderedList", "insertOrderedList")


class Toolbar(QWidget):
    """Buttons that leave the cursor where it is. `format(what)` also asks for "link"."""

    format = Signal(str)
    undo = Signal()
    redo = Signal()
    phone = Signal(bool)
    dark = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.formats: dict[str, QToolButton] = {}
        for what, icon, tip in (
            ("bold", "bold", tr("Bold (Ctrl+B)")),
            ("italic", "italic", tr("Italic (Ctrl+I)")),
            ("underline", "underline", tr("Underline (Ctrl+U)")),
            ("link", "link", tr("Link (Ctrl+K)")),
            ("insertUnorderedList", "list", tr("List (Ctrl+Shift+8)")),
            ("insertOrderedList", "numbers", tr("Numbered list (Ctrl+Shift+7)")),
        ):
            made = self._tool(icon, tip)
            made.clicked.connect(lambda _=False, what=what: self.format.emit(what))
            made.setCheckable(True)
            self.formats[what] = made
        self.back = self._tool("undo", tr("Undo (Ctrl+Z)"))
        self.back.clicked.connect(self.undo)
        self.again = self._tool("redo", tr("Redo (Ctrl+Shift+Z)"))
        self.again.clicked.connect(self.redo)
        self.narrow = self._tool("phone", tr("As on a phone"))
        self.night = self._tool("moon", tr("As in a dark mail program"))
        for made, signal in ((self.narrow, self.phone), (self.night, self.dark)):
            made.setCheckable(True)
            made.toggled.connect(signal)
        first = row(*self.formats.values(), spacing=0)
        second = row(self.back, self.again, t.S, self.narrow, self.night, spacing=0)
        self.setLayout(row(first, None, second, spacing=t.S, margins=(t.S, t.XS, t.S, t.XS)))
        self.show_state({})

    def _tool(self, icon: str, tip: str) -> QToolButton:
        made = icon_button(icon, tip)
        made.setProperty("kind", "tiny")
        made.setFixedSize(28, 28)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def show_state(self, state: dict[str, Any]) -> None:
        """Show the looks of the text at the cursor; without a cursor in a text there is nothing to change."""
        for what, made in self.formats.items():
            made.setChecked(bool(state.get(what)))
            is_list = what.endswith("List")
            made.setEnabled(bool(state.get("rich")) and not (is_list and state.get("single")))

    def show_history(self, *, can_undo: bool, can_redo: bool) -> None:
        """Tell whether there is something to undo and to redo."""
        self.back.setEnabled(can_undo)
        self.again.setEnabled(can_redo)
