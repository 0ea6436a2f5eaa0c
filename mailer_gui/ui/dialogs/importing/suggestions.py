"""Addresses that were probably mistyped: each is accepted or kept, one by one or all at once; nothing is silent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu

from mailer_gui.model.imports import ImportResult, ImportRow
from mailer_gui.ui.texts import number, tr
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.table import DataTable


@dataclass(frozen=True, slots=True)
class Line:
    """A row with a suggestion, and what the person decided about it (None: nothing yet)."""

    row: ImportRow
    accepted: bool | None = None
    usable: bool = True
    """False when it is no address as it stands."""
    open: bool = True
    """False once the import is over."""


class Suggestions:
    """What was suggested so far for a file, and what became of it; it outlives the plans that tell about it."""

    def __init__(self) -> None:
        self._known: dict[str, ImportRow] = {}
        self._unusable: set[str] = set()
        self._decided: dict[str, bool] = {}

    def learn(self, result: ImportResult) -> None:
        """Take the suggestions of a plan; those that are accepted are in no later plan."""
        unusable = [one for one in result.samples.get("invalid", ()) if one.suggestion]
        self._unusable |= {one.address for one in unusable}
        self._known |= {one.address: one for one in (*result.samples.get("typo", ()), *unusable)}

    def forget(self) -> None:
        """The file is read in another way: suggestions and decisions are about rows that are no more."""
        self.__init__()  # type: ignore[misc]  # the same object is known to others

    def decide(self, addresses: Iterable[str], accepted: bool | None) -> None:
        """Accept or keep addresses, or (None) take that back."""
        for address in addresses:
            if accepted is None:
                self._decided.pop(address, None)
            elif address in self._known:
                self._decided[address] = accepted

    @property
    def corrections(self) -> dict[str, str]:
        """What was accepted: the address in the file -> the one that was meant."""
        return {address: self._known[address].suggestion for address, yes in self._decided.items() if yes}

    @property
    def all(self) -> list[str]:
        """The addresses with a suggestion, in the order of the file."""
        return [one.address for one in sorted(self._known.values(), key=lambda row: row.line)]

    @property
    def undecided(self) -> int:
        """How many nobody has decided about."""
        return len(self._known) - len(self._decided)

    def lines(self, *, still_open: bool) -> list[Line]:
        """Give the rows to show, in the order of the file."""
        return [
            Line(self._known[one], self._decided.get(one), one not in self._unusable, still_open) for one in self.all
        ]


class SuggestionsTable(DataTable):
    """The table of suggestions. `decided` has (addresses, True, False or None to take it back)."""

    decided = Signal(list, object)

    def __init__(self) -> None:
        self.lines: RowsModel[Line] = RowsModel(_columns(), key=lambda line: line.row.address)
        super().__init__(self.lines, tr("Probable typing mistakes"))
        self.lines.setParent(self)
        self.clicked.connect(self._click)
        self.opened.connect(lambda place: self.toggle([place]))
        self.menu = self._fill_menu

    def toggle(self, places: Sequence[int]) -> None:
        """Accept what is not accepted, else take it back."""
        lines = self._open_lines(places)
        if lines:
            accepted = None if all(one.accepted for one in lines) else True
            self.decided.emit([one.row.address for one in lines], accepted)

    def _open_lines(self, places: Iterable[int]) -> list[Line]:
        return [one for one in map(self.lines.row_at, places) if one is not None and one.open]

    def _click(self, index: QModelIndex) -> None:
        wanted = {5: True, 6: False}.get(index.column())
        lines = self._open_lines([index.row()])
        if lines and wanted is not None:
            self.decided.emit([lines[0].row.address], None if lines[0].accepted is wanted else wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Plus accepts and minus keeps what is selected; Return turns one around."""
        wanted = {Qt.Key.Key_Plus: True, Qt.Key.Key_Minus: False}.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self._decide(self.selected_rows(), wanted)

    def _decide(self, places: Sequence[int], accepted: bool) -> None:
        lines = self._open_lines(places)
        if lines:
            self.decided.emit([one.row.address for one in lines], accepted)

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        if self._open_lines(rows):
            menu.addAction(tr("Accept") + "\t+", lambda: self._decide(rows, True))
            menu.addAction(tr("Keep as it is") + "\t-", lambda: self._decide(rows, False))


def _columns() -> list[Column[Line]]:
    return [
        Column("line", tr("Line"), lambda x: Cell(number(x.row.line), muted=True, sort=x.row.line), width=72),
        Column("address", tr("In the file"), lambda x: Cell(x.row.address, tip=x.row.address), width=180, share=0.21),
        Column("meant", tr("Probably meant"), _meant, width=180, share=0.21),
        Column("sure", tr("How sure"), _sure, width=84),
        Column("why", tr("Why"), _why, hide_below=820),
        Column("accept", "", _accept, width=108, sortable=False),
        Column("keep", "", _keep, width=92, sortable=False),
    ]


def _meant(line: Line) -> Cell:
    return Cell(line.row.suggestion, strong=True, tip=line.row.suggestion)


def difference(written: str, meant: str) -> str:
    """Say in a few words what is different in the domain: two letters swapped, a letter missing, and so on."""
    before, after = (text.rpartition("@")[2].lower() for text in (written, meant))
    start = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    left, right = before[start:], after[start:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    if sorted(left) == sorted(right) and len(left) == 2:
        return tr("“{letters}” is swapped").format(letters=left)
    if not left:
        return tr("“{letters}” is missing").format(letters=right)
    if not right:
        return tr("“{letters}” is too much").format(letters=left)
    return tr("“{before}” in place of “{after}”").format(before=left, after=right)


def _sure(line: Line) -> Cell:
    sure = line.row.confidence
    percent = min(99, round(100 * sure))  # nobody is ever wholly sure what somebody else meant to write
    return Cell(tr("{percent} %").format(percent=percent), muted=True, sort=sure) if sure else Cell()


def _why(line: Line) -> Cell:
    guess = tr("Did you mean {address}?").format(address=line.row.suggestion)
    tip = guess if line.usable else f"{line.row.reason}. {guess}"
    return Cell(difference(line.row.address, line.row.suggestion), muted=True, tip=tip)


def _accept(line: Line) -> Cell:
    if line.accepted:
        return Cell(tr("Accepted"), pill="good")
    return Cell(tr("Accept"), kind="info", strong=True) if line.open else Cell()


def _keep(line: Line) -> Cell:
    if line.accepted and not line.open:
        return Cell()
    if line.accepted is False or not line.open:
        return Cell(tr("Kept") if line.usable else tr("Left out"), pill="neutral")
    return Cell(tr("Keep") if line.usable else tr("Leave out"), muted=True)
