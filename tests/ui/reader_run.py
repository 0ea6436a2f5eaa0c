"""What a screen reader gets of the canvas: Chromium's own accessibility tree, asked over DevTools on this computer.

`python -m tests.ui.reader_run WORKSPACE` ends with 0 when every fact came true.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from PySide6.QtCore import QUrl
from PySide6.QtWebSockets import QWebSocket

from mailer_gui.model.blocks import Condition, Document, new_block
from mailer_gui.model.messages import BodyKind
from mailer_gui.ui.pages.campaign.blocks.editor import BlocksEditor
from mailer_gui.ui.window import Window
from tests.ui.keyboard_walk import walk
from tests.ui.last_letters import open_text
from tests.ui.real_run import SCENES, main, until

PORT = "QTWEBENGINE_REMOTE_DEBUGGING"
CHIP = '<span data-field="first_name" data-fallback="friend"></span>'


def message() -> Document:
    """Give a message with every kind of text, columns, a chip and a condition."""
    columns = replace(new_block("columns", "b4"), columns=((new_block("text", "b5", html="<p>Left</p>"),), ()))
    shown = replace(new_block("button", "b3", label="See more"), condition=Condition("vip", "is", "yes"))
    text = new_block("text", "b1", html=f"<p>Dear {CHIP}</p><ul><li>bread</li></ul>")
    picture = new_block("image", "b6", alt="Rolls on a tray", picture="https://shop.example/rolls.png")
    return Document(
        (text, new_block("heading", "b2", html="Fresh"), shown, columns, picture, new_block("footer", "b7"))
    )


def prepare(ws: Any) -> int:
    """Make a campaign with this message."""
    from mailer_gui.operations import campaigns, demo

    campaign = campaigns.get(ws, demo.prepare(ws, 3))
    wanted = replace(campaign.message, html="", text="", kind=BodyKind.BLOCKS, source=message().dump())
    return int(campaigns.save_draft(ws, replace(campaign, message=wanted)).id)


async def tree(window: Window) -> list[tuple[str, str, dict[str, Any]]]:
    """Give role, name and properties of everything that a screen reader finds on the canvas."""
    address = f"http://{os.environ[PORT]}/json/list"
    pages = json.loads(await window.tasks.ask(lambda _: urlopen(address, timeout=10).read()))
    page = next(one for one in pages if one["title"] == "The message")
    line = QWebSocket(parent=window)
    answers: list[str] = []
    opened: list[bool] = []
    line.connected.connect(lambda: opened.append(True))
    line.textMessageReceived.connect(answers.append)
    line.open(QUrl(page["webSocketDebuggerUrl"]))
    await until(lambda: opened)
    line.sendTextMessage(json.dumps({"id": 1, "method": "Accessibility.getFullAXTree"}))
    await until(lambda: answers)
    line.close()
    nodes = json.loads(answers[0])["result"]["nodes"]
    return [
        (
            node["role"]["value"],
            node.get("name", {}).get("value", ""),
            {one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        )
        for node in nodes
        if not node["ignored"]
    ]


async def screen_reader(window: Window) -> None:
    """Every block is a group with a name, every text a field with a name; the keyboard comes to all of them."""
    await until(lambda: window.current)
    window.activateWindow()  # without a window manager nobody else does, and keys go nowhere
    await until(window.isActiveWindow)
    page, hands = await open_text(window, await window.tasks.ask(prepare))
    found = await tree(window)
    names = [name for role, name, _ in found if role == "group"]
    wanted = [
        "Text: Dear [first name] bread",
        "Heading: Fresh",
        "Button: See more. Only if vip is yes",
        "Columns",
        "Text: Left",
        "Picture: Rolls on a tray",
        "Footer",
    ]
    assert sorted(names) == sorted(wanted), names  # the tree comes level by level
    texts = [(name, bool(more.get("multiline"))) for role, name, more in found if role == "textbox"]
    expected = [("Text", True), ("Heading", False), ("Button", False), ("Text", True), ("Footer", True)]
    assert sorted(texts) == sorted(expected), texts
    assert any(more.get("focused") for role, _, more in found if role == "textbox")
    assert any("first name, or “friend”" in name for _, name, _ in found)
    assert any(role == "main" and name for role, name, _ in found)
    editor = page.writing.message.body
    assert isinstance(editor, BlocksEditor)
    await walk(window, editor, hands)


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as free:
        os.environ[PORT] = f"127.0.0.1:{free.getsockname()[1]}"
    SCENES["screen_reader"] = screen_reader
    main(Path(sys.argv[1]), "screen_reader")
    sys.stdout.flush()
    os._exit(0)  # the web engine takes long to say good-bye
