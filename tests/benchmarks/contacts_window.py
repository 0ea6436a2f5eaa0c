"""The real window over a large address book: run as a program, it prints one JSON line of what it measured.

python -m tests.benchmarks.contacts_window WORKSPACE [FILE]      FILE is imported, then many people are changed
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from mailer_gui.ui.pages.contacts.page import ContactsPage
from mailer_gui.ui.warming import WarmUp
from mailer_gui.ui.window import Window
from tests.benchmarks.contacts_at_work import AtWork
from tests.benchmarks.watch import Watch, memory, until
from tests.support.playing import play_and_tell

JUMPED = ["address", "added", "name", "-name", "changed", "source", "consent", "check", "mark", "lists"]
JUMPED += ["city", "last_name", "-company"]
WORDS = ("smith", "köln", "d12", "muller last12", "company 13", "zoe", "ana.0f", "nobody")


def there(page: ContactsPage, row: int) -> bool:
    """Tell whether a row can be painted."""
    return page.model.rowCount() > row and page.model.row_at(row) is not None


def settled(page: ContactsPage) -> bool:
    """Tell whether the answer to the newest question stands on the screen: its first rows, or that there are none."""
    if page.model.rowCount():
        return there(page, 0)
    return page.model.complete


def press(widget: QWidget, letter: str) -> None:
    """Press and release a key; QTest knows only ASCII."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


class Play:
    """What a person does, with a watch."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.watch = Watch()
        self.found: dict[str, Any] = {}

    async def timed(self, name: str, act: Callable[[], object], fact: Callable[[ContactsPage], object]) -> float:
        """Do something and wait until it shows; gives milliseconds."""
        self.watch.begin(name)
        begun = time.perf_counter()
        act()
        page = self.window.page("contacts")
        assert isinstance(page, ContactsPage)
        await until(lambda: fact(page))
        page.table.viewport().repaint()
        passed = round(1000 * (time.perf_counter() - begun), 1)
        self.found[name] = passed
        return passed

    async def whole(self) -> ContactsPage:
        """Wait until every id is known and nothing is going on."""
        page = self.window.page("contacts")
        assert isinstance(page, ContactsPage)
        await until(lambda: page.model.complete)
        await asyncio.sleep(0.1)
        return page

    async def run(self) -> None:
        """Look at the page, its end, all chosen, other orders, and type."""
        await until(lambda: self.window.current)
        ready: list[bool] = []
        warm = WarmUp(self.window)
        warm.done.connect(lambda: ready.append(True))
        self.watch.begin("made ready")
        warm.begin()
        await until(lambda: ready)
        self.found["memory before"] = memory()
        await self.timed("shown for the first time", lambda: self.window.navigate("contacts"), lambda p: there(p, 0))
        page = await self.whole()
        self.watch.begin("settings")
        self.window.navigate("settings")
        await asyncio.sleep(0.2)
        await self.timed("shown again", lambda: self.window.navigate("contacts"), lambda p: there(p, 0))
        await self.whole()
        last = page.model.rowCount() - 1
        await self.timed("jump to the end", page.table.scrollToBottom, lambda p: there(p, last))
        await self.timed("jump to the middle", lambda: self._jump(page, last // 2), lambda p: there(p, last // 2))
        await self.timed("all chosen", page.table.selectAll, lambda p: there(p, last // 2))
        self.found["chosen"] = page.table.selected_count()
        begun = time.perf_counter()
        assert len(page.table.selected_ids()) == last + 1
        self.found["ids of all chosen"] = round(1000 * (time.perf_counter() - begun), 1)
        page.table.clearSelection()
        page.table.scrollToTop()
        self.found["keystrokes"] = await self._type(page)
        for order in ("name", "city", "-address", "address"):
            await self.timed(f"ordered by {order}", lambda order=order: self._order(page, order), _ordered)  # type: ignore[misc]  # the usual loop binding
            await self.whole()
        self.found["fresh jumps"] = await self._jump_at_once(page)
        await asyncio.sleep(1.0)
        self.found["memory after"] = memory()
        if len(sys.argv) > 2:
            await AtWork(page, self.watch, lambda: self._type(page, WORDS[:2])).run(Path(sys.argv[2]))
            await asyncio.sleep(1.0)
        self.found |= {
            "memory in the end": memory(),
            "memory peak": self.watch.peak,
            "stall": round(self.watch.longest, 1),
        }
        self.found["stalls"] = {name: astuple(one) for name, one in self.watch.found.items()}

    async def _jump_at_once(self, page: ContactsPage) -> dict[str, float]:
        """Jump to the end and to the middle as soon as the first rows of an order are shown; with a filter, too."""
        found, here = {}, page.query
        for part in (None, page.overview.lists[0].id):
            for order in JUMPED:
                for place, share in (("end", 1.0), ("middle", 0.5)):
                    for one in ("added" if order == "address" else "address", order):
                        page.ask(replace(here, order=one, list_id=part))
                        await until(lambda: page.model.answered and there(page, 0))
                    row = int((page.model.rowCount() - 1) * share)
                    name, known = f"{place} by {order}" + (" of a list" if part else ""), page.model.complete
                    passed = await self.timed(name, partial(self._jump, page, row), partial(_is_there, row))
                    found[name + (" (all known)" if known else "")] = passed
                    await self.whole()
        page.ask(here)
        await self.whole()
        return found

    def _jump(self, page: ContactsPage, row: int) -> None:
        page.table.scrollTo(page.model.index(row, 0))

    def _order(self, page: ContactsPage, order: str) -> None:
        page.ask(replace(page.query, order=order))

    async def _type(self, page: ContactsPage, words: Sequence[str] = WORDS) -> dict[str, list[float]]:
        times: dict[str, list[float]] = {}
        for word in words:
            times[word] = []
            for place, letter in enumerate(word):
                name = f"typed {word[: place + 1]!r}"
                typed = word[: place + 1].strip()
                times[word].append(
                    await self.timed(
                        name,
                        lambda letter=letter: press(page.search, letter),  # type: ignore[misc]  # the usual loop binding
                        lambda p, typed=typed: p.query.search == typed and p.model.answered and settled(p),  # type: ignore[misc]  # the same
                    )
                )
            page.search.clear()
            await until(lambda: page.query.search == "")
            await self.whole()
        return times


def _is_there(row: int, page: ContactsPage) -> bool:
    return there(page, row)


def _ordered(page: ContactsPage) -> bool:
    return page.model.complete and there(page, 0)


async def _played(window: Window) -> dict[str, Any]:
    play = Play(window)
    await play.run()
    every = [passed for times in play.found["keystrokes"].values() for passed in times]
    return {**play.found, "keystroke": statistics.median(every)}


def main() -> None:
    """Measure and print."""
    play_and_tell(Path(sys.argv[1]), _played)


if __name__ == "__main__":
    main()
