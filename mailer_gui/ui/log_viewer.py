"""The log, shown in a simple dialog: newest lines at the end, Copy, and its folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from mailer_gui.paths import WorkspacePaths
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.preview import fixed_font

SHOWN_BYTES = 200_000


def show_log(parent: QWidget, workspace: Path) -> Dialog:
    """Open the log viewer."""
    log = WorkspacePaths(workspace).log
    dialog = Dialog(
        parent, tr("Log"), tr("What the window, the sender and the practice server wrote down. No passwords.")
    )
    dialog.resize(820, 560)
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    text.setAccessibleName(tr("Log"))
    text.setFont(fixed_font())
    text.setPlainText(read_end(log) or tr("Nothing has been written down yet."))
    text.moveCursor(QTextCursor.MoveOperation.End)
    dialog.content.addWidget(text, 1)
    dialog.add_button(tr("Open folder"), "plain", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(log.parent))))
    dialog.add_button(tr("Copy"), "plain", lambda: QGuiApplication.clipboard().setText(text.toPlainText()))
    dialog.add_button(tr("Close"), "primary")
    dialog.open()
    return dialog


def read_end(log: Path) -> str:
    """Read the newest part of the log."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - SHOWN_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
