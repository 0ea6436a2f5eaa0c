"""F1: the keys of the window, and where to look when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QWidget

from mailer_gui import __version__
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import label
from mailer_gui.ui.widgets.dialogs import Dialog


def show_help(parent: QWidget, show_log: Callable[[], object], first_page: Callable[[], object]) -> Dialog:
    """Open the help."""

    def welcome() -> None:
        dialog.accept()
        first_page()

    dialog = Dialog(parent, tr("Help"), tr("Everything can be done from the keyboard."))
    keys = (
        ("Ctrl+1 … 6", tr("go to a page")),
        ("Ctrl+K", tr("go anywhere by typing; in a text: link the chosen words")),
        ("Ctrl+N", tr("new campaign, contact or account")),
        ("Ctrl+F", tr("search on this page")),
        ("Ctrl+Return", tr("send, with time to undo")),
        ("Ctrl+A, Ctrl+C", tr("select all rows, copy them")),
        ("Delete", tr("delete, with undo")),
        ("Ctrl+Z", tr("undo what the line below says")),
        ("Esc", tr("go back, or empty the search")),
        ("F5", tr("read again")),
        ("F6", tr("in a message of blocks: from part to part")),
        ("Ctrl+Q", tr("close the window")),
    )
    grid = QGridLayout()
    grid.setHorizontalSpacing(t.XL)
    grid.setVerticalSpacing(t.S)
    for place, (key, meaning) in enumerate(keys):
        grid.addWidget(label(key, "strong"), place, 0)
        grid.addWidget(label(meaning, "muted"), place, 1)
    grid.setColumnStretch(1, 1)
    dialog.add(grid, t.S, label(tr("Mailer {version}").format(version=__version__), "small"))
    dialog.add_button(tr("First page"), "plain", welcome)
    dialog.add_button(tr("Show log"), "plain", show_log)
    dialog.add_button(tr("Close"), "primary")
    dialog.open()
    return dialog
