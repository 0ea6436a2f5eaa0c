"""How texts are compared in searches: capital letters and accents do not matter."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Give the text as it is searched: small letters, without accents."""
    if text.isascii():
        return text.lower()
    return text.casefold().translate(_FOLDED)


class _Folded(dict[int, str]):
    """Each character without its accents; made when it is first met."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code))
        found = self[code] = "".join(c for c in parts if not unicodedata.combining(c))
        return found


_FOLDED = _Folded()
