"""A walk through the visual editor by the keyboard alone, with keys that go through the window and its shortcuts."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.window import Window
from tests.benchmarks.blocks_hands import Hands
from tests.ui.real_run import PATIENCE, until

CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
KEY = Qt.Key
FOCUSED = "(one => (one.closest('.block')?.dataset.id || '') + (one.isContentEditable ? ' text' : ''))"


class Walk:
    """Presses keys and asserts where that led."""

    def __init__(self, window: Window, editor: BlocksEditor, hands: Hands) -> None:
        self.window, self.editor, self.hands = window, editor, hands

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key as the system does: shortcuts hear of it first."""
        QTest.keyClick(self.window.windowHandle(), key, modifiers)

    async def stands(self, block: str, *, text: bool = False) -> None:
        """The focus is on this block of the canvas, or in its text; outline and panel are about it, too."""
        wanted = f"{block} text" if text else block
        found: list[Any] = [""]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found.append(await self.hands.ask(f"{FOCUSED}(document.activeElement)"))
            if found[-1] == wanted and self.editor.editing.chosen == self.editor.palette_side.outline.chosen() == block:
                break
        else:
            raise AssertionError(f"{wanted} expected, {found[-1]} has it, {self.editor.editing.chosen} is chosen")
        assert self.window.current == "campaign"
        focus = QApplication.focusWidget()
        assert focus is not None
        assert self.hands.canvas.isAncestorOf(focus)
        assert self.editor.block_panel._block is self.editor.editing.block is not None

    def order(self) -> list[str]:
        """Give the blocks of the message."""
        return [block.id for block in self.editor.editing.document.walk()]

    async def is_in(self, names: list[str]) -> None:
        """Tab goes through these fields, the first of which has the focus."""
        seen = []
        for _ in names:
            focus = QApplication.focusWidget()
            seen.append(focus.accessibleName() if focus is not None else "")
            self.press(KEY.Key_Tab)
        assert seen == names, seen


async def walk(window: Window, editor: BlocksEditor, hands: Hands) -> None:
    """From a text through all blocks, their properties and the palette, and back, losing nothing on the way."""
    way = Walk(window, editor, hands)
    await way.stands("b1", text=True)
    for _ in range(2):  # a second Escape stays here, too
        way.press(KEY.Key_Escape)
        await way.stands("b1")
    ids = way.order()
    for block in ids[1:]:
        way.press(KEY.Key_Down)
        await way.stands(block)
    for block in ids[-2::-1]:  # out of the columns as well
        way.press(KEY.Key_Up)
        await way.stands(block)
    way.press(KEY.Key_Return)
    await way.stands("b1", text=True)
    way.press(KEY.Key_Escape)
    await way.stands("b1")
    await changes(way, ids)
    await properties(way)
    await palette(way)
    await links(way)
    await round_trip(way)


async def changes(way: Walk, ids: list[str]) -> None:
    """Move, copy, delete, undo: there is always a block that has the focus."""
    moved = [ids[1], ids[0], *ids[2:]]
    way.press(KEY.Key_Down, ALT)
    await way.stands("b1")
    assert way.order() == moved
    way.press(KEY.Key_Up, ALT)
    await until(lambda: way.order() == ids)
    await way.stands("b1")
    way.press(KEY.Key_D, CONTROL)
    await until(lambda: len(way.order()) > len(ids))
    added = way.order()[1]
    await way.stands(added)
    way.press(KEY.Key_Z, CONTROL)
    await until(lambda: way.order() == ids)
    await way.stands("b1")
    way.press(KEY.Key_Z, CONTROL | SHIFT)
    await way.stands(added)
    way.press(KEY.Key_Delete)
    await way.stands("b2")
    assert way.order() == ids
    way.press(KEY.Key_Z, CONTROL)
    await way.stands(added)
    way.press(KEY.Key_Delete)
    await way.stands("b2")


