"""How the name of a column is read: squeezed to its letters, cut into words, looked up among those we know."""

from __future__ import annotations

import re
import unicodedata

from mailer_gui.intake.aliases import QUALIFIERS, TARGETS

_BRACKETS = re.compile(r"[(\[{].*?[)\]}]")


def squeeze(name: str) -> str:
    """Reduce a column name to its letters and digits, small and without accents, so that spellings compare equal."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    bare = bare.replace("ł", "l").replace("ß", "ss").replace("ø", "o").replace("æ", "ae").replace("ı", "i")
    return "".join(c for c in unicodedata.normalize("NFC", bare) if c.isalnum() or c == "ー")


# Squeezing is applied to our own words too: some scripts keep their marks only there.
KNOWN = {squeeze(word): target for word, target in TARGETS.items()}


def known_word(column: str) -> str:
    """Squeeze a column's name; what stands in brackets ("E-mail (required)") only explains it."""
    word = squeeze(column)
    return word if word in KNOWN else squeeze(_BRACKETS.sub("", column)) or word


def unqualified(column: str) -> str:
    """Squeeze a column's name without the words that say only which one it is."""
    return "".join(word for word in words_of(column) if word not in QUALIFIERS)


def words_of(column: str) -> list[str]:
    """Squeeze the words of a column's name, each alone; `billingFirstName` has three."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", unicodedata.normalize("NFC", column))
    return [squeeze(word) for word in re.findall(r"[^\W_]+", apart)]
