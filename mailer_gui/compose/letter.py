"""A plain letter with bold, italic, links and lists: our own small document, and the clean HTML that it becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import groupby
from typing import Any

from mailer_gui.compose.page import page
from mailer_gui.compose.tags import ScanError, TagKind, scan
from mailer_gui.model.errors import InputError, TooNewError

VERSION = 1
KINDS = ("paragraph", "heading", "subheading", "bullet", "number")
_ELEMENTS = {"paragraph": "p", "heading": "h1", "subheading": "h2"}
_LISTS = {"bullet": "ul", "number": "ol"}
_LINK = re.compile(r"(?:https?|mailto|tel):|\{\{", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that look the same. A `link` is https, http, mailto, tel or a merge field; others are dropped.

    A line break inside a paragraph is a newline in `text`.
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or one item of a list: `kind` is one of KINDS."""

    kind: str = "paragraph"
    runs: tuple[Run, ...] = ()

    @property
    def text(self) -> str:
        """The characters without their looks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person wrote, in order."""

    blocks: tuple[Block, ...] = ()

    def dump(self) -> str:
        """Give the JSON that is kept as the message's source."""
        blocks = [
            {
                "kind": block.kind,
                "runs": [
                    {
                        "text": run.text,
                        **({"bold": True} if run.bold else {}),
                        **({"italic": True} if run.italic else {}),
                        **({"link": run.link} if run.link else {}),
                    }
                    for run in block.runs
                ],
            }
            for block in self.blocks
        ]
        return json.dumps({"version": VERSION, "blocks": blocks}, ensure_ascii=False)

    @classmethod
    def load(cls, source: str) -> Letter:
        """Read what `dump` gave; an empty source is an empty letter. Raises InputError, TooNewError."""
        if not source.strip():
            return cls()
        try:
            raw = json.loads(source)
            if raw["version"] > VERSION:
                raise TooNewError("This letter was written with a newer version of the program.", hint="Update first.")
            return cls(tuple(_block(one) for one in raw["blocks"]))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise InputError("This letter is damaged and cannot be read.") from error


def _block(raw: dict[str, Any]) -> Block:
    kind = str(raw.get("kind", "paragraph"))
    return Block(kind if kind in KINDS else "paragraph", tuple(_run(one) for one in raw.get("runs", ())))


def _run(raw: dict[str, Any]) -> Run:
    return Run(str(raw["text"]), bool(raw.get("bold")), bool(raw.get("italic")), str(raw.get("link", "")))


def html_of_letter(source: str) -> str:
    """Give the whole HTML document for a letter's JSON. Merge tags come through as they are."""
    return page("\n".join(_elements(Letter.load(source).blocks)))


def _elements(blocks: Iterable[Block]) -> Iterator[str]:
    for kind, group in groupby(blocks, key=lambda block: _LISTS.get(block.kind, "")):
        if kind:
            items = "\n".join(f"<li>{_inline(block.runs)}</li>" for block in group)
            yield f"<{kind}>\n{items}\n</{kind}>"
            continue
        for block in group:
            if _is_instruction(block.text):
                yield block.text.strip()  # `{% if ... %}` on a line of its own makes no paragraph
            elif block.text.strip():
                element = _ELEMENTS[block.kind]
                yield f"<{element}>{_inline(block.runs)}</{element}>"


def _inline(runs: Iterable[Run]) -> str:
    """Write runs; neighbours with one link are one link."""
    pieces: list[str] = []
    for link, group in groupby(runs, key=lambda run: run.link if _LINK.match(run.link.strip()) else ""):
        inside = "".join(_styled(run) for run in group)
        pieces.append(f'<a href="{_escaped(link.strip())}">{inside}</a>' if link else inside)
    return "".join(pieces)


def _styled(run: Run) -> str:
    text = _escaped(run.text).replace("\n", "<br>\n")
    if run.italic:
        text = f"<em>{text}</em>"
    return f"<strong>{text}</strong>" if run.bold else text


def _escaped(text: str) -> str:
    """Escape everything but the merge tags."""
    try:
        tags = list(scan(text))
    except ScanError:  # the checks name it; here it is text
        return escape(text)
    pieces: list[str] = []
    at = 0
    for tag in tags:
        pieces.extend((escape(text[at : tag.start]), text[tag.start : tag.end]))
        at = tag.end
    return "".join((*pieces, escape(text[at:])))


def _is_instruction(text: str) -> bool:
    try:
        tags = list(scan(text))
    except ScanError:
        return False
    at, rest = 0, ""
    for tag in tags:
        rest += text[at : tag.start]
        at = tag.end
    return bool(tags) and all(tag.kind is TagKind.CONTROL for tag in tags) and not (rest + text[at:]).strip()


def letter_of_text(text: str) -> Letter:
    """Give a letter for plain text: paragraphs at empty lines."""
    paragraphs = re.split(r"\n[ \t]*\n+", unescape(text).replace("\r\n", "\n").strip("\n"))
    return Letter(tuple(Block("paragraph", (Run(one),)) for one in paragraphs if one.strip()))
