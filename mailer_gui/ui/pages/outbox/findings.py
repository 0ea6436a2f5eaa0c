"""What reading every message found: a count per kind that opens its rows, and who gets a fallback."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.model.outbox import KEPT_ROWS, KINDS
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.outbox_reading import Reading
from mailer_gui.ui.outbox_words import fallback_lines, kind_meaning, kind_words, result_words
from mailer_gui.ui.texts import counted, number, sentence, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import ElidedLabel, button, clear, column, label, row
from mailer_gui.ui.widgets.cards import Card, Tile
from mailer_gui.ui.widgets.progress import ProgressLine

FALLBACKS_SHOWN = 3


class Findings(QWidget):
    """One line while it reads or when all is well; tiles, one per kind, when something is odd."""

    chosen = Signal(str)
    """The kind whose rows are to be shown, empty for all."""
    read_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        from PySide6.QtWidgets import QLabel

        self.kind = ""
        self.tiles: dict[str, Tile] = {}
        self._mark = QLabel()
        self.words = ElidedLabel("", "strong")
        self.bar = ProgressLine()
        self.bar.setFixedWidth(160)
        self.count = label("", "small")
        self.stop = button(tr("Stop"), "link", self.stop_wanted.emit)
        self.again = button(tr("Read them"), "link", self.read_wanted.emit)
        self.fallbacks = ElidedLabel("", "muted")
        head = row(self._mark, self.words, self.bar, self.count, self.stop, self.again, spacing=t.M)
        head.setStretch(1, 1)
        self._tiles: QHBoxLayout = row(spacing=t.S)
        self._tiles_room = QWidget()
        self._tiles_room.setLayout(self._tiles)
        card = Card(margin=t.M, spacing=t.XS)
        card.content.addLayout(head)
        card.content.addWidget(self.fallbacks)
        self.setLayout(column(card, self._tiles_room, spacing=t.M))
        self._icon = ("eye", "muted")
        theme().changed.connect(self._paint)
        self._set("", "eye", "muted")
        self._tiles_room.hide()
        self.fallbacks.hide()
        self.show_waiting(0)

    def show_waiting(self, people: int) -> None:
        """Nothing was read yet."""
        self._rest()
        self._set(tr("The messages were not read yet."), "eye", "muted")
        self.again.setText(counted(people, "Read the message", "Read all %Ln messages"))
        self.again.setVisible(people > 0)

    def show_busy(self, people: int) -> None:
        """Reading begins."""
        self._set(counted(people, "Reading the message…", "Reading all %Ln messages…"), "eye", "muted")
        self.bar.set(0, people or None)
        self.count.setText("")
        for widget in (self.bar, self.count, self.stop):
            widget.show()
        self.again.hide()

    def show_progress(self, done: int, total: object) -> None:
        """Show how far it is."""
        whole = total if isinstance(total, int) else None
        self.bar.set(done, whole)
        self.count.setText(tr("{done} of {total}").format(done=number(done), total=number(whole or done)))

    def show_trouble(self, error: MailerError) -> None:
        """It cannot be read."""
        self._rest()
        self._set(sentence(error.message), "error", "bad")
        self.again.setText(tr("Try again"))
        self.again.show()

    def show_reading(self, reading: Reading) -> None:
        """Show what came of it."""
        self._rest()
        look = reading.look
        odd = any(look.counts.values())
        self._set(result_words(look), "warning" if odd else "check", "warning" if odd else "good")
        self.again.setText(tr("Read again"))
        self.again.show()
        lines = fallback_lines(look)
        more = len(lines) - FALLBACKS_SHOWN
        shown = lines[:FALLBACKS_SHOWN] + ([tr("and {count} more").format(count=more)] if more > 0 else [])
        self.fallbacks.setText(" · ".join(shown))
        self.fallbacks.setVisible(bool(lines))
        for kind in KINDS:
            count = look.counts.get(kind, 0)
            if count:
                self._add_tile(kind, count)
        self._tiles_room.setVisible(bool(self.tiles))

    def _add_tile(self, kind: str, count: int) -> None:
        tile = Tile(kind_words(kind), number(count), kind_meaning(kind), checkable=True, low=True)
        if count > KEPT_ROWS:
            tile.setToolTip(tr("The first {count} are listed.").format(count=number(KEPT_ROWS)))
        tile.setMinimumWidth(110)
        tile.toggled.connect(partial(self._toggled, kind))
        self._tiles.addWidget(tile)
        self.tiles[kind] = tile

    def _toggled(self, kind: str, on: bool) -> None:
        for other, tile in self.tiles.items():
            if on and other != kind and tile.checked:
                tile.blockSignals(True)
                tile.set_checked(False)
                tile.blockSignals(False)
        self.kind = kind if on else ""
        self.chosen.emit(self.kind)

    def choose(self, kind: str) -> None:
        """Show the rows of a kind, if there are any."""
        if kind in self.tiles:
            self.tiles[kind].set_checked(True)

    def _rest(self) -> None:
        self.kind = ""
        self.tiles.clear()
        clear(self._tiles)
        self._tiles_room.hide()
        self.fallbacks.hide()
        for widget in (self.bar, self.count, self.stop):
            widget.hide()

    def _set(self, words: str, icon: str, kind: str) -> None:
        self.words.setText(words)
        self._icon = (icon, kind)
        self._paint()

    def _paint(self) -> None:
        icon, kind = self._icon
        self._mark.setPixmap(icons.pixmap(icon, icons.colour_of(kind, theme().colours)))
