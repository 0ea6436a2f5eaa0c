"""The places of a rule where a person writes: nothing, a text, numbers, days, or a count of days."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.field_types import normalised
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import label, restyle, row
from mailer_gui.ui.widgets.inputs import number_box
from mailer_gui.ui.widgets.moments import DayBox

MOST_DAYS = 36_500


class Mode(StrEnum):
    """What is asked for."""

    NOTHING = "nothing"
    TEXT = "text"
    NUMBER = "number"
    NUMBERS = "numbers"
    DAY = "day"
    TWO_DAYS = "two days"
    DAYS = "days"


class Values(QWidget):
    """Asks for what a rule compares with; `changed` comes with every key."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mode = Mode.TEXT
        self.first, self.second = QLineEdit(), QLineEdit()
        self.first_day, self.second_day = DayBox(tr("Day")), DayBox(tr("Last day"))
        self.days = number_box(1, MOST_DAYS, 30)
        self.days.setAccessibleName(tr("Days"))
        self.days.setFixedWidth(80)
        self._and = label(tr("and"), "muted")
        self._unit = label(tr("days"), "muted")
        self.first.setAccessibleName(tr("Value"))
        self.second.setAccessibleName(tr("Second value"))
        self._places = (
            self.first,
            self.first_day,
            self._and,
            self.second,
            self.second_day,
            self.days,
            self._unit,
        )
        self._room = QWidget()
        whole = row(*self._places, self._room, spacing=t.S)
        whole.setStretch(0, 1)
        whole.setStretch(3, 1)
        whole.setStretch(len(self._places), 1)
        self.setLayout(whole)
        for edit in (self.first, self.second):
            edit.textChanged.connect(self._typed)
        for day in (self.first_day, self.second_day):
            day.dateChanged.connect(lambda _: self.changed.emit())
        self.days.valueChanged.connect(lambda _: self.changed.emit())
        self.ask(Mode.TEXT)

    def ask(self, mode: Mode) -> None:
        """Ask for something else; what was written stays."""
        self.mode = mode
        shown = {
            Mode.NOTHING: (),
            Mode.TEXT: (self.first,),
            Mode.NUMBER: (self.first,),
            Mode.NUMBERS: (self.first, self._and, self.second),
            Mode.DAY: (self.first_day,),
            Mode.TWO_DAYS: (self.first_day, self._and, self.second_day),
            Mode.DAYS: (self.days, self._unit),
        }[mode]
        for place in self._places:
            place.setVisible(place in shown)
        self._room.setVisible(self.first not in shown)
        self.first.setPlaceholderText(tr("Number") if mode in (Mode.NUMBER, Mode.NUMBERS) else tr("Value"))
        self.second.setPlaceholderText(tr("Number"))
        self._mark()

    def show_values(self, first: str, second: str = "", days: int = 0) -> None:
        """Show what a rule has; tells nobody."""
        for place in (self.first, self.second, self.first_day, self.second_day, self.days):
            place.blockSignals(True)
        self.first.setText(first)
        self.second.setText(second)
        self.first_day.show_words(first)
        self.second_day.show_words(second)
        if days:
            self.days.setValue(days)
        for place in (self.first, self.second, self.first_day, self.second_day, self.days):
            place.blockSignals(False)
        self._mark()

    def values(self) -> tuple[str, str] | None:
        """Give what was written (a number with its decimal point, a day as ISO 8601); None while it is not complete."""
        if self.mode in (Mode.NOTHING, Mode.DAYS):
            return "", ""
        if self.mode is Mode.TEXT:
            text = self.first.text().strip()
            return (text, "") if text else None
        if self.mode is Mode.DAY:
            return self.first_day.words(), ""
        if self.mode is Mode.TWO_DAYS:
            return self.first_day.words(), self.second_day.words()
        first, second = (normalised(edit.text(), FieldType.NUMBER) for edit in (self.first, self.second))
        if not first or (self.mode is Mode.NUMBERS and not second):
            return None
        return first, second if self.mode is Mode.NUMBERS and second else ""

    def _typed(self) -> None:
        self._mark()
        self.changed.emit()

    def _mark(self) -> None:
        """Show which text is no number."""
        numbers = self.mode in (Mode.NUMBER, Mode.NUMBERS)
        for edit in (self.first, self.second):
            wrong = numbers and bool(edit.text().strip()) and normalised(edit.text(), FieldType.NUMBER) is None
            if bool(edit.property("invalid") == "true") != wrong:
                restyle(edit, invalid="true" if wrong else "false")
