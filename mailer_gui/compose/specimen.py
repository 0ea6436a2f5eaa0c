"""A message as it looks for nobody in particular: the fallbacks and names of its merge fields in their places."""

from __future__ import annotations

import re

from mailer_gui.compose.tags import ScanError, TagKind, scan

_FIELD = re.compile(r"""\{\{-?\s*(?:([\w-]+)|\[\s*['"]([^'"]+)['"]\s*\])""")
_FALLBACK = re.compile(r"""\|\s*default\s*:\s*(?:'([^']*)'|"([^"]*)")""")


def specimen_of(html: str) -> str:
    """Give HTML with its tags of the merge language replaced; what cannot be scanned stays as it is."""
    try:
        tags = list(scan(html))
    except ScanError:
        return html
    pieces: list[str] = []
    at = 0
    for tag in tags:
        said = _said(html[tag.start : tag.end]) if tag.kind is TagKind.OUTPUT else ""
        pieces += (html[at : tag.start], said)
        at = tag.end
    return "".join((*pieces, html[at:]))


def _said(tag: str) -> str:
    fallback = _FALLBACK.search(tag)
    if fallback:
        return fallback.group(1) or fallback.group(2) or ""
    name = _FIELD.match(tag)
    return (name.group(1) or name.group(2) or "").replace("_", " ") if name else ""
