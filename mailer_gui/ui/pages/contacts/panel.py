"""The side panel: one person with everything that is known about them, each part changed where it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QStackedWidget, QTabWidget, QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.contacts.editors import LineEditor
from mailer_gui.ui.pages.contacts.form import FieldsForm
from mailer_gui.ui.pages.contacts.history_view import HistoryView
from mailer_gui.ui.pages.contacts.reading import ADDRESS, CONSENT, Details
from mailer_gui.ui.pages.contacts.words import (
    LOOK,
    origin_words,
    suggested,
    suppression_words,
    verdict_words,
)
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import ElidedLabel, button, column, flush, icon_button, label, line, row, scrolled
from mailer_gui.ui.widgets.cards import Card, EmptyState
from mailer_gui.ui.widgets.chips import Chip, Chips
from mailer_gui.ui.widgets.inputs import Field
from mailer_gui.ui.widgets.pills import Pill
from mailer_gui.ui.words import verdict_pill

WIDTH = 330


class SidePanel(Card):
    """One person. `asked(word)` wants something done with them: lists, never, again, delete, erase, export."""

    closed = Signal()
    edited = Signal(object, str, str)
    left_list = Signal(object, int)
    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(margin=0, spacing=0)
        self.contact: Contact | None = None
        self.name = ElidedLabel("", "section")
        self.address = ElidedLabel("", "muted")
        self.pill = Pill()
        close = icon_button("close", tr("Close the details (Esc)"), self.closed.emit, "text")
        self.more = icon_button("more", tr("More about this person"), self._show_menu, "text")
        words = column(self.name, self.address, spacing=2)
        head = row(words, self.more, close, spacing=t.XS)
        head.setStretch(0, 1)
        top = QWidget()
        top.setLayout(column(head, row(self.pill, None), spacing=t.S, margins=(t.L, t.M, t.S, t.S)))
        self.form = FieldsForm()
        self.form.edited.connect(lambda name, text: self._edited(name, text))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._details(), tr("Details"))
        self.history = HistoryView()
        self.tabs.addTab(scrolled(self.history), tr("History"))
        whole = QWidget()
        whole.setLayout(column(top, self.tabs, spacing=0))
        self._stack = QStackedWidget()
        self.nobody = EmptyState("person", "", "")
        self._stack.addWidget(self.nobody)
        self._stack.addWidget(whole)
        self.content.setContentsMargins(1, 1, 1, 1)
        self.content.addWidget(self._stack)
        self.setFixedWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Details of a person"))

    def _details(self) -> QWidget:
        self.lists = Chips(button(tr("Add to list"), "link", lambda: self.asked.emit("lists"), icon="plus"))
        self.mail = label("", wrap=True)
        self.mail_button = flush(button(tr("Never mail"), "link", self._mail_pressed))
        self.verdict = label("", wrap=True)
        self.correct = flush(button(tr("Use this address"), "link", self._take_suggestion))
        self.consent = LineEditor()
        self.consent.setPlaceholderText(tr("signed up at the counter, for example"))
        self.consent.committed.connect(lambda text: self._edited(CONSENT, text))
        self.origin = label("", "", wrap=True, selectable=True)
        inner = QWidget()
        parts = column(
            self.form,
            line(),
            label(tr("Lists"), "strong"),
            self.lists,
            line(),
            label(tr("Mail"), "strong"),
            self.mail,
            row(self.mail_button, None),
            line(),
            label(tr("Address check"), "strong"),
            self.verdict,
            row(self.correct, None),
            line(),
            label(tr("Where from"), "strong"),
            self.origin,
            Field(tr("Consent: why they may be written to"), self.consent),
            None,
            spacing=t.S,
            margins=(t.L, t.M, t.L, t.L),
        )
        inner.setLayout(parts)
        self.area = scrolled(inner)
        return self.area

    def show_nobody(self, count: int) -> None:
        """Show that nobody is chosen, or several."""
        self.contact = None
        if count:
            self.nobody.set(counted(count, "%Ln person chosen", "%Ln people chosen"), tr("Choose one to see more."))
        else:
            self.nobody.set(tr("Nobody chosen"), tr("Choose a person to see what is known."))
        self._stack.setCurrentIndex(0)

    def show_details(self, found: Details) -> None:
        """Show a person."""
        contact = found.contact
        self.contact = contact
        self.name.setText(contact.name or contact.address)
        self.address.setText(contact.address)
        self.address.setVisible(bool(contact.name))
        self._show_pill(contact, found.suppression is not None)
        self.verdict.setText(verdict_words(contact))
        meant = suggested(contact)
        self.correct.setVisible(bool(meant))
        self.correct.setText(tr("Use {address}").format(address=meant))
        self.form.show_contact(contact, found.fields, found.types)
        self.lists.show_chips([self._chip(contact, one.id, one.name) for one in found.lists])
        self.mail.setText(suppression_words(contact, found.suppression))
        self._never = found.suppression is None
        self.mail_button.setText(tr("Never mail") if self._never else tr("Mail again…"))
        if not (self.consent.hasFocus() and self.consent.isModified()):
            self.consent.set_value(contact.consent)
        self.history.show_entries(found.history)
        self.origin.setText(origin_words(contact))
        self._stack.setCurrentIndex(1)

    def _show_pill(self, contact: Contact, suppressed: bool) -> None:
        words, kind = (tr("Never mailed"), "neutral") if suppressed else verdict_pill(contact.verdict)
        self.pill.setVisible(suppressed or contact.verdict in LOOK)
        self.pill.set(words, kind)

    def _take_suggestion(self) -> None:
        if self.contact is not None and suggested(self.contact):
            self.edited.emit(self.contact, ADDRESS, suggested(self.contact))

    def _chip(self, contact: Contact, list_id: int, name: str) -> Chip:
        tip = tr("Take off “{name}”").format(name=name)
        return Chip(name, tip, lambda: self.left_list.emit(contact, list_id))

    def _edited(self, name: str, text: str) -> None:
        if self.contact is not None:
            self.edited.emit(self.contact, name, text)

    def _mail_pressed(self) -> None:
        self.asked.emit("never" if self._never else "again")

    def _show_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, wish in self.wishes():
            menu.addAction(words, self._asker(wish))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _asker(self, wish: str) -> Callable[[], None]:
        return lambda: self.asked.emit(wish)

    def wishes(self) -> list[tuple[str, str]]:
        """Give what can be asked for in the menu."""
        return [
            (tr("Copy the address"), "copy"),
            (tr("Export what is known…"), "report"),
            (tr("Delete"), "delete"),
            (tr("Erase everywhere…"), "erase"),
        ]

    def take_focus(self) -> None:
        """Go to the first field."""
        self.tabs.setCurrentIndex(0)
        self.form.focus_first()
