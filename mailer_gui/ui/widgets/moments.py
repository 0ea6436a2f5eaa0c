"""Fields for time: a day with a time of day, a time zone, a span of time, the days of a week."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QLocale, QSize, Qt, QTime, QTimeZone, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QCompleter,
    QDateEdit,
    QPushButton,
    QTimeEdit,
    QToolButton,
    QWidget,
)

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, row
from mailer_gui.ui.widgets.inputs import calm_wheel, number_box

_UNITS = (60.0, 3600.0, 86400.0)
_LONGEST = 10_000


class TimeBox(QTimeEdit):
    """A time of day, written as schedules write it: 09:00."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setDisplayFormat("HH:mm")
        self.setAccessibleName(name)
        self.setFixedSize(92, t.CONTROL_HEIGHT)
        calm_wheel(self)
        self.lineEdit().setTextMargins(8, 0, 0, 0)

    def words(self) -> str:
        """Give the time as "09:00"."""
        return self.time().toString("HH:mm")

    def show_words(self, text: str) -> None:
        """Take a time such as "09:00"."""
        self.setTime(QTime.fromString(text[:5], "HH:mm"))


class MomentBox(QWidget):
    """A day and a time of day. `changed` comes when a person picks or types another one."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.day = QDateEdit()
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("ddd d MMM yyyy")
        self.day.setAccessibleName(tr("{name}, day").format(name=name))
        self.day.setMinimumDate(QDate(2000, 1, 1))
        self.day.setFixedHeight(t.CONTROL_HEIGHT)
        self.day.setMinimumWidth(168)
        calm_wheel(self.day)
        _dress(self.day.calendarWidget())
        self.clock = TimeBox(tr("{name}, time").format(name=name))
        self.setLayout(row(self.day, self.clock))
        self.day.dateChanged.connect(lambda _: self.changed.emit())
        self.clock.timeChanged.connect(lambda _: self.changed.emit())

    def words(self) -> str:
        """Give the moment as schedules write it: "2026-12-01 09:00"."""
        return f"{self.day.date().toString(Qt.DateFormat.ISODate)} {self.clock.words()}"

    def show_words(self, text: str) -> None:
        """Take a moment such as "2026-12-01 09:00"; tells nobody."""
        for box in (self.day, self.clock):
            box.blockSignals(True)
        day, _, clock = text.replace("T", " ").partition(" ")
        self.day.setDate(QDate.fromString(day, Qt.DateFormat.ISODate))
        self.clock.show_words(clock or "00:00")
        for box in (self.day, self.clock):
            box.blockSignals(False)


class DayBox(QDateEdit):
    """A day, typed or picked; `words()` gives it as ISO 8601."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy")
        self.setAccessibleName(name)
        self.setMinimumDate(QDate(1900, 1, 1))
        self.setDate(QDate.currentDate())
        self.setFixedHeight(t.CONTROL_HEIGHT)
        self.setMinimumWidth(130)
        _dress(self.calendarWidget())

    def words(self) -> str:
        """Give the day as 2026-12-01."""
        return str(self.date().toString(Qt.DateFormat.ISODate))

    def show_words(self, text: str) -> None:
        """Take a day such as 2026-12-01; anything else changes nothing."""
        day = QDate.fromString(text, Qt.DateFormat.ISODate)
        if day.isValid():
            self.setDate(day)


def _dress(calendar: QCalendarWidget) -> None:
    """Give the calendar our look: no red days, our arrows."""
    calendar.setGridVisible(False)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setMinimumSize(QSize(300, 230))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, calendar.weekdayTextFormat(Qt.DayOfWeek.Monday))
    for name, icon in (("qt_calendar_prevmonth", "left"), ("qt_calendar_nextmonth", "right")):
        arrow = calendar.findChild(QToolButton, name)
        if arrow is not None:
            icons.bind(arrow, icon, "muted")


