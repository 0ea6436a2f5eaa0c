"""Lists as word processors put them on the clipboard: paragraphs whose bullet or number is written out."""

from __future__ import annotations

import re

_ITEM = re.compile(r"<p\b[^<>]{0,2000}?mso-list:[^<>]{0,2000}>((?:(?!</?p\b).)*)</p>", re.IGNORECASE | re.DOTALL)
_MARK = re.compile(r"<!(?:--)?\[if !supportLists\](?:--)?>(.{0,1000}?)<!(?:--)?\[endif\](?:--)?>", re.I | re.S)
_NUMBER = re.compile(r"\(?(?:\d{1,4}|[A-Za-z]{1,5})[.)]")
_SEAM = re.compile(r"</(ul|ol)><!--item-->\s*<\1 class=\"item\">")


def with_lists(html: str) -> str:
    """Give HTML whose paragraphs with bullets or numbers are lists; all other HTML stays as it is."""
    return _SEAM.sub("", _ITEM.sub(_item, html))


def _item(found: re.Match[str]) -> str:
    mark = _MARK.search(found[1])
    if mark is None:
        return found[0]
    sign = re.sub(r"<[^>]*>|&nbsp;|\s", "", mark[1])
    kind = "ol" if _NUMBER.fullmatch(sign) else "ul"
    said = found[1].replace(mark[0], "", 1)
    return f'<{kind} class="item"><li>{said}</li></{kind}><!--item-->'
