"""The real window with a message of 60 blocks, edited by keys and mouse: one JSON line of what it measured.

python -m tests.benchmarks.blocks_window WORKSPACE
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mailer_gui.model.block_kinds import KINDS
from mailer_gui.model.blocks import Block
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.blocks.fields import ColourField
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.warming import WarmUp
from mailer_gui.ui.widgets.html_view import web_engine_can_run
from mailer_gui.ui.window import Window
from tests.benchmarks.blocks_hands import CONTROL, NONE, Hands
from tests.benchmarks.blocks_message import BLOCKS, PICTURES, painted, prepare
from tests.benchmarks.watch import Watch, until
from tests.support.playing import play_and_tell

ENGINE = "web engine opened"
WORDS = "spring is here, and with it our hazelnut rolls. "
PACE = 0.05
"""Seconds between two keys: 240 words a minute, faster than anybody writes."""
WATCH = """
window.worked = []; window.letters = [];
new PerformanceObserver((list) => { for (const one of list.getEntries()) worked.push(one.duration); })
  .observe({ entryTypes: ["longtask"] });
document.addEventListener("input", () => requestAnimationFrame(() => {
  const painting = new MessageChannel();
  painting.port1.onmessage = () => letters.push(performance.timeOrigin + performance.now());
  painting.port2.postMessage(0);
}));
1"""
"""Notes in the page every task of more than 50 ms, and when each typed letter was painted."""


class Play:
    """Opens and edits, as people do it."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.pulse = Watch()
        self.keys: list[float] = []
        self.busy: dict[str, list[float]] = {}
        self.opened: dict[str, int] = {}

    async def run(self) -> dict[str, Any]:
        """Play everything and give what was found."""
        await until(lambda: self.window.current)
        first, second = await self.window.tasks.ask(prepare)
        await self._warm()
        await self._open("the first message opened", first)
        self.hands = Hands(self.editor)
        await self.hands.ask(WATCH)
        for act in (
            self._typing,
            self._sizes,
            self._colours,
            self._adding,
            self._moving,
            self._dragging,
            self._looking,
            self._picture,
            self._condition,
            self._undoing,
        ):
            await act()
        await self._open("another message opened", second)
        return {
            "window": {name: (round(one.passed, 1), round(one.worked, 1)) for name, one in self.pulse.found.items()},
            "opened after": self.opened,
            "page": self.busy,
            "letter": {
                "median": sorted(self.keys)[len(self.keys) // 2],
                "worst": max(self.keys),
                "keys": len(self.keys),
            },
        }

    async def _warm(self) -> None:
        """Wait until the window is warm, as it is some seconds after its start, and start the web engine alone."""
        ready: list[bool] = []
        warm = WarmUp(self.window)
        warm.done.connect(lambda: ready.append(True))
        warm.begin()
        await until(lambda: ready)
        await asyncio.sleep(1.0)
        if web_engine_can_run():
            from mailer_gui.ui.widgets.web_page import profile_of_canvas

            self.pulse.begin(ENGINE)
            profile_of_canvas()
            await asyncio.sleep(1.0)

    async def _open(self, name: str, campaign_id: int) -> None:
        self.pulse.begin(name)
        begun = time.perf_counter()
        self.window.navigate("campaign", campaign_id)
        page = self.window.page("campaign")
        assert isinstance(page, CampaignPage)
        await until(lambda: page.writing.draft.campaign.id == campaign_id)
        page.writing.go_to(Step.MESSAGE)
        step = page.writing.message
        await until(lambda: isinstance(step.body, BlocksEditor))
        assert isinstance(step.body, BlocksEditor)
        self.editor, self.page = step.body, page
        await until(lambda: self.editor.canvas is not None and self.editor.canvas._is_ready)
        hands = Hands(self.editor)
        shown = '[...document.querySelectorAll("img[data-picture]")].filter(one => one.complete && one.src).length'
        for _ in range(1000):  # the page tells nobody when it has painted its pictures
            if await hands.ask(shown) >= PICTURES:
                break
            await asyncio.sleep(0.01)
        self.opened[name] = round(1000 * (time.perf_counter() - begun))
        await asyncio.sleep(1.0)

    @contextmanager
    def doing(self, name: str) -> Iterator[None]:
        """Note the pauses from here on under a name."""
        self.pulse.begin(name)
        yield

    async def calm(self, name: str) -> None:
        """Let everything that follows a change come, and fetch what the page has noted."""
        await asyncio.sleep(0.25)
        long = await self.hands.ask("(() => { const all = JSON.stringify(worked); worked = []; return all; })()")
        self.busy.setdefault(name, []).extend(json.loads(str(long)))

    async def each(self, name: str, acts: Sequence[Callable[[], object]], pause: float = 0.15) -> None:
        """Do some things, one after the other."""
        with self.doing(name):
            for act in acts:
                act()
                await asyncio.sleep(pause)
            await self.calm(name)

    async def _typing(self) -> None:
        hands = self.hands
        at = await hands.middle("[data-id=b1] p")
        with self.doing("cursor set by a click"):
            hands.click(at)
            await until(lambda: self.editor.commands.state.get("editing"))
            await self.calm("cursor set by a click")
        with self.doing("typed"):
            sent = []
            for sign in WORDS * 3:
                sent.append(1000 * time.time())
                hands.key(ord(sign.upper()), NONE, sign)
                await asyncio.sleep(PACE)
            await until(lambda: str(self.block("b1").values["html"]).count("hazelnut") >= 3)
            await self.calm("typed")
        letters = json.loads(str(await hands.ask("JSON.stringify(letters)")))
        self.keys = [round(seen - key, 1) for key, seen in zip(sent, letters, strict=True)]
        with self.doing("bold"):
            hands.key(Qt.Key.Key_A, CONTROL)
            hands.key(Qt.Key.Key_B, CONTROL)
            await until(lambda: str(self.block("b1").values["html"]).startswith("<p><strong>"))
            await self.calm("bold")

    def block(self, block_id: str) -> Block:
        """Give a block as it stands."""
        found = self.editor.editing.document.find(block_id)
        assert found is not None
        return found

    def control(self, name: str) -> QWidget:
        """Give a control of the panel."""
        fields = self.editor.block_panel.fields
        assert fields is not None
        return fields.controls[name]

    async def _sizes(self) -> None:
        size = self.control("size")
        QTest.mouseClick(size, Qt.MouseButton.LeftButton)
        await self.each("size", [lambda: QTest.keyClick(size, Qt.Key.Key_Up)] * 12)

    async def _colours(self) -> None:
        def write(field: QWidget, colour: str) -> None:
            assert isinstance(field, ColourField)
            field.code.selectAll()
            QTest.keyClicks(field.code, colour)
            QTest.keyClick(field.code, Qt.Key.Key_Return)

        colours = ("#7a4a28", "#2f6fde", "#1a7f4e")
        await self.each("colour", [partial(write, self.control("colour"), one) for one in colours])
        panels = self.editor.panels
        QTest.mouseClick(panels.tabBar(), Qt.MouseButton.LeftButton, NONE, panels.tabBar().tabRect(1).center())
        theme = self.editor.panels.prepare_theme().fields.controls
        acts: list[Callable[[], object]] = [
            *(partial(write, theme["accent"], one) for one in colours),
            *[lambda: QTest.keyClick(theme["font"], Qt.Key.Key_Down)] * 3,
        ]
        await self.each("colours and fonts of the message", acts, 0.3)

    async def _adding(self) -> None:
        buttons = self.editor.palette_side.buttons
        assert len(buttons) == len(KINDS)
        press = [partial(QTest.mouseClick, one, Qt.MouseButton.LeftButton) for one in buttons]
        await self.each("added", press, 0.25)
        outline = self._outline()
        assert self.count() == BLOCKS + len(KINDS)
        await self.each("deleted", [lambda: QTest.keyClick(outline, Qt.Key.Key_Delete)] * 5, 0.25)
        left = self.count()
        assert left <= BLOCKS + len(KINDS) - 5
        await self.each("duplicated", [lambda: QTest.keyClick(outline, Qt.Key.Key_D, CONTROL)] * 3, 0.25)
        assert self.count() >= left + 3

    def count(self) -> int:
        """Count the blocks."""
        return sum(1 for _ in self.editor.editing.document.walk())

    def _outline(self) -> QWidget:
        side = self.editor.palette_side
        QTest.mouseClick(side.tabBar(), Qt.MouseButton.LeftButton, NONE, side.tabBar().tabRect(1).center())
        outline = side.outline
        outline.setFocus()
        return outline

    async def _moving(self) -> None:
        outline, alt = self._outline(), Qt.KeyboardModifier.AltModifier
        await self.each("moved by keys", [lambda: QTest.keyClick(outline, Qt.Key.Key_Up, alt)] * 10)
        await self.each("chosen by keys", [lambda: QTest.keyClick(outline, Qt.Key.Key_Down)] * 15)

    async def _dragging(self) -> None:
        hands = self.hands
        for source in ("b10", "b19"):
            begun = await hands.middle(f"[data-id={source}] > .handle")
            end = QPointF(begun.x(), begun.y() + 260)
            before = self.editor.editing.document
            with self.doing("dragged"):
                hands.mouse(QEvent.Type.MouseButtonPress, begun)
                for step in range(1, 31):
                    hands.mouse(QEvent.Type.MouseMove, begun + (end - begun) * step / 30)
                    await asyncio.sleep(0.016)
                hands.mouse(QEvent.Type.MouseButtonRelease, end)
                await until(lambda: self.editor.editing.document != before)  # noqa: B023 - asked at once
                await self.calm("dragged")

    async def _looking(self) -> None:
        tools = self.editor.toolbar
        clicks = [partial(QTest.mouseClick, one, Qt.MouseButton.LeftButton) for one in (tools.narrow, tools.night)]
        await self.each("phone and dark view", [*clicks, *clicks], 0.4)

    async def _picture(self) -> None:
        await self._choose("b42")
        file = self.window.tasks.workspace / "fresh.jpg"
        await self.window.tasks.ask(lambda _: file.write_bytes(painted(99)))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        before = self.block("b42").values["picture"]
        QApplication.clipboard().setMimeData(data)
        with self.doing("picture pasted"):
            QTest.keyClick(self.control("picture"), Qt.Key.Key_V, CONTROL)
            await until(lambda: self.block("b42").values["picture"] != before)
            await self.calm("picture pasted")
            await self.calm("picture pasted")

    async def _choose(self, block_id: str) -> None:
        at = await self.hands.middle(f"[data-id={block_id}]")
        with self.doing("chosen by a click"):
            self.hands.click(at)
            await until(lambda: self.editor.editing.chosen == block_id)
            await self.calm("chosen by a click")

    async def _condition(self) -> None:
        await self._choose("b39")
        condition = self.editor.block_panel.condition
        acts: list[Callable[[], object]] = [lambda: QTest.keyClick(condition.field, Qt.Key.Key_Down)] * 2
        acts += [lambda: QTest.keyClick(condition.operator, Qt.Key.Key_Down)] * 2
        acts += [partial(QTest.keyClicks, condition.value, sign) for sign in "Lisbon"]
        await self.each("condition", acts)
        assert self.block("b39").condition is not None

    async def _undoing(self) -> None:
        self._outline()
        outline = self.editor.palette_side.outline
        for name, modifiers in (("undone", CONTROL), ("done again", CONTROL | Qt.KeyboardModifier.ShiftModifier)):
            await self.each(name, [partial(QTest.keyClick, outline, Qt.Key.Key_Z, modifiers)] * 25)
            assert self.editor.editing.can_redo is (name == "undone")


def main() -> None:
    """Measure and print."""
    play_and_tell(Path(sys.argv[1]), lambda window: Play(window).run())


if __name__ == "__main__":
    main()