class ZoneBox(QComboBox):
    """A time zone by name; the first choice is the computer's own, an empty name. `chosen(name)` tells."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Time zone"))
        calm_wheel(self)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumWidth(230)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(26)
        own = bytes(QTimeZone.systemTimeZoneId().data()).decode()
        self.addItem(tr("This computer’s zone ({name})").format(name=own), "")
        self._filled = False
        self._finder = finder = QCompleter(self.model(), self)
        finder.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        finder.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(finder)
        self._zone = ""
        self.activated.connect(lambda _: self._take())
        line = self.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._take)

    def _fill(self) -> None:
        """Add the six hundred zones when somebody looks for one: they make every change of the look slow."""
        if self._filled:
            return
        self._filled = True
        found = self._finder.popup()
        if found is not None:
            theme().dress(found)  # a list of its own, which belongs to no window
        for name in sorted(bytes(found.data()).decode() for found in QTimeZone.availableTimeZoneIds()):
            if ("/" in name or name == "UTC") and self.findData(name) < 0:
                self.addItem(name.replace("_", " "), name)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Have all names to complete what is typed."""
        self._fill()
        super().focusInEvent(event)

    def showPopup(self) -> None:  # noqa: N802 - Qt's name
        """Have all names to choose from."""
        self._fill()
        super().showPopup()

    @property
    def zone(self) -> str:
        """The zone's name, empty for the computer's own."""
        return self._zone

    def show_zone(self, name: str) -> None:
        """Show a zone; tells nobody."""
        self._zone = name
        place = self.findData(name)
        if place < 0:
            self.addItem(name.replace("_", " "), name)
            place = self.count() - 1
        self.setCurrentIndex(place)

    def _take(self) -> None:
        self._fill()
        place = self.findText(self.currentText(), Qt.MatchFlag.MatchFixedString)
        if place < 0:
            self.show_zone(self._zone)
            return
        self.setCurrentIndex(place)
        name = str(self.itemData(place))
        if name != self._zone:
            self._zone = name
            self.chosen.emit(name)


class SpanBox(QWidget):
    """A span of time in minutes, hours or days. `changed` tells."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.count = number_box(0, _LONGEST)
        self.count.setAccessibleName(name)
        self.count.setFixedWidth(84)
        self.unit = QComboBox()
        self.unit.setAccessibleName(tr("{name}, unit").format(name=name))
        calm_wheel(self.unit)
        for text, seconds in zip((tr("minutes"), tr("hours"), tr("days")), _UNITS, strict=True):
            self.unit.addItem(text, seconds)
        self.setLayout(row(self.count, self.unit))
        self.count.valueChanged.connect(lambda _: self.changed.emit())
        self.unit.currentIndexChanged.connect(lambda _: self.changed.emit())

    @property
    def seconds(self) -> float:
        """The span in seconds."""
        return self.count.value() * float(self.unit.currentData())

    def show_seconds(self, seconds: float) -> None:
        """Show a span in the largest unit that says it exactly, else in minutes; tells nobody."""
        unit = _unit_of(seconds)
        for box in (self.count, self.unit):
            box.blockSignals(True)
        self.count.setValue(min(_LONGEST, round(seconds / unit)))
        self.unit.setCurrentIndex(_UNITS.index(unit))
        for box in (self.count, self.unit):
            box.blockSignals(False)


def span_words(seconds: float) -> str:
    """Write a span as it was chosen: 90 minutes, 1 hour, 2 days."""
    unit = _unit_of(seconds)
    count = round(seconds / unit)
    if unit == _UNITS[0]:
        return counted(count, "%Ln minute", "%Ln minutes")
    return counted(count, "%Ln hour", "%Ln hours") if unit == _UNITS[1] else counted(count, "%Ln day", "%Ln days")


def _unit_of(seconds: float) -> float:
    """Give the largest unit that says a span exactly, else minutes."""
    return next((one for one in reversed(_UNITS) if seconds >= one and seconds % one == 0), _UNITS[0])


class WeekBox(QWidget):
    """The seven days as buttons, Monday is 0; at least one stays chosen. `changed` tells."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.days: list[QPushButton] = []
        for number in range(7):
            made = button(QLocale().dayName(number + 1, QLocale.FormatType.ShortFormat))
            made.setAccessibleName(QLocale().dayName(number + 1, QLocale.FormatType.LongFormat))
            made.setCheckable(True)
            made.setChecked(True)
            made.setMinimumWidth(56)
            made.clicked.connect(lambda _=False, number=number: self._clicked(number))
            self.days.append(made)
        self.setLayout(row(*self.days, None, spacing=t.XS))

    @property
    def chosen(self) -> tuple[int, ...]:
        """The chosen days; empty means every day."""
        found = tuple(number for number, made in enumerate(self.days) if made.isChecked())
        return () if len(found) == 7 else found

    def show_days(self, days: Sequence[int]) -> None:
        """Show which days are chosen; none means every day. Tells nobody."""
        for number, made in enumerate(self.days):
            made.setChecked(not days or number in days)

    def _clicked(self, number: int) -> None:
        if not any(made.isChecked() for made in self.days):
            self.days[number].setChecked(True)
            return
        self.changed.emit()
