"""The table of everybody: search as you type, a list to look at, and what can be done with the chosen people."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.dialogs.importing.dialog import TABLE_FILES, open_import
from mailer_gui.ui.page import Page
from mailer_gui.ui.pages.contacts import actions
from mailer_gui.ui.pages.contacts.bar import ListBar
from mailer_gui.ui.pages.contacts.contact_dialog import ContactDialog
from mailer_gui.ui.pages.contacts.reading import Overview, Person, Query, overview, people
from mailer_gui.ui.texts import counted, tr, when
from mailer_gui.ui.widgets.basics import button, page
from mailer_gui.ui.widgets.cards import EmptyState, PageHeader
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.models import Column, PagedModel
from mailer_gui.ui.widgets.table import DataTable, TableCard

MOST_BLOCKED = 1000
"""So many people at once can be blocked from the menu."""


def make(context: PageContext) -> Page:
    """Make the page."""
    return ContactsPage(context)


def _columns() -> list[Column[Person]]:
    return [
        Column("name", tr("Name"), _name, width=150, share=0.2),
        Column("address", tr("E-mail address"), lambda p: Cell(p.contact.address)),
        Column("mark", "", _mark, width=118, sortable=False),
        Column("source", tr("Comes from"), _source, width=120, sortable=False, hide_below=800),
        Column("added", tr("Added"), lambda p: Cell(when(p.contact.created_at), muted=True), width=88),
    ]


def _name(person: Person) -> Cell:
    name = person.contact.name
    return Cell(name, strong=True, tip=name) if name else Cell(tr("no name"), muted=True)


def _mark(person: Person) -> Cell:
    return Cell(tr("Never mailed"), pill="neutral") if person.suppressed else Cell()


def _source(person: Person) -> Cell:
    source = person.contact.source
    if source.origin == "typed":
        return Cell(tr("typed in"), muted=True)
    tip = tr("{file}, line {line}").format(file=source.origin, line=source.row) if source.row else source.origin
    return Cell(source.origin, muted=True, tip=tip)


class ContactsPage(Page):
    """Everybody in the address book."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.query = Query()
        self.overview = Overview(0, ())
        self.search = SearchField(tr("Search people"))
        self.bring = button(tr("Import"), "plain", self.import_file, icon="import")
        self.new = button(tr("New contact"), "primary", self.start_new, icon="plus")
        self.header = PageHeader(tr("Contacts"), " ", self.search, self.bring, self.new)
        self.lists = ListBar()
        self.chosen = self.lists.chosen_people
        self.model: PagedModel[Person] = PagedModel(_columns(), context.tasks, people, lambda p: p.contact.id)
        self.table = DataTable(self.model, tr("Contacts"))
        self.empty = EmptyState("contacts", "", "", *self._empty_actions())
        self.card = TableCard(self.table, self.empty)
        layout = page(self.header, self.lists, self.card)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._connect()

    def _empty_actions(self) -> Sequence[QWidget]:
        self._import_first = button(tr("Import a file"), "primary", self.import_file, icon="import")
        self._type_first = button(tr("New contact"), "plain", self.start_new)
        self._show_all = button(tr("Show everybody"), "plain", self.show_everybody)
        return self._import_first, self._type_first, self._show_all

    def _connect(self) -> None:
        self.search.searched.connect(lambda words: self._ask(replace(self.query, search=words)))
        self.lists.chosen.connect(lambda list_id: self._ask(replace(self.query, list_id=list_id)))
        self.lists.menu_wanted.connect(self._list_menu)
        self.model.order_wanted.connect(self._order)
        self.model.loaded.connect(self._loaded)
        self.table.sort_by(1)
        self.table.menu = self._fill_menu
        self.table.opened.connect(self._open_row)
        self.table.delete_wanted.connect(lambda rows: self.delete(self._ids(rows)))
        self.table.selection_changed.connect(self._selection_changed)
        self.chosen.add_to_list.connect(self._show_add_menu)
        self.chosen.remove_from_list.connect(lambda: self.remove_from_list(self.selected_ids()))
        self.chosen.export.connect(lambda: self.export())
        self.chosen.delete.connect(lambda: self.delete(self.selected_ids()))

    # What the window calls

    def open_with(self, argument: Any) -> None:
        """Show a list (`{"list": id}`), or import a file (`{"import": path}`)."""
        if isinstance(argument, dict) and "list" in argument:
            self._ask(replace(self.query, list_id=argument["list"]))
        if isinstance(argument, dict) and "import" in argument:
            self.import_file(argument["import"] or "")

    def refresh(self) -> None:
        """Read again what is shown."""
        self.context.tasks.read(self, overview, self._show_overview)
        self.model.load(self.query.ids)

    def start_search(self) -> None:
        """Go to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def start_new(self) -> bool:
        """Add somebody."""
        ContactDialog(self.window(), self.context.tasks, self._saved, list_id=self.query.list_id).open()
        return True

    def go_back(self) -> None:
        """Leave the search, or the selection."""
        if self.search.text():
            self.search.clear()
        else:
            self.table.clearSelection()

    def accept_files(self, paths: Sequence[str]) -> bool:
        """Import the first file that can be one."""
        for path in paths:
            if Path(path).suffix.lower() in TABLE_FILES:
                self.import_file(path)
                return True
        return False

    # Showing

    def _ask(self, query: Query) -> None:
        if query != self.query:
            self.query = query
            self.table.clearSelection()
            self.table.scrollToTop()
            self.model.load(query.ids)
            self.lists.show_lists(self.overview, query.list_id)

    def show_everybody(self) -> None:
        """Drop search and list."""
        self.search.clear()
        self._ask(replace(self.query, list_id=None, search=""))

    def _order(self, key: str, descending: bool) -> None:
        self._ask(replace(self.query, order=f"-{key}" if descending else key))

    def _show_overview(self, found: Overview) -> None:
        self.overview = found
        if self.query.list_id is not None and all(one.id != self.query.list_id for one in found.lists):
            self._ask(replace(self.query, list_id=None))
        self.lists.show_lists(found, self.query.list_id)
        words = counted(found.total, "%Ln person in your address book", "%Ln people in your address book")
        self.header.set(subtitle=words if found.total else tr("Everybody you write to"))
        for part in (self.lists, self.search, self.bring, self.new):
            part.setVisible(bool(found.total))
        self.context.badge("contacts", found.total or None)

    def _loaded(self, count: int) -> None:
        self.card.show_empty(count == 0)
        filtered = bool(self.query.search or self.query.list_id is not None)
        if filtered:
            self.empty.set(tr("Nobody here"), tr("Nobody matches. Look at everybody, or search for something else."))
        else:
            self.empty.set(
                tr("Your address book is empty"),
                tr("Bring a list as a CSV file, from Excel for example. You see what will happen before it happens."),
            )
        for shown, widget in ((not filtered, self._import_first), (not filtered, self._type_first)):
            widget.setVisible(shown)
        self._show_all.setVisible(filtered)
        self._selection_changed()

    def _selection_changed(self) -> None:
        self.chosen.show_count(self.table.selected_count(), len(self.model.ids), in_list=self.query.list_id is not None)

    # Doing

    def _ids(self, rows: Sequence[int]) -> array[int]:
        if len(rows) == len(self.model.ids):
            return self.model.ids[:]
        return array("q", (self.model.ids[row] for row in rows))

    def selected_ids(self) -> array[int]:
        """Give the ids of the chosen people."""
        return self._ids(self.table.selected_rows())

    def _open_row(self, row: int) -> None:
        person = self.model.row_at(row)
        if person is not None:
            ContactDialog(self.window(), self.context.tasks, self._saved, person.contact).open()

    def _saved(self, contact: Contact) -> None:
        self.context.notify(Notice(tr("{who} is saved.").format(who=contact.name or contact.address)))
        self.refresh()

    def import_file(self, path: str = "") -> None:
        """Open the import, for a file that is known or one that will be chosen."""
        open_import(self.window(), self.context, path, lambda _result: self.refresh())

    def export(self) -> None:
        """Write the list that is shown, or everybody, to a file."""
        actions.export(self, self.context, self.overview, self.query.list_id)

    def delete(self, ids: array[int]) -> None:
        """Delete people; it can be undone."""
        if len(ids):
            self.table.clearSelection()
            actions.delete(self, self.context, ids, self.refresh)

    def remove_from_list(self, ids: array[int]) -> None:
        """Take people off the list that is shown."""
        if self.query.list_id is not None and len(ids):
            actions.remove_from_list(self, self.context, self.query.list_id, ids, self.refresh)

    def _show_add_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_add_menu(menu, self.selected_ids())
        menu.popup(self.chosen.add_button.mapToGlobal(self.chosen.add_button.rect().bottomLeft()))

    def _fill_add_menu(self, menu: QMenu, ids: array[int]) -> None:
        for one in self.overview.lists:
            name = one.name
            menu.addAction(
                one.name,
                lambda name=name: actions.add_to_list(self, self.context, name, ids, self.refresh),  # type: ignore[misc]  # the usual loop binding
            )
        if self.overview.lists:
            menu.addSeparator()
        menu.addAction(tr("New list…"), lambda: actions.add_to_new_list(self, self.context, ids, self.refresh))

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        ids = self._ids(rows)
        if len(rows) == 1:
            menu.addAction(tr("Open"), lambda: self._open_row(rows[0]))
            person = self.model.row_at(rows[0])
            if person is not None:
                address = person.contact.address
                menu.addAction(tr("Copy the address"), lambda: QGuiApplication.clipboard().setText(address))
        self._fill_add_menu(menu.addMenu(tr("Add to list")), ids)
        if self.query.list_id is not None:
            menu.addAction(tr("Take off this list"), lambda: self.remove_from_list(ids))
        menu.addSeparator()
        self._fill_mail_menu(menu, rows)
        menu.addAction(tr("Delete"), QKeySequence.StandardKey.Delete, lambda: self.delete(ids))

    def _fill_mail_menu(self, menu: QMenu, rows: list[int]) -> None:
        people = [p for p in (self.model.row_at(row) for row in rows[:MOST_BLOCKED]) if p is not None]
        if len(people) < len(rows):
            return  # not all of them are loaded
        never = [p.contact.address for p in people if p.suppressed]
        free = [p.contact.address for p in people if not p.suppressed]
        if free:
            menu.addAction(tr("Never mail again"), lambda: actions.never_mail(self, self.context, free, self.refresh))
        if never:
            menu.addAction(tr("Allow mail again…"), lambda: actions.ask_allow(self, self.context, never, self.refresh))

    def _list_menu(self, anchor: QWidget) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions.fill_list_menu(menu, self, self.context, self.overview, self.query.list_id, self.refresh)
        menu.addSeparator()
        menu.addAction(tr("Export to a file…"), self.export)
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))
