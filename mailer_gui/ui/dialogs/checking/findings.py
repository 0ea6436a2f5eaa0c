"""What a check of addresses found: a tile for each finding, the people behind it, and what can be done about them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.model.verification import Verdict
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.dialogs.checking import reading
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import button, column, label, row
from mailer_gui.ui.widgets.cards import Banner, EmptyState, Tile
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column
from mailer_gui.ui.widgets.paged import PagedModel
from mailer_gui.ui.widgets.table import DataTable, TableCard, table_head
from mailer_gui.ui.words import verdict_pill

ORDER = (
    Verdict.TYPO,
    Verdict.INVALID,
    Verdict.NO_MAIL_SERVER,
    Verdict.DISPOSABLE,
    Verdict.ROLE,
    Verdict.NOT_CHECKED,
    Verdict.OK,
)
FEW = 100
"""More corrections than these are done away from the window, with progress: each is a change of its own."""
T = TypeVar("T")
_BAD = (Verdict.INVALID, Verdict.NO_MAIL_SERVER, Verdict.DISPOSABLE, Verdict.ROLE)


def captions() -> dict[Verdict, str]:
    """Name the findings, in the plural."""
    return {
        Verdict.OK: tr("Look right"),
        Verdict.TYPO: tr("Typing mistakes"),
        Verdict.INVALID: tr("Not addresses"),
        Verdict.NO_MAIL_SERVER: tr("No mail server"),
        Verdict.DISPOSABLE: tr("Disposable"),
        Verdict.ROLE: tr("Shared mailboxes"),
        Verdict.NOT_CHECKED: tr("Not checked"),
    }


def remarks() -> dict[Verdict, str]:
    """Say what a finding means for mail."""
    return {
        Verdict.OK: tr("Nothing speaks against these addresses. Whether somebody reads them only a message can tell."),
        Verdict.TYPO: tr("Nothing is changed unless you correct it."),
        Verdict.INVALID: tr("Mail cannot reach these as they are written."),
        Verdict.NO_MAIL_SERVER: tr("Nobody takes mail for these domains; it would come back."),
        Verdict.DISPOSABLE: tr("These mailboxes are often gone within a day."),
        Verdict.ROLE: tr("Several people may read these. Write to them only when they asked you to."),
        Verdict.NOT_CHECKED: tr("Nothing is known about these yet."),
    }


class Findings(QWidget):
    """Shows the findings about a list (None: everybody). `changed` comes when something was done about them."""

    changed = Signal()

    def __init__(self, context: PageContext, list_id: int | None) -> None:
        super().__init__()
        self._context, self._list_id = context, list_id
        self._asked = 0
        self._came_back = False
        """Whether something was just undone: the keyboard goes back to the table, once its rows are there again."""
        self.verdict = Verdict.TYPO
        self.banner = Banner("good")
        self.banner.hide()
        self.tiles = {one: Tile(captions()[one], "–", checkable=True) for one in ORDER}
        for one, tile in self.tiles.items():
            tile.setMinimumWidth(88)
            tile.toggled.connect(lambda on, one=one: self._toggled(one, on))
        self._title = label("", "strong")
        self._remark = label("", "muted", wrap=True)
        self.correct_button = button("", "primary", lambda: self._correct(self.wanted()))
        self.leave_button = button("", "plain", self._leave)
        self.block_button = button("", "plain", self._block, icon="block")
        self.model: PagedModel[Contact] = PagedModel(_columns(), context.tasks, reading.people, lambda one: one.id)
        self.model.loaded.connect(self._loaded)
        self.table = DataTable(self.model, tr("People with this finding"))
        self.table.selection_changed.connect(self._show_buttons)
        self._show_buttons()
        self.table.opened.connect(lambda place: self._correct(array("q", self.model.ids[place : place + 1])))
        self._lay_out()

    def _lay_out(self) -> None:
        head = table_head(self._title, self._remark, self.leave_button, self.block_button, self.correct_button)
        nobody = EmptyState("check", tr("Nobody here"), tr("No address has this finding."))
        self.card = TableCard(self.table, nobody, head)
        tiles = row(*self.tiles.values(), spacing=t.S)
        for place in range(len(self.tiles)):
            tiles.setStretch(place, 1)
        layout = column(tiles, self.banner, self.card, spacing=t.M)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    # Showing

    def begin(self) -> None:
        """Show what is known now, with the finding that needs a look in front."""
        self._count(self._begin_with)

    def _begin_with(self, counts: Mapping[Verdict, int]) -> None:
        self._show_counts(counts)
        first = next((one for one in ORDER if counts.get(one)), Verdict.OK)
        self.tiles[first].set_checked(True)
        self._open(first)

    def refresh(self) -> None:
        """Read again after something was done."""
        self._count(self._show_counts)
        self._open(self.verdict)
        self.changed.emit()

    def _count(self, then: Callable[[Mapping[Verdict, int]], None]) -> None:
        """Count the findings; an answer that a later question has overtaken is dropped."""
        self._asked += 1
        asked, list_id = self._asked, self._list_id

        def show(counts: dict[Verdict, int]) -> None:
            if asked == self._asked:
                then(counts)

        self._context.tasks.read(self, lambda ws: reading.counts(ws, list_id), show)

    def _show_counts(self, counts: Mapping[Verdict, int]) -> None:
        for one, tile in self.tiles.items():
            count = counts.get(one, 0)
            tile.set(number(count), kind=verdict_pill(one)[1].replace("neutral", "") if count else "")

    def _toggled(self, one: Verdict, on: bool) -> None:
        if on:
            for other, tile in self.tiles.items():
                if other is not one:
                    tile.set_checked(False)
            self._open(one)
        elif not any(tile.checked for tile in self.tiles.values()):
            self.tiles[one].set_checked(True)

    def _open(self, verdict: Verdict) -> None:
        self.verdict = verdict
        list_id = self._list_id
        self.table.clearSelection()
        self.model.load(lambda ws: reading.ids(ws, list_id, verdict))

    def _loaded(self, count: int) -> None:
        self._title.setText(captions()[self.verdict])
        self._remark.setText(remarks()[self.verdict] if count else "")
        self.card.show_empty(count == 0)
        if self._came_back and count:
            self._came_back = False
            self.table.setFocus()
        self._show_buttons()

    def _show_buttons(self) -> None:
        count, chosen = len(self.model.ids), self.table.selected_count()
        bad = self.verdict in _BAD and count > 0
        self.correct_button.setVisible(self.verdict is Verdict.TYPO and count > 0)
        self.block_button.setVisible(bad)
        self.leave_button.setVisible(bad and self._list_id is not None)
        if chosen:
            self.correct_button.setText(counted(chosen, "Correct %Ln", "Correct %Ln"))
            self.block_button.setText(counted(chosen, "Never mail %Ln", "Never mail %Ln"))
            self.leave_button.setText(counted(chosen, "Take %Ln off the list", "Take %Ln off the list"))
        else:
            self.correct_button.setText(tr("Correct all"))
            self.block_button.setText(tr("Never mail them"))
            self.leave_button.setText(tr("Take off the list"))

    def wanted(self) -> array[int]:
        """Give the ids of the chosen people, or of all with this finding."""
        rows = self.table.selected_rows() if self.table.selected_count() else None
        return self.model.ids[:] if rows is None else array("q", (self.model.ids[place] for place in rows))

    # Doing

    def _say(self, text: str, undo: Callable[[Any], object] | Mapping[str, Any] | None) -> None:
        """Say what was done; `undo` takes it back: work in a thread, or what `reading.undo` is called with."""

        def back() -> None:
            self._came_back = True
            self.banner.hide()
            if isinstance(undo, Mapping):
                self._run(tr("Undoing"), reading.undo, undo, len(undo["changes"]), lambda _done: self.refresh())
            elif undo is not None:
                self._context.tasks.read(self, undo, lambda _done: self.refresh())

        self.banner.set("good", "", text, tr("Undo") if undo is not None else "", back)
        self.banner.show()
        self.refresh()

    def _correct(self, wanted: array[int]) -> None:
        if self.verdict is not Verdict.TYPO:
            return

        def done(result: reading.Corrected) -> None:
            words = counted(len(result.changes), "%Ln address corrected.", "%Ln addresses corrected.")
            if result.taken:
                more = counted(
                    result.taken,
                    "%Ln stays as it is: the right address belongs to another contact already.",
                    "%Ln stay as they are: the right addresses belong to other contacts already.",
                )
                words = f"{words} {more}"
            self._say(words, {"changes": result.changes} if result.changes else None)

        self._run(tr("Correcting addresses"), reading.correct, {"wanted": wanted}, len(wanted), done)

    def _run(
        self,
        title: str,
        operation: Callable[..., T],
        arguments: Mapping[str, Any],
        count: int,
        then: Callable[[T], None],
    ) -> None:
        """Do a few at once; many take their time, with progress and Cancel, and no other button meanwhile."""
        if count <= FEW:
            self._context.tasks.read(self, lambda ws: operation(ws, **arguments), then)
            return

        def ended(found: T) -> None:
            self.correct_button.setEnabled(True)
            then(found)

        self.correct_button.setEnabled(False)
        job = self._context.tasks.start(self, title, operation, arguments, ended, unit=tr("addresses"))

        def show(done: int, total: int | None) -> None:
            words = tr("{done} of {total} addresses").format(done=number(done), total=number(total or count))
            self.banner.set("info", f"{title}.", words, tr("Stop"), job.cancel)

        job.progressed.connect(show)
        show(0, count)
        self.banner.show()

    def _block(self) -> None:
        wanted = self.wanted()

        def done(keys: tuple[str, ...]) -> None:
            words = counted(len(wanted), "%Ln person will not be mailed again.", "%Ln people will not be mailed again.")
            self._say(words, (lambda ws: reading.allow(ws, keys)) if keys else None)

        self._context.tasks.read(self, lambda ws: reading.block(ws, wanted), done)

    def _leave(self) -> None:
        wanted, list_id = self.wanted(), self._list_id
        if list_id is None:
            return

        def done(count: int) -> None:
            words = counted(count, "%Ln person taken off the list.", "%Ln people taken off the list.")
            self._say(words, lambda ws: reading.join(ws, list_id, wanted))

        self._context.tasks.read(self, lambda ws: reading.leave(ws, list_id, wanted), done)


def _columns() -> list[Column[Contact]]:
    return [
        Column(
            "address", tr("E-mail address"), lambda x: Cell(x.address, tip=x.address), 220, share=0.36, sortable=False
        ),
        Column("name", tr("Name"), lambda x: Cell(x.name, tip=x.name), width=140, share=0.2, sortable=False),
        Column("found", tr("What was found"), _found, sortable=False),
    ]


def _found(one: Contact) -> Cell:
    if one.verdict is Verdict.TYPO:
        return Cell(tr("Probably meant"), one.verdict_detail, tip=one.verdict_detail)
    return Cell(one.verdict_detail, muted=True, tip=one.verdict_detail)
