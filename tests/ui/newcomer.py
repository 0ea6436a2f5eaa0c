"""A newcomer's way through the visual editor, in the real window: from a blank message to what arrives.

`python -m tests.ui.newcomer WORKSPACE` ends with 0 when every fact came true.
"""

from __future__ import annotations

import email
import email.policy
import os
import sys
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import Source
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.ui import preferences
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.widgets.chip_line import ChipLine
from mailer_gui.ui.window import Window
from tests.ui.real_run import SCENES, main, until

PEOPLE = (("ana@a.example", "Ana"), ("ben@b.example", "Ben"), ("cem@c.example", ""))


def prepare(ws: Any) -> int:
    """Make a campaign to three people, one of them without a first name, with nothing written in it."""
    from mailer_gui.operations import campaigns, demo

    campaign = campaigns.get(ws, demo.prepare(ws, 1))
    people = ws.lists.get_or_create("Three")
    rows = [(address, {"first_name": name} if name else {}, number) for number, (address, name) in enumerate(PEOPLE)]
    ws.contacts.upsert_many(rows, Source("three.csv"), people.id)
    ws.contacts.finish_import()
    message = Message(from_name=campaign.message.from_name, from_address=campaign.message.from_address)
    wanted = replace(campaign, message=message, audience=Audience(list_ids=(people.id,)))
    return int(campaigns.save_draft(ws, wanted).id)


def type_in(editor: BlocksEditor, text: str) -> None:
    """Type where the cursor of the canvas is."""
    assert editor.canvas is not None
    target = editor.canvas.focusProxy() or editor.canvas
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.postEvent(target, QKeyEvent(kind, ord(sign.upper()), Qt.KeyboardModifier.NoModifier, sign))


