"""When a campaign goes out: at once or at a time of its own, at which hours and days, and what if it is late."""

from __future__ import annotations

import time
from dataclasses import replace

from PySide6.QtCore import QDateTime, QLocale, QTime, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from mailer_gui.model.schedule import Schedule
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import duration, tr
from mailer_gui.ui.widgets.basics import column, label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.fold import Fold
from mailer_gui.ui.widgets.moments import MomentBox, SpanBox, TimeBox, WeekBox, ZoneBox, span_words
from mailer_gui.ui.words import start_words

USUAL_OPENS, USUAL_CLOSES = "09:00", "17:30"


class TimingCard(Card):
    """Makes a schedule. `chosen(Schedule)` comes when a person changes something."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(label(tr("When"), "section"), spacing=t.XS)
        self._schedule = Schedule()
        self.at_once = QRadioButton(tr("As soon as I press Send"))
        self.later = QRadioButton(tr("At"))
        group = QButtonGroup(self)
        for choice in (self.at_once, self.later):
            group.addButton(choice)
        self.start = MomentBox(tr("Start"))
        self.zone = ZoneBox()
        self.remark = label("", "small", wrap=True)
        self.remark.setContentsMargins(t.XL, 0, 0, t.XS)
        self._zone_line = QWidget()
        self._zone_line.setLayout(row(label(tr("Time zone")), self.zone, None, margins=(t.XL, t.XS, 0, 0)))
        self.hours = self._hours_fold()
        self.late = self._late_fold()
        self.content.addLayout(column(self.at_once, row(self.later, self.start, None, spacing=t.S), spacing=t.XS))
        for widget in (self._zone_line, self.remark, self.hours, self.late):
            self.content.addWidget(widget)
        self.later.toggled.connect(self._begin_later)
        self.start.changed.connect(self._take)
        self.zone.chosen.connect(lambda _: self._take())
        self.show_schedule(self._schedule)

    def _hours_fold(self) -> Fold:
        self.limited = QCheckBox(tr("Only from"))
        self.opens, self.closes = TimeBox(tr("From")), TimeBox(tr("To"))
        self.week = WeekBox()
        self.limited.toggled.connect(lambda _: self._take())
        for box in (self.opens, self.closes):
            box.timeChanged.connect(lambda _: self._take())
        self.week.changed.connect(self._take)
        self._hours_error = label("", "error", wrap=True)
        return Fold(
            tr("Hours and days"),
            row(self.limited, self.opens, label(tr("to")), self.closes, None),
            self._hours_error,
            self.week,
            label(
                tr(
                    "What is not sent by then waits for the next allowed hour. A night belongs to the day it begins on."
                ),
                "small",
                wrap=True,
            ),
        )

    def _late_fold(self) -> Fold:
        self.patience = SpanBox(tr("Late by more than"))
        self.patience.changed.connect(self._take)
        return Fold(
            tr("If the start is missed"),
            row(label(tr("Ask me when it is late by more than")), self.patience, None),
            label(
                tr("A computer that is off or asleep cannot send. A little late it begins by itself, later it asks."),
                "small",
                wrap=True,
            ),
        )

    def show_schedule(self, schedule: Schedule) -> None:
        """Show a schedule; tells nobody."""
        self._schedule = schedule
        boxes: tuple[QWidget, ...] = (self.at_once, self.later, self.limited, self.opens, self.closes)
        for box in boxes:
            box.blockSignals(True)
        (self.later if schedule.start else self.at_once).setChecked(True)
        self.start.show_words(schedule.start or _tomorrow())
        self.zone.show_zone(schedule.zone)
        self.limited.setChecked(bool(schedule.opens or schedule.closes))
        self.opens.show_words(schedule.opens or USUAL_OPENS)
        self.closes.show_words(schedule.closes or USUAL_CLOSES)
        self.week.show_days(schedule.weekdays)
        self.patience.show_seconds(schedule.late_after)
        for box in boxes:
            box.blockSignals(False)
        self._say()

    def schedule(self) -> Schedule:
        """Give the schedule as it is on screen."""
        limited = self.limited.isChecked()
        return replace(
            self._schedule,
            start=self.start.words() if self.later.isChecked() else "",
            zone=self.zone.zone,
            opens=self.opens.words() if limited else "",
            closes=self.closes.words() if limited else "",
            weekdays=self.week.chosen,
            late_after=self.patience.seconds,
        )

    def _begin_later(self, on: bool) -> None:
        shown = Schedule(start=self.start.words(), zone=self.zone.zone).start_at() or 0.0
        if on and shown < time.time():
            self.start.show_words(_tomorrow())
        self._take()

    def _take(self) -> None:
        self._schedule = self.schedule()
        self._say()
        self.chosen.emit(self._schedule)

    def _say(self) -> None:
        """Keep everything right that depends on what is chosen."""
        schedule, later = self._schedule, self.later.isChecked()
        self.start.setEnabled(later)
        for box in (self.opens, self.closes):
            box.setEnabled(self.limited.isChecked())
        self._zone_line.setVisible(later or schedule.has_hours)
        self.late.setVisible(later)
        self.late.set_summary(tr("Ask me after {time}").format(time=span_words(schedule.late_after)))
        if not schedule.late_after:
            self.late.set_summary(tr("Always ask me"))
        mistake = schedule.mistake()
        self._hours_error.setText(mistake)
        self._hours_error.setVisible(bool(mistake))
        self.hours.set_summary(hours_words(schedule))
        words, bad = _remark(schedule) if not mistake else ("", False)
        self.remark.setText(words)
        self.remark.setVisible(bool(words))
        self.remark.setProperty("role", "error" if bad else "small")
        self.remark.style().polish(self.remark)


def hours_words(schedule: Schedule) -> str:
    """Say the allowed hours and days in a few words."""
    hours = (
        tr("{opens} to {closes}").format(opens=schedule.opens, closes=schedule.closes)
        if schedule.opens
        else tr("Any hour")
    )
    if not schedule.weekdays:
        return tr("{hours}, every day").format(hours=hours)
    names = [QLocale().dayName(day + 1, QLocale.FormatType.ShortFormat) for day in schedule.weekdays]
    first, last = schedule.weekdays[0], schedule.weekdays[-1]
    if len(names) > 2 and last - first == len(names) - 1:
        return tr("{hours}, {first} to {last}").format(hours=hours, first=names[0], last=names[-1])
    return f"{hours}, {', '.join(names)}"


def _remark(schedule: Schedule) -> tuple[str, bool]:
    """Say what may surprise: a time that has passed, or another zone; and whether it must be mended."""
    at = schedule.start_at()
    if at is None:
        return "", False
    if at < time.time():
        return tr("This time has passed. Choose a later one."), True
    here = tr("That is in {time}").format(time=duration(at - time.time()))
    if schedule.zone:
        here = tr("On this computer that is {moment}, in {time}").format(
            moment=start_words(at), time=duration(at - time.time())
        )
    return f"{here}.", False


def _tomorrow() -> str:
    at = QDateTime.currentDateTime().addDays(1)
    at.setTime(QTime(9, 0))
    return at.toString("yyyy-MM-dd HH:mm")
