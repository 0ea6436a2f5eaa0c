"""What is done with the chosen people: the context menu, the selection bar, copying, and the page's own menu."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.ui.pages.contacts import actions
from mailer_gui.ui.pages.contacts.bar import SelectionBar
from mailer_gui.ui.pages.contacts.bulk_actions import Bulk
from mailer_gui.ui.pages.contacts.reading import people
from mailer_gui.ui.pages.contacts.table import PeopleTable
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.table import COPY_LIMIT

if TYPE_CHECKING:
    from mailer_gui.ui.pages.contacts.page import ContactsPage


MERGED_AT_ONCE = 6
"""So many people can be compared side by side."""


class PeopleDesk:
    """The actions on the selection. Each waits until all of the selection is known."""

    def __init__(self, page: ContactsPage) -> None:
        self._page = page
        self._context = page.context
        self.bulk = Bulk(page, page.context, lambda: page.refresh())

    def connect_table(self, table: PeopleTable, bar: SelectionBar) -> None:
        """Listen to the table and the bar."""
        when_all_are_known = self._page.model.when_complete
        table.delete_asked.connect(lambda: when_all_are_known(lambda: self.delete(self.ids())))
        table.copy_asked.connect(self.copy)
        table.menu_asked.connect(self._show_menu)
        bar.clear.connect(table.clearSelection)
        bar.add_to_list.connect(lambda: self.show_add_menu(self.ids(), bar.add_button))
        bar.remove_from_list.connect(lambda: self.leave_list(self.ids()))
        bar.more.connect(lambda: self._show_change_menu(bar.more_button))
        bar.delete.connect(lambda: self.delete(self.ids()))

    def ids(self) -> array[int]:
        """Give the ids of the chosen people; nobody while the table is still being read."""
        return self._page.table.selected_ids() if self._page.model.complete else array("q")

    def delete(self, ids: Sequence[int]) -> None:
        """Delete people; it can be undone."""
        if len(ids):
            actions.delete(self._page, self._context, array("q", ids), self._page.refresh)

    def leave_list(self, ids: Sequence[int]) -> None:
        """Take people off the list that is shown."""
        list_id = self._page.query.list_id
        if list_id is not None and len(ids):
            self.bulk.leave_list(ids, list_id)

    def copy(self) -> None:
        """Copy the chosen people as text: the columns as shown, separated by tabs."""
        ids = self.ids()[:COPY_LIMIT]
        columns = self._page.table.columns_in_sight()

        def put(found: list[Any]) -> None:
            lines = ["\t".join(column.cell(person).spoken for column in columns) for person in found]
            QGuiApplication.clipboard().setText("\n".join(lines))

        self._context.tasks.read(self._page, lambda ws: people(ws, ids), put)

    # Menus

    def _menu(self) -> QMenu:
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def show_add_menu(self, ids: Sequence[int], anchor: QWidget) -> None:
        """Offer the lists that people can be put on."""
        menu = self._menu()
        self.fill_add_menu(menu, ids)
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def fill_add_menu(self, menu: QMenu, ids: Sequence[int]) -> None:
        """Fill a menu with the lists that people can be put on."""
        lists = self._page.overview.lists
        for one in lists:
            menu.addAction(one.name, partial(self.bulk.add_to_list, ids, one.name))
        if lists:
            menu.addSeparator()
        menu.addAction(tr("New list…"), lambda: self.bulk.ask_new_list(ids))

    def _show_menu(self, point: QPoint) -> None:
        menu = self._menu()
        self.fill_menu(menu)
        menu.popup(point)

    def _show_change_menu(self, anchor: QWidget) -> None:
        menu, ids = self._menu(), self.ids()
        self._fill_list_actions(menu, ids)
        self.fill_change_menu(menu, ids)
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def fill_menu(self, menu: QMenu) -> None:
        """Fill the context menu of the chosen people."""
        page, ids = self._page, self.ids()
        row = page.table.only_selected()
        if row is not None:
            menu.addAction(tr("Open"), lambda: page.person.open_row(row))
        if row is not None and (person := page.model.row_at(row)) is not None:
            address = person.contact.address
            menu.addAction(tr("Copy the address"), lambda: QGuiApplication.clipboard().setText(address))
        menu.addAction(tr("Copy"), QKeySequence.StandardKey.Copy, self.copy)
        menu.addSeparator()
        self.fill_add_menu(menu.addMenu(tr("Add to list")), ids)
        self._fill_list_actions(menu, ids)
        self.fill_change_menu(menu, ids)
        menu.addSeparator()
        menu.addAction(tr("Delete"), QKeySequence.StandardKey.Delete, lambda: self.delete(ids))

    def _fill_list_actions(self, menu: QMenu, ids: Sequence[int]) -> None:
        """Offer what concerns the list that is shown."""
        shown = self._page.query.list_id
        if shown is None:
            return
        others = [one for one in self._page.overview.lists if one.id != shown]
        if others:
            inner = menu.addMenu(tr("Move to list"))
            for one in others:
                inner.addAction(one.name, partial(self.bulk.move, ids, shown, one.name))
        menu.addAction(tr("Take off this list"), lambda: self.leave_list(ids))

    def ask_field(self, ids: Sequence[int]) -> None:
        """Ask which field is to be what for these people."""
        from mailer_gui.ui.pages.contacts.set_field_dialog import SetFieldDialog

        overview = self._page.overview
        SetFieldDialog(
            self._page.window(),
            len(ids),
            overview.fields,
            overview.types,
            lambda name, value: self.bulk.set_field(ids, name, value),
        ).open()

    def fill_change_menu(self, menu: QMenu, ids: Sequence[int]) -> None:
        """Fill a menu with what changes all chosen people."""
        page, context = self._page, self._context
        menu.addAction(tr("Set a field…"), lambda: self.ask_field(ids))
        if 1 < len(ids) <= MERGED_AT_ONCE:
            menu.addAction(tr("Merge into one…"), lambda: self.bulk.compare(ids, tr("Chosen people")))
        menu.addAction(tr("Export…"), self.export)
        menu.addAction(tr("Never mail again"), lambda: actions.never_mail(page, context, ids, page.refresh))
        menu.addAction(tr("Allow mail again…"), lambda: actions.ask_allow(page, context, ids, page.refresh))

    def show_page_menu(self, anchor: QWidget) -> None:
        """Offer what concerns lists and everybody."""
        menu = self._menu()
        page = self._page
        actions.fill_list_menu(menu, page, self._context, page.overview, page.query.list_id, page.refresh)
        menu.addSeparator()
        menu.addAction(tr("Check addresses…"), self.verify)
        menu.addAction(tr("Find duplicates…"), self.bulk.find_duplicates)
        menu.addAction(tr("Export to a file…"), self.export)
        menu.popup(anchor.mapToGlobal(anchor.rect().bottomLeft()))

    def verify(self) -> None:
        """Check the addresses of the list that is shown, or of everybody."""
        page = self._page
        list_id = page.query.list_id
        name = next((one.name for one in page.overview.lists if one.id == list_id), "")
        from mailer_gui.ui.dialogs.checking.dialog import open_checking

        open_checking(page.window(), self._context, list_id, name, page.refresh)

    def export(self) -> None:
        """Ask whom to write to a file: the chosen people, those who are shown, or everybody."""
        self._page.model.when_complete(self._ask_export)

    def _ask_export(self) -> None:
        from mailer_gui.ui.pages.contacts.export_dialog import ExportDialog, Part

        page, total = self._page, self._page.overview.total
        chosen, shown = self.ids(), page.model.ids[:]
        parts = [Part(counted(total, "Everybody: %Ln person", "Everybody: %Ln people"), tr("contacts"), None)]
        if page.query.filtered:
            name = page.lists.place_name() or tr("found people")
            words = counted(len(shown), "Those who are shown: %Ln person", "Those who are shown: %Ln people")
            parts.insert(0, Part(words, name, shown))
        if len(chosen) and len(chosen) != len(shown):
            words = counted(len(chosen), "The chosen ones: %Ln person", "The chosen ones: %Ln people")
            parts.insert(0, Part(words, tr("chosen people"), chosen))
        ExportDialog(page.window(), parts, lambda *wish: actions.export(page, self._context, *wish)).open()
