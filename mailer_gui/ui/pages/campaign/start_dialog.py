"""Choosing another time for a campaign that waits for its start."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from mailer_gui.model.schedule import Schedule
from mailer_gui.ui.texts import duration, tr
from mailer_gui.ui.widgets.basics import label, restyle, row
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field
from mailer_gui.ui.widgets.moments import MomentBox, ZoneBox
from mailer_gui.ui.words import start_words

SOON = 3600.0


class StartDialog(Dialog):
    """Asks for a moment in a time zone; `done(unix seconds)` gets it."""

    def __init__(self, parent: QWidget, start_at: float, zone: str, done: Callable[[float], object]) -> None:
        super().__init__(parent, tr("When is it to begin?"))
        self._done = done
        self.start, self.zone = MomentBox(tr("Start")), ZoneBox()
        self.remark = label("", "small", wrap=True)
        self.zone.show_zone(zone)
        self.start.show_words(wall_words(max(start_at, time.time() + SOON), zone))
        self.add(row(Field(tr("Start"), self.start), None), Field(tr("Time zone"), self.zone), self.remark)
        self.add_button(tr("Leave it"))
        self.keep = self.add_button(tr("Change the time"), "primary", self._keep)
        self.start.changed.connect(self._say)
        self.zone.chosen.connect(lambda _: self._say())
        self._say()
        self.start.day.setFocus()

    @property
    def start_at(self) -> float:
        """The moment chosen, in unix seconds."""
        return Schedule(start=self.start.words(), zone=self.zone.zone).start_at() or 0.0

    def _say(self) -> None:
        at, now = self.start_at, time.time()
        good = at > now
        self.keep.setEnabled(good)
        self.remark.setText(
            tr("On this computer that is {moment}, in {time}.").format(moment=start_words(at), time=duration(at - now))
            if good
            else tr("This time has passed. Choose a later one.")
        )
        restyle(self.remark, role="small" if good else "error")

    def _keep(self) -> None:
        at = self.start_at
        self.accept()
        self._done(at)


def wall_words(at: float, zone: str) -> str:
    """Write a moment as the clocks of a zone show it: 2026-12-01 09:00."""
    local = datetime.fromtimestamp(at, ZoneInfo(zone)) if zone else datetime.fromtimestamp(at)
    return local.strftime("%Y-%m-%d %H:%M")
