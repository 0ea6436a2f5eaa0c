"""Ctrl-C while long work is under way: it is asked to stop where everything is whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from mailer_gui.model.work import Cancel


@contextmanager
def stoppable() -> Iterator[Cancel]:
    """Give what long work asks whether to stop. The second Ctrl-C stops it at once, as anywhere else."""
    wanted = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        wanted.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield wanted.is_set
    finally:
        signal.signal(signal.SIGINT, before)
