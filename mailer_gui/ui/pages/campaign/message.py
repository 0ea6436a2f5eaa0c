"""The second step: the message in the way that somebody chose on one side, as its readers get it on the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QStackedWidget, QWidget

from mailer_gui.model.errors import MailerError, TemplateError
from mailer_gui.model.messages import Attachment, BodyKind, Message, Purpose
from mailer_gui.model.writing import Lack
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.campaign.attachments import Attachments
from mailer_gui.ui.pages.campaign.beginning import TEMPLATE_FILES, Beginning, begun_with
from mailer_gui.ui.pages.campaign.body import BodyEditor
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.editor import SourceBody, SourceEditor
from mailer_gui.ui.pages.campaign.editors import MAKERS
from mailer_gui.ui.pages.campaign.heads import HeadedTabs, SubjectRow
from mailer_gui.ui.pages.campaign.inserting import Inserting
from mailer_gui.ui.pages.campaign.lacking import LackingBar
from mailer_gui.ui.pages.campaign.looking_over import LookingOver
from mailer_gui.ui.pages.campaign.message_tools import PICTURES, MessageTools
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.pages.campaign.plain_part import PlainPart
from mailer_gui.ui.pages.campaign.reading import ReadSide
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import column, line, side_by_side
from mailer_gui.ui.widgets.cards import Card, EmptyState

MESSAGE, PLAIN_PART, FILES = range(3)
BEGINNING, WRITTEN = range(2)


class MessageStep(QWidget):
    """Editor and live preview."""

    previewed = Signal(bool)

    def __init__(self, context: PageContext, draft: Draft, people: People) -> None:
        super().__init__()
        self._context, self._draft, self._people = context, draft, people
        self._filling = self._wide = False
        self._filled_for = 0
        self._begun_for = 0
        self._bodies: dict[BodyKind, BodyEditor] = {}
        self._read = ReadSide(context, draft, people)
        self.preview = self._read.preview
        self.looking = LookingOver(context, draft, self)
        self.setLayout(column(side_by_side(self._written_side(), self._read)))
        self._connect()

    def _written_side(self) -> QWidget:
        self.head = SubjectRow()
        self.subject, self.purpose = self.head.subject, self.head.purpose
        self.beginning = Beginning(self._context)
        self._body_stack = QStackedWidget()
        self._no_editor = EmptyState(
            "blocks", tr("Made elsewhere"), tr("This message cannot be edited here. Turn it into HTML to go on.")
        )
        self._body_stack.addWidget(self._no_editor)
        self.plain = PlainPart(self._context, self._draft)
        self.files = Attachments(self._context, self._draft, self._people)
        self.inserting = Inserting(self.subject, self.plain.editor, self.files, self._body_stack, self._body_in_front)
        self.tools = MessageTools(self._context, self._draft, self._people, self.inserting.insert)
        self.ways, self.fields = self.tools.ways, self.tools.fields
        self.insert, self.see = self.tools.insert, self.tools.see
        self.tabs = HeadedTabs(self.tools)
        self.tabs.addTab(self._body_stack, tr("Message"))
        self.tabs.addTab(self.plain, tr("Plain text"))
        self.tabs.addTab(self.files, tr("Files"))
        self.lacking = LackingBar(self._people.go_to)
        room = QWidget()
        both = column(self.tabs, self.lacking, spacing=0)
        both.setStretch(0, 1)
        room.setLayout(both)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.beginning)
        self._stack.addWidget(room)
        side = Card(self.head, line(), holder, margin=1, spacing=0)
        side.content.setStretch(2, 1)
        side.setMinimumWidth(340)
        return side

    def _connect(self) -> None:
        self.subject.shown.connect(lambda text: self._written(subject=text))
        self.head.purpose_chosen.connect(self._use_purpose)
        self.beginning.way_chosen.connect(self._begin)
        self.beginning.looked_at.connect(self._try)
        self.beginning.taken.connect(self._begin_with)
        self.plain.changed.connect(lambda parts: self._written(**parts))
        self.files.changed.connect(self._tell_sizes)
        self.tools.shown_anew.connect(self._show_anew)
        self.tools.pictures_chosen.connect(self.take_pictures)
        self.see.toggled.connect(self._read.setVisible)
        self._read.previewed.connect(self.previewed)
        self.preview.mistake.connect(self._go_to_mistake)
        self.looking.found.connect(self._show_found)
        self._draft.kept.connect(self._kept)
        self._draft.settle = self._settle

    @property
    def html(self) -> SourceEditor:
        """The editor of the HTML source."""
        body = self.body_of(BodyKind.HTML)
        assert isinstance(body, SourceBody)
        return body.editor

    @property
    def body(self) -> BodyEditor | None:
        """The editor of the message as it is written now."""
        return self.body_of(self._draft.message.kind)

    def body_of(self, kind: BodyKind) -> BodyEditor | None:
        """Give the editor of a way of writing; it is made when it is first asked for."""
        if kind not in self._bodies and kind in MAKERS:
            made = self._bodies[kind] = MAKERS[kind](self._context, self._draft, self._people)
            made.changed.connect(lambda parts: self._written(**parts) if kind is self._draft.message.kind else None)
            made.pictures_given.connect(self.take_pictures)
            self._body_stack.addWidget(made)
        return self._bodies.get(kind)

    def _settle(self, then: Callable[[], object]) -> None:
        body = self._bodies.get(self._draft.message.kind)
        if body is None:
            then()
        else:
            body.settle(then)

    def refresh(self) -> None:
        """Show the draft as it stands."""
        message = self._draft.message
        fresh = self._filled_for != self._draft.campaign.id
        self._filling = True
        if self.subject.text() != message.subject:
            self.subject.setText(message.subject)
            self.subject.setCursorPosition(0)
        self._show_body(message)
        self._filling = False
        self._filled_for = self._draft.campaign.id
        if fresh:
            self._begun_for = 0
            self.lacking.take(())
        self._tell_way(message)
        self.plain.refresh()
        self.files.show_files()
        self._tell_sizes()
        self._people.load(self._draft.campaign.audience)
        self.looking.anew()

    def _show_body(self, message: Message) -> None:
        body = self.body_of(message.kind)
        if body is not None:
            try:
                body.show_message(message)
            except MailerError as error:
                body = None
                self._no_editor.set(tr(error.title), f"{error.message} {error.hint}".strip())
        self._body_stack.setCurrentWidget(body or self._no_editor)
        is_begun = message.is_written or self._begun_for == self._draft.campaign.id
        wanted = WRITTEN if is_begun else BEGINNING
        is_other = self._stack.currentIndex() != wanted
        if is_other:
            self._read.trial = None
            self._stack.setCurrentIndex(wanted)
        # While a beginning is chosen there is nothing to read: the choice gets the room.
        self._read.setVisible(self.see.isChecked() and (is_begun or self._read.trial is not None))
        if not is_begun and (is_other or self._filled_for != self._draft.campaign.id):
            self.beginning.refresh()

    def _tell_way(self, message: Message) -> None:
        body = self.body_of(message.kind)
        self.tools.show_way(message.kind, takes_pictures=body is not None and body.takes_pictures)
        self.tabs.setTabVisible(PLAIN_PART, message.kind is not BodyKind.PLAIN)
        self.head.show_purpose(message.purpose)
        if body is not None and body.wide != (not self.see.isChecked()) and self._wide is not body.wide:
            self.see.setChecked(not body.wide)
        self._wide = body is not None and body.wide

    def accept_files(self, paths: Sequence[str]) -> bool:
        """Take files dropped on the window: a template begins the message, a picture is shown, others are attached."""
        if self._stack.currentIndex() == BEGINNING:
            if self.beginning.import_files([path for path in paths if path.lower().endswith(TEMPLATE_FILES)]):
                return True
            self._begun_for = self._draft.campaign.id
            self._show_body(self._draft.message)
        body = self.body
        are_pictures = all(path.lower().endswith(PICTURES) for path in paths)
        if are_pictures and body is not None and body.takes_pictures and self.tabs.currentIndex() == MESSAGE:
            self.take_pictures(list(paths))
            return True
        self.tabs.setCurrentWidget(self.files)
        self.files.attach(paths)
        return True

    def take_pictures(self, given: list[str] | list[bytes]) -> None:
        """Take pictures into the workspace and show them in the message."""
        body = self.body
        if body is None or not body.takes_pictures:
            self._context.notify(Notice(tr("A letter shows no pictures. Attach them, or turn it into HTML.")))
            return

        def done(found: list[Attachment]) -> None:
            known = self._draft.message.images
            self._draft.set_message(images=(*known, *(one for one in dict.fromkeys(found) if one not in known)))
            for one in found:
                body.insert_picture(one)

        self._context.tasks.read(self, lambda ws: _kept_pictures(ws, given), done)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look again when the step comes to the front."""
        super().showEvent(event)
        self._read.soon()

    def _begin(self, kind: BodyKind) -> None:
        self._begun_for = self._draft.campaign.id
        self._draft.set_message(kind=kind)
        self._show_anew()
        body = self.body
        if self.subject.text() and body is not None:
            body.setFocus()
        else:
            self.subject.setFocus()

    def _begin_with(self, template: Message) -> None:
        self._begun_for = self._draft.campaign.id
        self._draft.use_message(begun_with(self._draft.message, template))
        self._show_anew()
        self.subject.setFocus()

    def _try(self, template: Message) -> None:
        """Preview a template before it is taken."""
        self._read.trial = begun_with(self._draft.message, template)
        self.see.setChecked(True)
        self._read.show()
        self._read.ask()

    def _show_anew(self) -> None:
        """Show the draft's message after it became another one."""
        self._read.trial = None
        if not self._draft.message.is_written and self._draft.message.kind is BodyKind.HTML and not self._just_begun():
            self._begun_for = 0
        self.tabs.setCurrentIndex(MESSAGE)
        self.refresh()

    def _just_begun(self) -> bool:
        return self._begun_for == self._draft.campaign.id and self._stack.currentIndex() == BEGINNING

    def _written(self, **parts: Any) -> None:
        # A highlighter that colours the text again counts as a change of it: without this check a step that does not
        # show this draft yet would empty it.
        if self._filling or self._filled_for != self._draft.campaign.id:
            return
        self._draft.set_message(**parts)
        self._tell_sizes()

    def _use_purpose(self, purpose: Purpose) -> None:
        self._written(purpose=purpose)
        self._tell_way(self._draft.message)

    def _tell_sizes(self) -> None:
        self.head.show_length()
        files = self.files.count
        self.tabs.setTabText(FILES, tr("Files ({count})").format(count=files) if files else tr("Files"))

    def _body_in_front(self) -> BodyEditor | None:
        """Give where a field goes when the cursor was in none of the lines: the body, which comes to the front."""
        if self.body is not None:
            self.tabs.setCurrentIndex(MESSAGE)
        return self.body

    def _kept(self) -> None:
        self._read.soon(self._draft.pause)
        self.looking.soon(self._draft.pause)
        if self.plain.isVisible():
            self.plain.refresh()

    def _show_found(self, kind: BodyKind, mistakes: list[TemplateError], lacks: list[Lack]) -> None:
        body = self._bodies.get(kind)
        if body is not None:
            body.show_mistakes(mistakes)
        if kind is not BodyKind.PLAIN:
            self.plain.editor.show_mistakes([one for one in mistakes if one.part == "text"])
        self.lacking.take(lacks)

    def _go_to_mistake(self, part: str, line_number: int, column_number: int) -> None:
        if part == "subject":
            self.subject.setFocus()
            self.subject.setCursorPosition(max(0, column_number - 1))
        elif part == "attachment":
            self.tabs.setCurrentIndex(FILES)
        elif part == "text" and self._draft.message.kind is not BodyKind.PLAIN:
            self.tabs.setCurrentIndex(PLAIN_PART)
            self.plain.editor.go_to(line_number, column_number)
        elif self.body is not None:
            self.tabs.setCurrentIndex(MESSAGE)
            self.body.go_to(line_number, column_number)


def _kept_pictures(ws: Any, given: list[str] | list[bytes]) -> list[Attachment]:
    from mailer_gui.operations import pictures

    return [
        pictures.add_bytes(ws, "picture.png", one) if isinstance(one, bytes) else pictures.add(ws, Path(one))
        for one in given
    ]
