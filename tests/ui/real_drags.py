"""Things dragged with the real mouse: through the window system, as no sent event can prove it. Run as a program.

`python -m tests.ui.real_drags WORKSPACE` ends with 0 when every drop arrived: a kind from the palette, a block by its
handle, a block in the outline, and a picture out of another program, as file managers give it. It needs xdotool, and a
screen where nobody else moves the mouse.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QDrag, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from mailer_gui.model.blocks import Document, Place, new_block
from mailer_gui.model.messages import BodyKind
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.window import Window
from tests.benchmarks.blocks_hands import Hands
from tests.ui.real_run import SCENES, main, open_step, until

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE = """((line, there) => line.height && Math.abs(line.top - there.top) < 4 && Math.abs(line.left - there.left) < 4)(
  document.getElementById('line').getBoundingClientRect(), document.querySelector(`{above}`).getBoundingClientRect())"""
"""True when the line that shows where something would land is at the top of an element."""
GIVER = "giver"
STEPS = 10


async def mouse(*what: object) -> None:
    """Have the mouse do something."""
    process = await asyncio.create_subprocess_exec("xdotool", *map(str, what))
    assert await process.wait() == 0


def on_screen(widget: QWidget, at: QPoint | None = None) -> QPoint:
    """Give a point of a widget as the screen counts."""
    return widget.mapToGlobal(at or widget.rect().center())


class Stage:
    """The editor, and a mouse."""

    def __init__(self, window: Window, editor: BlocksEditor) -> None:
        assert editor.canvas is not None
        self.window, self.editor, self.canvas = window, editor, editor.canvas
        self.hands = Hands(editor)

    @property
    def document(self) -> Document:
        """The message as it stands."""
        return self.editor.editing.document

    def order(self) -> list[str]:
        """Give the kinds of the blocks, those in columns after the columns."""
        return [block.kind for block in self.document.walk()]

    async def at(self, selector: str, *, below: int = 0) -> QPoint:
        """Give the middle of something in the page, as the screen counts, once the page shows the message as it is."""
        order = "[...document.querySelectorAll('.block')].map(b => b.dataset.id).join()"
        await until_seen(self.hands, f"{order} == '{','.join(block.id for block in self.document.walk())}'")
        box = "(b => [b.x + b.width / 2, b.y + b.height / 2].join())"
        script = f"{box}(document.querySelector(`{selector}`).getBoundingClientRect())"
        found = ["", str(await self.hands.ask(script))]
        while found[-1] != found[-2]:  # something may still move
            await asyncio.sleep(0.05)
            found.append(str(await self.hands.ask(script)))
        x, y = map(float, found[-1].split(","))
        return on_screen(self.canvas, QPoint(round(x), round(y) + below))

    def line(self, above: str) -> Callable[[], Any]:
        """Ask whether something that is let go would land above an element."""
        return lambda: self.hands.ask(LINE.replace("{above}", above))

    async def drag(self, start: QPoint, end: QPoint, shown: Callable[[], Any]) -> None:
        """Drag from here to there, and let go when the window shows where it would land."""
        await mouse("mousemove", start.x(), start.y())
        await mouse("mousedown", 1)
        for step in range(1, STEPS + 1):
            at = start + (end - start) * step / STEPS
            await mouse("mousemove", at.x(), at.y())
        for _ in range(600):
            found = shown()
            if await found if asyncio.iscoroutine(found) else found:
                break
            await mouse("mousemove", end.x() - 1, end.y())  # a hand is never quite still
            await mouse("mousemove", end.x(), end.y())
        else:
            raise AssertionError("nothing shows where it would land")
        await mouse("mouseup", 1)


async def until_seen(hands: Hands, script: str) -> None:
    """Wait until something is true in the page."""
    for _ in range(600):
        if await hands.ask(script):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(script)


def prepare(ws: Any) -> int:
    """Make a campaign with a message of three blocks."""
    from mailer_gui.operations import campaigns, demo

    campaign = campaigns.get(ws, demo.prepare(ws, 3))
    blocks = (new_block("heading", "b1"), new_block("text", "b2"), new_block("columns", "b3"))
    message = replace(campaign.message, html="", text="", kind=BodyKind.BLOCKS, source=Document(blocks).dump())
    return campaigns.save_draft(ws, replace(campaign, message=message)).id


@contextmanager
def giver(picture: Path) -> Iterator[None]:
    """Have another program at the edge of the screen that gives a file to whoever takes it."""
    command = [sys.executable, "-m", "tests.ui.real_drags", GIVER, str(picture)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"ready"
    try:
        yield
    finally:
        process.terminate()
        process.wait()


async def real_drags(window: Window) -> None:
    """Drag everything that can be dragged."""
    await until(lambda: window.current)
    campaign_id = await window.tasks.ask(prepare)
    page = await open_step(window, campaign_id, Step.MESSAGE)
    step = page.writing.message
    await until(lambda: isinstance(step.body, BlocksEditor) and step.body.canvas and step.body.canvas._is_ready)
    assert isinstance(step.body, BlocksEditor)
    stage = Stage(window, step.body)
    await until(lambda: len(stage.order()) == 3)

    kind = {one.kind: one for one in stage.editor.palette_side.buttons}
    await stage.drag(on_screen(kind["button"]), await stage.at("[data-id=b2]", below=-8), stage.line("[data-id=b2]"))
    await until(lambda: stage.order() == ["heading", "button", "text", "columns"])
    column = "[data-id=b3] [data-column='1']"
    await stage.drag(on_screen(kind["divider"]), await stage.at(column), stage.line(column))
    await until(lambda: stage.document.blocks[3].columns[1])
    handle = await stage.at("[data-id=b2] > .handle")
    await stage.drag(handle, await stage.at("[data-id=b1]", below=-12), stage.line("[data-id=b1]"))
    await until(lambda: [one.id for one in stage.document.blocks][:2] == ["b2", "b1"])
    await outline(stage)
    await picture(stage)


async def outline(stage: Stage) -> None:
    """In the list of blocks the last one goes to the top, and into a column."""
    side = stage.editor.palette_side
    side.setCurrentWidget(side.outline)
    view = side.outline
    await until(lambda: view.model().rowCount() == 5 and view.isVisible())

    def row(number: int, part: float) -> QPoint:
        box = view.visualRect(view.model().index(number, 0))
        return on_screen(view.viewport(), QPoint(box.center().x(), round(box.top() + part * box.height())))

    def mark(number: int) -> Callable[[], bool]:
        return lambda: view._mark is not None and abs(view._mark.top() - number * view.sizeHintForRow(0)) < 4

    await stage.drag(row(2, 0.5), row(0, 0.2), mark(0))
    await until(lambda: stage.order() == ["button", "text", "heading", "columns", "divider"])
    await until(lambda: view.chosen() == stage.document.blocks[0].id)
    await stage.drag(row(0, 0.5), row(3, 0.8), mark(4))
    await until(lambda: stage.document.place_of("b4") == Place(0, "b3", 0))
    stage.editor.toolbar.back.click()
    await until(lambda: stage.order()[0] == "button")


async def picture(stage: Stage) -> None:
    """A file of another program becomes a picture where it is dropped."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rolls.png"
        image = QImage(60, 30, QImage.Format.Format_RGB32)
        image.fill(QColor("#c08a5a"))
        assert image.save(str(file))
        with giver(file):
            there = await stage.at("[data-id=b2]", below=-8)
            await stage.drag(QPoint(40, 40), there, stage.line("[data-id=b2]"))
            await until(lambda: "image" in stage.order())
            added = stage.document.find(stage.editor.editing.chosen)
            assert added is not None
            assert (added.kind, added.values["proportion"]) == ("image", 50)
            assert stage.document.place_of(added.id) == Place(1)


class _Giver(QLabel):
    """Gives a file to whoever it is dragged to."""

    def __init__(self, file: Path) -> None:
        super().__init__(file.name)
        self._file = file
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus)

    def mouseMoveEvent(self, _event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin to drag."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file))])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


def give(file: Path) -> None:
    """Be the other program."""
    app = QApplication([GIVER])
    shown = _Giver(file)
    shown.setGeometry(0, 0, 80, 80)
    shown.show()
    app.processEvents()
    print("ready", flush=True)
    app.exec()


if __name__ == "__main__":
    if sys.argv[1] == GIVER:
        give(Path(sys.argv[2]))
    SCENES["real_drags"] = real_drags
    main(Path(sys.argv[1]), "real_drags")
    sys.stdout.flush()
    os._exit(0)  # the web engine takes long to say good-bye
