"""Every kind of block with the most that can be set and the worst that can be written, on a phone 320 pixels wide.

`python -m tests.ui.overflow PICTURE` prints what sticks out and ends with 0 when nothing does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mailer_gui.compose.blocks.writer import html_of_document
from mailer_gui.compose.specimen import specimen_of
from mailer_gui.model.block_kinds import COLUMNS, KINDS, Property, PropertyType, Value
from mailer_gui.model.blocks import Block, Document, new_block
from mailer_gui.ui.app import make_application

PHONE = 320
PICTURE = "huge@picture"
TEXTS = {
    "nothing": "",
    "a long word": "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen" * 3,
    "a long address": "https://shop.example/" + "a" * 200,
    "from right to left": "مرحبا بالعالم " * 8 + "مرحبابالعالم" * 12,
    "characters": "春天来了我们的面包" * 20,
    "emoji": "👩‍👩‍👧‍👦🎉" * 40,
}


def values(one: Property, text: str, *, heading: bool) -> Value:
    """Give what is written in a property."""
    if one.type is PropertyType.RICH:
        return text if heading else f"<p>{text}</p><ul><li>{text}</li></ul>"
    if one.type is PropertyType.TEXT:
        return text
    if one.type is PropertyType.PICTURE:
        return f"cid:{PICTURE}"
    if one.type is PropertyType.LINKS:
        return f"{text or 'Shop'} https://a.example/\nPictures https://b.example/"
    return "https://a.example/" if one.type is PropertyType.LINK else one.default


def extremes(kind: str, text: str) -> Iterator[Block]:
    """Give a kind as it usually is, with every number at its least and at its most, and with everything on."""
    properties = KINDS[kind].properties
    usual = {one.name: values(one, text, heading=kind == "heading") for one in properties}
    numbers = [one for one in properties if one.type is PropertyType.NUMBER and not one.hidden]
    most = {one.name: one.high for one in numbers}
    switched = {one.name: True for one in properties if one.type is PropertyType.YES_NO}
    for more in ({}, {one.name: one.low for one in numbers}, most, {**most, **switched}):
        yield new_block(kind, "b1", **{**usual, **more})


def pages(text: str) -> Iterator[tuple[str, list[Block]]]:
    """Give the blocks of a page for each way in which they can stand: alone, and in every kind of columns."""
    every = [block for kind in KINDS if kind != COLUMNS for block in extremes(kind, text)]
    yield "alone", every
    for layout in ("1-1", "1-1-1", "3-1"):  # the others are these, mirrored or wider
        for stack in (True, False):
            empty = new_block(COLUMNS, "c", layout=layout, stack=stack)
            yield (
                f"columns {layout}, {'stacked' if stack else 'side by side'}",
                [replace(empty, columns=tuple((block,) for _ in empty.columns)) for block in every],
            )


def document(blocks: list[Block]) -> Document:
    """Give a document in which every block has an id of its own."""
    return Document.load(Document(tuple(blocks)).dump())


def main(picture: Path) -> int:
    """Measure every page; where one is too wide, every block of it."""
    make_application(["mailer"])
    from mailer_gui.ui.sheet import Sheet

    sheet, found = Sheet(), 0
    pictures = {PICTURE: ("image/png", picture.read_bytes())}

    def width(blocks: list[Block]) -> int:
        return sheet.measure(specimen_of(html_of_document(document(blocks))), pictures, PHONE)[0]

    assert width([new_block("text", "b1", html="<p>short</p>")]) == PHONE
    control = html_of_document(document([new_block("text", "b1")])).replace("<p", '<p style="width:400px"', 1)
    assert sheet.measure(control, {}, PHONE)[0] > PHONE, "what is too wide is not seen"
    for name, text in TEXTS.items():
        for place, blocks in pages(text):
            if width(blocks) <= PHONE:
                continue
            for block in blocks:
                if (wide := width([block])) > PHONE:
                    found += 1
                    inner = block.columns[0][0] if block.columns else block
                    print(f"{name}, {place}: {inner.kind} of size {inner.values.get('size')} is {wide} pixels wide")
    return found


if __name__ == "__main__":
    over = main(Path(sys.argv[1]))
    sys.stdout.flush()
    os._exit(min(over, 1))  # the web engine takes long to say good-bye
