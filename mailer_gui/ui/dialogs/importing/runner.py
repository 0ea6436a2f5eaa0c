"""The work behind the import dialog: working out what would happen, again after every change, and then doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from mailer_gui.model.errors import MailerError
from mailer_gui.model.imports import ImportResult
from mailer_gui.ui.job import Job
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import tr

PAUSE_MS = 350
"""So long nothing is worked out after a change: another one may follow."""


class Runner(QObject):
    """Plans and imports one at a time. A plan that was overtaken is never told about."""

    due = Signal()
    """It is time to work it out anew: `plan` is asked for."""
    planned = Signal(object)
    plan_failed = Signal(object)
    imported = Signal(object)
    stopped = Signal(object)
    """The import ended early: by a person (Cancelled) or by trouble."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._generation = 0
        self.job: Job | None = None
        self.importing = False
        self._wait = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._wait.timeout.connect(self.due.emit)

    def plan_soon(self) -> None:
        """Something was changed."""
        self._wait.start()

    def drop_plan(self) -> int:
        """Stop working out; gives the number of what comes next."""
        self._wait.stop()
        self._generation += 1
        if self.job is not None and not self.importing:
            self.job.cancel()
            self.job = None
        return self._generation

    def plan(self, name: str, arguments: Mapping[str, Any]) -> Job:
        """Work out what an import would do."""
        from mailer_gui.operations import importing

        generation = self.drop_plan()

        def tell(signal: Any, what: object) -> None:
            if generation == self._generation:
                self.job = None
                signal.emit(what)

        self.job = self._tasks.start(
            self,
            tr("Checking {file}").format(file=name),
            importing.plan_import,
            arguments,
            lambda result: tell(self.planned, result),
            lambda problem: tell(self.plan_failed, problem),
            unit=tr("rows"),
        )
        return self.job

    def run(self, title: str, operation: Callable[..., ImportResult], arguments: Mapping[str, Any]) -> Job:
        """Write to the address book."""
        self.drop_plan()
        self.importing = True

        def done(result: ImportResult) -> None:
            self.job, self.importing = None, False
            self.imported.emit(result)

        def failed(problem: MailerError) -> None:
            self.job, self.importing = None, False
            self.stopped.emit(problem)

        self.job = self._tasks.start(
            self,
            title,
            operation,
            arguments,
            done,
            failed,
            unit=tr("rows"),
        )
        return self.job

    def stop(self) -> bool:
        """Ask what is under way to stop; True when that is an import, which ends in its own time."""
        if self.job is not None:
            self.job.cancel()
        return self.importing
