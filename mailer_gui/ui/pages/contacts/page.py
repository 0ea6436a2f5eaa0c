"""The table of everybody: search as you type, a list to look at, and what can be done with the chosen people.

Dialogs are imported when they are opened: all of them together take longer than the page may take to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.model.errors import MailerError
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.dialogs.importing.unfinished import UnfinishedLine
from mailer_gui.ui.page import Page
from mailer_gui.ui.pages.contacts import columns
from mailer_gui.ui.pages.contacts.bar import MANY, ListBar
from mailer_gui.ui.pages.contacts.nobody import Nobody
from mailer_gui.ui.pages.contacts.people_desk import PeopleDesk
from mailer_gui.ui.pages.contacts.person_desk import PersonDesk
from mailer_gui.ui.pages.contacts.reading import Overview, Query, overview
from mailer_gui.ui.pages.contacts.table import PeopleModel, PeopleTable, Place
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import button, page, row
from mailer_gui.ui.widgets.cards import PageHeader
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.table import TableCard

if TYPE_CHECKING:
    from mailer_gui.ui.pages.contacts.panel import SidePanel

KEYS_WAIT_MS = 15
"""The search begins so soon after a key; a newer key stops it."""

SLOW_MS = 300
"""What takes longer says that it is still going on."""
_WITHIN = Qt.ShortcutContext.WidgetWithChildrenShortcut


def make(context: PageContext) -> Page:
    """Make the page."""
    return ContactsPage(context)


class ContactsPage(Page):
    """Everybody in the address book."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.choice = columns.remembered()
        self.query = Query(order=self.choice.order)
        self.overview = Overview(0, ())
        self.search = SearchField(tr("Search people"), wait=KEYS_WAIT_MS)
        self.bring = button(tr("Import"), "plain", self.import_file, icon="import")
        self.new = button(tr("New contact"), "primary", self.start_new, icon="plus")
        self.header = PageHeader(tr("Contacts"), " ", self.search, self.bring, self.new)
        self.lists = ListBar()
        self.chosen = self.lists.chosen_people
        self.model = PeopleModel(columns.chosen(self.choice, ()), context.tasks)
        self.table = PeopleTable(self.model, tr("Contacts"))
        self.empty = Nobody(self.import_file, self.start_new, self.show_everybody, self.refresh)
        self.card = TableCard(self.table, self.empty)
        self.person = PersonDesk(self)
        self.people = PeopleDesk(self)
        self._body = row(self.card, spacing=t.M)
        self._body.setStretch(0, 1)
        self.halted = UnfinishedLine(self.context, self.refresh)
        layout = page(self.header, self.halted, self.lists, self._body)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self._place: Place | None = None
        self._patience = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._patience.timeout.connect(self._still_reading)
        self._connect()

    @property
    def panel(self) -> SidePanel:
        """The side panel, made when it is first needed."""
        return self.person.panel

    def place_panel(self, panel: QWidget) -> None:
        """Put the panel beside the table."""
        self._body.addWidget(panel)

    def _connect(self) -> None:
        self.search.searched.connect(lambda words: self.ask(replace(self.query, search=words)))
        self.search.left.connect(self.table.enter)
        self.lists.query_wanted.connect(lambda place: self.ask(place.applied_to(self.query)))
        self.lists.menu_wanted.connect(self.people.show_page_menu)
        self.lists.columns_wanted.connect(self.choose_columns)
        self.lists.details_wanted.connect(self.person.show_panel)
        self.model.order_wanted.connect(self._order)
        self.model.loaded.connect(self._loaded)
        self.model.first_shown.connect(self._begun)
        self.model.edited.connect(self.person.change_cell)
        self.table.opened.connect(self.person.open_row)
        self.table.selection_changed.connect(self._selection_changed)
        self.table.columns_changed.connect(self._columns_changed)
        self.table.typed.connect(self._typed)
        self.people.connect_table(self.table, self.chosen)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste, context=_WITHIN)
        QShortcut(QKeySequence("Ctrl+I"), self, lambda: self.person.show_panel(not self.person.is_open))
        self._show_order()

    def _show_order(self) -> None:
        key, descending = self.query.order.removeprefix("-"), self.query.order.startswith("-")
        place = next((n for n, one in enumerate(self.model.columns) if one.key == key), -1)
        self.table.show_order(place, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)

    # What the window calls

    def open_with(self, argument: Any) -> None:
        """Show a list (`{"list": id}`) or a segment (`{"segment": id}`), or import a file (`{"import": path}`)."""
        if isinstance(argument, dict) and "list" in argument:
            self.ask(Query(argument["list"], order=self.query.order))
        if isinstance(argument, dict) and "segment" in argument:
            self.ask(Query(segment_id=argument["segment"], order=self.query.order))
        if isinstance(argument, dict) and "import" in argument:
            self.import_file(argument["import"] or "")

    def refresh(self) -> None:
        """Read again what is shown; the place and the chosen person stay."""
        self._place = Place.of(self.table)
        self.context.tasks.read(self, overview, self._show_overview)
        self.halted.refresh()
        self._load(with_first=not self.model.rowCount())
        self.person.refresh()

    def paste(self) -> None:
        """Import what was copied: rows of a spreadsheet, or addresses in a text."""
        from mailer_gui.ui.dialogs.importing.dialog import open_import

        open_import(self.window(), self.context, "", lambda _result: self.refresh()).paste()

    def start_search(self) -> None:
        """Go to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _typed(self, letters: str) -> None:
        """Somebody types while the table has the focus: they look for somebody."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search.setText(letters)

    def start_new(self) -> bool:
        """Add somebody."""
        from mailer_gui.ui.pages.contacts.contact_dialog import ContactDialog

        ContactDialog(self.window(), self.context.tasks, self._saved, list_id=self.query.list_id).open()
        return True

    def go_back(self) -> None:
        """Leave the search, the selection, or the details."""
        if self.search.text():
            self.search.clear()
        elif self.table.selected_count() > 1:
            self.table.clearSelection()
        elif self.person.is_open:
            self.person.show_panel(False)
        else:
            self.table.clearSelection()

    def accept_files(self, paths: Sequence[str]) -> bool:
        """Import the first file that can be one."""
        from mailer_gui.ui.dialogs.importing.dialog import TABLE_FILES

        for path in paths:
            if Path(path).suffix.lower() in TABLE_FILES:
                self.import_file(path)
                return True
        return False

    # Showing

    def ask(self, query: Query) -> None:
        """Show other people, or the same in another order."""
        if query != self.query:
            self.query, self._place = query, None
            self.table.clearSelection()
            self.table.scrollToTop()
            self._load(with_first=True)
            self.lists.show_lists(self.overview, query)

    def _load(self, *, with_first: bool) -> None:
        query, overtaken = self.query, self.model.overtaken()
        first = (lambda ws: query.first(ws, overtaken)) if with_first else None
        self.model.load(lambda ws: query.ids(ws, overtaken), first, self._failed)
        self._patience.start()

    def show_everybody(self) -> None:
        """Drop search and filters."""
        self.search.clear()
        self.ask(Query(order=self.query.order))

    def _order(self, key: str, descending: bool) -> None:
        order = f"-{key}" if descending else key
        if order != self.query.order:
            self._keep(replace(self.choice, order=order))
            self.ask(replace(self.query, order=order))

    def _show_overview(self, found: Overview) -> None:
        more = (found.fields, found.types) != (self.overview.fields, self.overview.types)
        self.overview = found
        self.table.delegate.types = found.types
        lists, segments = {None, *(one.id for one in found.lists)}, {None, *(one.id for one in found.segments)}
        if self.query.list_id not in lists or self.query.segment_id not in segments:
            self.ask(replace(self.query, list_id=None, segment_id=None))
        if more:
            self._show_columns()
        self.lists.show_lists(found, self.query)
        words = counted(found.total, "%Ln person in your address book", "%Ln people in your address book")
        self.header.set(subtitle=words if found.total else tr("Everybody you write to"))
        for part in (self.lists, self.search, self.bring, self.new):
            part.setVisible(bool(found.total))
        self.person.allow_panel(bool(found.total))
        self.context.badge("contacts", found.total or None)

    def _still_reading(self) -> None:
        if not self.model.complete:
            self.lists.show_found(tr("Looking through everybody…"))

    def _begun(self, _count: int) -> None:
        self.card.show_empty(False)
        if not self.query.filtered:
            self.lists.show_found("")

    def _loaded(self, count: int) -> None:
        filtered, focus = self.query.filtered, self.window().focusWidget()
        was_here = focus is not None and (self.table is focus or self._is_within(focus))
        if filtered:
            self.empty.say_nobody()
        else:
            self.empty.say_empty()
        self.card.show_empty(count == 0)
        if count == 0 and was_here:
            self.empty.take_focus()
        words = counted(count, "%Ln person found", "%Ln people found")
        self.lists.show_found(words if filtered and count else "")
        if self._place is not None:
            self._place.restore(self.table)
            self._place = None
        self._selection_changed()

    def _is_within(self, focus: QWidget) -> bool:
        return self.table.isAncestorOf(focus) or self.chosen.isAncestorOf(focus)

    def _failed(self, problem: MailerError) -> None:
        self._patience.stop()
        self.lists.show_found("")
        self.empty.say_trouble(problem)
        self.card.show_empty(True)

    def _selection_changed(self) -> None:
        count = self.table.selected_count()
        if count < MANY and self.chosen.isAncestorOf(self.window().focusWidget()):
            self.table.setFocus()  # the bar goes, and the keyboard must not go with it
        self.lists.show_chosen(count, len(self.model.ids), in_list=self.query.list_id is not None)
        self.person.follow(self.table.only_selected(), count)

    # Columns

    def choose_columns(self) -> None:
        """Let the person choose the columns."""
        from mailer_gui.ui.pages.contacts.columns_dialog import ColumnsDialog

        ColumnsDialog(self.window(), self.choice, self.overview.fields, self.take_columns).open()

    def take_columns(self, choice: columns.Choice) -> None:
        """Show the chosen columns and keep the choice."""
        self._keep(choice)
        self._show_columns()

    def _show_columns(self) -> None:
        place = Place.of(self.table)
        self.table.show_columns(columns.chosen(self.choice, self.overview.fields, self.overview.types))
        self._show_order()
        place.restore(self.table)

    def _columns_changed(self) -> None:
        keys, widths = self.table.shown_columns()
        absent = [key for key in self.choice.keys if key not in keys and columns.field_of(key)]  # of another workspace
        self._keep(replace(self.choice, keys=(*keys, *absent), widths={**(self.choice.widths or {}), **widths}))

    def _keep(self, choice: columns.Choice) -> None:
        if choice != self.choice:
            self.choice = choice
            columns.remember(choice)

    # Doing

    def _saved(self, contact: Contact) -> None:
        self.context.notify(Notice(tr("{who} is saved.").format(who=contact.name or contact.address)))
        self.refresh()

    def import_file(self, path: str = "") -> None:
        """Open the import, for a file that is known or one that will be chosen."""
        from mailer_gui.ui.dialogs.importing.dialog import open_import

        open_import(self.window(), self.context, path, lambda _result: self.refresh())
