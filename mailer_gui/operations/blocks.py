"""Editing a message made of blocks: what comes from the canvas is cleaned, what goes to it is written here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailer_gui.model.blocks import Block, Document
    from mailer_gui.model.messages import Attachment
    from mailer_gui.operations.workspace import Workspace

_CONTENT_ID = re.compile(r"cid:([0-9a-z]+@picture)")


def load() -> None:
    """Load what editing needs, so that the first block does not wait for it."""
    from mailer_gui.compose.blocks import canvas

    canvas.chipped("", {})


def clean(html: str) -> str:
    """Give a text from the canvas or the clipboard as a document keeps it: see compose.blocks.rich."""
    from mailer_gui.compose.blocks import rich

    return rich.clean(html)


def plain(html: str) -> str:
    """Give a text of one line without looks (a button's label) as a document keeps it, chips as merge tags."""
    from mailer_gui.compose.blocks import canvas

    return canvas.plain(html)


def canvas_html(block: Block, words: Mapping[str, str], *, inside: bool = False) -> str:
    """Write one block for the canvas; `inside` a column it has less room at its sides."""
    from mailer_gui.compose.blocks import canvas

    return canvas.block_html(block, words, inside=inside)


def readable_on(fill: str) -> str:
    """Give white or black, whichever is easier to read on a colour."""
    from mailer_gui.compose.blocks import writer

    return writer.readable_on(fill)


def chipped(html: str, words: Mapping[str, str]) -> str:
    """Write a text for the canvas, its merge fields as chips."""
    from mailer_gui.compose.blocks import canvas

    return canvas.chipped(html, words)


def pasted(html: str, words: Mapping[str, str], shape: str = "") -> str:
    """Write what was pasted for the canvas: clean, with its looks, and lists of word processors as lists.

    For a heading (`shape` single) it becomes one line, for a label (plain) one line without looks.
    """
    from mailer_gui.compose.blocks import canvas, looks, word_lists

    kept = looks.with_elements(word_lists.with_lists(html))
    if shape == "plain":
        return canvas.chipped(escape(canvas.plain(kept), quote=False), words)
    return canvas.chipped(canvas.one_line(kept) if shape == "single" else kept, words)


def first_words(block: Block) -> str:
    """Give the first words of a block."""
    from mailer_gui.compose.blocks import canvas

    return canvas.first_words(block)


def tag_of(field: str, fallback: str = "") -> str:
    """Write a merge field as it stands in a subject or a link."""
    from mailer_gui.compose.blocks import rich

    return rich.tag_of(field, fallback)


def pieces(text: str) -> list[str | tuple[str, str, str]]:
    """Split a subject, link or label at its merge fields, each as (field, fallback, the tag as typed)."""
    from mailer_gui.compose.blocks import rich

    return rich.pieces(text)


def as_html(document: Document) -> str:
    """Write the whole message as HTML, merge fields as tags. Raises InputError."""
    from mailer_gui.compose.blocks.writer import html_of_document

    return html_of_document(document)


def used_pictures(document: Document, known: Sequence[Attachment]) -> tuple[Attachment, ...]:
    """Give those of the known pictures that the document shows, each once, in the order of the document."""
    by_id = {picture.content_id: picture for picture in known}
    found: dict[str, Attachment] = {}
    for block in document.walk():
        wanted = _CONTENT_ID.fullmatch(str(block.values.get("picture", "")).strip())
        if wanted and wanted[1] in by_id:
            found[wanted[1]] = by_id[wanted[1]]
    return tuple(found.values())


def picture_bytes(ws: Workspace, picture: Attachment) -> bytes:
    """Read a picture of the message. Raises NotFoundError."""
    return ws.attachments.read(picture.sha256)


def social_lines(links: str) -> list[tuple[str, str]]:
    """Split the lines of a links property into (name, address), unfinished ones too."""
    lines = []
    for line in links.split("\n"):
        name, _, address = line.strip().rpartition(" ")
        if line.strip():
            lines.append((name.strip(), address))
    return lines
