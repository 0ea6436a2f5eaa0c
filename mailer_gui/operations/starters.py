"""The starter messages that come with the program: chosen when a campaign begins, then the person's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui.model.block_kinds import KINDS, PropertyType, Value
from mailer_gui.model.blocks import Block, Document
from mailer_gui.model.messages import Attachment, BodyKind, Message, Purpose
from mailer_gui.paths import resource

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

NAMES = ("newsletter", "announcement", "event", "offer", "letter", "welcome", "survey", "receipt")
"""Every starter, in the order in which they are offered."""
_MARK = "picture:"
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Starter:
    """A starter message: its key, what it is called and for, its subject and a small picture of it."""

    key: str
    name: str
    about: str
    subject: str
    thumbnail: Path


def _same(text: str) -> str:
    return text


def all(translate: Translate = _same) -> list[Starter]:
    """Give every starter; `translate` gives texts in the person's language."""
    found = []
    for key in NAMES:
        raw = _raw(key)
        thumbnail = resource("starters", "thumbnails", f"{key}.png")
        found.append(
            Starter(key, translate(raw["name"]), translate(raw["about"]), translate(raw["subject"]), thumbnail)
        )
    return found


def document(key: str, pictures: Mapping[str, str], translate: Translate = _same) -> Document:
    """Give a starter's document, its texts translated and its pictures named as `pictures` says."""
    made = Document.load(json.dumps(_raw(key)["document"]))

    def changed(block: Block) -> Block:
        values = {name: _value(block.kind, name, value, pictures, translate) for name, value in block.values.items()}
        columns = tuple(tuple(changed(one) for one in column) for column in block.columns)
        return replace(block, values=values, columns=columns)

    blocks = tuple(changed(one) for one in made.blocks)
    # The code of the language is a text, too: translators write that of theirs (de) in its place.
    return replace(made, blocks=blocks, preview=translate(made.preview), language=translate(made.language))


def begin(ws: Workspace, key: str, translate: Translate = _same) -> Message:
    """Give a message that begins with a starter; its pictures are put into the workspace."""
    raw = _raw(key)
    images: dict[str, Attachment] = {}
    for name in raw["pictures"]:
        file = resource("starters", "pictures", f"{name}.jpg")
        kept = ws.attachments.add_bytes(file.name, file.read_bytes())
        images[name] = replace(kept, media_type="image/jpeg")
    shown = document(key, {name: f"cid:{image.content_id}" for name, image in images.items()}, translate)
    return Message(
        translate(raw["subject"]),
        kind=BodyKind.BLOCKS,
        source=shown.dump(),
        images=tuple(images.values()),
        purpose=Purpose(raw["purpose"]),
    )


def _value(kind: str, name: str, value: Value, pictures: Mapping[str, str], translate: Translate) -> Value:
    types = {one.name: one.type for one in KINDS[kind].properties}
    if not isinstance(value, str) or not value:
        return value
    if types[name] is PropertyType.PICTURE and value.startswith(_MARK):
        return pictures.get(value.removeprefix(_MARK), "")
    if types[name] is PropertyType.LINKS:
        return "\n".join(_named(line, translate) for line in value.split("\n"))
    return translate(value) if types[name] in (PropertyType.RICH, PropertyType.TEXT) else value


def _named(line: str, translate: Translate) -> str:
    name, _, address = line.rpartition(" ")
    return f"{translate(name)} {address}" if name else address


@lru_cache(maxsize=16)
def _raw(key: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(resource("starters", f"{key}.json").read_text(encoding="utf-8"))
    return found
