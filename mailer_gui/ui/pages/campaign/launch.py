"""Between Send and sending: the seconds in which it can be undone, then the freezing of the audience."""

from __future__ import annotations

import time
from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.errors import MailerError
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.job import Job


class Phase(StrEnum):
    """Where a launch stands."""

    WAITING = "waiting"
    PREPARING = "preparing"
    OVER = "over"


class Launch(QObject):
    """One press of Send. Until the time to undo has passed nothing is opened and nothing is written."""

    moved = Signal()
    launched = Signal(object)
    failed = Signal(object)

    def __init__(self, context: PageContext, campaign: Campaign, people: int, seconds: int, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.campaign, self.people, self.seconds = campaign, people, seconds
        self.phase = Phase.WAITING
        self.done, self.total = 0, people
        self._end = time.monotonic() + seconds
        self._job: Job | None = None
        self._tick = QTimer(self, interval=100)
        self._tick.timeout.connect(self._look)
        self._tick.start()

    @property
    def seconds_left(self) -> float:
        """Seconds in which it can still be undone."""
        return max(0.0, self._end - time.monotonic())

    def undo(self) -> None:
        """Take it back; only while waiting, or while the audience is still being frozen."""
        if self.phase is Phase.WAITING:
            self._tick.stop()
            self.phase = Phase.OVER
            self.moved.emit()
        elif self._job is not None:
            self._job.cancel()

    def now(self) -> None:
        """Do not wait any longer."""
        self._end = time.monotonic()
        self._look()

    def _look(self) -> None:
        if self.phase is Phase.WAITING and self.seconds_left <= 0:
            self._tick.stop()
            self._begin()
        self.moved.emit()

    def _begin(self) -> None:
        from mailer_gui.operations import campaigns

        self.phase = Phase.PREPARING
        self._job = self._context.tasks.start(
            self,
            self.campaign.name,
            campaigns.send,
            {"campaign_id": self.campaign.id},
            self._launched,
            self._failed,
        )
        self._job.progressed.connect(self._progressed)

    def _progressed(self, done: int, total: object) -> None:
        self.done = done
        if isinstance(total, int):
            self.total = total
        self.moved.emit()

    def _launched(self, campaign: Campaign) -> None:
        self.phase = Phase.OVER
        self.launched.emit(campaign)

    def _failed(self, error: MailerError) -> None:
        self.phase = Phase.OVER
        self.failed.emit(error)
