"""The plain text part beside a message with looks: made from it, or written by hand."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.model.messages import BodyKind
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.editor import SourceEditor
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, column, label, line, row


class PlainPart(QWidget):
    """Shows what is derived until somebody edits it; "Derive again" goes back to that."""

    changed = Signal(dict)

    def __init__(self, context: PageContext, draft: Draft) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self._said = label("", "small", wrap=True)
        self.edit = button(tr("Edit it"), "link", self._begin)
        self.again = button(tr("Derive again"), "link", self._derive_again)
        head = row(self._said, self.edit, self.again, spacing=t.S, margins=(t.L, t.S, t.M, t.S))
        head.setStretch(0, 1)
        self.editor = SourceEditor(tr("Plain text part"), "", BodyKind.PLAIN)
        self.editor.textChanged.connect(self._written)
        layout = column(head, line(), self.editor, spacing=0)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._filling = False
        self._own = False
        self._derived = ""

    def refresh(self) -> None:
        """Show the part of the draft's message as it stands."""
        message = self._draft.message
        self._own = bool(message.text.strip()) or (self._own and self.editor.hasFocus())
        self.editor.setReadOnly(not self._own)
        self.edit.setVisible(not self._own)
        self.again.setVisible(self._own)
        if self._own:
            self._said.setText(tr("Written by hand. It no longer follows the message."))
            self._show(message.text)
            return
        self._said.setText(tr("Made from the message, for mail programs that show words only."))
        if self.isVisible():
            self._derive()

    def showEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Derive what waited for being seen."""
        super().showEvent(event)  # type: ignore[arg-type]  # Qt's own event, passed on
        self.refresh()

    def _derive(self) -> None:
        message = self._draft.message

        def work(_: Any) -> str:
            from mailer_gui.operations import writing

            return writing.derived_text(message)

        def show(text: str) -> None:
            if not self._own and message == self._draft.message:
                self._derived = text
                self._show(text)

        def failed(error: MailerError) -> None:
            self._said.setText(f"{error.message} {error.hint}".strip())

        self._context.tasks.read(self, work, show, failed)

    def _show(self, text: str) -> None:
        self._filling = True
        self.editor.show_source(text)
        self._filling = False

    def _begin(self) -> None:
        self._own = True
        self.changed.emit({"text": self.editor.source()})
        self.editor.setFocus()
        self.refresh()

    def _derive_again(self) -> None:
        self._own = False
        self.changed.emit({"text": ""})
        self.edit.setFocus()
        self.refresh()

    def _written(self) -> None:
        if self._own and not self._filling and self.editor.source() != self._draft.message.text:
            self.changed.emit({"text": self.editor.source()})
