"""Turns Markdown into the HTML of a message, with the merge tags kept whole."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from markdown_it import MarkdownIt

from mailer_gui.compose.page import page
from mailer_gui.compose.tags import ScanError, TagKind, position, scan
from mailer_gui.model.errors import TemplateError

_ALONE = r"<p>((?:\s*{word}\s*(?:<br\s*/?>)?)+)</p>\n?"
_DANGEROUS = re.compile(r"^(?:javascript|vbscript|file|data):", re.IGNORECASE)


def html_of_markdown(source: str) -> str:
    """Give the whole HTML document for Markdown (CommonMark, tables, strikethrough, bare links).

    Merge tags come through as they are, also in links. An instruction (`{% if ... %}`) that stands on lines of its
    own makes no paragraph. Raises TemplateError for one that is never closed.
    """
    return page(fragment_of_markdown(source))


def fragment_of_markdown(source: str) -> str:
    """Give what `html_of_markdown` puts into its document."""
    prefix = _unused_prefix(source)
    words: dict[str, str] = {}
    controls: list[str] = []
    pieces: list[str] = []
    at = 0
    try:
        tags = list(scan(source))
    except ScanError as error:
        line, column = position(source, error.index)
        raise TemplateError(error.message, part="markdown", line=line, column=column, hint=error.hint) from error
    for tag in tags:
        word = f"{prefix}{len(words)}x"
        words[word] = source[tag.start : tag.end]
        if tag.kind is TagKind.CONTROL:
            controls.append(word)
        before = source[at : tag.start]
        pieces.append(before)
        pieces.append(_block(word) if _stands_alone(source, tag.start, tag.end, tag.kind) else word)
        at = tag.end
    html = _parser().render("".join((*pieces, source[at:])))
    if controls:
        alone = re.compile(_ALONE.replace("{word}", f"(?:{'|'.join(controls)})"))
        html = alone.sub(lambda match: re.sub(r"<br\s*/?>", "", match.group(1)).strip() + "\n", html)
    everywhere = re.compile(rf"(?:<!--|&lt;!--)?({prefix}\d+x)(?:--&gt;|-->)?")
    return everywhere.sub(lambda match: words[match.group(1)], html)


def _stands_alone(source: str, start: int, end: int, kind: TagKind) -> bool:
    """True for an instruction that is alone on its line."""
    line_start = source.rfind("\n", 0, start) + 1
    line_end = source.find("\n", end)
    rest = source[end:] if line_end < 0 else source[end:line_end]
    return kind is TagKind.CONTROL and not source[line_start:start].strip() and not rest.strip()


def _block(word: str) -> str:
    """Keep an instruction out of the paragraph beside it: a comment has a block of its own."""
    return f"<!--{word}-->"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"linkify": True, "html": True}).enable(["table", "strikethrough", "linkify"])
    parser.linkify.set({"fuzzy_email": True, "fuzzy_link": False})  # type: ignore[union-attr]  # it is installed with us
    parser.validateLink = _is_harmless  # type: ignore[method-assign]  # the documented way to choose what may be linked
    return parser


def _is_harmless(url: str) -> bool:
    return not _DANGEROUS.match(unescape(url).strip())


def _unused_prefix(source: str) -> str:
    lowered, number = source.lower(), 0
    while f"mq{number}q" in lowered:
        number += 1
    return f"mq{number}q"
