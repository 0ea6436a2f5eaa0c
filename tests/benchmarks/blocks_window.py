"""The visual editor with a message of 60 blocks: run as a program, it prints one JSON line of what it measured.

python -m tests.benchmarks.blocks_window WORKSPACE
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mailer_gui.model.block_kinds import COLUMNS, KINDS
from mailer_gui.model.blocks import Block, Document, new_block
from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.ui.app import make_application
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.tasks import Tasks
from tests.benchmarks.contacts_window import Pulse, until

BLOCKS = 60
TEXT = "<p>" + "Fresh bread for <strong>everybody</strong> who comes early, and coffee besides. " * 6 + "</p>"


def long_document() -> Document:
    """Give a message of 60 blocks of every kind."""
    made: list[Block] = []
    kinds = ("heading", "text", "text", "button", "divider", "text", "image", "social", "spacer")
    while len(made) < BLOCKS - 4:
        number = len(made)
        kind = kinds[number % len(kinds)]
        made.append(new_block(kind, f"b{number}", **({"html": TEXT} if kind == "text" else {})))
    columns = new_block(COLUMNS, "c1")
    inside = tuple((new_block("text", name, html=TEXT),) for name in ("c2", "c3"))
    return Document((*made, replace(columns, columns=inside), new_block("footer", "f1", html="<p>Bakery Example</p>")))


class Cost(Pulse):
    """Also tells how much of a pause the thread worked; the rest of it, it waited for the processor or the engine."""

    def __init__(self) -> None:
        super().__init__()
        self.worked: list[tuple[str, float, float]] = []
        self._work = time.thread_time()

    def begin(self, doing: str) -> None:
        """Beat from now on."""
        self._work = time.thread_time()
        super().begin(doing)

    def _beat(self) -> None:
        count, work = len(self.slow), time.thread_time()
        super()._beat()
        if len(self.slow) > count:
            self.worked.append((*self.slow[-1], round(1000 * (work - self._work), 1)))
        self._work = work


class Play:
    """Edits, and measures how long the window's thread was held up."""

    def __init__(self, root: Path) -> None:
        self.tasks = Tasks(root)
        context = PageContext(root, self.tasks, lambda *_: None, lambda _: None, lambda *_: None)
        self.draft = Draft(context, self.tasks)
        message = Message(subject="x", kind=BodyKind.BLOCKS, source=long_document().dump())
        self.draft.campaign = Campaign(1, "x", CampaignState.DRAFT, message=message)
        self.draft._timer.setInterval(10_000_000)  # this measures the editor; no campaign is there to be kept
        self.editor = BlocksEditor(context, self.draft)
        self.editor.changed.connect(lambda parts: self.draft.set_message(**parts))
        self.window = QWidget()
        QVBoxLayout(self.window).addWidget(self.editor)
        self.window.resize(1100, 700)
        self.pulse = Cost()
        self.found: dict[str, Any] = {}

    async def run(self) -> None:
        """Do what people do."""
        editor, editing = self.editor, self.editor.editing
        self.window.show()
        await until(lambda: editor.canvas is not None and editor.canvas._is_ready)
        await self.timed(
            "shown", lambda: editor.show_message(self.draft.message), lambda: len(editing.document.blocks) > 0
        )
        self.pulse.longest = 0.0
        await self._type()
        for kind in KINDS:
            await self.timed("a block added", lambda kind=kind: editing.add(kind))  # type: ignore[misc]  # the usual loop binding
        for _ in range(10):
            await self.timed("a block moved", lambda: editing.step(-1))
        for size in range(12, 32):
            await self.timed("a size changed", lambda size=size: editing.set_value("b1", "size", size))  # type: ignore[misc]  # the same
        await self.timed("the colour of the message changed", lambda: editing.set_theme("accent", "#7a4a28"))
        for one in editing.document.blocks[:20]:
            await self.timed("another block chosen", lambda one=one: editing.choose(one.id))  # type: ignore[misc]  # the same
        while editing.can_undo:
            await self.timed("undone", editing.undo)
        self.found |= {"stall": round(self.pulse.longest, 1), "slow": self.pulse.worked}

    async def _type(self) -> None:
        canvas, editing = self.editor.canvas, self.editor.editing
        assert canvas is not None
        self.pulse.begin("cursor set")
        editing.choose("b1")
        canvas.edit("b1")
        await until(lambda: self.editor._state.get("editing"))
        self.pulse.begin("typed")
        begun = time.perf_counter()
        target = canvas.focusProxy() or canvas
        for number in range(120):
            sign = "abcdefgh "[number % 9]
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.postEvent(target, QKeyEvent(kind, ord(sign.upper()), Qt.KeyboardModifier.NoModifier, sign))
            await asyncio.sleep(0.02)
        await until(lambda: _has_typed(editing.document))
        self.found["120 keys typed"] = round(1000 * (time.perf_counter() - begun), 1)

    async def timed(self, name: str, act: Callable[[], object], fact: Callable[[], object] | None = None) -> None:
        """Do something and let its echo from the page come."""
        self.pulse.begin(name)
        begun = time.thread_time()
        act()
        self.found[name] = max(self.found.get(name, 0.0), round(1000 * (time.thread_time() - begun), 1))
        if fact is not None:
            await until(fact)
        await asyncio.sleep(0.1)


def _has_typed(document: Document) -> bool:
    block = document.find("b1")
    return block is not None and str(block.values["html"]).count("abcdefgh") >= 13


def main() -> None:
    """Measure and print."""
    from qasync import QEventLoop  # type: ignore[import-untyped]  # it ships no types

    app = make_application(["mailer"])
    loop = QEventLoop(app)
    asyncio.set_event_loop(loop)
    play = Play(Path(sys.argv[1]))
    with loop:
        loop.run_until_complete(play.run())
        play.tasks.close()
    print(json.dumps(play.found), flush=True)
    os._exit(0)  # the web engine takes long to say good-bye


if __name__ == "__main__":
    main()
