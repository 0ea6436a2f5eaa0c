"""Tells the start-up benchmark when the window was first painted."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailer_gui.ui.window import Window

VARIABLE = "MAILER_STARTUP_MARK"


def mark_first_paint(window: Window) -> None:
    """Say "painted" and the milliseconds since this process began, when asked by the variable; "quit" closes then."""
    wanted = os.environ.get(VARIABLE)
    if wanted:
        window.painted.connect(lambda: _say(window, wanted))


def _say(window: Window, wanted: str) -> None:
    sys.stderr.write(f"painted {_age_ms():.0f}\n")
    sys.stderr.flush()
    if wanted == "quit":
        window.close()


def _age_ms() -> float:
    """Give the age of this process, start of Python included, where the system tells it."""
    try:
        started = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])  # in ticks since boot
    except (OSError, ValueError, IndexError):
        return time.process_time() * 1000
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - started / os.sysconf("SC_CLK_TCK")) * 1000
