"""What is done with one person: the side panel follows the table, and changes are stored with undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication

from mailer_gui.model.contacts import Contact, FieldType
from mailer_gui.model.errors import MailerError, NotFoundError
from mailer_gui.ui import preferences
from mailer_gui.ui.context import Notice
from mailer_gui.ui.pages.contacts import actions
from mailer_gui.ui.pages.contacts.columns import field_of, field_title
from mailer_gui.ui.pages.contacts.reading import ADDRESS, CONSENT, Details, Person, change, details
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.dialogs import save_file

if TYPE_CHECKING:
    from mailer_gui.ui.pages.contacts.page import ContactsPage
    from mailer_gui.ui.pages.contacts.panel import SidePanel

_KEPT = "contacts_details"
_LANE = "contacts"
"""Changes of people are done one by one: two fields changed quickly must not undo each other."""


class PersonDesk:
    """Shows the chosen person beside the table and stores what is changed there or in a cell."""

    def __init__(self, page: ContactsPage) -> None:
        self._page = page
        self._tasks = page.context.tasks
        self._made: SidePanel | None = None
        self._wanted: int | None = None
        self._asked_for = 0
        """Counts questions, so that an older answer does not replace a newer one."""
        self._changing = 0
        """Counts changes on their way: an answer from before one would put the old value back for a moment."""
        self._open = preferences.remembered(_KEPT) == "open"
        self._allowed = False
        self._focus = False
        """Whether the keyboard goes to the panel when the person is shown."""

    @property
    def is_open(self) -> bool:
        """True while the panel stands beside the table."""
        return self._open and self._allowed

    @property
    def panel(self) -> SidePanel:
        """The panel, made when it is first needed: most of the page's widgets are in it."""
        if self._made is None:
            from mailer_gui.ui.pages.contacts.panel import SidePanel

            self._made = made = SidePanel()
            made.hide()
            self._page.place_panel(made)
            made.closed.connect(lambda: self.show_panel(False))
            made.edited.connect(lambda contact, name, text: self.change(contact.id, name, text))
            made.left_list.connect(self._leave_list)
            made.asked.connect(self._asked)
            made.history.campaign_wanted.connect(lambda number: self._page.context.navigate("campaign", number))
            made.form.typed_wanted.connect(self._keep_type)
        return self._made

    def _show_or_hide(self) -> None:
        if self.is_open or self._made is not None:
            self.panel.setVisible(self.is_open)
        self._page.lists.details.setChecked(self._open)

    def allow_panel(self, allowed: bool) -> None:
        """An empty address book has no use for the panel."""
        self._allowed = allowed
        self._show_or_hide()

    def show_panel(self, on: bool) -> None:
        """Open or close the panel, and remember it."""
        self._open = on
        preferences.remember(_KEPT, "open" if on else "")
        self._show_or_hide()
        if on:
            self.follow(self._page.table.only_selected(), self._page.table.selected_count())
        else:
            self._page.table.setFocus()

    def open_row(self, row: int) -> None:
        """Show a person and go to their first field."""
        self._page.table.selectRow(row)
        self._focus = True
        self._wanted = None
        self.show_panel(True)

    def follow(self, row: int | None, count: int) -> None:
        """Show whoever is the only one chosen."""
        if not self._open:
            return
        ids = self._page.model.ids
        number = ids[row] if row is not None and row < len(ids) and self._page.model.answered else None
        if not number:
            self._wanted = None
            self.panel.show_nobody(count)
        elif number != self._wanted:
            self._wanted = number
            self.refresh()

    def refresh(self) -> None:
        """Read the person who is shown again."""
        number = self._wanted
        if number is None or not self._open:
            return
        self._asked_for += 1
        asked = self._asked_for

        def show(found: Details) -> None:
            if number == self._wanted and asked == self._asked_for and not self._changing:
                self.panel.show_details(found)
                if self._focus:
                    self._focus = False
                    self.panel.take_focus()

        def failed(problem: MailerError) -> None:
            if isinstance(problem, NotFoundError):
                self.panel.show_nobody(0)
            else:
                self._tasks.report(problem)

        self._tasks.read(self.panel, lambda ws: details(ws, number), show, failed)

    # Changing

    def change_cell(self, person: Person, key: str, text: str) -> None:
        """Store what was typed into a cell."""
        self.change(person.contact.id, field_of(key) or ADDRESS, text)

    def change(self, contact_id: int, name: str, text: str) -> None:
        """Store one field (or the address) of a person, with undo."""

        def done(pair: tuple[Contact, Contact]) -> None:
            self._changing -= 1
            before, after = pair
            who = after.name or after.address
            title = {ADDRESS: tr("E-mail address"), CONSENT: tr("Consent")}.get(name) or field_title(name)
            self._page.refresh()
            if before != after:
                text = tr("{field} of {who} is saved.").format(field=title, who=who)
                self._page.context.notify(Notice(text, undo=lambda: self._put_back(before)))

        def failed(problem: MailerError) -> None:
            self._changing -= 1
            if self._open and self.panel.contact is not None and self.panel.contact.id == contact_id:
                self.panel.form.set_error(name, problem.message)
            else:
                self._tasks.report(problem)

        self._changing += 1
        self._tasks.read(self._page, lambda ws: change(ws, contact_id, name, text), done, failed, lane=_LANE)

    def _put_back(self, before: Contact) -> None:
        def work(ws: Any) -> Contact:
            from mailer_gui.operations import contacts

            return contacts.save(ws, before)

        self._tasks.read(self._page, work, lambda _contact: self._page.refresh(), lane=_LANE)

    def _keep_type(self, name: str, kind: FieldType) -> None:
        def work(ws: Any) -> None:
            from mailer_gui.operations import fields

            fields.set_types(ws, {name: kind})

        self._tasks.read(self._page, work, lane=_LANE)

    def _ask_erase(self, contact: Contact) -> None:
        from mailer_gui.ui.pages.contacts.erase_dialog import EraseDialog

        EraseDialog(self._page.window(), contact, lambda: self._erase(contact)).open()

    def _erase(self, contact: Contact) -> None:
        from mailer_gui.operations import erasing

        def erased(found: Any) -> None:
            self._page.table.clearSelection()
            self._page.refresh()
            words = counted(
                found.deliveries,
                "Erased, also from %Ln message of a campaign.",
                "Erased, also from %Ln messages of campaigns.",
            )
            self._page.context.notify(Notice(words if found.deliveries else tr("Erased.")))

        self._tasks.read(self._page, lambda ws: erasing.erase(ws, contact.address), erased)

    def _export(self, contact: Contact) -> None:
        """Write everything that is known about a person to a file: what they may ask for."""
        from mailer_gui.operations import history

        def go(path: str) -> None:
            def written(_none: None) -> None:
                self._page.context.notify(Notice(tr("Written to {file}").format(file=Path(path).name)))

            self._tasks.read(self._page, lambda ws: history.export_person(ws, contact.id, Path(path)), written)

        name = f"{contact.address.partition('@')[0]}.json"
        save_file(self._page.window(), tr("Everything about this person"), name, tr("JSON files (*.json)"), go)

    def _leave_list(self, contact: Contact, list_id: int) -> None:
        self._page.people.bulk.leave_list([contact.id], list_id)

    def _asked(self, wish: str) -> None:
        contact = self.panel.contact
        if contact is None:
            return
        page, context = self._page, self._page.context
        wishes: dict[str, Callable[[], object]] = {
            "lists": lambda: self._page.people.show_add_menu([contact.id], self.panel.lists),
            "never": lambda: actions.never_mail(page, context, [contact.id], page.refresh),
            "again": lambda: actions.ask_allow(page, context, [contact.id], page.refresh),
            "copy": lambda: QGuiApplication.clipboard().setText(contact.address),
            "erase": lambda: self._ask_erase(contact),
            "report": lambda: self._export(contact),
            "delete": lambda: self._page.people.delete([contact.id]),
        }
        wishes[wish]()
