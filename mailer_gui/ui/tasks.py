"""The one place with executors: threads for reading and waiting, a child process for work that needs the processor.

Three ways, all called on the Qt thread and all answering there:

* `tasks.read(owner, work, then)`: `work(workspace)` in a thread (SQL, files, keyring), then `then(result)`,
  never before `read` has returned.
* `tasks.start(owner, title, operation, arguments, then)`: a module-level operation in a child process, shown in
  the status strip with progress, time left and Cancel.
* `tasks.go(owner, coroutine)`: the window's own waiting on the qasync loop; inside it `await tasks.ask(work)`.

An answer is dropped when its owner has been destroyed. An error goes to `failed(error)`, or to the error dialog.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from mailer_gui.model.errors import Cancelled, MailerError
from mailer_gui.ui.job import Job

T = TypeVar("T")
Workspace = Any
"""An opened workspace; the window only passes it on."""
_log = logging.getLogger(__name__)


class Tasks(QObject):
    """Runs work away from the window. `job_started` tells the status strip, `error` the error dialog."""

    job_started = Signal(object)
    error = Signal(object)
    _answer = Signal(object)

    def __init__(self, workspace: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._opened: Workspace | None = None
        self._opening = threading.Lock()
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="window")
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._running: set[asyncio.Task[Any]] = set()
        self._jobs: list[Job] = []
        self._closed = False
        # Queued also on this thread: work can be done before somebody listens, and whoever asks is not ready yet.
        self._answer.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def opened(self) -> Workspace:
        """Give the opened workspace, opening it the first time; never on the Qt thread."""
        with self._opening:
            if self._opened is None:
                from mailer_gui.operations.workspace import open_workspace

                self._opened = open_workspace(self.workspace, role="window")
            return self._opened

    def read(
        self,
        owner: QObject,
        work: Callable[[Workspace], T],
        then: Callable[[T], None] | None = None,
        failed: Callable[[MailerError], None] | None = None,
        *,
        lane: str = "",
    ) -> None:
        """Run `work(workspace)` in a thread and answer on the Qt thread; work of one lane is done one by one."""
        if self._closed:
            return
        future = self._executor(lane).submit(lambda: work(self.opened()))
        future.add_done_callback(lambda done: self._answered(partial(self._deliver, owner, done, then, failed)))

    def _answered(self, call: Callable[[], None]) -> None:
        """Hand an answer to the Qt thread; called in the thread that did the work."""
        if not self._closed and isValid(self):
            self._answer.emit(call)

    @Slot(object)
    def _take(self, call: Callable[[], None]) -> None:
        call()

    def _deliver(
        self,
        owner: QObject,
        done: Future[T],
        then: Callable[[T], None] | None,
        failed: Callable[[MailerError], None] | None,
    ) -> None:
        if self._closed or not isValid(owner) or done.cancelled():
            return
        problem = done.exception()
        if problem is not None:
            self.report(problem, failed)
        elif then is not None:
            then(done.result())

    def start(
        self,
        owner: QObject,
        title: str,
        operation: Callable[..., T],
        arguments: Mapping[str, Any] | None = None,
        then: Callable[[T], None] | None = None,
        failed: Callable[[MailerError], None] | None = None,
        *,
        unit: str = "",
    ) -> Job:
        """Run a module-level operation in a child process; the job can be cancelled and tells its progress."""
        job = Job(title, self.workspace, operation, arguments or {}, unit=unit, carried=self._carried, parent=self)
        self._jobs.append(job)

        def finished(result: object, error: object) -> None:
            self._jobs.remove(job)
            if isValid(owner) and not self._closed:
                if isinstance(error, BaseException):
                    if failed is not None or not isinstance(error, Cancelled):  # whoever cancelled knows
                        self.report(error, failed)
                elif then is not None:
                    then(result)  # type: ignore[arg-type]  # what the operation promised to return
            job.deleteLater()

        job.finished.connect(finished)
        self.job_started.emit(job)
        job.begin()
        return job

    def _carried(self) -> dict[int, str]:
        from mailer_gui.operations.workspace import carried

        return carried(self.opened())

    def jobs(self) -> list[Job]:
        """Give the child processes at work."""
        return list(self._jobs)

    async def ask(self, work: Callable[[Workspace], T], lane: str = "") -> T:
        """Run `work(workspace)` in a thread and wait for it; a lane is a thread of its own that runs one at a time."""
        return await asyncio.wrap_future(self._executor(lane).submit(lambda: work(self.opened())))

    def later(self, work: Callable[[Workspace], object], lane: str = "") -> None:
        """Run `work(workspace)` in a thread; nobody waits for it."""
        if not self._closed:
            self._executor(lane).submit(lambda: work(self.opened()))

    def _executor(self, lane: str) -> ThreadPoolExecutor:
        if not lane:
            return self._threads
        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(1, thread_name_prefix=f"window-{lane}")
        return self._lanes[lane]

    def go(
        self,
        owner: QObject,
        coroutine: Coroutine[Any, Any, T],
        failed: Callable[[MailerError], None] | None = None,
    ) -> asyncio.Task[T]:
        """Run a coroutine on the window's loop until it ends or its owner is destroyed."""
        task = asyncio.get_event_loop().create_task(self._guard(owner, coroutine, failed))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        owner.destroyed.connect(lambda: task.cancel())
        return task

    async def _guard(self, owner: QObject, work: Awaitable[T], failed: Callable[[MailerError], None] | None) -> T:
        try:
            return await work
        except asyncio.CancelledError:
            raise
        except Exception as problem:
            if not self._closed and isValid(owner):
                self.report(problem, failed)
            raise asyncio.CancelledError from problem  # reported; nobody awaits the task for its error

    def report(self, problem: BaseException, failed: Callable[[MailerError], None] | None = None) -> None:
        """Show what went wrong, as title, sentence and next step."""
        if not isinstance(problem, MailerError):
            _log.error("Work in the window failed", exc_info=problem)
            problem = MailerError(
                f"The program met something it did not expect ({type(problem).__name__}).",
                hint="Nothing you entered is lost. Settings, Show log has the details.",
            )
        if failed is not None:
            failed(problem)
        else:
            self.error.emit(problem)

    def close(self) -> None:
        """Stop waiting for anything; child processes are asked to stop."""
        self._closed = True
        for task in list(self._running):
            task.cancel()
        for job in list(self._jobs):
            job.cancel()
        for executor in (self._threads, *self._lanes.values()):
            executor.shutdown(wait=False)  # what was asked for is still done: a draft is kept also while closing
