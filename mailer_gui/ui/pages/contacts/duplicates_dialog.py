"""People who are in the address book more than once, probably: look at each group, choose whom to keep, merge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.contacts.comparison import MOST, Comparison
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import button, column, label, row, scrolled, side_by_side
from mailer_gui.ui.widgets.cards import Banner, Card, EmptyState
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.table import DataTable, TableCard

WIDE = 1200


@dataclass(frozen=True, slots=True)
class Group:
    """People who are probably one: their ids, the proposed one to keep first, and why."""

    ids: tuple[int, ...]
    who: str
    why: str


Undo = Callable[[Callable[[], object]], None]
"""Takes a merge back, then calls back."""


@dataclass(frozen=True, slots=True)
class _Merged:
    """A merge that can be taken back: what was done, how to undo it, the group and its row."""

    words: str
    undo: Undo
    group: Group
    place: int


Merge = Callable[[Sequence[int], int, Callable[[str, Undo], None]], None]
"""Merge these ids into one of them, then call back with what was done, in words, and how to take it back."""


class DuplicatesDialog(Dialog):
    """The groups on the left, the chosen one compared on the right."""

    def __init__(
        self, parent: QWidget | None, context: PageContext, groups: Sequence[Group], total: int, merge: Merge
    ) -> None:
        super().__init__(parent, tr("Probable duplicates"), " ", width=820)
        room = parent.window().width() - 48 if parent is not None else WIDE
        self.resize(max(820, min(WIDE, room)), 620)
        self._context, self._merge, self._hidden = context, merge, total - len(groups)
        self.model: RowsModel[Group] = RowsModel(_columns(), key=lambda group: group.ids)
        self.model.set_rows(groups)
        self.table = DataTable(self.model, tr("Probable duplicates"), many=False)
        self.table.selection_changed.connect(self._selected)
        self.empty = EmptyState("check", tr("No duplicates"), tr("Everybody is in the address book once."))
        self.card = TableCard(self.table, self.empty)
        self.comparison = Comparison()
        self.comparison.kept_changed.connect(self._say)
        self.why = label("", "muted", wrap=True)
        self.note = label("", "small", wrap=True)
        self.skip_button = button(tr("Not the same person"), "plain", self.skip)
        self.merge_button = button(tr("Merge"), "primary", self.merge)
        right = Card(margin=0, spacing=0)
        area = scrolled(self.comparison)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)  # addresses cannot be broken
        head = QWidget()
        head.setLayout(column(self.why, margins=(t.L, t.M, t.L, 0)))
        right.content.addWidget(head)
        right.content.addWidget(area, 1)
        foot = QWidget()
        foot.setLayout(column(self.note, row(None, self.skip_button, self.merge_button), margins=(t.L, t.S, t.L, t.M)))
        right.content.addWidget(foot)
        self.right = right
        self.banner = Banner("good")
        self.banner.hide()
        self._merged: list[_Merged] = []
        self.content.addWidget(self.banner)
        self.content.addWidget(side_by_side(self.card, right, (2, 5)), 1)
        self.add_button(tr("Close"))
        self._busy = False
        self._begin()

    def _begin(self) -> None:
        count = self.model.rowCount() + self._hidden
        self.text.setText(
            counted(count, "%Ln group looks like one person.", "%Ln groups look like one person each.")
            + " "
            + tr("Nothing changes until you merge.")
        )
        self.text.setVisible(bool(count))
        self.card.show_empty(not count)
        self.right.setVisible(bool(count))
        if count:
            self.table.selectRow(0)
            self.table.setFocus()

    def group(self) -> Group | None:
        """Give the chosen group."""
        rows = self.table.selected_rows()
        return self.model.row_at(rows[0]) if rows else None

    def _selected(self) -> None:
        group = self.group()
        if group is None:
            return
        self.why.setText(group.why[:1].upper() + group.why[1:])

        def show(people: list[Contact]) -> None:
            if group == self.group():
                self.comparison.show_people(people, group.ids[0])

        self._context.tasks.read(self, lambda ws: _people(ws, group.ids[:MOST]), show)

    def _say(self) -> None:
        keep, group = self.comparison.keep, self.group()
        if keep is None or group is None:
            return
        goes = min(len(group.ids), MOST) - 1
        text = counted(
            goes,
            "%Ln record goes, its lists and history stay with {who}.",
            "%Ln records go, their lists and history stay with {who}.",
        )
        self.note.setText(text.format(who=keep.address))
        self.merge_button.setText(tr("Merge into {address}").format(address=keep.address))

    def skip(self) -> None:
        """Leave this group as it is."""
        group = self.group()
        if group is not None:
            self._drop(group)

    def merge(self) -> None:
        """Merge the group into the chosen record."""
        keep, group = self.comparison.keep, self.group()
        if keep is None or group is None or self._busy:
            return
        self._busy = True

        def done(words: str, undo: Undo) -> None:
            self._busy = False
            place = self.model.rows().index(group)
            self._merged.append(_Merged(words, undo, group, place))
            self._drop(group)
            self._say_last()

        self._merge(group.ids[:MOST], keep.id, done)

    def _say_last(self) -> None:
        """Offer to take back the last merge that stands."""
        self.banner.setVisible(bool(self._merged))
        if self._merged:
            self.banner.set("good", "", f"{self._merged[-1].words}.", tr("Undo"), self._undo)

    def _undo(self) -> None:
        """Take the last merge back, and show its group again; then the one before it can be taken back."""
        if not self._merged or self._busy:
            return
        last = self._merged.pop()
        self._busy = True

        def undone() -> None:
            self._busy = False
            rows = list(self.model.rows())
            rows.insert(last.place, last.group)
            self.model.set_rows(rows)
            self._begin()
            self.table.selectRow(last.place)
            self._say_last()

        self.banner.hide()
        last.undo(undone)

    def done(self, code: int) -> None:
        """Let the merges be taken back a little longer, from the window: all of them, the last one first."""
        super().done(code)
        merged, self._merged = self._merged, []
        if not merged:
            return
        words = merged[0].words
        if len(merged) > 1:
            words = counted(len(merged), "%Ln group merged", "%Ln groups merged")

        def take_back() -> None:
            if merged:
                merged.pop().undo(take_back)

        self._context.notify(Notice(words, undo=take_back))

    def _drop(self, group: Group) -> None:
        place = self.model.rows().index(group)
        self.model.set_rows([one for one in self.model.rows() if one != group])
        self._begin()
        if self.model.rowCount():
            self.table.selectRow(min(place, self.model.rowCount() - 1))


def _columns() -> list[Column[Group]]:
    return [Column("who", tr("Who"), _who, sortable=False)]


def _who(group: Group) -> Cell:
    records = counted(len(group.ids), "%Ln record", "%Ln records")
    return Cell(group.who, beside=records, strong=True, tip=f"{group.who}: {group.why}")


def _people(ws: object, ids: Sequence[int]) -> list[Contact]:
    from mailer_gui.operations import contacts

    return contacts.rows(ws, ids)  # type: ignore[arg-type]  # the window only passes the workspace on
