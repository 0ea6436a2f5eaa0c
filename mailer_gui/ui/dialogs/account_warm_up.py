"""Beginning slowly with a new account: a plan of messages per day that grows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from mailer_gui.model.accounts import WarmUp
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import column, label, row, scrolled
from mailer_gui.ui.widgets.inputs import Field, decimal_box, number_box

FIRST, FACTOR, DAYS = 50, 1.5, 14
MOST_FIRST = 100_000
MOST_DAYS = 90
_A_ROW = 7


class WarmUpTab(QWidget):
    """A box to begin slowly, three numbers, and the days they make as a small table."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[int, ...] = ()
        self.on = QCheckBox(tr("Begin slowly with this account"))
        about = label(
            tr("Providers trust a new sender little. A few messages on the first days, then more, earns their trust."),
            "muted",
            wrap=True,
        )
        self.first = number_box(1, MOST_FIRST, FIRST)
        self.factor = decimal_box(1.0, 5.0, FACTOR)
        self.days = number_box(1, MOST_DAYS, DAYS)
        self._numbers = QWidget()
        self._numbers.setLayout(
            row(
                Field(tr("Messages on the first day"), self.first),
                Field(tr("Each day times"), self.factor),
                Field(tr("Days"), self.days),
                None,
                spacing=t.M,
            )
        )
        self.today = label("", "strong", wrap=True)
        self.table = label("")
        self.table.setTextFormat(Qt.TextFormat.RichText)
        self.note = label("", "small", wrap=True)
        self._table_room = scrolled(self._held())
        layout = column(self.on, about, self._numbers, self._table_room, spacing=t.M, margins=(0, t.L, 0, 0))
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self.on.toggled.connect(self._toggle)
        for box in (self.first, self.factor, self.days):
            box.valueChanged.connect(lambda _: self._make())
        theme().changed.connect(self._say)
        self._say()

    def _held(self) -> QWidget:
        held = QWidget()
        held.setLayout(column(self.today, self.table, self.note, None, spacing=t.S))
        return held

    def fill(self, plan: WarmUp) -> None:
        """Show a plan; one whose days were chosen one by one stays as it is until a number is changed."""
        boxes = (self.on, self.first, self.factor, self.days)
        for box in boxes:
            box.blockSignals(True)
        self._steps = plan.steps
        self.on.setChecked(bool(plan.steps))
        if plan.steps:
            self.first.setValue(plan.steps[0])
            self.days.setValue(len(plan.steps))
            self.factor.setValue(_factor(plan.steps))
        for box in boxes:
            box.blockSignals(False)
        self._say()

    def show_day(self, day: int | None) -> None:
        """Say which day it is; None when the plan has not begun, is over, or there is none."""
        self.today.setVisible(day is not None and bool(self._steps))
        if day is not None and day <= len(self._steps):
            self.today.setText(
                tr("Day {day} of {days}: at most {count} today.").format(
                    day=day, days=len(self._steps), count=number(self._steps[day - 1])
                )
            )

    def plan(self, known: WarmUp) -> WarmUp:
        """Give the plan as it is on screen; the known one goes on when its days stay the same."""
        return known if known.steps == self._steps else WarmUp(self._steps)

    def _toggle(self, on: bool) -> None:
        if on:
            self._make()
        else:
            self._steps = ()
            self._say()

    def _make(self) -> None:
        from mailer_gui.operations import limits

        self._steps = limits.grown(self.first.value(), self.factor.value(), self.days.value())
        self.today.hide()
        self._say()

    def _say(self) -> None:
        self._numbers.setEnabled(self.on.isChecked())
        self._table_room.setVisible(bool(self._steps))
        self.table.setText(_table(self._steps))
        self.table.setAccessibleName(
            ", ".join(tr("day {day}: {count}").format(day=day, count=n) for day, n in enumerate(self._steps, 1))
        )
        total = sum(self._steps)
        self.note.setText(
            counted(len(self._steps), "In one day", "In %Ln days")
            + " "
            + tr("{total} messages; after that only the account’s own limits count. ").format(total=number(total))
            + tr("The first day begins with the first message, and a changed plan begins anew.")
        )


def _factor(steps: Sequence[int]) -> float:
    """Give the factor that leads from the first day to the last."""
    return FACTOR if len(steps) < 2 else max(1.0, (steps[-1] / steps[0]) ** (1 / (len(steps) - 1)))


def _table(steps: Sequence[int]) -> str:
    """Write the days as rows of seven: the day in small print, the messages below it."""
    muted = theme().colours.muted
    rows = []
    for start in range(0, len(steps), _A_ROW):
        cells = "".join(
            f'<td width="64"><span style="color:{muted}; font-size:{t.FONT_SMALL}px">'
            f"{tr('Day {day}').format(day=start + place + 1)}</span><br>{number(count)}</td>"
            for place, count in enumerate(steps[start : start + _A_ROW])
        )
        rows.append(f"<tr>{cells}</tr>")
    return f'<table cellpadding="4">{"".join(rows)}</table>' if rows else ""
