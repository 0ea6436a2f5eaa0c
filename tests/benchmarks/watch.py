"""A watch on the window's thread: how long it was held up while something was done, and by whom."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
PATIENCE = 60.0
TICK_MS = 2


@dataclass(slots=True)
class Stall:
    """The longest pause of the window's thread while something was done, in milliseconds."""

    passed: float = 0.0
    worked: float = 0.0
    """The longest stretch of the thread's own work: what a busy machine cannot lengthen."""


class Watch:
    """Beats on the window's thread; the longest pause between two beats is the longest stall."""

    def __init__(self) -> None:
        self.peak = 0.0
        self.found: dict[str, Stall] = {}
        self._doing = self.found.setdefault("nothing", Stall())
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def begin(self, doing: str) -> None:
        """Beat from now on; what follows belongs to this."""
        self._doing = self.found.setdefault(doing, Stall())
        if not self._timer.isActive():
            self._last, self._worked = time.perf_counter(), time.thread_time()
            self._timer.start()

    @property
    def longest(self) -> float:
        """Give the longest stall of all."""
        return max(one.passed for one in self.found.values())

    def _beat(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._doing.passed = max(self._doing.passed, 1000 * (now - self._last) - TICK_MS)
        self._doing.worked = max(self._doing.worked, 1000 * (worked - self._worked))
        self.peak = max(self.peak, memory())
        self._last, self._worked = time.perf_counter(), time.thread_time()


class Pulse:
    """Beats on the window's thread; the longest pause between two beats is the longest stall."""

    def __init__(self) -> None:
        self.longest = self.peak = 0.0
        self.slow: list[tuple[str, float]] = []
        self.doing = ""
        self._last = time.perf_counter()
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def begin(self, doing: str) -> None:
        """Beat from now on."""
        self.doing = doing
        self._last = time.perf_counter()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        gap = 1000 * (now - self._last) - TICK_MS
        if gap > 20:
            self.slow.append((self.doing, round(gap, 1)))
        self.longest = max(self.longest, gap)
        self.peak = max(self.peak, memory())
        self._last = time.perf_counter()


def memory() -> float:
    """Give the memory of this process, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES / 1e6


async def until(fact: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait for a fact, looking after every event."""
    end = time.perf_counter() + patience
    while not fact():
        if time.perf_counter() > end:
            raise TimeoutError("a fact never came true")
        await asyncio.sleep(0.001)  # a window that looks all the time takes the time of the threads that answer
