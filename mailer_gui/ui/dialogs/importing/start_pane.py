"""Where an import begins without a file: drop one, choose one, or paste what was copied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, column
from mailer_gui.ui.widgets.cards import Card, EmptyState

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".vcf", ".vcard", ".ldif", ".html", ".htm")
"""How the names of files end that an import takes."""


def filters() -> str:
    """Give the filters of the file dialog: everything that can be read, then each kind."""

    def named(name: str, kinds: Sequence[str]) -> str:
        return f"{name} ({' '.join(f'*{kind}' for kind in kinds)})"

    return ";;".join(
        (
            named(tr("Everything with contacts"), KINDS),
            named(tr("Text tables"), (".csv", ".tsv", ".txt")),
            named(tr("Spreadsheets"), (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")),
            named(tr("Contact cards and address books"), (".vcf", ".vcard", ".ldif")),
            tr("All files (*)"),
        )
    )


def can_import(path: str) -> bool:
    """True when the name of a file says that it can hold contacts."""
    return Path(path).suffix.lower() in KINDS


def files_in(data: QMimeData | None) -> list[str]:
    """Give the files of this computer that were dropped or copied."""
    urls = data.urls() if data is not None and data.hasUrls() else []
    return [url.toLocalFile() for url in urls if url.isLocalFile()]


def copied() -> tuple[list[str], str, str]:
    """Give what is on the clipboard: files, text, html; each may be empty."""
    data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None when it is empty
    if data is None:
        return [], "", ""
    return files_in(data), data.text() if data.hasText() else "", data.html() if data.hasHtml() else ""


class StartPane(QWidget):
    """Offers the ways in."""

    choose_wanted = Signal()
    paste_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choose_button = button(tr("Choose a file"), "primary", self.choose_wanted.emit, icon="folder")
        self.paste_button = button(
            tr("Paste from the clipboard"),
            "plain",
            self.paste_wanted.emit,
            icon="copy",
            tip=tr("Copy rows in a spreadsheet, or addresses in a letter, then press this or Ctrl+V."),
        )
        state = EmptyState(
            "import",
            tr("Drop a file here"),
            tr(
                "Excel, OpenDocument and CSV tables, contact cards (vCard), exports of Google and Outlook. "
                "You see what will happen before anything is written."
            ),
            self.choose_button,
            self.paste_button,
        )
        card = Card(state)
        whole = column(card)
        whole.setStretch(0, 1)
        self.setLayout(whole)
