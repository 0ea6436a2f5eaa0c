"""Moves the CSS of an HTML message into its elements, once per campaign, with the merge tags kept whole."""

from __future__ import annotations

import re
from functools import lru_cache

import css_inline

from mailer_gui.compose.protect import Mark, Place, Protected

_STYLE = re.compile(r"<style[\s>]", re.IGNORECASE)
_DOCUMENT = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*(<!DOCTYPE[^>]*>)", re.IGNORECASE)


def prepared_html(html: str) -> str:
    """Give the HTML as it is sent: a whole document, its styles also inlined. Nothing is loaded from anywhere.

    HTML without styles stays as it is written. So does HTML whose tags the inliner cannot carry over unharmed
    (an instruction between attributes or inside the styles): mail programs then read the style element.
    """
    html = html if _DOCUMENT.search(html) else _wrapped(html)
    if not _STYLE.search(html):
        return html
    protected = Protected(html, _written)
    if any(_is_unsafe(mark) for mark in protected.marks.values()):
        return html
    try:
        inlined = _inliner().inline(protected.html)
    except ValueError:  # css_inline.InlineError: styles that it cannot read stay where they are
        return html
    doctype = _DOCTYPE.match(html)
    if doctype:
        inlined = _DOCTYPE.sub(lambda _match: doctype.group(1), inlined, count=1)
    if "<tbody" not in html.lower():
        # The parser adds it, and an instruction around rows would then open it more often than it is closed.
        inlined = inlined.replace("<tbody>", "").replace("</tbody>", "")
    return protected.restore(inlined) if _is_whole(protected, inlined) else html


def _wrapped(html: str) -> str:
    return '<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n' + html + "\n</body>\n</html>\n"


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False)


def _written(mark: Mark) -> str:
    return f"<!--{mark.word}-->" if mark.place is Place.TEXT else mark.word


def _is_unsafe(mark: Mark) -> bool:
    return mark.place is Place.ATTRIBUTES or (mark.place is Place.STYLE and mark.is_control)


def _is_whole(protected: Protected, inlined: str) -> bool:
    """True when every tag came through, and the instructions once and in their order."""
    words = protected.words(inlined)
    controls = [word for word in words if protected.marks[word].is_control]
    wanted = [word for word, mark in protected.marks.items() if mark.is_control]
    return controls == wanted and set(words) == set(protected.marks)
