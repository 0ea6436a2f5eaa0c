"""A newcomer's way through the visual editor, in the real window, by mouse and keyboard alone: from "New campaign" to
what arrives, which is painted and compared with the preview for each of three people.

`python -m tests.ui.newcomer WORKSPACE [--pictures FOLDER]` ends with 0 when every fact came true.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWebEngineCore import QWebEngineScript
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton

from mailer_gui.model.contacts import Source
from mailer_gui.ui import preferences
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.blocks.fields import PictureField
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.window import Window
from tests.ui.comparing import arrived, compare
from tests.ui.hands import Sight, button, choose_from_menu, click, replace_text
from tests.ui.real_run import PATIENCE, SCENES, main, until

PEOPLE = (("ana@a.example", "Ana"), ("ben@b.example", "Ben"), ("cem@c.example", ""))
LIST = "Three people"
APART = QWebEngineScript.ScriptWorldId.ApplicationWorld


def prepare(ws: Any) -> None:
    """Have a list of three people, one of them without a first name, and what everybody needs before the first mail."""
    people = ws.lists.get_or_create(LIST)
    rows = [(address, {"first_name": name} if name else {}, number) for number, (address, name) in enumerate(PEOPLE)]
    ws.contacts.upsert_many(rows, Source("three.csv"), people.id)
    ws.contacts.finish_import()
    ws.accounts.ensure_practice()
    ws.settings.set("postal_address", "Bakery Lane 1, 12345 Anytown")


async def begin(window: Window) -> CampaignPage:
    """Make a campaign to the list, and begin its message with a starter."""
    await until(lambda: window.current == "campaigns")
    await until(
        lambda: any(one.text() == "New campaign" and one.isVisible() for one in window.findChildren(QPushButton))
    )
    click(button(window, "New campaign"))
    await until(window.dialogs)
    line = window.dialogs()[0].findChild(QLineEdit)
    assert line is not None
    QTest.keyClicks(line, "Bread news")
    QTest.keyClick(line, Qt.Key.Key_Return)
    await until(lambda: window.current == "campaign")
    page = window.page("campaign")
    assert isinstance(page, CampaignPage)
    lists = page.writing.audience.lists
    await until(lambda: lists.boxes and next(iter(lists.boxes.values())).isVisible())
    box = next(one for one in lists.boxes.values() if one.text() == LIST)
    click(box, QPoint(12, box.height() // 2))
    click(page.writing.bar._buttons[Step.MESSAGE])
    step = page.writing.message
    await until(lambda: "announcement" in step.beginning.starters)
    await until(lambda: step.beginning.starters["announcement"].isVisible())
    click(step.beginning.starters["announcement"])
    await until(lambda: step.preview.isVisible() and step.beginning.use.isVisible())
    click(step.beginning.use)
    await until(lambda: isinstance(step.body, BlocksEditor) and step.body.canvas and step.body.canvas._is_ready)
    return page


async def change(window: Window, page: CampaignPage, folder: Path) -> None:
    """Another heading and picture, a field in the text, a button with a link at another place."""
    step = page.writing.message
    editor = step.body
    assert isinstance(editor, BlocksEditor)
    sight, editing, panel = Sight(editor), editor.editing, editor.block_panel

    def value(block_id: str, name: str) -> str:
        block = editing.document.find(block_id)
        return str(block.values[name]) if block else ""

    picture, heading, text = (one.id for one in editing.document.blocks[:3])
    await sight.click(f"[data-id={heading}] [contenteditable=true]")
    await until(lambda: editor.commands.state.get("single"))
    sight.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    sight.type("Fresh from the oven")
    await until(lambda: value(heading, "html") == "Fresh from the oven")
    await sight.click(f"[data-id={picture}] img")
    await until(lambda: editing.chosen == picture and panel.fields is not None)
    await change_picture(window, panel.findChildren(PictureField), folder)
    await until(lambda: editor.pictures.known and value(picture, "proportion") == "33")
    await sight.click(f"[data-id={text}] [contenteditable=true]")
    await until(lambda: editor.commands.state.get("rich") and not editor.commands.state.get("single"))
    sight.key(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    sight.type(" Come by, ")
    await until(lambda: "Come by," in value(text, "html"))
    await insert_field(window, page, "first_name", "friend")
    await until(lambda: 'data-field="first_name" data-fallback="friend"' in value(text, "html"))
    click(next(one for one in editor.palette_side.buttons if one.kind == "button"))
    await until(lambda: editing.block is not None and editing.block.kind == "button")
    added = editing.chosen
    assert panel.fields is not None
    replace_text(panel.fields.controls["label"], "See the bread")
    replace_text(panel.fields.controls["link"], "https://shop.example/bread")
    assert (value(added, "label"), value(added, "link")) == ("See the bread", "https://shop.example/bread")
    await sight.place(f"[data-id={added}]")
    await sight.drag(f"[data-id={added}] > .handle", f"[data-id={picture}]", below=20)
    await until(lambda: [one.id for one in editing.document.blocks[:4]] == [picture, added, heading, text])


async def change_picture(window: Window, fields: list[PictureField], folder: Path) -> None:
    """Press the small picture at the side and name a file."""
    file = folder / "rolls.png"
    image = QImage(600, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#c08a5a"))
    assert image.save(str(file))
    click(next(one for one in fields if one.isVisible()))
    await until(lambda: any(one.isVisible() for one in window.findChildren(QFileDialog)))
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    QApplication.clipboard().setText(str(file))
    click(line)
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: line.text() == file.name)  # the dialog has gone to its folder
    offered = QApplication.activePopupWidget()
    if offered is not None:  # names that begin like this; the whole one is written already
        QTest.keyClick(offered, Qt.Key.Key_Escape)
    click(next(one for one in dialog.findChildren(QPushButton) if one.text() == "&Open"))


async def insert_field(window: Window, page: CampaignPage, name: str, fallback: str) -> None:
    """Choose a field in the menu and say what people read who have nothing in it."""
    await choose_from_menu(page.writing.message.insert, name)
    await until(window.dialogs)
    line = window.dialogs()[0].findChild(QLineEdit)
    assert line is not None
    QTest.keyClicks(line, fallback)
    click(button(window.dialogs()[0], "Insert"))
    await until(lambda: not window.dialogs())


async def look(window: Window, page: CampaignPage) -> dict[str, QImage]:
    """Look at the preview of everybody and take its picture; the window is high enough for the whole message."""
    step, people = page.writing.message, page.writing.people
    await until(lambda: page.writing.draft.is_kept)
    click(step.see)
    await until(lambda: step.preview.isVisible())
    window.resize(1280, 1900)
    seen: dict[str, QImage] = {}
    for _ in PEOPLE:
        await until(lambda: people.person is not None and people.person.id == people.contact_id)
        person = people.person
        assert person is not None
        seen[person.address] = await painted(step.preview._html._web_view(), f"Come by, {person.name or 'friend'}")
        click(step._read.on)
        await until(lambda: people.contact_id != person.id)  # noqa: B023 - the same
    return seen


MARK = """(words => {
  if (document.readyState != "complete" || !document.body.innerText.includes(words)) return false;
  const dot = document.createElement("div");
  dot.style.cssText = "position:fixed;bottom:0;right:0;width:2px;height:2px;background:#fe0180";
  Promise.all([...document.images].map(one => one.decode().catch(() => 0))).then(() => document.body.append(dot));
  return true; })"""
"""Puts a dot into the corner of the page that has these words and is whole: where it is seen, all of it is painted."""
LOOKS = 6


async def painted(view: Any, words: str) -> QImage:
    """Take the picture of a page once it has these words, is painted and does not change any more."""
    answers: list[bool] = []
    end = time.monotonic() + PATIENCE
    while not any(answers):
        assert time.monotonic() < end, f"{words} is not shown"
        view.page().runJavaScript(f"{MARK}({json.dumps(words)})", APART, answers.append)
        await asyncio.sleep(0.1)  # a page that goes meanwhile never answers, so the next one is asked, too
    pictures = [QImage()]

    def rests() -> bool:
        now = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        pictures[:] = [*pictures, now] if now == pictures[-1] else [now]
        corner = now.pixelColor(now.width() - 1, now.height() - 1)
        return corner == QColor("#fe0180") and len(pictures) == LOOKS

    await until(rests)
    return pictures[-1]


async def outside(work: Callable[[], None]) -> None:
    """Do what has a loop of its own outside this task: in the midst of one, no other could go on."""
    answer = asyncio.get_running_loop().create_future()

    def run() -> None:
        try:
            work()
        except BaseException as problem:
            answer.set_exception(problem)
        else:
            answer.set_result(None)

    QTimer.singleShot(0, run)
    await answer


async def send(page: CampaignPage) -> None:
    """Choose the practice account, go to the last step and press Send."""
    preferences.set_undo_seconds(0)
    click(page.writing.bar._buttons[Step.DELIVERY])
    accounts = page.writing.delivery.senders
    await until(lambda: accounts.boxes and next(iter(accounts.boxes.values())).isVisible())
    (box,) = accounts.boxes.values()
    click(box, QPoint(12, box.height() // 2))
    click(page.writing.bar._buttons[Step.REVIEW])
    review = page.writing.review
    await until(lambda: review.may_send)
    click(review.send)
    await until(lambda: (now := page.board.snapshot) is not None and now.status.state.is_over)


def scene(workspace: Path, pictures: Path | None) -> Callable[[Window], Coroutine[Any, Any, None]]:
    """Give the whole way."""

    def save(name: str, image: QImage) -> None:
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            image.save(str(pictures / f"{name}.png"))

    async def blocks_newcomer(window: Window) -> None:
        try:
            page = await begin(window)
            with tempfile.TemporaryDirectory() as folder:  # a file dialog looks into all files of a folder
                await change(window, page, Path(folder))
            seen = await look(window, page)
            await send(page)
            await outside(lambda: compare(seen, arrived(workspace), dict(PEOPLE), save))
        except BaseException:
            for number, shown in enumerate(one for one in QApplication.topLevelWidgets() if one.isVisible()):
                save(f"failed-{number}", shown.grab().toImage())
            raise

    return blocks_newcomer


def run() -> None:
    """Play it."""
    from mailer_gui.operations.workspace import open_workspace

    parser = argparse.ArgumentParser(prog="python -m tests.ui.newcomer")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    ws = open_workspace(options.workspace)
    prepare(ws)
    ws.close()
    SCENES["blocks_newcomer"] = scene(options.workspace, options.pictures)
    main(options.workspace, "blocks_newcomer")
    sys.stdout.flush()
    os._exit(0)  # the web engine takes long to say good-bye


if __name__ == "__main__":
    run()
