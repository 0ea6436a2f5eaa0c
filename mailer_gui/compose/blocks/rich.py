"""Text inside a block: a small, clean HTML with merge fields as chips, whatever the editor or the clipboard gave."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

import nh3

_TAGS = frozenset(("p", "br", "strong", "em", "u", "a", "ul", "ol", "li", "span"))
_ALIASES = {"b": "strong", "i": "em", "div": "p", "h1": "p", "h2": "p", "h3": "p", "blockquote": "p"}
_READ = _TAGS | _ALIASES.keys()
_INLINE = frozenset(("strong", "em", "u", "a"))
_BLOCKS = frozenset(("p", "ul", "ol", "li"))
_EDGE = re.compile(r"</?(?:p|ul|ol|li)\b")
_SCHEMES = {"https", "http", "mailto", "tel"}
_TYPED = re.compile(
    r"""\{\{-?\s*(?:([A-Za-z_][\w-]*)|\[\s*(?:'([^']+)'|"([^"]+)")\s*\])\s*"""
    r"""(?:\|\s*default\s*:\s*(?:'([^']*)'|"([^"]*)")\s*)?-?\}\}"""
)
MOST = 200_000
"""The longest text of one block, in characters of HTML."""


def clean(html: str) -> str:
    """Give the text as we keep it: paragraphs, lists, bold, italic, underline, links and chips; nothing else stays.

    A merge field that was typed as `{{ name }}` becomes a chip:
    `<span data-field="name" data-fallback="friend"></span>`. Cleaning what is clean changes nothing.
    """
    safe = nh3.clean(
        html[:MOST],
        tags=set(_READ),
        clean_content_tags={"script", "style", "title", "head"},
        attributes={"a": {"href"}, "span": {"data-field", "data-fallback"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    return written(safe, _kept)


def _kept(field: str, fallback: str) -> str:
    more = f' data-fallback="{escape(fallback)}"' if fallback else ""
    return f'<span data-field="{escape(field)}"{more}></span>'


def written(html: str, chip: Callable[[str, str], str], styles: dict[str, str] | None = None) -> str:
    """Write clean text again, with what `chip(field, fallback)` gives for each chip, and styles by element."""
    writer = _Writer(chip, styles or {})
    writer.feed(html)
    writer.close()
    return writer.result()


class _Writer(HTMLParser):
    """Writes the few elements that we know, each closed, paragraphs never inside paragraphs."""

    def __init__(self, chip: Callable[[str, str], str], styles: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._chip = chip
        self._styles = styles
        self._out: list[str] = []
        self._open: list[str] = []
        self._spans: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _ALIASES.get(tag, tag)
        values = {name: value or "" for name, value in attrs}
        if tag == "span":
            is_chip = bool(values.get("data-field", "").strip())
            if is_chip and True not in self._spans:
                self._out.append(self._chip(values["data-field"].strip(), values.get("data-fallback", "")))
            self._spans.append(is_chip)
        elif True in self._spans or tag not in _TAGS:
            return
        elif tag == "br":
            self._out.append("<br>")
        else:
            self._begin(tag, values)

    def _begin(self, tag: str, values: dict[str, str]) -> None:
        if tag in _BLOCKS:
            self._end_paragraph(keep_list=tag in ("li", "ul", "ol"))
            if tag == "li" and not {"ul", "ol"}.intersection(self._open):
                return
            if tag == "li":
                self._close("li", within=("ul", "ol"))
        if tag == "p" and "li" in self._open:
            return  # the paragraph of a list item is the item itself
        if tag == "a" and ("a" in self._open or not values.get("href", "").strip()):
            return
        if tag in self._open and tag in _INLINE:
            return
        href = f' href="{_link(values["href"].strip(), self._chip)}"' if tag == "a" else ""
        style = f' style="{self._styles[tag]}"' if tag in self._styles else ""
        self._out.append(f"<{tag}{href}{style}>")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = _ALIASES.get(tag, tag)
        if tag == "span":
            if self._spans:
                self._spans.pop()
        elif True not in self._spans and tag in self._open:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if True in self._spans:
            return
        is_between = not self._open and (not self._out or _EDGE.match(self._out[-1]) is not None)
        if not data.strip() and (is_between or self._open[-1:] in (["ul"], ["ol"])):
            return
        self._out.append(_text(data, self._chip))

    def _end_paragraph(self, *, keep_list: bool) -> None:
        for tag in ("p",) if keep_list else ("p", "li", "ul", "ol"):
            while tag in self._open and (tag == "p" or not keep_list) and tag == "p":
                self._close(tag)

    def _close(self, tag: str, within: tuple[str, ...] = ()) -> None:
        """Close an element and what is open inside it; `within` keeps to the innermost list."""
        place = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at] in (tag, *within)), None)
        if place is None or self._open[place] != tag:
            return
        while len(self._open) > place:
            self._out.append(f"</{self._open.pop()}>")

    def result(self) -> str:
        while self._open:
            self._out.append(f"</{self._open.pop()}>")
        return "".join(self._out)


def _text(data: str, chip: Callable[[str, str], str]) -> str:
    """Escape text; merge fields that were typed become chips, other tags of the merge language stay."""
    pieces: list[str] = []
    at = 0
    for match in _TYPED.finditer(data):
        field = match.group(1) or match.group(2) or match.group(3)
        pieces += (escape(data[at : match.start()], quote=False), chip(field, match.group(4) or match.group(5) or ""))
        at = match.end()
    return "".join((*pieces, escape(data[at:], quote=False)))


def _link(href: str, chip: Callable[[str, str], str]) -> str:
    """Write an address; a merge field in it stays as it is typed, unless the message is being written."""
    if chip is _kept:
        return escape(href)
    pieces: list[str] = []
    at = 0
    for match in _TYPED.finditer(href):
        field = match.group(1) or match.group(2) or match.group(3)
        pieces += (escape(href[at : match.start()]), chip(field, match.group(4) or match.group(5) or ""))
        at = match.end()
    return "".join((*pieces, escape(href[at:])))


def pieces(text: str) -> list[str | tuple[str, str, str]]:
    """Split a line at its merge fields, each as (field, fallback, the tag as typed); other tags stay in the text."""
    found: list[str | tuple[str, str, str]] = []
    at = 0
    for match in _TYPED.finditer(text):
        if match.start() > at:
            found.append(text[at : match.start()])
        field = match.group(1) or match.group(2) or match.group(3)
        found.append((field, match.group(4) or match.group(5) or "", match.group()))
        at = match.end()
    return [*found, text[at:]] if at < len(text) else found


def tag_of(field: str, fallback: str = "") -> str:
    """Write a merge field in Liquid; the sign that cannot be quoted is left out of the fallback."""
    plain = re.fullmatch(r"[A-Za-z_][\w-]*", field)
    name = field if plain else f"['{field}']" if "'" not in field else f'["{field}"]'
    if not fallback:
        return f"{{{{ {name} }}}}"
    quoted = f"'{fallback}'" if "'" not in fallback else '"' + fallback.replace('"', "") + '"'
    return f"{{{{ {name} | default: {quoted} }}}}"


def chips(html: str) -> list[tuple[str, str]]:
    """List the chips of a clean text: field and fallback, in order."""
    found: list[tuple[str, str]] = []

    def note(field: str, fallback: str) -> str:
        found.append((field, fallback))
        return ""

    written(html, note)
    return found