def press(target: Any, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in a widget."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(target, QKeyEvent(kind, key, modifiers))


def add(editor: BlocksEditor, kind: str) -> str:
    """Add a kind by the keyboard and give the new block's id."""
    made = next(one for one in editor.palette_side.buttons if one.kind == kind)
    press(made, Qt.Key.Key_Return)
    return editor.editing.chosen


async def begin(window: Window) -> tuple[CampaignPage, BlocksEditor]:
    """Open the campaign and choose blocks."""
    await until(lambda: window.current)
    campaign_id = await window.tasks.ask(prepare)
    window.navigate("campaign", campaign_id)
    page = window.page("campaign")
    assert isinstance(page, CampaignPage)
    await until(lambda: page.writing.draft.campaign.id == campaign_id)
    page.writing.go_to(Step.MESSAGE)
    step = page.writing.message
    step.beginning.way_chosen.emit(BodyKind.BLOCKS)
    await until(lambda: isinstance(step.body, BlocksEditor) and step.body.canvas and step.body.canvas._is_ready)
    editor = step.body
    assert isinstance(editor, BlocksEditor)
    step.subject.setText("Fresh from the oven")
    return page, editor


async def write(window: Window, page: CampaignPage, editor: BlocksEditor) -> None:
    """Heading, text with a field, picture, button, footer; one of them moved."""
    editing, canvas, panel = editor.editing, editor.canvas, editor.block_panel
    assert canvas is not None
    text = add(editor, "text")
    canvas.edit(text)
    await until(lambda: editor._state.get("rich"))
    type_in(editor, " Dear ")
    await until(lambda: "Dear" in str(editing.document.find(text).values["html"]))  # type: ignore[union-attr]  # it is there
    await insert_field(window, page, "first_name", "friend")
    await until(lambda: 'data-fallback="friend"' in str(editing.document.find(text).values["html"]))  # type: ignore[union-attr]  # the same
    heading = add(editor, "heading")
    canvas.edit(heading)
    await until(lambda: editor._state.get("single"))
    type_in(editor, " of the day")
    await until(lambda: editing.document.find(heading).values["html"] == "Heading of the day")  # type: ignore[union-attr]  # the same
    editor.palette_side.setCurrentIndex(1)
    press(editor.palette_side.outline, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [one.id for one in editing.document.blocks] == [heading, text]
    picture = add(editor, "image")
    image = QImage(600, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#c08a5a"))
    pasted = QMimeData()
    pasted.setImageData(image)
    assert panel.fields is not None
    panel.fields.picture_given.emit(pasted)
    await until(lambda: str(editing.document.find(picture).values["picture"]).startswith("cid:"))  # type: ignore[union-attr]  # the same
    assert editing.document.find(picture).values["proportion"] == 33  # type: ignore[union-attr]  # the same
    editing.choose(text)
    add(editor, "button")
    for name, value in (("label", "See the bread"), ("link", "https://shop.example/bread")):
        line = panel.fields.controls[name]
        assert isinstance(line, ChipLine)
        line.selectAll()
        line.insert(value)
    editing.choose("")
    add(editor, "footer")
    await until(lambda: page.writing.draft.is_kept)
    kinds = [one.kind for one in editing.document.blocks]
    assert sorted(kinds) == ["button", "footer", "heading", "image", "text"]
    assert kinds[0] == "heading"
    assert kinds[-1] == "footer"


async def insert_field(window: Window, page: CampaignPage, name: str, fallback: str) -> None:
    """Choose a field in the menu and say what people read who have nothing in it."""
    step = page.writing.message
    menu = step.insert.menu()
    assert isinstance(menu, QMenu)
    step.fields.fill()
    await until(lambda: any(action.text().startswith(name) for action in menu.actions()))
    next(action for action in menu.actions() if action.text().startswith(name)).trigger()
    await until(window.dialogs)
    dialog = window.dialogs()[0]
    line = dialog.findChild(QLineEdit)
    assert line is not None
    line.setText(fallback)
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Insert").click()
    await until(lambda: not window.dialogs())


async def blocks_newcomer(window: Window) -> None:
    """What three people see in the preview is what arrives at the practice server."""
    page, editor = await begin(window)
    await write(window, page, editor)
    seen = {}
    step = page.writing.message
    step.see.setChecked(True)
    for _ in PEOPLE:
        person = page.writing.people.person
        assert person is not None
        campaign_id, contact_id = page._id, page.writing.people.contact_id
        preview = await window.tasks.ask(lambda ws: _preview(ws, campaign_id, contact_id))  # noqa: B023 - asked at once
        seen[person.address] = preview
        page.writing.people.step(1)
        await until(lambda: _is_shown(page, contact_id))  # noqa: B023 - asked at once
    assert {address for address, _ in PEOPLE} == set(seen)
    for address, name in PEOPLE:
        assert f"Dear {name or 'friend'}" in " ".join(seen[address].html.split())
    page.writing.go_to(Step.REVIEW)
    await until(lambda: page.writing.review.may_send)
    preferences.set_undo_seconds(0)
    page.send()
    await until(lambda: (look := page.board.snapshot) is not None and look.status.state.is_over)
    arrived = {}
    for file in (window.tasks.workspace / "practice").rglob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        arrived[str(message["To"]).rpartition("<")[2].strip("<> ")] = message
    for address, preview in seen.items():
        _same(arrived[address], preview)


def _is_shown(page: CampaignPage, before: int | None) -> bool:
    people = page.writing.people
    return people.person is not None and people.person.id == people.contact_id != before


def _preview(ws: Any, campaign_id: int, contact_id: int | None) -> Any:
    from mailer_gui.operations import outbox

    return outbox.preview(ws, campaign_id, contact_id)


def _same(message: EmailMessage, preview: Any) -> None:
    html = message.get_body(("html",))
    assert html is not None
    assert html.get_content().split() == preview.html.split()  # line ends travel as CRLF
    pictures = {
        str(part["Content-ID"]).strip("<>"): part.get_content()
        for part in message.walk()
        if part.get_content_maintype() == "image"
    }
    assert pictures == {name: content for name, (_, content) in preview.pictures.items()}
    assert len(pictures) == 1


if __name__ == "__main__":
    SCENES["blocks_newcomer"] = blocks_newcomer
    main(Path(sys.argv[1]), "blocks_newcomer")
    sys.stdout.flush()
    os._exit(0)  # the web engine takes long to say good-bye
