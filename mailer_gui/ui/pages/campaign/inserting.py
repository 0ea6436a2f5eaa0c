"""Where a merge field goes that is chosen in the menu: where the cursor was last, whatever was clicked in between."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from mailer_gui.ui.pages.campaign.attachments import Attachments
from mailer_gui.ui.pages.campaign.blocks.merge_fields import ask_fallback
from mailer_gui.ui.pages.campaign.body import BodyEditor
from mailer_gui.ui.pages.campaign.editor import SourceEditor, field_tag
from mailer_gui.ui.widgets.chip_line import ChipLine


class Inserting(QObject):
    """Remembers the line or editor that had the cursor: the subject, the plain text, a file's pattern, or the body."""

    def __init__(
        self,
        subject: ChipLine,
        plain: SourceEditor,
        files: Attachments,
        bodies: QWidget,
        body: Callable[[], BodyEditor | None],
    ) -> None:
        super().__init__(subject)
        self._subject, self._plain, self._files, self._bodies, self._body = subject, plain, files, bodies, body
        self._target: QWidget = subject
        subject.chip_wanted.connect(self._change_chip)
        QApplication.instance().focusChanged.connect(self.remember)  # type: ignore[union-attr]  # there is one

    def remember(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Take note of who has the cursor, as the application tells it."""
        if now is None:
            return
        patterns = [card.pattern for card in self._files.personal.cards]
        if now in (self._subject, self._plain, *patterns):
            self._target = now
        elif self._bodies.isAncestorOf(now):
            self._target = self._bodies

    def insert(self, name: str, fallback: str) -> None:
        """Put a field where the cursor was."""
        target, tag = self._target, field_tag(name, fallback)
        if isinstance(target, QLineEdit | ChipLine):
            target.insert(tag)
        elif target is self._plain and not self._plain.isReadOnly():
            self._plain.insertPlainText(tag)
        elif (body := self._body()) is not None:
            body.insert_field(tag)
            target = body
        target.setFocus()

    def _change_chip(self, field: str, fallback: str) -> None:
        ask_fallback(self._subject, field, fallback, lambda fresh: self._subject.insert(field_tag(field, fresh)))
