"""The table model for any number of rows: ids, and a cache of pages of rows."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal

from mailer_gui.model.errors import Cancelled, MailerError
from mailer_gui.ui.tasks import Tasks, Workspace
from mailer_gui.ui.widgets.models import Column, Index, TableModel
from mailer_gui.ui.widgets.seeking import FirstRows, Part, Search

R = TypeVar("R")
_ROOT = QModelIndex()
PAGE = 256
PAGES_KEPT = 32
PAUSE_MS = 150
"""A long question waits so long for the next key."""


class PagedModel(TableModel[R]):
    """Any number of rows: ids in view order in a compact array, and pages of rows by id, fetched in a thread.

    An id of 0 is not known yet: when such rows are to be seen before all ids are known, they are asked for by place.

    `load(query)` runs `query(workspace) -> array("q")` in a thread; an answer that a newer query has overtaken is
    dropped. `first(workspace) -> FirstRows` is asked before it and shown meanwhile; `first_shown` comes then, `loaded`
    when all ids are known. `fetch(workspace, ids) -> rows` gives the rows in that order, None or missing for those
    deleted meanwhile.
    """

    loaded = Signal(int)
    first_shown = Signal(int)
    order_wanted = Signal(str, bool)

    def __init__(
        self,
        columns: Sequence[Column[R]],
        tasks: Tasks,
        fetch: Callable[[Workspace, Sequence[int]], Sequence[R | None]],
        row_id: Callable[[R], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, parent)
        self._tasks, self._fetch, self._row_id = tasks, fetch, row_id
        self.ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[R | None]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self._whole = self._begun = 0
        """The generation whose ids are all here, and the one whose first rows are."""
        self._waiting: list[Callable[[], object]] = []
        self._search = Search()
        self._shown = 0
        """Which ids are shown: pages fetched for other ones are dropped."""

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Count the rows."""
        return 0 if parent.isValid() else len(self.ids)

    @property
    def complete(self) -> bool:
        """True when every id of the newest question is here."""
        return self._whole == self._generation

    @property
    def answered(self) -> bool:
        """True when what is shown answers the newest question, be it by its first rows only."""
        return self._begun == self._generation or self.complete

    def when_complete(self, then: Callable[[], object]) -> None:
        """Do something with the ids: now, or as soon as all of them are here; a newer question forgets it."""
        if self.complete:
            then()
        else:
            self._waiting.append(then)

    def load(
        self,
        query: Callable[[Workspace], array[int]],
        first: Callable[[Workspace], FirstRows | None] | None = None,
        failed: Callable[[MailerError], None] | None = None,
    ) -> None:
        """Ask for the ids in a thread and show them when they come."""
        self._generation += 1
        self._waiting.clear()
        generation = self._generation
        self._search = search = Search(known=self._search.known)

        def ask() -> None:
            if generation != self._generation:
                return
            if search.holds_up:
                search.then = ask
            else:
                self._tasks.read(self, query, lambda ids: self._show(generation, ids), heard)

        def heard(problem: MailerError) -> None:
            if generation != self._generation:  # the question was dropped, and with it its trouble
                return
            if isinstance(problem, Cancelled) and search.times:
                ask()  # it made room for rows that are to be seen
            else:
                self._tasks.report(problem, failed)

        def begun(found: FirstRows | None) -> None:
            if generation != self._generation:
                return
            if found is not None:
                self._begun = generation
                search.part = found.part
                self._show_first(found)
                search.ahead = (len(self.ids) - 1) // PAGE  # the end is where people go first
                self._ask_part(search.ahead)
            QTimer.singleShot(PAUSE_MS if found is not None and found.wait else 0, self, ask)

        if first is None:
            ask()
        else:
            self._tasks.read(self, first, begun, heard)

    def overtaken(self) -> Callable[[], bool]:
        """Give what tells, in any thread, that a newer question than the next one has been asked.

        Also that the next one is to make room for rows that are to be seen: it is asked again then.
        """
        coming = self._generation + 1
        return lambda: self._generation > coming or (self._generation == coming and self._search.holds_up)

    def _show_first(self, found: FirstRows) -> None:
        """Show the beginning, unless it is what is shown already."""
        more = max(0, found.total - len(found.ids))
        if found.ids != self.ids[: len(found.ids)] or len(self.ids) != len(found.ids) + more:
            self._replace(found.ids + array("q", bytes(8 * more)))
            self._search.known = [(0, len(found.ids))]
            self.first_shown.emit(len(self.ids))

    def _show(self, generation: int, ids: array[int]) -> None:
        if generation != self._generation:
            return
        before = len(self.ids)
        self._whole = generation
        known, self._search = self._search.known, Search()
        if ids == self.ids:
            self.reread()
        elif known and before == len(ids) and all(self.ids[a:b] == ids[a:b] for a, b in known):
            self._fill(ids)
        elif before and before < len(ids) and self.ids == ids[:before]:
            self._go_on(ids, before)  # what is shown stays where it is
        else:
            self._replace(ids)
        waiting, self._waiting = self._waiting, []
        self.loaded.emit(len(ids))
        for then in waiting:
            then()

    def _replace(self, ids: array[int]) -> None:
        self.beginResetModel()
        self.ids = ids
        self._shown += 1
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def _go_on(self, ids: array[int], before: int) -> None:
        self._asked.clear()  # what is on its way knows nothing of the new rows
        pages = list(self._pages)
        self.beginInsertRows(_ROOT, before, len(ids) - 1)
        self.ids = ids
        self._pages.pop(before // PAGE, None)  # it was cut short
        self.endInsertRows()
        for page in pages:
            self._ask(page)

    def _fill(self, ids: array[int]) -> None:
        """Know all ids where only some were known; what is shown stays as it is."""
        self.ids = ids
        self._asked.clear()
        self._tell(0, len(ids))

    def _tell(self, start: int, end: int) -> None:
        self.dataChanged.emit(self.index(start, 0), self.index(end - 1, len(self.columns) - 1))

    def _ask_part(self, number: int) -> None:
        """Ask for the ids of a page and of its neighbours; one question at a time, and then the newest."""
        search = self._search
        if search.part is None or not self._is_unknown(number):
            return
        search.wanted = number
        if not search.seeking:
            search.begin()
            self._seek(search, search.part)

    def _is_unknown(self, number: int) -> bool:
        return bool(self._search.known) and 0 in self.ids[number * PAGE : (number + 1) * PAGE]

    def _seek(self, search: Search, part: Part) -> None:
        number = search.wanted
        start = max(0, number - 1) * PAGE
        mine = slice(number * PAGE - start, (number + 1) * PAGE - start)

        def overtaken() -> bool:
            return search is not self._search or search.ahead == number != search.wanted

        def work(ws: Workspace) -> tuple[array[int] | None, Sequence[R | None]]:
            ids = part(ws, start, 3 * PAGE, overtaken)
            return ids, self._fetch(ws, ids[mine]) if ids is not None else ()

        def arrived(found: tuple[array[int] | None, Sequence[R | None]]) -> None:
            if search is not self._search:
                return
            ids, rows = found
            if ids is None:
                search.part = None  # all ids come soon
            else:
                self.ids[start : start + len(ids)] = ids
                search.known.append((start, start + len(ids)))
                self._asked.discard(number)
                self._keep(number, ids[mine], rows)
                self._tell(start, start + len(ids))
            if search.part is not None and self._is_unknown(search.wanted):
                self._seek(search, search.part)
            else:
                search.end()

        def failed(_problem: MailerError) -> None:
            if search is self._search and search.part is not None and search.wanted != number:
                search.ahead = -1
                self._seek(search, search.part)
            else:
                arrived((None, ()))

        self._tasks.read(self, work, arrived, failed)

    def reread(self) -> None:
        """Fetch the pages in the cache again, without losing selection or position."""
        pages = self._asked.union(self._pages)
        self._asked.clear()  # what is on its way may be older than what has changed
        for page in pages:
            self._ask(page)

    def row_at(self, row: int) -> R | None:
        """Give the row, asking for its page when it is not here yet."""
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            self._ask(number)
            return None
        self._pages.move_to_end(number)
        return page[row % PAGE] if row % PAGE < len(page) else None

    def _ask(self, number: int) -> None:
        if number in self._asked or number * PAGE >= len(self.ids):  # there may be fewer rows than a moment ago
            return
        if self._is_unknown(number):
            self._ask_part(number)
            return
        self._asked.add(number)
        shown, ids = self._shown, self.ids[number * PAGE : (number + 1) * PAGE]

        def arrived(rows: Sequence[R | None]) -> None:
            if shown == self._shown and ids == self.ids[number * PAGE : (number + 1) * PAGE]:
                self._asked.discard(number)
                self._keep(number, ids, rows)

        self._tasks.read(self, lambda ws: self._fetch(ws, ids), arrived)

    def _keep(self, number: int, ids: Sequence[int], rows: Sequence[R | None]) -> None:
        by_id = {self._row_id(row): row for row in rows if row is not None}
        self._pages[number] = [by_id.get(i) for i in ids]
        self._pages.move_to_end(number)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        self._tell(number * PAGE, number * PAGE + len(ids))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Tell the page that another order is wanted; the page loads again with it."""
        if 0 <= column < len(self.columns) and self.columns[column].sortable:
            self.order_wanted.emit(self.columns[column].key, order is Qt.SortOrder.DescendingOrder)
