"""Dialogs in our look; always opened by `open()`, never `exec()`, so that no coroutine is held up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QFileInfo, QStandardPaths, Qt
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QFileIconProvider, QLineEdit, QPushButton, QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import Item, button, column, label, row
from mailer_gui.ui.widgets.inputs import Field

_visited: list[str] = []
"""The folder in which a file was chosen last, since the window was opened."""


class Dialog(QDialog):
    """A dialog with a title, a text, content of its own, and buttons at the lower edge."""

    def __init__(self, parent: QWidget | None, title: str, text: str = "", width: int = 460) -> None:
        super().__init__(parent)
        if parent is None:
            theme().dress(self)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(width)
        self.heading = label(title, "section", wrap=True)
        self.text = label(text, "muted", wrap=True)
        self.text.setVisible(bool(text))
        self.content = column(spacing=t.M)
        self.buttons = row(None)
        self.setLayout(
            column(
                self.heading, self.text, self.content, t.XS, self.buttons, spacing=t.M, margins=(t.XL, t.XL, t.XL, t.L)
            )
        )

    def add(self, *items: Item) -> None:
        """Add content."""
        for item in items:
            if isinstance(item, QWidget):
                self.content.addWidget(item)
            elif isinstance(item, int):
                self.content.addSpacing(item)
            elif item is not None:
                self.content.addLayout(item)

    def add_button(self, text: str, kind: str = "plain", clicked: Callable[[], object] | None = None) -> QPushButton:
        """Add a button; without `clicked` it closes the dialog. The primary one answers to Return."""
        made = button(text, kind, clicked or self.reject)
        if kind == "primary":
            made.setDefault(True)
        self.buttons.addWidget(made)
        return made


def ask(
    parent: QWidget | None,
    title: str,
    text: str,
    choices: Sequence[tuple[str, str, Callable[[], object] | None]],
) -> Dialog:
    """Ask a question; each choice is (word, kind of button, what it does). Esc does nothing but close."""
    dialog = Dialog(parent, title, text)

    def choose(action: Callable[[], object] | None) -> None:
        dialog.accept()
        if action is not None:
            action()

    for word, kind, action in choices:
        dialog.add_button(word, kind, lambda action=action: choose(action))  # type: ignore[misc]  # the usual loop binding
    dialog.open()
    return dialog


def show_error(parent: QWidget | None, error: MailerError, more: Callable[[], object] | None = None) -> Dialog:
    """Show an error: title, sentence, next step."""
    dialog = Dialog(parent, tr(error.title), error.message)
    dialog.text.setProperty("role", "")
    if error.hint:
        dialog.add(label(error.hint, "muted", wrap=True))
    if more is not None:
        dialog.add_button(tr("Show log"), "plain", more)
    dialog.add_button(tr("Close"), "primary")
    dialog.open()
    return dialog


def ask_text(
    parent: QWidget | None,
    title: str,
    caption: str,
    done: Callable[[str], object],
    *,
    value: str = "",
    word: str = "",
    text: str = "",
) -> Dialog:
    """Ask for one line of text; `done` gets it trimmed and never empty."""
    dialog = Dialog(parent, title, text)
    edit = QLineEdit(value)
    edit.selectAll()
    dialog.add(Field(caption, edit))
    dialog.add_button(tr("Cancel"))

    def finish() -> None:
        typed = edit.text().strip()
        if typed:
            dialog.accept()
            done(typed)

    primary = dialog.add_button(word or tr("OK"), "primary", finish)
    primary.setEnabled(bool(value.strip()))
    edit.textChanged.connect(lambda typed: primary.setEnabled(bool(typed.strip())))
    QShortcut(QKeySequence("Ctrl+Return"), dialog, finish)
    edit.setFocus()
    dialog.open()
    return dialog


def choose_file(
    parent: QWidget, title: str, filters: str, chosen: Callable[[list[str]], object], *, many: bool = False
) -> QFileDialog:
    """Let the person choose files to open; the answer comes by the callback."""
    dialog = QFileDialog(parent, title, _folder(), filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if many else QFileDialog.FileMode.ExistingFile)
    return _open_files(dialog, lambda: chosen(dialog.selectedFiles()))


def save_file(
    parent: QWidget, title: str, suggestion: str, filters: str, chosen: Callable[[str], object]
) -> QFileDialog:
    """Let the person choose where to save; the answer comes by the callback."""
    dialog = QFileDialog(parent, title, str(Path(_folder(), suggestion)), filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    suffix = suggestion.rpartition(".")[2]
    if suffix:
        dialog.setDefaultSuffix(suffix)
    return _open_files(dialog, lambda: chosen(dialog.selectedFiles()[0]))


def _folder() -> str:
    """Give the folder to begin in: where the person chose last, else the documents."""
    places = QStandardPaths.StandardLocation
    documents = QStandardPaths.writableLocation(places.DocumentsLocation)
    home = QStandardPaths.writableLocation(places.HomeLocation)
    return next((folder for folder in (*_visited, documents) if Path(folder).is_dir()), home)


def choose_folder(parent: QWidget, title: str, chosen: Callable[[str], object]) -> QFileDialog:
    """Let the person choose a folder; the answer comes by the callback."""
    dialog = QFileDialog(parent, title, _folder())
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _open_files(dialog, lambda: chosen(dialog.selectedFiles()[0]))


class _Closed(QFileIconProvider):
    """Tells files from folders without opening them, as Qt does to learn what is in them.

    The workspace may be among what is shown, and whoever closes its database again drops all locks that this process
    holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2): the next process to end would take away the log.
    """

    def icon(self, what: QFileIconProvider.IconType | QFileInfo) -> QIcon:
        """Give the picture of a file or of a folder."""
        if isinstance(what, QFileInfo):
            what = self.IconType.Folder if what.isDir() else self.IconType.File
        return super().icon(what)

    def type(self, info: QFileInfo) -> str:
        """Say what it is, by its name."""
        return tr("Folder") if info.isDir() else tr("{ending} file").format(ending=info.suffix().upper()).strip()


_closed: list[_Closed] = []
"""One for all dialogs: they do not own it."""


def _open_files(dialog: QFileDialog, accepted: Callable[[], object]) -> QFileDialog:
    if not _closed:
        _closed.append(_Closed())
    dialog.setIconProvider(_closed[0])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.accepted.connect(lambda: _visited.__setitem__(slice(None), [dialog.directory().absolutePath()]))
    dialog.accepted.connect(lambda: accepted())
    dialog.open()
    return dialog
