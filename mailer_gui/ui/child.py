"""The other side of a child process: runs one operation and reports progress, result or error. Knows no Qt."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from mailer_gui.model.errors import MailerError

PROGRESS = "progress"
RESULT = "result"
ERROR = "error"
_INTERVAL = 0.05


class _WindowGone(BaseException):  # no part of an operation may take it for trouble of its own
    """Nobody is there any more who wants to know."""


def run(
    pipe: Connection,
    stop: Event,
    workspace: Path,
    carried: Mapping[int, str],
    module: str,
    name: str,
    arguments: Mapping[str, Any],
) -> None:
    """Open the workspace, run `module.name(workspace, **arguments, progress, cancel)`, send what comes of it.

    When the window goes meanwhile, the work ends where it stands, without a word.

    `carried` has the passwords that only the window knows; they come through the pipe, never on the command line.
    """
    last = 0.0

    def tell(kind: str, what: object) -> None:
        try:
            pipe.send((kind, what))
        except (BrokenPipeError, ConnectionResetError):
            raise _WindowGone from None

    def progress(done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _INTERVAL or (total is not None and done >= total):
            last = now
            tell(PROGRESS, (done, total))

    def work() -> Any:
        from mailer_gui.operations.workspace import open_workspace

        operation = getattr(importlib.import_module(module), name)
        ws = open_workspace(workspace, role="window-work", carried=carried)
        return operation(ws, **arguments, progress=progress, cancel=stop.is_set)

    with closing(pipe), suppress(_WindowGone):
        tell(*_outcome(name, work))


def _outcome(name: str, work: Callable[[], Any]) -> tuple[str, object]:
    """Do the work; everything that goes wrong must reach the window as a sentence, never as silence."""
    try:
        return RESULT, work()
    except _WindowGone:
        raise
    except MailerError as error:
        return ERROR, error
    except BaseException as error:
        import logging

        logging.getLogger(__name__).exception("The operation %s failed", name)
        return ERROR, MailerError(f"{type(error).__name__}: {error}", hint="The log has the details.")
