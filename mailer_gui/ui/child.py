"""The other side of a child process: runs one operation and reports progress, result or error. Knows no Qt."""

from __future__ import annotations

import importlib
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from mailer_gui.model.errors import MailerError

PROGRESS = "progress"
RESULT = "result"
ERROR = "error"
_INTERVAL = 0.05


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

    `carried` has the passwords that only the window knows; they come through the pipe, never on the command line.
    """
    last = 0.0

    def progress(done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _INTERVAL or (total is not None and done >= total):
            last = now
            pipe.send((PROGRESS, (done, total)))

    try:
        from mailer_gui.operations.workspace import open_workspace

        operation = getattr(importlib.import_module(module), name)
        ws = open_workspace(workspace, role="window-work", carried=carried)
        result = operation(ws, **arguments, progress=progress, cancel=stop.is_set)
        pipe.send((RESULT, result))
    except MailerError as error:
        pipe.send((ERROR, error))
    except BaseException as error:  # everything must reach the window as a sentence, never as silence
        import logging

        logging.getLogger(__name__).exception("The operation %s failed", name)
        pipe.send((ERROR, MailerError(f"{type(error).__name__}: {error}", hint="The log has the details.")))
    finally:
        pipe.close()
