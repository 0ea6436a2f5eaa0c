"""How late the window's own timer is while a campaign is sent at full speed and the live board shows it.

    python -m tests.benchmarks.sending.window WORKSPACE CAMPAIGN

Prints `ready`, then, when the campaign is over or after a line on its input, the lateness in milliseconds as JSON.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from mailer_gui.ui.window import Window
from tests.support.playing import play_and_tell

INTERVAL = 0.005


class Lateness:
    """A 5 ms timer that notes how late it is."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=int(INTERVAL * 1000), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin to note."""
        self.late = []
        self._last = time.perf_counter()
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, now - self._last - INTERVAL))
        self._last = now

    def found(self) -> dict[str, float]:
        """Give median, p99 and worst in milliseconds."""
        self._timer.stop()
        late = sorted(self.late)
        places = {"p50": len(late) // 2, "p99": len(late) * 99 // 100, "worst": -1}
        return {name: late[place] * 1000 for name, place in places.items()} | {"ticks": len(late)}


async def until(fact: object, patience: float = 60.0) -> None:
    """Wait for a fact."""
    assert callable(fact)
    async with asyncio.timeout(patience):
        while not fact():  # noqa: ASYNC110 - the window tells by being so
            await asyncio.sleep(0.02)


async def _measured(window: Window) -> dict[str, dict[str, float]]:
    lateness = Lateness()
    told = threading.Event()

    def listen() -> None:
        for _line in sys.stdin:
            told.set()
            return

    window.resize(1280, 800)
    await until(lambda: window.current)
    window.navigate("campaign", int(sys.argv[2]))
    await asyncio.sleep(2.0)
    lateness.start()
    await asyncio.sleep(2.0)
    idle = lateness.found()
    print("ready", flush=True)
    threading.Thread(target=listen, daemon=True).start()
    await until(told.is_set)  # the sender has begun
    told.clear()
    threading.Thread(target=listen, daemon=True).start()
    lateness.start()
    await until(told.is_set, 300)  # it has ended
    return {"idle": idle, "busy": lateness.found()}


def main() -> None:
    """Open the window on the campaign, and measure idle and busy time."""
    play_and_tell(Path(sys.argv[1]), _measured)


if __name__ == "__main__":
    main()
