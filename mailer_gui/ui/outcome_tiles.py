"""The five outcomes as tiles that filter a table: sent, waiting, rejected, uncertain, skipped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.campaigns import Counts
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.ui.deliveries import WAITING
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import row
from mailer_gui.ui.widgets.cards import Tile


class OutcomeTiles(QWidget):
    """At most one is chosen. `chosen(statuses)` has the statuses to show, empty for all."""

    chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self._statuses: dict[Tile, Sequence[DeliveryStatus]] = {
            (sent := Tile(tr("Sent, taken by the server"), checkable=True)): (DeliveryStatus.ACCEPTED,),
            (waiting := Tile(tr("Waiting"), checkable=True)): WAITING,
            (rejected := Tile(tr("Rejected for good"), checkable=True)): (DeliveryStatus.REJECTED,),
            (uncertain := Tile(tr("Uncertain, you decide"), checkable=True)): (DeliveryStatus.UNCERTAIN,),
            (skipped := Tile(tr("Skipped"), checkable=True)): (DeliveryStatus.SKIPPED,),
        }
        self.sent, self.waiting, self.rejected, self.uncertain, self.skipped = (
            sent,
            waiting,
            rejected,
            uncertain,
            skipped,
        )
        for tile in self._statuses:
            tile.toggled.connect(partial(self._toggled, tile))
        self.setLayout(row(*self._statuses, spacing=12))

    def show_counts(self, counts: Counts) -> None:
        """Show the counters."""
        self.sent.set(number(counts.accepted))
        self.waiting.set(
            number(counts.waiting),
            counted(counts.deferred, "Waiting, %Ln for a retry", "Waiting, %Ln for a retry")
            if counts.deferred
            else tr("Waiting"),
        )
        self.rejected.set(number(counts.rejected), kind="bad" if counts.rejected else "")
        self.uncertain.set(number(counts.uncertain), kind="warning" if counts.uncertain else "")
        self.skipped.set(number(counts.skipped))

    @property
    def statuses(self) -> tuple[DeliveryStatus, ...]:
        """The statuses of the chosen tile."""
        return next((tuple(statuses) for tile, statuses in self._statuses.items() if tile.checked), ())

    def release(self) -> None:
        """Choose none."""
        for tile in self._statuses:
            tile.set_checked(False)

    def _toggled(self, chosen: Tile, on: bool) -> None:
        if on:
            for tile in self._statuses:
                if tile is not chosen and tile.checked:
                    tile.blockSignals(True)
                    tile.set_checked(False)
                    tile.blockSignals(False)
        self.chosen.emit(self.statuses)
