"""The third pane of the import: what will happen, one tile for each kind of row, each opening its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from mailer_gui.model.imports import ImportResult, ImportRow
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import button, column, label, row
from mailer_gui.ui.widgets.cards import Card, EmptyState, Tile
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.progress import ProgressLine
from mailer_gui.ui.widgets.table import DataTable, TableCard

MOST_SAMPLES = 1_000
TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file as the table shows it; `accepted` is about its suggestion."""

    row: ImportRow
    accepted: bool = False
    usable: bool = True
    """False when it is no address as it stands."""


def kinds() -> dict[str, tuple[str, str]]:
    """Give the kinds of rows: caption and meaning."""
    return {
        "new": (tr("New"), ""),
        "changed": (tr("Changed"), ""),
        "unchanged": (tr("Known, no change"), ""),
        "duplicate": (tr("Twice in the file"), ""),
        TYPO: (tr("Probable typing mistakes"), "warning"),
        "suppressed": (tr("Unsubscribed, never mailed"), ""),
        "invalid": (tr("Not an address"), "bad"),
    }


class OutcomePane(QWidget):
    """Shows an outcome. `corrected` comes when suggestions are accepted or kept; `bad_rows_wanted` to save them."""

    corrected = Signal()
    bad_rows_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.result = ImportResult()
        self.corrections: dict[str, str] = {}
        self._suggested: dict[str, ImportRow] = {}
        self.kind = ""
        self.tiles: dict[str, Tile] = {}
        for key, (caption, _kind) in kinds().items():
            tile = self.tiles[key] = Tile(caption, "–", checkable=True)
            tile.setMinimumWidth(96)
            tile.toggled.connect(lambda on, key=key: self._toggled(key, on))
        self._title = label("", "strong")
        self._remark = label("", "muted", wrap=True)
        self.accept_button = button(tr("Accept all"), "plain", lambda: self._decide_all(True))
        self.keep_button = button(tr("Keep all"), "plain", lambda: self._decide_all(False))
        self.save_button = button(tr("Save bad rows"), "plain", self.bad_rows_wanted.emit, icon="export")
        self.model: RowsModel[Line] = RowsModel(self._columns(), key=lambda line: line.row, parent=self)
        self.table = DataTable(self.model, tr("Rows of the file"), many=True)
        self.table.opened.connect(self._decide)
        self.busy = _Busy()
        self._lay_out()

    def _lay_out(self) -> None:
        words = row(self._title, self._remark, spacing=t.M)
        words.setStretch(1, 1)
        head = QWidget()
        head.setMinimumHeight(52)
        buttons = row(self.keep_button, self.accept_button, self.save_button)
        whole = row(words, buttons, spacing=t.M, margins=(t.L, t.S, t.M, t.S))
        whole.setStretch(0, 1)
        head.setLayout(whole)
        self.card = TableCard(
            self.table, EmptyState("check", tr("Nobody here"), tr("No row of the file is of this kind.")), head
        )
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.card)
        self._stack.addWidget(self.busy)
        layout = column(row(*self.tiles.values(), spacing=t.S), holder, spacing=t.M)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _columns(self) -> list[Column[Line]]:
        return [
            Column("line", tr("Line"), lambda x: Cell(number(x.row.line), muted=True, sort=x.row.line), width=68),
            Column(
                "address", tr("In the file"), lambda x: Cell(x.row.address, tip=x.row.address), width=200, share=0.26
            ),
            Column("meant", tr("Name, or what was meant"), _meant, width=200, share=0.26),
            Column("why", tr("Why"), lambda x: Cell(x.row.reason, muted=True, tip=x.row.reason)),
            Column("decision", "", _decision, width=104, sortable=False),
        ]

    # Showing

    def show_result(self, result: ImportResult) -> None:
        """Show an outcome, with the kind that needs a look in front."""
        self.result = result
        self.busy.rest()
        self._stack.setCurrentIndex(0)
        rows = (*result.samples.get(TYPO, ()), *(r for r in result.samples.get("invalid", ()) if r.suggestion))
        self._suggested |= {one.address: one for one in rows}
        for key, (_caption, meaning) in kinds().items():
            count = self._count(key)
            self.tiles[key].set(number(count), kind=meaning if count else "")
        wanted = self.kind if self.kind and self._count(self.kind) and result.dry_run else self._most_telling()
        self.tiles[wanted].set_checked(True)
        self._open(wanted)

    def forget(self) -> None:
        """The file is read in another way: suggestions and decisions are about rows that are no more."""
        self.corrections = {}
        self._suggested = {}

    def show_busy(self, text: str) -> None:
        """Show that it is being worked out."""
        self.busy.begin(text)
        self._stack.setCurrentIndex(1)

    def _count(self, key: str) -> int:
        if key != TYPO:
            return int(getattr(self.result, key))
        known = len(self._suggested)  # with what is accepted, and what is no address as it stands
        return known if known < MOST_SAMPLES else max(known, self.result.typo)

    def _most_telling(self) -> str:
        first = (TYPO, "invalid") if self.result.dry_run else ("invalid", TYPO)
        order = (*first, "new", "changed", "duplicate", "unchanged")
        return next((key for key in order if self._count(key)), "new")

    def _toggled(self, key: str, on: bool) -> None:
        if on:
            for other, tile in self.tiles.items():
                if other != key:
                    tile.set_checked(False)
            self._open(key)
        elif not any(tile.checked for tile in self.tiles.values()):
            self.tiles[key].set_checked(True)

    def _open(self, key: str) -> None:
        self.kind = key
        rows = self._rows(key)
        self.model.set_rows(rows)
        self.card.show_empty(not rows)
        count = self._count(key)
        self._title.setText(f"{kinds()[key][0]}: {number(count)}")
        self._remark.setText(self._remark_on(key, count, len(rows)))
        self.accept_button.setVisible(key == TYPO and count > 0 and self.result.dry_run)
        self.keep_button.setVisible(key == TYPO and bool(self.corrections) and self.result.dry_run)
        self.save_button.setVisible(key == "invalid" and count > 0)

    def _rows(self, key: str) -> list[Line]:
        rows: Sequence[ImportRow] = self.result.samples.get(key, ())
        if key == TYPO:
            rows = sorted(self._suggested.values(), key=lambda one: one.line)
        invalid = {one.line for one in self.result.samples.get("invalid", ())}
        return [Line(one, one.address in self.corrections, one.line not in invalid) for one in rows]

    def _remark_on(self, key: str, count: int, shown: int) -> str:
        if key == TYPO and count and not self.result.dry_run:
            return tr("Accepted ones were corrected, the others stayed as they are in the file.")
        if key == TYPO and count:
            accepted = len(self.corrections)
            if accepted:
                return counted(accepted, "%Ln correction accepted", "%Ln corrections accepted")
            return tr("Nothing is changed unless you accept it. Double click a row to accept it.")
        if key == "invalid" and count:
            return tr("They are left out. The others are imported all the same.")
        if key == "suppressed" and count:
            return tr("They are in your address book, but no campaign writes to them.")
        if shown < count:
            return tr("The first {count} are shown.").format(count=number(shown))
        return ""

    # Suggestions

    def _decide(self, place: int) -> None:
        line = self.model.row_at(place)
        if line is None or not line.row.suggestion or not self.result.dry_run:
            return
        if line.accepted:
            self.corrections.pop(line.row.address, None)
        else:
            self.corrections[line.row.address] = line.row.suggestion
        self._open(self.kind)
        self.corrected.emit()

    def _decide_all(self, accept: bool) -> None:
        self.corrections = {one.address: one.suggestion for one in self._suggested.values()} if accept else {}
        self._open(self.kind)
        self.corrected.emit()


