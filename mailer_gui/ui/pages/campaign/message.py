"""The second step: the message in the way that somebody chose on one side, as its readers get it on the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QStackedLayout, QStackedWidget, QTabWidget, QWidget

from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.errors import MailerError, TemplateError
from mailer_gui.model.messages import Attachment, BodyKind, Message, Purpose
from mailer_gui.model.preview import Preview
from mailer_gui.model.writing import Lack
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.campaign.attachments import Attachments
from mailer_gui.ui.pages.campaign.beginning import TEMPLATE_FILES, Beginning, begun_with, export_message
from mailer_gui.ui.pages.campaign.blocks.merge_fields import ask_fallback
from mailer_gui.ui.pages.campaign.body import BodyEditor
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.editor import SourceBody, SourceEditor, field_tag
from mailer_gui.ui.pages.campaign.editors import MAKERS, way_words
from mailer_gui.ui.pages.campaign.fields_menu import FieldsMenu
from mailer_gui.ui.pages.campaign.finder import PersonFinder
from mailer_gui.ui.pages.campaign.lacking import LackingBar
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.pages.campaign.plain_part import PlainPart
from mailer_gui.ui.pages.campaign.versions_dialog import show_versions
from mailer_gui.ui.pages.campaign.ways import Ways
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import ElidedLabel, button, column, icon_button, label, line, row, side_by_side
from mailer_gui.ui.widgets.cards import Card, EmptyState
from mailer_gui.ui.widgets.chip_line import ChipLine
from mailer_gui.ui.widgets.dialogs import ask_text, choose_file
from mailer_gui.ui.widgets.preview import PreviewPane

LOOK_AGAIN_MS = 150
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp")
NAME_WIDTH = 130
"""Pixels of the name beside its arrow; a longer one ends with …."""
MESSAGE, PLAIN_PART, FILES = range(3)


class MessageStep(QWidget):
    """Editor and live preview."""

    previewed = Signal(bool)

    def __init__(self, context: PageContext, draft: Draft, people: People) -> None:
        super().__init__()
        self._context, self._draft, self._people = context, draft, people
        self._filling = False
        self._filled_for = 0
        self._begun_for = 0
        self._asked = self._checked = 0
        self._trial: Message | None = None
        self._checked_message: object = None
        self.ways = Ways(self, context, draft, self._show_anew)
        written, self._read = self._written_side(), self._read_side()
        self.setLayout(column(side_by_side(written, self._read)))
        self._target: QWidget = self.subject
        QApplication.instance().focusChanged.connect(self._remember_target)  # type: ignore[union-attr]  # there is one
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._ask_preview)
        self._in_a_pause = QTimer(self, singleShot=True)
        self._in_a_pause.timeout.connect(self._check)
        self.subject.shown.connect(lambda text: self._written(subject=text))
        self.preview.mistake.connect(self._go_to_mistake)
        people.chosen.connect(self._ask_preview)
        people.moved.connect(self._show_person)
        draft.kept.connect(self._kept)
        draft.settle = self._settle

    def _settle(self, then: Callable[[], object]) -> None:
        body = self._bodies.get(self._draft.message.kind)
        if body is None:
            then()
        else:
            body.settle(then)

    def _written_side(self) -> QWidget:
        self.subject = ChipLine(bare=True)
        self.subject.chip_wanted.connect(self._change_chip)
        self.subject.setPlaceholderText(tr("What it is about, in a few words"))
        self.subject.setAccessibleName(tr("Subject"))
        subject_row = row(label(tr("Subject"), "muted"), self.subject, spacing=t.M, margins=(t.L, t.M, t.L, 0))
        subject_row.setStretch(1, 1)
        self._length = label("", "small")
        self.purpose = button("", "link")
        self.purpose.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.purpose.setMenu(self._purposes())
        about = row(self.purpose, None, self._length, spacing=t.M, margins=(t.M - 1, 0, t.L, t.XS))
        self.beginning = Beginning(self._context)
        self.beginning.way_chosen.connect(self._begin)
        self.beginning.looked_at.connect(self._try)
        self.beginning.taken.connect(self._begin_with)
        self._bodies: dict[BodyKind, BodyEditor] = {}
        self._body_stack = QStackedWidget()
        self._no_editor = EmptyState(
            "blocks", tr("Made elsewhere"), tr("This message cannot be edited here. Turn it into HTML to go on.")
        )
        self._body_stack.addWidget(self._no_editor)
        self.plain = PlainPart(self._context, self._draft)
        self.plain.changed.connect(lambda parts: self._written(**parts))
        self.files = Attachments(self._context, self._draft, self._people)
        self.files.changed.connect(self._tell_sizes)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for widget, title in (
            (self._body_stack, tr("Message")),
            (self.plain, tr("Plain text")),
            (self.files, tr("Files")),
        ):
            self.tabs.addTab(widget, title)
        self.lacking = LackingBar(self._people.go_to)
        room = QWidget()
        both = column(self._tools(), line(), self.tabs, self.lacking, spacing=0)
        both.setStretch(2, 1)
        room.setLayout(both)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.beginning)
        self._stack.addWidget(room)
        side = Card(subject_row, about, line(), holder, margin=1, spacing=0)
        side.content.setStretch(3, 1)
        side.setMinimumWidth(340)
        return side

    def _tools(self) -> QWidget:
        self.way = button("", "link", tip=tr("Way of writing"))
        self._way_menu = QMenu(self)
        self._way_menu.aboutToShow.connect(lambda: self.ways.fill(self._way_menu))
        self.way.setMenu(self._way_menu)
        fields = QMenu(self)
        self.fields = FieldsMenu(fields, self._context, self._draft, self._people, self._insert)
        self.insert = button(tr("Insert field"), "link", icon="field")
        self.insert.setMenu(fields)
        self.picture = icon_button("picture", tr("Insert a picture…"), self._choose_picture)
        self.see = icon_button("eye", tr("Preview beside it"))
        self.see.setCheckable(True)
        self.see.setChecked(True)
        self.see.toggled.connect(lambda on: self._read.setVisible(on))
        self.more = icon_button("more", tr("More about the message"))
        self.more.clicked.connect(self._open_more)
        for made in (self.way, self.insert, self.picture, self.more):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bar = QWidget()
        bar.setLayout(
            row(
                self.way,
                self.insert,
                self.picture,
                None,
                self.see,
                self.more,
                spacing=t.S,
                margins=(t.M - 1, 3, t.S, 3),
            )
        )
        return bar

    def _read_side(self) -> QWidget:
        self.preview = PreviewPane()
        self.who = button("", "link", self._find_person, tip=tr("Choose whose message is shown"))
        self._finder = PersonFinder(self._context, self._people, self)
        self._back = icon_button("left", tr("Previous person"), lambda: self._people.step(-1))
        self._on = icon_button("right", tr("Next person"), lambda: self._people.step(1))
        head = row(ElidedLabel(tr("As read by"), "muted"), self.who, None, self._back, self._on, spacing=t.S)
        head.setContentsMargins(t.L, t.S, t.S, t.S)
        side = Card(head, line(), self.preview, margin=1, spacing=0)
        side.content.setStretch(2, 1)
        side.setMinimumWidth(300)
        return side

    def _purposes(self) -> QMenu:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for purpose, tip in (
            (Purpose.MARKETING, tr("It must say who sends it and let people unsubscribe.")),
            (Purpose.NOTICE, tr("Something they must know, for example about an order or a change of address.")),
        ):
            action = menu.addAction(purpose_words(purpose), lambda chosen=purpose: self._use_purpose(chosen))  # type: ignore[misc]  # the usual loop binding
            action.setToolTip(tip)
        return menu

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
            self._checked_message = None
            self.lacking.take(())
        self._tell_way(message)
        self.plain.refresh()
        self.files.show_files()
        self._tell_sizes()
        self._people.load(self._draft.campaign.audience)
        self._checked_message = None  # what was found before may have been marked in another text
        self._check()

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
        if not is_begun and self._stack.currentIndex():
            self._trial = None
        if self._stack.currentIndex() != int(is_begun) or (
            not is_begun and self._filled_for != self._draft.campaign.id
        ):
            self._stack.setCurrentIndex(int(is_begun))
            if not is_begun:
                self.beginning.refresh()
        # While a beginning is chosen there is nothing to read: the choice gets the room.
        self._read.setVisible(self.see.isChecked() and (is_begun or self._trial is not None))

    def _tell_way(self, message: Message) -> None:
        body = self.body_of(message.kind)
        self.way.setText(f"{way_words(message.kind)[1]} ▾")
        self.picture.setVisible(body is not None and body.takes_pictures)
        self.tabs.setTabVisible(PLAIN_PART, message.kind is not BodyKind.PLAIN)
        self.purpose.setText(f"{purpose_words(message.purpose)} ▾")
        if body is not None and body.wide != (not self.see.isChecked()) and self._wide is not body.wide:
            self.see.setChecked(not body.wide)
        self._wide = body is not None and body.wide

    _wide = False

    def accept_files(self, paths: Sequence[str]) -> bool:
        """Take files dropped on the window: a template begins the message, a picture is shown, others are attached."""
        if self._stack.currentIndex() == 0:
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

        def work(ws: Any) -> list[Attachment]:
            from mailer_gui.operations import pictures

            return [
                pictures.add_bytes(ws, "picture.png", one) if isinstance(one, bytes) else pictures.add(ws, Path(one))
                for one in given
            ]

        def done(found: list[Attachment]) -> None:
            known = self._draft.message.images
            self._draft.set_message(images=(*known, *(one for one in dict.fromkeys(found) if one not in known)))
            for one in found:
                body.insert_picture(one)

        self._context.tasks.read(self, work, done)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look again when the step comes to the front."""
        super().showEvent(event)
        self._soon.start(LOOK_AGAIN_MS)

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
        self._trial = begun_with(self._draft.message, template)
        self.see.setChecked(True)
        self._read.show()
        self._ask_preview()

    def _show_anew(self) -> None:
        """Show the draft's message after it became another one."""
        self._trial = None
        if not self._draft.message.is_written and self._draft.message.kind is BodyKind.HTML and not self._just_begun():
            self._begun_for = 0
        self.tabs.setCurrentIndex(MESSAGE)
        self.refresh()

    def _just_begun(self) -> bool:
        return self._begun_for == self._draft.campaign.id and self._stack.currentIndex() == 0

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
        self._length.setText(counted(len(self.subject.text()), "%Ln character", "%Ln characters"))
        files = self.files.count
        self.tabs.setTabText(FILES, tr("Files ({count})").format(count=files) if files else tr("Files"))

    def _insert(self, name: str, fallback: str) -> None:
        target, tag = self._target, field_tag(name, fallback)
        if isinstance(target, QLineEdit | ChipLine):
            target.insert(tag)
        elif target is self.plain.editor and not self.plain.editor.isReadOnly():
            self.plain.editor.insertPlainText(tag)
        elif self.body is not None:
            self.tabs.setCurrentIndex(MESSAGE)
            self.body.insert_field(tag)
            target = self.body
        target.setFocus()

    def _change_chip(self, field: str, fallback: str) -> None:
        ask_fallback(self, field, fallback, lambda fresh: self.subject.insert(field_tag(field, fresh)))

    def _remember_target(self, _: QWidget | None, now: QWidget | None) -> None:
        """Fields go where the cursor was last, whatever was clicked in between."""
        if now is None:
            return
        patterns = [card.pattern for card in self.files.personal.cards]
        if now in (self.subject, self.plain.editor, *patterns):
            self._target = now
        elif self._body_stack.isAncestorOf(now):
            self._target = self._body_stack

    def _choose_picture(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in PICTURES)
        filters = tr("Pictures ({patterns})").format(patterns=patterns)
        choose_file(self, tr("Insert a picture"), filters, self.take_pictures, many=True)

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.addAction(tr("Save as template…"), self._save_template)
        menu.addAction(tr("Export…"), self._export)
        menu.addSeparator()
        menu.addAction(tr("Earlier versions…"), self.show_versions)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _save_template(self) -> None:
        def save(name: str) -> None:
            self._draft.settle(lambda: keep(name, self._draft.message))

        def keep(name: str, message: Message) -> None:
            def work(ws: Any) -> None:
                from mailer_gui.operations import templates

                templates.save(ws, name, message)

            said = Notice(tr("“{name}” is a template now.").format(name=name))
            self._context.tasks.read(self, work, lambda _: self._context.notify(said))

        suggestion = self._draft.message.subject or self._draft.campaign.name
        ask_text(self, tr("Save as template"), tr("Name"), save, value=suggestion, word=tr("Save"))

    def _export(self) -> None:
        name = self._draft.campaign.name
        self._draft.settle(lambda: export_message(self, self._context, name, self._draft.message))

    def show_versions(self) -> None:
        """Open the earlier versions."""

        def restored(campaign: Campaign) -> None:
            if campaign.id == self._draft.campaign.id:
                self._draft.use_message(campaign.message)
                self._show_anew()
                self._context.notify(Notice(tr("The earlier version is back.")))

        campaign_id, contact_id = self._draft.campaign.id, self._people.contact_id
        self._draft.when_kept(lambda: show_versions(self, self._context, campaign_id, contact_id, restored))

    def _find_person(self) -> None:
        self._finder.open_below(self.who)

    def _show_person(self) -> None:
        person = self._people.person
        name = (person.name or person.address) if person is not None else tr("nobody yet")
        self.who.setText(f"{self.who.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, NAME_WIDTH)} ▾")
        self.who.setEnabled(len(self._people.ids) > 1)
        for made in (self._back, self._on):
            made.setEnabled(len(self._people.ids) > 1)
        if person is None:
            self._soon.start(LOOK_AGAIN_MS)

    def _kept(self) -> None:
        self._soon.start(max(LOOK_AGAIN_MS, self._draft.pause))
        self._in_a_pause.start(self._draft.pause)
        if self.plain.isVisible():
            self.plain.refresh()

    def _check(self) -> None:
        """Look for mistakes, and for people who lack what the message needs, unless that is known."""
        campaign = self._draft.campaign
        if not self._draft.is_kept or self._checked_message == (campaign.id, campaign.message, campaign.audience):
            return
        self._checked_message = (campaign.id, campaign.message, campaign.audience)
        self._checked += 1
        checked = self._checked

        def work(ws: Any) -> tuple[list[TemplateError], list[Lack]]:
            from mailer_gui.operations import audience, writing

            found = writing.mistakes(campaign.message)
            return found, [] if found else audience.lacks(ws, campaign.id)

        def show(answer: tuple[list[TemplateError], list[Lack]]) -> None:
            if checked != self._checked or campaign.id != self._draft.campaign.id:
                return
            found, lacks = answer
            body = self._bodies.get(campaign.message.kind)
            if body is not None:
                body.show_mistakes(found)
            if campaign.message.kind is not BodyKind.PLAIN:
                self.plain.editor.show_mistakes([one for one in found if one.part == "text"])
            self.lacking.take(lacks)

        self._context.tasks.read(self, work, show, lambda _: None)

    def _ask_preview(self) -> None:
        if not self.isVisible() or not self._draft.is_kept:
            return
        trial = self._trial if self._stack.currentIndex() == 0 else None
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


def purpose_words(purpose: Purpose) -> str:
    """Say what a message is for."""
    return {
        Purpose.MARKETING: tr("Newsletter or offer"),
        Purpose.NOTICE: tr("Notice"),
    }.get(purpose, tr("What is it for?"))


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