async def properties(way: Walk) -> None:
    """Tab goes to the properties and through all of them, Escape and F6 back to the block."""
    for _ in range(2):
        way.press(KEY.Key_Down)
    await way.stands("b4")
    way.press(KEY.Key_Tab)
    await until(lambda: (now := QApplication.focusWidget()) is not None and way.editor.panels.isAncestorOf(now))
    fields = ["Widths", "One below the other on phones", "Space above", "Space below"]
    await way.is_in([*fields, "Choose a colour: Background", "Background"])
    await way.is_in(["Show only if: field"])
    await way.is_in(["What the properties are about"])
    focus = QApplication.focusWidget()  # Tab is not caught in the panel
    assert focus is not None
    assert not way.editor.panels.isAncestorOf(focus), focus
    for _ in range(2):
        way.press(KEY.Key_Backtab, SHIFT)
    await way.is_in(["Show only if: field"])
    way.press(KEY.Key_Backtab, SHIFT)
    way.press(KEY.Key_Escape)
    await way.stands("b4")
    way.press(KEY.Key_F6)
    await way.is_in(["Widths"])
    way.press(KEY.Key_F6, SHIFT)
    await way.stands("b4")


async def palette(way: Walk) -> None:
    """Shift+F6 goes to the palette; Enter there adds after the chosen block."""
    way.press(KEY.Key_F6, SHIFT)
    await way.is_in(["Add: Heading"])
    before = way.order()
    way.press(KEY.Key_Return)
    await until(lambda: len(way.order()) > len(before))
    at = before.index("b5") + 1
    assert way.order()[:at] == before[:at]
    added = way.order()[at]
    way.press(KEY.Key_F6)
    await way.stands(added)
    way.press(KEY.Key_Delete)
    await way.stands("b6")
    assert way.order() == before


async def links(way: Walk) -> None:
    """Ctrl+K links the chosen words in a text, goes to the link of a button, and elsewhere opens "Go to"."""
    editor, window = way.editor, way.window
    editor.keyboard.go_to_canvas()
    editor.editing.choose("b1")
    await way.stands("b1")
    way.press(KEY.Key_Return)
    await way.stands("b1", text=True)
    await until(lambda: editor.commands.state.get("rich"))
    for place, title in (("text", "Link"), ("block", "Go to")):
        if place == "block":
            way.press(KEY.Key_Escape)
            await way.stands("b1")
            await until(lambda: not editor.commands.state.get("editing"))
        way.press(KEY.Key_K, CONTROL)
        await until(window.dialogs)
        assert [one.windowTitle() for one in window.dialogs()] == [title]
        window.dialogs()[0].reject()
        await until(lambda: not window.dialogs() and window.isActiveWindow())
        editor.keyboard.go_to_canvas()
    button = next(block.id for block in editor.editing.document.walk() if block.kind == "button")
    editor.editing.choose(button)
    await way.stands(button)
    way.press(KEY.Key_Return)
    await way.stands(button, text=True)
    await until(lambda: editor.commands.state.get("editing") and not editor.commands.state.get("rich"))
    way.press(KEY.Key_K, CONTROL)
    await until(lambda: (now := QApplication.focusWidget()) is not None and now.accessibleName() == "Link")


async def round_trip(way: Walk) -> None:
    """Tab goes from the subject through palette, canvas and properties, each once, and comes back."""
    step = way.window.page("campaign").writing.message  # type: ignore[attr-defined]  # the page of a campaign
    step.subject.setFocus()
    seen: list[str] = []
    places = (("palette", way.editor.palette_side), ("canvas", way.hands.canvas), ("properties", way.editor.panels))
    for _ in range(120):
        way.press(KEY.Key_Tab)
        await asyncio.sleep(0.02)  # the page gives the keyboard back when it finds nothing more
        now = QApplication.focusWidget()
        assert now is not None
        if now is step.subject:
            break
        here = next((name for name, part in places if part.isAncestorOf(now)), "elsewhere")
        if here != (seen[-1] if seen else ""):
            seen.append(here)
    wanted = ["palette", "elsewhere", "canvas", "properties"]  # between them the row above the canvas
    assert [one for one in seen if one != "elsewhere"] == [one for one in wanted if one != "elsewhere"], seen
    assert now is step.subject, now
