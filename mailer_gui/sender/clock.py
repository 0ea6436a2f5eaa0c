"""The clocks of this machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

_PLATFORM = str(sys.platform)


def _steady() -> Callable[[], float]:
    """Linux and macOS have a clock of their own that counts the time asleep; on Windows the usual one does."""
    if _PLATFORM == "linux":
        return partial(time.clock_gettime, time.CLOCK_BOOTTIME)
    if _PLATFORM == "darwin":
        return partial(time.clock_gettime, time.CLOCK_MONOTONIC)
    return time.monotonic


class SystemClock:
    """Implements `sending.ports.Clock`; the steady one never jumps and goes on while the computer sleeps."""

    now: Callable[[], float] = staticmethod(time.time)
    steady: Callable[[], float] = staticmethod(_steady())
