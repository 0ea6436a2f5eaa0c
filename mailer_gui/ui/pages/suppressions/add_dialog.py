"""The dialog that adds suppressions: addresses or domains, as many as a person pastes, with a reason and a note."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from mailer_gui.model.contacts import SuppressionReason
from mailer_gui.model.errors import MailerError
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.suppressions.reading import reasons
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import counted, sentence, tr
from mailer_gui.ui.widgets.basics import row
from mailer_gui.ui.widgets.cards import Banner
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field


class AddDialog(Dialog):
    """Adds suppressions; `added` is called with how many are new."""

    def __init__(self, parent: QWidget | None, tasks: Tasks, added: Callable[[int], object]) -> None:
        super().__init__(
            parent,
            tr("Never mail these again"),
            tr("No campaign writes to them any more, also when they are on a list or come back with a file."),
            width=520,
        )
        self._tasks, self._added = tasks, added
        self.banner = Banner("bad")
        self.banner.hide()
        self.who = QPlainTextEdit()
        self.who.setPlaceholderText("ana@example.org\n@example.net")
        self.who.setTabChangesFocus(True)
        self.who.setFixedHeight(112)
        self.who_field = Field(
            tr("Addresses or domains, one in a line"), self.who, tr("@example.net means everybody at that domain.")
        )
        self.reason = QComboBox()
        for key, (words, _meaning) in reasons().items():
            if key != SuppressionReason.ERASED:
                self.reason.addItem(words, str(key))
        self.note = QLineEdit(placeholderText=tr("For example: asked on the phone"))
        both = row(Field(tr("Reason"), self.reason), Field(tr("Note"), self.note), spacing=t.M)
        both.setStretch(1, 1)
        self.add(self.banner, self.who_field, both)
        self.add_button(tr("Cancel"))
        self.save_button = self.add_button(tr("Add"), "primary", self.save)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save_button.click)  # Return alone begins another line
        self.who.textChanged.connect(self._count)
        self._count()
        self.who.setFocus()

    def _wanted(self) -> list[str]:
        text = self.who.toPlainText().replace(",", "\n").replace(";", "\n")
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def _count(self) -> None:
        wanted = self._wanted()
        self.save_button.setEnabled(bool(wanted))
        words = counted(len(wanted), "Add %Ln", "Add %Ln") if len(wanted) > 1 else tr("Add")
        self.save_button.setText(words)
        self.banner.hide()

    def save(self) -> None:
        """Write them; what is neither an address nor a domain is said, and nothing is written."""
        wanted, reason, note = self._wanted(), str(self.reason.currentData()), self.note.text().strip()

        def work(ws: Any) -> int:
            from mailer_gui.operations import suppressions

            return suppressions.add(ws, wanted, reason, note)

        def done(count: int) -> None:
            self.accept()
            self._added(count)

        def wrong(problem: MailerError) -> None:
            self.banner.set("bad", "", f"{sentence(problem.message)} {problem.hint}".strip())
            self.banner.show()

        self._tasks.read(self, work, done, wrong)
