"""The message as one of its readers gets it, beside the editor."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent

from mailer_gui.model.errors import MailerError, TemplateError
from mailer_gui.model.messages import Message
from mailer_gui.model.preview import Preview
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.finder import PersonFinder
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import ElidedLabel, button, icon_button, line, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.preview import PreviewPane

LOOK_AGAIN_MS = 150
NAME_WIDTH = 130
"""Pixels of the name beside its arrow; a longer one ends with …."""


class ReadSide(Card):
    """The preview, and whose it is. `trial` is a message that is looked at before the draft begins with it."""

    previewed = Signal(bool)

    def __init__(self, context: PageContext, draft: Draft, people: People) -> None:
        super().__init__(margin=1, spacing=0)
        self._context, self._draft, self._people = context, draft, people
        self.trial: Message | None = None
        self._asked = 0
        self.preview = PreviewPane()
        self.finder = PersonFinder(context, people, self)
        self.who = button("", "link", lambda: self.finder.open_below(self.who), tip=tr("Choose whose message is shown"))
        self.back = icon_button("left", tr("Previous person"), lambda: people.step(-1))
        self.on = icon_button("right", tr("Next person"), lambda: people.step(1))
        head = row(ElidedLabel(tr("As read by"), "muted"), self.who, None, self.back, self.on, spacing=t.S)
        head.setContentsMargins(t.L, t.S, t.S, t.S)
        self.content.addLayout(head)
        self.content.addWidget(line())
        self.content.addWidget(self.preview, 1)
        self.setMinimumWidth(300)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.ask)
        people.chosen.connect(self.ask)
        people.moved.connect(self._show_person)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look again when it comes to the front."""
        super().showEvent(event)
        self.soon()

    def soon(self, pause: int = 0) -> None:
        """Look again in a moment."""
        self._soon.start(max(LOOK_AGAIN_MS, pause))

    def ask(self) -> None:
        """Render the message for the chosen person; nothing is done out of sight."""
        if not self.isVisible() or not self._draft.is_kept:
            return
        trial = self.trial
        if trial is None and not self._draft.message.is_written:
            self.preview.clear()
            return
        self._asked += 1
        asked, campaign_id, contact_id = self._asked, self._draft.campaign.id, self._people.contact_id

        def show(preview: Preview) -> None:
            if asked == self._asked:
                self.preview.show_preview(preview)
                self.previewed.emit(True)

        def failed(error: MailerError) -> None:
            if asked == self._asked:
                self.preview.show_error(error)
                self.previewed.emit(False)

        self._context.tasks.read(self, lambda ws: _previewed(ws, campaign_id, contact_id, trial), show, failed)

    def _show_person(self) -> None:
        person = self._people.person
        name = (person.name or person.address) if person is not None else tr("nobody yet")
        self.who.setText(f"{self.who.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, NAME_WIDTH)} ▾")
        self.who.setEnabled(len(self._people.ids) > 1)
        for made in (self.back, self.on):
            made.setEnabled(len(self._people.ids) > 1)
        if person is None:
            self.soon()


def _previewed(ws: Any, campaign_id: int, contact_id: int | None, trial: Message | None) -> Preview:
    """Render the message; a mistake is named where its author made it, not in what was made from that."""
    from mailer_gui.operations import campaigns, outbox, writing

    try:
        return outbox.preview(ws, campaign_id, contact_id, message=trial)
    except TemplateError as error:
        found = writing.mistakes(trial or campaigns.get(ws, campaign_id).message)
        if not found:
            raise
        raise _placed(found[0]) from error


def _placed(error: TemplateError) -> TemplateError:
    if not error.line:
        return error
    parts = {
        "html": "HTML",
        "markdown": tr("Markdown"),
        "subject": tr("subject"),
        "letter": tr("letter"),
        "text": tr("text"),
    }
    where = tr("(Line {line}, column {column} of the {part}.)").format(
        line=error.line, column=error.column, part=parts.get(error.part, error.part)
    )
    return TemplateError(
        f"{error.message} {where}", part=error.part, line=error.line, column=error.column, hint=error.hint
    )
