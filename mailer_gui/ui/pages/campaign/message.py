"""The second step: subject, HTML, text and files on one side, the finished message on the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QStackedLayout, QTabWidget, QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.model.preview import Preview
from mailer_gui.paths import resource
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.attachments import Attachments
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.editor import SourceEditor, field_tag
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import ElidedLabel, button, column, icon_button, label, line, row, side_by_side
from mailer_gui.ui.widgets.cards import Card, EmptyState
from mailer_gui.ui.widgets.preview import PreviewPane

LOOK_AGAIN_MS = 150


class MessageStep(QWidget):
    """Editor and live preview."""

    previewed = Signal(bool)

    def __init__(self, context: PageContext, draft: Draft, people: People) -> None:
        super().__init__()
        self._context, self._draft, self._people = context, draft, people
        self._filling = False
        self._filled_for = 0
        self._asked = 0
        written, read = self._written_side(), self._read_side()
        self.setLayout(column(side_by_side(written, read)))
        self._target: QWidget = self.subject
        QApplication.instance().focusChanged.connect(self._remember_target)  # type: ignore[union-attr]  # there is one
        self._soon = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self._soon.timeout.connect(self._ask_preview)
        for changed in (self.subject.textChanged, self.html.textChanged, self.text.textChanged):
            changed.connect(self._written)
        self.preview.mistake.connect(self._go_to_mistake)
        people.moved.connect(self._show_person)
        draft.kept.connect(self._soon.start)

    def _written_side(self) -> QWidget:
        self.subject = QLineEdit()
        self.subject.setProperty("bare", True)
        self.subject.setPlaceholderText(tr("What it is about, in a few words"))
        self.subject.setAccessibleName(tr("Subject"))
        self._length = label("", "small")
        subject_row = row(label(tr("Subject"), "muted"), self.subject, self._length, spacing=t.M)
        subject_row.setStretch(1, 1)
        subject_row.setContentsMargins(t.L, t.M, t.L, t.M)
        made_from_html = tr("Left empty, the plain text is made from the HTML.")
        self.html = SourceEditor(tr("HTML of the message"), tr("HTML, with merge fields"), html=True)
        self.text = SourceEditor(tr("Text of the message"), made_from_html, html=False)
        self.files = Attachments(self._context, self._draft)
        self.files.changed.connect(self._tell_sizes)
        html_holder = QWidget()
        self._html_stack = QStackedLayout(html_holder)
        self._html_stack.addWidget(self.html)
        self._html_stack.addWidget(self._starters())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setCornerWidget(self._field_inserter())
        for widget, title in ((html_holder, tr("HTML")), (self.text, tr("Text")), (self.files, tr("Files"))):
            self.tabs.addTab(widget, title)
        side = Card(subject_row, line(), self.tabs, margin=1, spacing=0)
        side.content.setStretch(2, 1)
        side.setMinimumWidth(340)
        return side

    def _field_inserter(self) -> QWidget:
        self._fields = QMenu(self)
        self._fields.aboutToShow.connect(self._fill_fields)
        insert = button(tr("Insert field"), "link", icon="field")
        insert.setMenu(self._fields)
        insert.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        corner = QWidget()
        corner.setLayout(row(insert, margins=(0, 0, t.S, 2)))
        return corner

    def _read_side(self) -> QWidget:
        self.preview = PreviewPane()
        self._who = ElidedLabel("", "strong")
        self._back = icon_button("left", tr("Previous person"), lambda: self._people.step(-1))
        self._on = icon_button("right", tr("Next person"), lambda: self._people.step(1))
        head = row(label(tr("As read by"), "muted"), self._who, self._back, self._on, spacing=t.S)
        head.setStretch(1, 1)
        head.setContentsMargins(t.L, t.S, t.S, t.S)
        side = Card(head, line(), self.preview, margin=1, spacing=0)
        side.content.setStretch(2, 1)
        side.setMinimumWidth(300)
        return side

    def _starters(self) -> QWidget:
        write = button(tr("Write my own HTML"), "link", self._start_empty)
        return EmptyState(
            "edit",
            tr("How do you want to begin?"),
            tr("Both are complete messages with a link to unsubscribe. Change the words; the rest may stay."),
            button(tr("A letter"), "plain", lambda: self._start_with("letter")),
            button(tr("A newsletter"), "plain", lambda: self._start_with("newsletter")),
            write,
        )

    def refresh(self) -> None:
        """Show the draft as it stands."""
        message = self._draft.message
        self._filling = True
        if self.subject.text() != message.subject:
            self.subject.setText(message.subject)
            self.subject.setCursorPosition(0)
        if self.html.toPlainText() != message.html:
            self.html.setPlainText(message.html)
        if self.text.toPlainText() != message.text:
            self.text.setPlainText(message.text)
        self._filling = False
        self._filled_for = self._draft.campaign.id
        self._html_stack.setCurrentIndex(0 if message.html or message.text else 1)
        self.files.show_files()
        self._tell_sizes()
        self._people.load(self._draft.campaign.audience)

    def accept_files(self, paths: Sequence[str]) -> bool:
        """Attach files dropped on the window."""
        self.tabs.setCurrentWidget(self.files)
        self.files.attach(paths)
        return True

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look again when the step comes to the front."""
        super().showEvent(event)
        self._soon.start()

    def _start_with(self, name: str) -> None:
        self.html.setPlainText(resource("starters", f"{name}.html").read_text(encoding="utf-8"))
        self._start_empty()

    def _start_empty(self) -> None:
        self._html_stack.setCurrentIndex(0)
        (self.html if self.subject.text() else self.subject).setFocus()

    def _written(self) -> None:
        # A highlighter that colours the text again counts as a change of it: without this check a step that does not
        # show this draft yet would empty it.
        if self._filling or self._filled_for != self._draft.campaign.id:
            return
        self._draft.set_message(subject=self.subject.text(), html=self.html.toPlainText(), text=self.text.toPlainText())
        self._tell_sizes()

    def _tell_sizes(self) -> None:
        self._length.setText(counted(len(self.subject.text()), "%Ln character", "%Ln characters"))
        files = len(self._draft.message.attachments)
        self.tabs.setTabText(2, tr("Files ({count})").format(count=files) if files else tr("Files"))

    def _fill_fields(self) -> None:
        self._fields.clear()
        self._fields.addAction(tr("Reading…")).setEnabled(False)

        def work(ws: Any) -> tuple[list[str], tuple[str, ...]]:
            from mailer_gui.operations import audience

            return audience.fields(ws)

        def show(found: tuple[list[str], tuple[str, ...]]) -> None:
            self._fields.clear()
            own, built_in = found
            for name in own[:40]:
                self._fields.addAction(name, partial(self._insert, name))
            if own:
                self._fields.addSeparator()
            for name in built_in:
                self._fields.addAction(name, partial(self._insert, name))

        self._context.tasks.read(self, work, show)

    def _insert(self, name: str) -> None:
        tag = field_tag(name)
        if self._target is self.subject:
            self.subject.insert(tag)
        else:
            self._html_stack.setCurrentIndex(0)
            (self.text if self._target is self.text else self.html).insertPlainText(tag)
        self._target.setFocus()

    def _remember_target(self, _: QWidget | None, now: QWidget | None) -> None:
        """Fields go where the cursor was last, whatever was clicked in between."""
        if now is self.subject or now is self.html or now is self.text:
            self._target = now

    def _show_person(self) -> None:
        person = self._people.person
        name = (person.name or person.address) if person is not None else tr("nobody yet")
        self._who.setText(name)
        for made in (self._back, self._on):
            made.setEnabled(len(self._people.ids) > 1)
        self._soon.start()

    def _ask_preview(self) -> None:
        if not self.isVisible() or not self._draft.is_kept:
            return
        if not (self._draft.message.html.strip() or self._draft.message.text.strip()):
            self.preview.clear()
            return
        self._asked += 1
        asked, campaign_id, contact_id = self._asked, self._draft.campaign.id, self._people.contact_id

        def work(ws: Any) -> Preview:
            from mailer_gui.operations import outbox

            return outbox.preview(ws, campaign_id, contact_id)

        def show(preview: Preview) -> None:
            if asked == self._asked:
                self.preview.show_preview(preview)
                self.previewed.emit(True)

        def failed(error: MailerError) -> None:
            if asked == self._asked:
                self.preview.show_error(error)
                self.previewed.emit(False)

        self._context.tasks.read(self, work, show, failed)

    def _go_to_mistake(self, part: str, line_number: int, column_number: int) -> None:
        if part == "subject":
            self.subject.setFocus()
            self.subject.setCursorPosition(max(0, column_number - 1))
            return
        self.tabs.setCurrentIndex(1 if part == "text" else 0)
        (self.text if part == "text" else self.html).go_to(line_number, column_number)
