"""All segments, each with its rules in words and how many people are in it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.segments import Segment
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.segments import reading
from mailer_gui.ui.pages.segments.reading import Known
from mailer_gui.ui.pages.segments.words import in_words
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import button, page
from mailer_gui.ui.widgets.cards import EmptyState, PageHeader
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.table import DataTable, TableCard


@dataclass(frozen=True, slots=True)
class Line:
    """A segment as a row; `size` is None while it is being counted."""

    segment: Segment
    words: str
    size: int | None = None


class Listing(QWidget):
    """The table of segments."""

    opened = Signal(object)
    new_wanted = Signal()
    rename_wanted = Signal(object)
    copy_wanted = Signal(object)
    delete_wanted = Signal(object)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._lines: list[Line] = []
        self.search = SearchField(tr("Search segments"))
        self.search.searched.connect(lambda _: self._show())
        self.new = button(tr("New segment"), "primary", self.new_wanted.emit, icon="plus")
        self.header = PageHeader(tr("Segments"), " ", self.search, self.new)
        self.model: RowsModel[Line] = RowsModel(_columns(), key=lambda line: line.segment.id, parent=self)
        self.table = DataTable(self.model, tr("Segments"), many=False)
        self.table.sort_by(0)
        self.search.left.connect(self.table.enter)
        self.table.opened.connect(self._open)
        self.table.delete_wanted.connect(self._delete)
        self.table.menu = self._fill_menu
        self.first = button(tr("New segment"), "primary", self.new_wanted.emit, icon="plus")
        self.empty = EmptyState("segment", "", "", self.first)
        self.card = TableCard(self.table, self.empty)
        layout = page(self.header, self.card)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_segments(self, segments: Sequence[Segment], known: Known) -> None:
        """Show the segments, and count each."""
        sizes = {line.segment: line.size for line in self._lines}
        self._lines = [Line(one, _begun(in_words(one.rules, known)), sizes.get(one)) for one in segments]
        for part in (self.search, self.new):
            part.setVisible(bool(segments))
        self.header.set(
            subtitle=counted(len(segments), "%Ln segment, always up to date", "%Ln segments, always up to date")
            if segments
            else tr("People who are found by rules")
        )
        self._show()
        for one in segments:
            self._count(one)

    def _count(self, segment: Segment) -> None:
        def show(size: int) -> None:
            self._lines = [replace(line, size=size) if line.segment == segment else line for line in self._lines]
            self._show()

        # One that was removed meanwhile needs no number any more.
        self._context.tasks.read(self, lambda ws: reading.count(ws, segment.id), show, lambda _problem: None)

    def _show(self) -> None:
        words = self.search.text().casefold().split()
        shown = [x for x in self._lines if all(w in f"{x.segment.name} {x.words}".casefold() for w in words)]
        self.model.set_rows(shown)
        self.first.setVisible(not self._lines)
        if self._lines:
            self.empty.set(tr("Nothing found"), tr("No segment has these words in its name or its rules."))
        else:
            self.empty.set(
                tr("No segments yet"),
                tr(
                    "A segment finds people by rules, for example everybody in Lisbon whom you have not written to "
                    "for 30 days. A campaign can go to it, like to a list."
                ),
            )
        self.card.show_empty(not shown)

    def _at(self, place: int) -> Segment | None:
        line = self.model.row_at(place)
        return line.segment if line is not None else None

    def _open(self, place: int) -> None:
        segment = self._at(place)
        if segment is not None:
            self.opened.emit(segment)

    def _delete(self, rows: list[int]) -> None:
        segment = self._at(rows[0]) if rows else None
        if segment is not None:
            self.delete_wanted.emit(segment)

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        segment = self._at(rows[0]) if rows else None
        if segment is None:
            return
        menu.addAction(tr("Open"), lambda: self.opened.emit(segment))
        menu.addAction(tr("Rename…"), lambda: self.rename_wanted.emit(segment))
        menu.addAction(tr("Duplicate"), lambda: self.copy_wanted.emit(segment))
        menu.addSeparator()
        menu.addAction(tr("Delete…"), QKeySequence.StandardKey.Delete, lambda: self.delete_wanted.emit(segment))


def _columns() -> list[Column[Line]]:
    return [
        Column("name", tr("Name"), lambda x: Cell(x.segment.name, strong=True, tip=x.segment.name), 200, share=0.28),
        Column("rules", tr("Who is in it"), lambda x: Cell(x.words, muted=True, tip=x.words), sortable=False),
        Column("size", tr("People"), _size, width=110, right=True),
    ]


def _size(line: Line) -> Cell:
    if line.size is None:
        return Cell("…", muted=True, right=True, sort=-1)
    return Cell(number(line.size), right=True, sort=line.size)


def _begun(words: str) -> str:
    """Begin a sentence with a capital letter."""
    return words[:1].upper() + words[1:]
