"""A plain letter with bold, italic, links and lists: our own small document, and the clean HTML that it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import groupby

from mailer_gui.compose.page import page
from mailer_gui.compose.tags import ScanError, TagKind, scan
from mailer_gui.model.writing import Letter, LetterBlock, LetterRun

_ELEMENTS = {"paragraph": "p", "heading": "h1", "subheading": "h2"}
_LISTS = {"bullet": "ul", "number": "ol"}
_LINK = re.compile(r"(?:https?|mailto|tel):|\{\{", re.IGNORECASE)


def html_of_letter(source: str) -> str:
    """Give the whole HTML document for a letter's JSON. Merge tags come through as they are."""
    return page("\n".join(_elements(Letter.load(source).blocks)))


def _elements(blocks: Iterable[LetterBlock]) -> Iterator[str]:
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


def _inline(runs: Iterable[LetterRun]) -> str:
    """Write runs; neighbours with one link are one link."""
    pieces: list[str] = []
    for link, group in groupby(runs, key=lambda run: run.link if _LINK.match(run.link.strip()) else ""):
        inside = "".join(_styled(run) for run in group)
        pieces.append(f'<a href="{_escaped(link.strip())}">{inside}</a>' if link else inside)
    return "".join(pieces)


def _styled(run: LetterRun) -> str:
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
    return Letter(tuple(LetterBlock("paragraph", (LetterRun(one),)) for one in paragraphs if one.strip()))
