"""One operation in a child process: its progress, the time left, its end."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from mailer_gui.model.errors import MailerError
from mailer_gui.ui import child


class Job(QObject):
    """Long work in a child process. `finished(result, error)` comes exactly once, on the Qt thread."""

    progressed = Signal(int, object)
    finished = Signal(object, object)
    _message = Signal(str, object)

    def __init__(
        self,
        title: str,
        workspace: Path,
        operation: Callable[..., Any],
        arguments: Mapping[str, Any],
        *,
        unit: str = "",
        carried: Callable[[], Mapping[int, str]] = dict,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.title, self.unit = title, unit
        self.done = 0
        self.total: int | None = None
        self.cancelling = False
        self._started = 0.0
        self._context = multiprocessing.get_context("spawn")
        self._stop = self._context.Event()
        self._workspace, self._carried = workspace, carried
        self._what = (operation.__module__, operation.__qualname__, dict(arguments))
        self._message.connect(self._take)

    def begin(self) -> None:
        """Start the child and listen to it."""
        self._started = time.monotonic()
        threading.Thread(target=self._listen, name="job", daemon=True).start()

    def cancel(self) -> None:
        """Ask the child to stop as soon as everything is whole."""
        self.cancelling = True
        self._stop.set()

    @property
    def seconds_left(self) -> float | None:
        """Give the time left at the pace so far; None while nobody can say."""
        elapsed = time.monotonic() - self._started
        if not self.total or self.done <= 0 or elapsed < 1.0:
            return None
        return elapsed / self.done * max(0, self.total - self.done)

    def _listen(self) -> None:
        ended = False
        try:
            here, process = self._start_child()
            while not ended:
                kind, value = here.recv()
                ended = kind != child.PROGRESS
                self._message.emit(kind, value)
            process.join()
        except MailerError as error:
            self._message.emit(child.ERROR, error)
        except (EOFError, OSError):
            self._message.emit(child.ERROR, _died())
        except RuntimeError:
            return  # the window has gone meanwhile, and with it whoever wanted to know

    def _start_child(self) -> tuple[Connection, BaseProcess]:
        here, there = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=child.run, args=(there, self._stop, self._workspace, self._carried(), *self._what), daemon=False
        )
        process.start()  # a spawn takes a tenth of a second the window need not wait
        there.close()
        return here, process

    def _take(self, kind: str, value: Any) -> None:
        if kind == child.PROGRESS:
            self.done, self.total = value
            self.progressed.emit(self.done, self.total)
        elif kind == child.RESULT:
            self.finished.emit(value, None)
        else:
            self.finished.emit(None, value)


def _died() -> MailerError:
    return MailerError(
        "The work ended before it was done.",
        title="Stopped unexpectedly",
        hint="What was finished is kept. Try again; the log has the details.",
    )
