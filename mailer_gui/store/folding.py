"""How texts are compared in searches: capital letters and accents do not matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

PART = "\x1f"
"""Stands between texts in the search index. No word of a search has it: Python's `split` takes it for a blank."""


def fold(text: str) -> str:
    """Give the text as it is searched: small letters, without accents; what parts texts in the index is a blank."""
    if PART in text or "\0" in text:
        text = text.replace(PART, " ").replace("\0", " ")
    if text.isascii():
        return text.lower()
    return _BEYOND_ASCII.sub(_bare, text.casefold())


def folded_value(text: str) -> str:
    """Do what `fold` does, quicker for the values of many people: names and towns come again and again.

    Only for texts without control characters.
    """
    if text.isascii():
        return text.lower()
    found = _known_values.get(text)
    if found is None:
        if len(_known_values) >= _MOST_KNOWN:
            _known_values.clear()
        found = _known_values[text] = fold(text)
    return found


def folded_values(texts: Sequence[str]) -> list[str]:
    """Do what `folded_value` does for each text of a column: all at once, if they are plain."""
    joined = "\n".join(texts)
    if joined.isascii():
        folded = joined.lower().split("\n")
        if len(folded) == len(texts):
            return folded
    return [folded_value(text) for text in texts]


_known_values: dict[str, str] = {}
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_MOST_KNOWN = 10_000
_known: dict[str, str] = {}


def _bare(found: re.Match[str]) -> str:
    """Take the accents away; what ASCII letters stand before has no part in it, their marks are accents themselves."""
    run = found[0]
    bare = _known.get(run)
    if bare is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        parts = unicodedata.normalize("NFKD", run)
        bare = _known[run] = "".join(c for c in parts if not unicodedata.combining(c))
    return bare
