"""What the page of the canvas is told of a document: its blocks, their order, and the looks of the whole."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from mailer_gui.model.block_kinds import Value
from mailer_gui.model.blocks import Block, Document
from mailer_gui.operations import blocks as operations
from mailer_gui.ui.pages.campaign.blocks import words


def flat(document: Document) -> dict[str, tuple[Block, bool]]:
    """Give every block by id, with whether it stands in a column."""
    found: dict[str, tuple[Block, bool]] = {}
    for block in document.blocks:
        found[block.id] = (block, False)
        found.update((one.id, (one, True)) for column in block.columns for one in column)
    return found


def same(old: tuple[Block, bool] | None, block: Block, inside: bool) -> bool:
    """Tell whether a block looks as it did; the blocks in columns are others."""
    if old is None or old[1] != inside:
        return False
    before = old[0]
    return before is block or (
        (before.kind, before.condition) == (block.kind, block.condition) and before.values == block.values
    )


def part(block: Block, *, inside: bool, whole: bool = True) -> dict[str, Any]:
    """Give what is told of a block; without its HTML where the page shows that already."""
    told: dict[str, Any] = {
        "id": block.id,
        "kind": block.kind,
        "label": words.block_name(block, operations.first_words(block)),
        "role": words.kind_name(block.kind),
        "shown": words.condition_words(block.condition),
    }
    if whole:
        told["html"] = operations.canvas_html(block, words.canvas_words(), inside=inside)
    return told


def order(document: Document, told: Container[str]) -> list[Any]:
    """Give the order of those blocks that were told; with each the order in its columns."""
    return [
        [block.id, [[[one.id] for one in column if one.id in told] for column in block.columns]]
        if block.columns
        else [block.id]
        for block in document.blocks
        if block.id in told
    ]


def looks(theme: Mapping[str, Value]) -> dict[str, str]:
    """Give the looks of the whole message as variables of the page's style."""
    return {
        "--page": str(theme["background"]),
        "--paper": str(theme["paper"]),
        "--ink": str(theme["colour"]),
        "--link": str(theme["accent"]),
        "--on-link": operations.readable_on(str(theme["accent"])),
        "--font": str(theme["font"]),
        "--heading-font": str(theme["heading_font"]),
        "--width": f"{theme['width']}px",
    }
