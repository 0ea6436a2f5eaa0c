"""Finds the pictures and links in HTML, and those among them that would only work on the author's computer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(src|background|poster|srcset|href|xlink:href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))""",
    re.IGNORECASE,
)
_URL = re.compile(r"""url\(\s*(?:"([^")]*)"|'([^')]*)'|&quot;(.*?)&quot;|([^\s"')]+))\s*\)""", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_COMMENT = re.compile(r"<!--(?!\[if).*?-->", re.DOTALL)
_REMOTE = ("http:", "https:", "cid:", "//")


@dataclass(frozen=True, slots=True)
class Reference:
    """An address in HTML at `html[start:end]`; `value` is it without entities. `is_picture`: shown, not clicked."""

    start: int
    end: int
    value: str
    is_picture: bool

    @property
    def is_local(self) -> bool:
        """True when it names a file of the author's, or holds the data itself (`data:`): it must not leave so."""
        value = self.value.strip()
        lowered = value.lower()
        if not value or value.startswith(("#", "{{", "{%")) or lowered.startswith(_REMOTE):
            return False
        if lowered.startswith(("file:", "data:", "blob:")) or _DRIVE.match(value) or value.startswith(("\\\\", "/")):
            return True
        return self.is_picture and not _SCHEME.match(value)


def references(html: str) -> Iterator[Reference]:
    """Yield every address in attributes and in `url(...)`, in order. Comments are left out; Outlook's are read."""
    hidden = [match.span() for match in _COMMENT.finditer(html)]
    found = [*_attributes(html), *_urls(html)]
    for one in sorted(found, key=lambda reference: reference.start):
        if not any(start <= one.start < end for start, end in hidden):
            yield one


def _attributes(html: str) -> Iterator[Reference]:
    for match in _ATTRIBUTE.finditer(html):
        group = next(number for number in (2, 3, 4) if match.group(number) is not None)
        name = match.group(1).lower()
        if name == "srcset":
            yield from _several(match.start(group), match.group(group))
        else:
            yield _reference(*match.span(group), match.group(group), not name.endswith("href") or _is_link(html, match))


def _is_link(html: str, match: re.Match[str]) -> bool:
    """True for `<link href>` and `<image href>`: loaded to be shown."""
    opening = html.rfind("<", 0, match.start())
    return html[opening + 1 : opening + 6].lower().startswith(("link ", "image"))


def _several(start: int, value: str) -> Iterator[Reference]:
    for match in re.finditer(r"[^\s,][^\s]*[^\s,]", value):
        if not re.fullmatch(r"[\d.]+[wxh]", match.group()):
            yield _reference(start + match.start(), start + match.end(), match.group(), True)


def _urls(html: str) -> Iterator[Reference]:
    for match in _URL.finditer(html):
        group = next((number for number in (1, 2, 3, 4) if match.group(number) is not None), 0)
        if group:
            yield _reference(*match.span(group), match.group(group), True)


def _reference(start: int, end: int, value: str, is_picture: bool) -> Reference:
    return Reference(start, end, unescape(value), is_picture)


def replaced(html: str, new: Callable[[Reference], str | None]) -> str:
    """Give the HTML with other addresses where `new` gives one; every other byte stays as it is."""
    pieces: list[str] = []
    at = 0
    for one in references(html):
        value = new(one)
        if value is not None and one.start >= at:
            pieces.extend((html[at : one.start], escape(value)))
            at = one.end
    return "".join((*pieces, html[at:]))


def content_ids(html: str) -> set[str]:
    """Name the pictures that the HTML shows by content id (`cid:`, RFC 2392)."""
    return {unquote(one.value.strip()[4:]) for one in references(html) if one.value.strip().lower().startswith("cid:")}
