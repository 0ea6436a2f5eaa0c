"""Operations that the tests of child processes run; a child finds them by the name of this module."""

from __future__ import annotations

import os
import time
from typing import Any

from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.work import Cancel, Progress


def count_to(ws: Any, most: int, progress: Progress, cancel: Cancel) -> int:
    """Count, telling how far it is."""
    for number in range(most):
        progress(number + 1, most)
    return most


def count_without_end(ws: Any, progress: Progress, cancel: Cancel) -> None:
    """Tell how far it is, again and again."""
    number = 0
    while True:
        number += 1
        progress(number, None)
        time.sleep(0.01)


def until_cancelled(ws: Any, progress: Progress, cancel: Cancel) -> None:
    """Work until somebody stops it."""
    end = time.monotonic() + 30
    progress(1, None)
    while not cancel():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.01)
    raise Cancelled


def refuse(ws: Any, progress: Progress, cancel: Cancel) -> None:
    """Refuse with a sentence for people."""
    raise InputError("The file is empty.", hint="Choose another one.")


def die(ws: Any, progress: Progress, cancel: Cancel) -> None:
    """End without a word, as when the system kills a process."""
    os._exit(9)


def known_passwords(ws: Any, progress: Progress, cancel: Cancel) -> dict[int, str]:
    """Give the passwords that this process has in memory."""
    return dict(ws.secrets.remembered())
