"""How texts are compared in searches: capital letters and accents do not matter."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Give the text as it is searched: small letters, without accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))
