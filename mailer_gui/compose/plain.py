"""Derives the plain text of a message from its HTML: links stay, merge tags stay."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from inscriptis import get_text  # type: ignore[import-untyped]  # it comes without types
from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]  # it comes without types

from mailer_gui.compose.checks import check_template
from mailer_gui.compose.protect import Mark, Place, Protected

_LINK = re.compile(r"\[(\[[^\[\]]*\]|[^\[\]]*)\]\(((?:[^()\s]|\([^()\s]*\))*)\)")
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u034f\u200b\u200c\u200d\u2060\ufeff]")
_BLANK_LINES = re.compile(r"\n{3,}")
_CONFIG = ParserConfig(display_links=True, display_images=True)


def derived_text(html: str) -> str:
    """Give the text part for an HTML message, as a template with the same merge fields."""
    protected = Protected(html, _written)
    marks = protected.marks.values()
    # A table is laid out as a whole, which would carry instructions away from the rows that they are about.
    is_linear = bool(_TABLE.search(html)) and any(mark.is_control and mark.place is Place.TEXT for mark in marks)
    if not is_linear:
        text = _finished(protected, get_text(protected.html, _CONFIG))
        if not check_template(text, "text"):
            return text
    text = _finished(protected, _linear(protected.html))
    if not check_template(text, "text"):
        return text
    without = Protected(html, lambda mark: "" if mark.is_control else _written(mark))
    return _finished(without, _linear(without.html))


def _written(mark: Mark) -> str:
    is_shown = mark.place in (Place.TEXT, Place.VALUE) and not mark.text.startswith("<!")
    return mark.word if is_shown else ""


def _finished(protected: Protected, text: str) -> str:
    text = _INVISIBLE.sub("", _LINK.sub(_link, text)).replace("\u00a0", " ")
    text = _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")
    return protected.restore(protected.joined(text), unescape) + "\n"


def _link(match: re.Match[str]) -> str:
    label, target = match.group(1).strip(), match.group(2)
    if not target or target.startswith("#"):
        return label
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if label in (target, address) or target.rstrip("/") in (label, f"https://{label}", f"http://{label}"):
        return address if label == address else target
    return f"{label} <{address}>" if label else f"<{address}>"


class _Linear(HTMLParser):
    """Writes HTML as text strictly in its order: less pretty than a layout, but nothing changes its place."""

    _LINES = frozenset(
        [
            "p",
            "div",
            "tr",
            "table",
            "ul",
            "ol",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "section",
            "article",
            "header",
            "footer",
            "pre",
            "hr",
        ]
    )
    _SPACED = frozenset(["p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"])
    _HIDDEN = frozenset(["head", "style", "script", "title"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._hidden = 0
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in self._HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "li":
            self._pieces.append("\n  * ")
        elif tag in ("td", "th"):
            self._pieces.append(" ")
        elif tag == "img" and values.get("alt"):
            self._pieces.append(f"({values['alt']})")
        elif tag == "a":
            self._links.append(values.get("href", ""))
            self._pieces.append("[")
        elif tag in self._LINES:
            self._pieces.append("\n\n" if tag in self._SPACED else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag == "a" and self._links:
            self._pieces.append(f"]({self._links.pop()})")
        elif tag in self._LINES:
            self._pieces.append("\n\n" if tag in self._SPACED else "\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._pieces.append(re.sub(r"\s+", " ", data))

    def text(self) -> str:
        """Give what was read."""
        return re.sub(r" *\n *", "\n", "".join(self._pieces)).replace("\n* ", "\n  * ")


def _linear(html: str) -> str:
    reader = _Linear()
    reader.feed(html)
    reader.close()
    return reader.text()
