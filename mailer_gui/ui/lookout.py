"""Sees that somebody sends: a sender that ended in the middle is started again, and the person is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from mailer_gui.ui.context import Notice
from mailer_gui.ui.texts import tr
from mailer_gui.ui.window import Window

LOOK_MS = 2000
QUIET_SECONDS = 60.0
"""A sender that ends again so soon is left alone until then; meanwhile the live board offers to go on."""


class Lookout(QObject):
    """Looks every few seconds; two looks in a row must miss the sender, for it may just be starting."""

    def __init__(self, window: Window, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self._missed = 0
        self._woken = float("-inf")
        self._untold = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Begin to look; the workspace is open by now."""
        self._timer.start()

    def _look(self) -> None:
        self._window.tasks.read(self, _is_missing, self.take, lambda _: None)

    def take(self, missing: bool) -> None:
        """Take one look's answer."""
        self._missed = self._missed + 1 if missing else 0
        if self._untold and not missing:  # it lives: not before that is it said
            self._tell()
        if self._missed < 2 or self._clock() - self._woken < QUIET_SECONDS:
            return
        self._missed = 0
        self._woken = self._clock()
        self._untold = True
        self._window.tasks.read(self, _wake)

    def _tell(self) -> None:
        self._untold = False
        self._window.notify(Notice(tr("Sending had stopped unexpectedly. It goes on now, and nothing is lost.")))


def _is_missing(ws: Any) -> bool:
    from mailer_gui.operations import campaigns

    return campaigns.is_orphaned(ws)


def _wake(ws: Any) -> None:
    from mailer_gui.operations import campaigns

    campaigns.wake(ws)
