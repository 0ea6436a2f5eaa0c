"""The table of suppressions: search, add, import, export, and removal with a question and an undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from mailer_gui.model.contacts import Suppression
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.page import Page
from mailer_gui.ui.pages.suppressions import actions
from mailer_gui.ui.pages.suppressions.add_dialog import AddDialog
from mailer_gui.ui.pages.suppressions.reading import (
    Listed,
    Query,
    is_erased,
    read_rows,
    reason_cell,
    total_words,
    who_cell,
)
from mailer_gui.ui.texts import counted, moment, tr, when
from mailer_gui.ui.widgets.basics import button, icon_button, page
from mailer_gui.ui.widgets.cards import EmptyState, PageHeader
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.models import Column
from mailer_gui.ui.widgets.paged import PagedModel
from mailer_gui.ui.widgets.table import DataTable, TableCard

_FILES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")


def make(context: PageContext) -> Page:
    """Make the page."""
    return SuppressionsPage(context)


def _columns() -> list[Column[Listed]]:
    return [
        Column("key", tr("Address or domain"), lambda x: who_cell(x[1]), width=260, share=0.42),
        Column("reason", tr("Reason"), lambda x: reason_cell(x[1]), width=150),
        Column("note", tr("Note"), lambda x: Cell(x[1].note, muted=True, tip=x[1].note)),
        Column("at", tr("Since"), lambda x: Cell(when(x[1].at), muted=True, tip=moment(x[1].at)), width=100),
    ]


class SuppressionsPage(Page):
    """Addresses and domains that are never mailed."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.query = Query()
        self.search = SearchField(tr("Search addresses, domains, notes"), width=260)
        self.more = icon_button("more", tr("Import or export"), self._show_more, "text")
        self.new = button(tr("Add"), "primary", self.start_new, icon="plus")
        self.header = PageHeader(tr("Suppressions"), total_words(0), self.search, self.more, self.new)
        self.model: PagedModel[Listed] = PagedModel(_columns(), context.tasks, read_rows, lambda x: x[0])
        self.table = DataTable(self.model, tr("Suppressions"))
        self._add_first = button(tr("Add an address or a domain"), "primary", self.start_new, icon="plus")
        self._bring_first = button(tr("Import a file"), "plain", self.bring)
        self._show_all = button(tr("Show all"), "plain", self.search.clear)
        self.empty = EmptyState("block", "", "", self._add_first, self._bring_first, self._show_all)
        self.card = TableCard(self.table, self.empty)
        layout = page(self.header, self.card)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._connect()

    def _connect(self) -> None:
        self.search.searched.connect(lambda words: self._ask(replace(self.query, search=words)))
        self.search.left.connect(self.table.enter)
        self.model.order_wanted.connect(self._order)
        self.model.loaded.connect(self._loaded)
        self.table.sort_by(3, Qt.SortOrder.DescendingOrder)
        self.table.menu = self._fill_menu
        self.table.delete_wanted.connect(self.remove)

    # What the window calls

    def open_with(self, argument: Any) -> None:
        """Search for something (`{"search": words}`)."""
        if isinstance(argument, dict) and "search" in argument:
            self.search.setText(str(argument["search"]))

    def refresh(self) -> None:
        """Read again."""
        self.context.tasks.read(self, actions.total, self._show_total)
        self.model.load(self.query.ids)

    def start_search(self) -> None:
        """Go to the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def start_new(self) -> bool:
        """Add addresses or domains."""
        AddDialog(self.window(), self.context.tasks, self._added).open()
        return True

    def go_back(self) -> None:
        """Leave the search, or the selection, or the page."""
        if self.search.text():
            self.search.clear()
        elif self.table.selected_count():
            self.table.clearSelection()
        else:
            self.context.navigate("contacts", None)

    def accept_files(self, paths: Sequence[str]) -> bool:
        """Take a dropped table for suppressions."""
        for path in paths:
            if Path(path).suffix.lower() in _FILES:
                actions.ask_import(self, self.context, path, self.refresh)
                return True
        return False

    # Showing

    def _ask(self, query: Query) -> None:
        if query != self.query:
            self.query = query
            self.table.clearSelection()
            self.table.scrollToTop()
            self.model.load(query.ids)

    def _order(self, key: str, descending: bool) -> None:
        self._ask(replace(self.query, order=f"-{key}" if descending else key))

    def _show_total(self, total: int) -> None:
        self.header.set(subtitle=total_words(total))
        for part in (self.search, self.more, self.new):
            part.setVisible(bool(total))

    def _loaded(self, count: int) -> None:
        searching = bool(self.query.search)
        if searching:
            self.empty.set(tr("Nothing found"), tr("No address, domain or note has these words in it."))
        else:
            self.empty.set(
                tr("Nobody is suppressed"),
                tr(
                    "Who unsubscribes, bounces for good or asks you to stop belongs here. "
                    "No campaign writes to them, whatever list they are on."
                ),
            )
        self._add_first.setVisible(not searching)
        self._bring_first.setVisible(not searching)
        self._show_all.setVisible(searching)
        self.card.show_empty(count == 0)

    def _added(self, count: int) -> None:
        self.refresh()
        words = counted(count, "%Ln added. It is never mailed again.", "%Ln added. They are never mailed again.")
        self.context.notify(Notice(words if count else tr("All of them were here already.")))

    # Doing

    def bring(self) -> None:
        """Choose a file and import it."""
        actions.choose_import(self, self.context, self.refresh)

    def remove(self, rows: Sequence[int]) -> None:
        """Ask, then allow mail to them again; it can be undone."""
        chosen = [one for one in (self.model.row_at(row) for row in rows) if one is not None]
        actions.ask_remove(self, self.context, [one for _, one in chosen], self.refresh)

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        chosen = [one for one in (self.model.row_at(row) for row in rows) if one is not None]
        named = [one for _, one in chosen if not is_erased(one)]
        if named and len(chosen) == len(rows):
            action = menu.addAction(tr("Allow mail again…"), lambda: self._remove_these(named))
            action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))

    def _remove_these(self, chosen: Sequence[Suppression]) -> None:
        actions.ask_remove(self, self.context, chosen, self.refresh)

    def _show_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Import a file…"), self.bring)
        menu.addAction(tr("Export to a file…"), lambda: actions.export(self, self.context))
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
