"""The third pane of the import: what will happen, one tile for each kind of row, each opening its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from mailer_gui.model.imports import ImportResult, ImportRow
from mailer_gui.ui import tokens as t
from mailer_gui.ui.dialogs.importing.suggestions import Suggestions, SuggestionsTable
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import button, column, label, row
from mailer_gui.ui.widgets.cards import Card, EmptyState, Tile
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.table import DataTable, table_head
from mailer_gui.ui.widgets.working import WorkingCard

MOST_SAMPLES = 1_000
TYPO = "typo"
_IMPORTANT = (TYPO, "invalid")


def kinds() -> dict[str, tuple[str, str]]:
    """Give the kinds of rows that add up to the file: caption and meaning."""
    return {
        "new": (tr("New"), ""),
        "changed": (tr("Changed"), ""),
        "unchanged": (tr("Already there"), ""),
        "duplicate": (tr("Twice in the file"), ""),
        "invalid": (tr("Not an address"), "bad"),
    }


def remarks() -> dict[str, tuple[str, str]]:
    """Give what is worth a look among them: caption and meaning."""
    return {
        TYPO: (tr("Probable typing mistakes"), "warning"),
        "suppressed": (tr("Suppressed, never mailed"), ""),
        "role": (tr("Shared mailboxes"), ""),
        "disposable": (tr("Disposable addresses"), "warning"),
    }


class OutcomePane(QWidget):
    """Shows an outcome. `corrected` comes when suggestions are accepted or kept; `bad_rows_wanted` to save them."""

    corrected = Signal()
    bad_rows_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.result = ImportResult()
        self.suggestions = Suggestions()
        self.kind = ""
        self.can_save = True
        """False when nobody knows how the file is read: an import that goes on was begun by another dialog."""
        self.tiles: dict[str, Tile] = {}
        for low, group in ((False, kinds()), (True, remarks())):
            for key, (caption, _meaning) in group.items():
                tile = self.tiles[key] = Tile(caption, "–", checkable=True, low=low)
                tile.setMinimumWidth(96)
                tile.toggled.connect(lambda on, key=key: self._toggled(key, on))
        self._note = label("", "small", wrap=True)
        self._title = label("", "strong")
        self._remark = label("", "muted", wrap=True)
        self.accept_button = button(tr("Accept all"), "plain", lambda: self._decide_all(True))
        self.keep_button = button(tr("Keep all"), "plain", lambda: self._decide_all(False))
        self.save_button = button(tr("Save bad rows"), "plain", self.bad_rows_wanted.emit, icon="export")
        self.model: RowsModel[ImportRow] = RowsModel(_columns(self._happens), parent=self)
        self.table = DataTable(self.model, tr("Rows of the file"), many=True)
        self.typos = SuggestionsTable()
        self.typos.decided.connect(self._decide)
        self.busy = WorkingCard()
        self._lay_out()

    def _lay_out(self) -> None:
        head = table_head(self._title, self._remark, self.keep_button, self.accept_button, self.save_button)
        body = QWidget()
        self._tables = QStackedLayout(body)
        nobody = EmptyState("check", tr("Nobody here"), tr("No row of the file is of this kind."))
        for one in (self.table, self.typos, nobody):
            self._tables.addWidget(one)
        card = Card(margin=1, spacing=0)
        card.content.setContentsMargins(1, 1, 1, 6)
        card.content.addWidget(head)
        card.content.addWidget(body, 1)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(card)
        self._stack.addWidget(self.busy)
        sums = row(*(self.tiles[key] for key in kinds()), spacing=t.S)
        looks = row(*(self.tiles[key] for key in remarks()), spacing=t.S)
        for place in range(len(kinds())):
            sums.setStretch(place, 1)
        layout = column(sums, looks, self._note, holder, spacing=t.S)
        layout.setStretch(3, 1)
        self.setLayout(layout)

    # Showing

    def show_result(self, result: ImportResult) -> None:
        """Show an outcome, with the kind that needs a look in front."""
        self.result = result
        self._stack.setCurrentIndex(0)
        self.suggestions.learn(result)
        for key, (_caption, meaning) in (kinds() | remarks()).items():
            count = self._count(key)
            self.tiles[key].set(number(count), kind=meaning if count else "")
        self._note.setText(odd_cells(result))
        self._note.setVisible(bool(self._note.text()))
        wanted = self.kind if self.kind and self._count(self.kind) and result.dry_run else self._most_telling()
        self.tiles[wanted].set_checked(True)
        self._open(wanted)

    def forget(self) -> None:
        """The file is read in another way: what was decided is about rows that are no more."""
        self.suggestions.forget()
        self.kind = ""

    def show_busy(self, title: str, text: str = "") -> None:
        """Show that it is being worked out."""
        self.busy.begin(title, text)
        self._stack.setCurrentIndex(1)

    def show_rest(self, title: str, text: str = "") -> None:
        """Show a sentence in place of an outcome."""
        self.busy.rest(title, text)
        self._stack.setCurrentIndex(1)

    def _count(self, key: str) -> int:
        if key != TYPO:
            return int(getattr(self.result, key, 0))
        known = len(self.suggestions.all)  # with what is accepted, and what is no address as it stands
        return known if known < MOST_SAMPLES else max(known, self.result.typo)

    def _most_telling(self) -> str:
        first = _IMPORTANT if self.result.dry_run else _IMPORTANT[::-1]
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
        count = self._count(key)
        if key == TYPO:
            lines = self.suggestions.lines(still_open=self.result.dry_run)
            self.typos.lines.set_rows(lines)
            shown = len(lines)
        else:
            rows: Sequence[ImportRow] = self.result.samples.get(key, ())
            self.model.set_rows(rows)
            shown = len(rows)
        self._tables.setCurrentIndex(2 if not shown else 1 if key == TYPO else 0)
        caption = (kinds() | remarks())[key][0]
        self._title.setText(f"{caption}: {number(count)}")
        self._remark.setText(self._remark_on(key, count, shown))
        deciding = key == TYPO and count > 0 and self.result.dry_run
        self.accept_button.setVisible(deciding)
        self.keep_button.setVisible(deciding)
        self.save_button.setVisible(key == "invalid" and count > 0 and self.can_save)

    def _remark_on(self, key: str, count: int, shown: int) -> str:
        if not count:
            return ""
        if key == TYPO:
            return self._typo_remark()
        words = {
            "changed": tr("They are here already; the file says something new about them."),
            "unchanged": tr("They stay as they are."),
            "duplicate": tr("The first row of each counts."),
            "invalid": tr("They are left out. The others are imported all the same."),
            "suppressed": tr("They come into your address book, but no campaign writes to them."),
            "role": tr("Several people may read these; some servers count them as unasked for."),
            "disposable": tr("These mailboxes are often gone within a day."),
        }.get(key, "")
        if shown < count:
            return f"{words} {tr('The first {count} are shown.').format(count=number(shown))}".strip()
        return words

    def _happens(self, one: ImportRow) -> str:
        """Say what happens to a row, or what has happened to it."""
        plan = self.result.dry_run
        return one.reason or {
            "new": tr("becomes a contact") if plan else tr("became a contact"),
            "changed": tr("gets what the file says") if plan else tr("got what the file says"),
            "unchanged": tr("nothing changes") if plan else tr("nothing changed"),
            "role": tr("imported as it is"),
            "disposable": tr("imported as it is"),
        }.get(self.kind, "")

    def _typo_remark(self) -> str:
        if not self.result.dry_run:
            return tr("Accepted ones were corrected, the others stayed as they are in the file.")
        accepted = len(self.suggestions.corrections)
        if accepted:
            return counted(accepted, "%Ln correction accepted", "%Ln corrections accepted")
        return tr("Nothing is changed unless you accept it.")

    # Suggestions

    @property
    def corrections(self) -> dict[str, str]:
        """What was accepted."""
        return self.suggestions.corrections

    def _decide(self, addresses: list[str], accepted: bool | None) -> None:
        before = self.corrections
        self.suggestions.decide(addresses, accepted)
        self._open(self.kind)
        if self.corrections != before:
            self.corrected.emit()

    def _decide_all(self, accepted: bool) -> None:
        self._decide(self.suggestions.all, accepted)


def odd_cells(result: ImportResult) -> str:
    """Say what else is special about the cells of a file; empty when nothing is."""
    parts = []
    if result.extra:
        words = "%Ln person more than rows: some cells hold several addresses, and each becomes a contact."
        many = "%Ln people more than rows: some cells hold several addresses, and each becomes a contact."
        parts.append(counted(result.extra, words, many))
    if result.mended:
        words = "%Ln row has more cells than the table has columns. It is imported."
        many = "%Ln rows have more cells than the table has columns. They are imported."
        parts.append(counted(result.mended, words, many))
        parts.append(result.samples["mended"][0].reason + ".")
    if result.untyped:
        words = "%Ln value does not fit the type of its column and stays as it is written."
        many = "%Ln values do not fit the type of their column and stay as they are written."
        parts.append(counted(result.untyped, words, many))
    return " ".join(parts)


def _columns(happens: Callable[[ImportRow], str]) -> list[Column[ImportRow]]:
    return [
        Column("line", tr("Line"), lambda x: Cell(number(x.line), muted=True, sort=x.line), width=72),
        Column("address", tr("In the file"), lambda x: Cell(x.address, tip=x.address), width=200, share=0.3),
        Column("name", tr("Name"), lambda x: Cell(x.name, tip=x.name), width=150, share=0.22),
        Column("why", tr("What happens"), lambda x: Cell(happens(x), muted=True, tip=happens(x))),
    ]
