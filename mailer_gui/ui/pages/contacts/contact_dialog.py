"""One person: the address, the name and every other field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, Contact, ContactList
from mailer_gui.model.errors import MailerError
from mailer_gui.ui import tokens as t
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import day, tr
from mailer_gui.ui.widgets.basics import button, column, label, row, scrolled
from mailer_gui.ui.widgets.cards import Banner
from mailer_gui.ui.widgets.dialogs import Dialog, ask_text
from mailer_gui.ui.widgets.inputs import Field

MOST_FIELDS = 40
_NAMES = (FIRST_NAME, LAST_NAME)


@dataclass(frozen=True, slots=True)
class _Known:
    field_names: tuple[str, ...]
    lists: tuple[ContactList, ...]
    suppressed: bool


class ContactDialog(Dialog):
    """Adds or changes one contact; `saved` is called with it afterwards."""

    def __init__(
        self,
        parent: QWidget | None,
        tasks: Tasks,
        saved: Callable[[Contact], object],
        contact: Contact | None = None,
        *,
        list_id: int | None = None,
    ) -> None:
        super().__init__(parent, tr("Contact") if contact else tr("New contact"), width=520)
        self._tasks, self._saved, self._list_id = tasks, saved, list_id
        self._contact = contact or Contact(0, "")
        self.banner = Banner("bad")
        self.banner.hide()
        self.address = QLineEdit(self._contact.address, placeholderText="ana@example.org")
        self.address_field = Field(tr("E-mail address"), self.address)
        self.edits: dict[str, QLineEdit] = {}
        self._rest = QWidget()
        self._places = column(spacing=t.M, margins=(0, 0, 0, 0))
        self._rest.setLayout(self._places)
        self._scroll = scrolled(self._rest)
        self._facts = label("", "small", wrap=True)
        self._lay_out()
        self._tasks.read(self, self._read_known, self._show_known)
        self.address.setFocus()

    def _lay_out(self) -> None:
        names = row(*(self._edit(key) for key in _NAMES), spacing=t.M)
        self.add(self.banner, self.address_field, names)
        if FULL_NAME in self._contact.fields:
            self.add(self._edit(FULL_NAME))
        self._scroll.hide()
        self.content.addWidget(self._scroll, 1)
        for key in self._contact.fields:
            self._add_field(key)
        self.add(row(button(tr("Add a field"), "link", self._ask_field, icon="plus"), None), self._facts)
        self.add_button(tr("Cancel"))
        self.save_button = self.add_button(tr("Save"), "primary", self.save)

    def _edit(self, key: str) -> Field:
        edit = self.edits[key] = QLineEdit(self._contact.fields.get(key, ""))
        return Field(field_title(key), edit)

    def _add_field(self, key: str) -> None:
        if key in self.edits or len(self.edits) >= MOST_FIELDS:
            return
        self._places.addWidget(self._edit(key))
        self._scroll.show()
        self._scroll.setMinimumHeight(min(260, 64 * self._places.count()))

    def _ask_field(self) -> None:
        def add(name: str) -> None:
            self._add_field(name)
            self.edits[name].setFocus()

        ask_text(
            self, tr("Add a field"), tr("Name"), add, word=tr("Add"), text=tr("For example: city, or customer number.")
        )

    def _read_known(self, ws: Any) -> _Known:
        from mailer_gui.operations import contacts, lists

        contact = self._contact
        suppressed = bool(contact.id) and bool(contacts.suppressed_among(ws, [contact.address]))
        on = lists.of_contact(ws, contact.id) if contact.id else ()
        return _Known(tuple(contacts.field_names(ws)), tuple(on), suppressed)

    def _show_known(self, known: _Known) -> None:
        for name in known.field_names:
            if name != FULL_NAME:
                self._add_field(name)
        facts: list[str] = []
        if known.lists:
            facts.append(tr("On: {lists}.").format(lists=", ".join(one.name for one in known.lists)))
        source = self._contact.source
        if self._contact.id and source.origin == "typed":
            facts.append(tr("Typed in on {day}.").format(day=day(self._contact.created_at)))
        elif self._contact.id:
            facts.append(
                tr("From {file}, line {line}, on {day}.").format(
                    file=source.origin, line=source.row, day=day(self._contact.created_at)
                )
            )
        if known.suppressed:
            facts.append(tr("Never mailed: this person unsubscribed or was blocked."))
        self._facts.setText(" ".join(facts))
        self._facts.setVisible(bool(facts))

    def contact(self) -> Contact:
        """Give the contact as the dialog says it now; empty fields are left out."""
        fields = {key: edit.text().strip() for key, edit in self.edits.items()}
        return replace(
            self._contact, address=self.address.text().strip(), fields={k: v for k, v in fields.items() if v}
        )

    def save(self) -> None:
        """Save and close, or say what is wrong."""
        contact, list_id = self.contact(), self._list_id
        self.save_button.setEnabled(False)
        self.banner.hide()

        def work(ws: Any) -> Contact:
            from mailer_gui.operations import contacts, lists

            if contact.id:
                return contacts.save(ws, contact)
            made = contacts.add(ws, contact.address, contact.fields)
            if list_id is not None:
                lists.add_members(ws, list_id, [made.id])
            return made

        self._tasks.read(self, work, self._done, self._failed)

    def _done(self, contact: Contact) -> None:
        self.accept()
        self._saved(contact)

    def _failed(self, problem: MailerError) -> None:
        self.save_button.setEnabled(True)
        self.banner.set("bad", problem.message, problem.hint)
        self.banner.show()
        self.address.setFocus()


def field_title(key: str) -> str:
    """Write the name of a field for people."""
    known = {FIRST_NAME: tr("First name"), LAST_NAME: tr("Last name"), FULL_NAME: tr("Whole name")}
    return known.get(key, key.replace("_", " ").strip().capitalize() if key.islower() else key)