class _Busy(Card):
    """What stands there while an outcome is worked out."""

    def __init__(self) -> None:
        super().__init__()
        self._text = label("", "muted")
        self._text.setAlignment(self._text.alignment().AlignCenter)
        self.bar = ProgressLine()
        self.bar.setFixedWidth(280)
        self._words = label("", "small")
        self.content.addStretch(1)
        self.content.addWidget(self._text)
        self.content.addLayout(row(None, self.bar, None))
        self.content.addLayout(row(None, self._words, None))
        self.content.addStretch(1)

    def begin(self, text: str) -> None:
        """Begin anew."""
        self._text.setText(text)
        self._words.setText("")
        self.bar.setAccessibleName(text)
        self.bar.show()
        self.bar.set(0, None)

    def show_progress(self, done: int, total: object) -> None:
        """Show how far it is."""
        self.bar.set(done, total if isinstance(total, int) else None)
        if isinstance(total, int) and total:
            self._words.setText(tr("{done} of {total} lines").format(done=number(done), total=number(total)))

    def rest(self, text: str = "") -> None:
        """Show no work any more, only a sentence."""
        self._text.setText(text)
        self._words.setText("")
        self.bar.hide()


def _meant(line: Line) -> Cell:
    return Cell(line.row.suggestion, strong=True) if line.row.suggestion else Cell(line.row.name)


def _decision(line: Line) -> Cell:
    if not line.row.suggestion:
        return Cell()
    if line.accepted:
        return Cell(tr("Accepted"), pill="good")
    return Cell(tr("As it is") if line.usable else tr("Left out"), pill="neutral")
