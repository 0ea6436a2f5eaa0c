"""A message of 60 blocks of every kind, with pictures as cameras make them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage

from mailer_gui.model.block_kinds import COLUMNS
from mailer_gui.model.blocks import Block, Document, new_block
from mailer_gui.model.messages import BodyKind

BLOCKS = 60
PICTURES = 6
TEXT = "<p>" + "Fresh bread for <strong>everybody</strong> who comes early, and coffee besides. " * 6 + "</p>"


def long_document(pictures: list[str]) -> Document:
    """Give a message of 60 blocks of every kind, with these pictures."""
    made: list[Block] = []
    kinds = ("heading", "text", "text", "button", "divider", "text", "image", "social", "spacer")
    while len(made) < BLOCKS - 4:
        number = len(made)
        kind = kinds[number % len(kinds)]
        values: dict[str, Any] = {"html": TEXT} if kind == "text" else {}
        if kind == "image":
            values = {"picture": f"cid:{pictures[number // len(kinds) % len(pictures)]}", "proportion": 67}
        made.append(new_block(kind, f"b{number}", **values))
    columns = new_block(COLUMNS, "c1")
    inside = tuple((new_block("text", name, html=TEXT),) for name in ("c2", "c3"))
    return Document((*made, replace(columns, columns=inside), new_block("footer", "f1", html="<p>Bakery Example</p>")))


def painted(number: int) -> bytes:
    """Paint a picture as a camera makes them: full of detail."""
    image = QImage(os.urandom(300 * 200 * 3), 300, 200, 900, QImage.Format.Format_RGB888)
    large = image.scaled(1500, 1000, mode=Qt.TransformationMode.SmoothTransformation)
    large.setPixelColor(0, 0, QColor(number, 0, 0))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    large.save(buffer, "JPG", 85)  # type: ignore[call-overload]  # the stubs want bytes, Qt takes a name
    return bytes(buffer.data().data())


def prepare(ws: Any) -> tuple[int, int]:
    """Make two practice campaigns with the same long message."""
    from mailer_gui.operations import campaigns, demo, pictures

    shown = tuple(pictures.add_bytes(ws, f"photo{number}.jpg", painted(number)) for number in range(PICTURES))
    source = long_document([one.content_id for one in shown]).dump()
    ids = []
    for name in ("Spring", "Summer"):
        campaign = campaigns.get(ws, demo.prepare(ws, 200))
        message = replace(
            campaign.message, subject="News", html="", text="", kind=BodyKind.BLOCKS, source=source, images=shown
        )
        ids.append(campaigns.save_draft(ws, replace(campaign, name=name, message=message)).id)
    return ids[0], ids[1]
