"""What was probably meant by a cell that holds no address: `ana(at)gmail.com`, `ana@gmail,com`, `anagmail.com`."""

from __future__ import annotations

import re
from typing import NamedTuple

from mailer_gui.intake.providers import BIG, mailboxes

_AT = re.compile(r"\s*[\[({<]\s*(?:at|arroba|ät|chez)\s*[\])}>]\s*|\s+at\s+", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[({<]\s*(?:dot|punkt|ponto|punto|point)\s*[\])}>]\s*|\s+(?:dot|punkt)\s+", re.IGNORECASE)
_REMARK = re.compile(r"\([^()]*\)")
_INSTEAD_OF_AT = "2qQ#*\"'!/:;,._ -"
"""What keyboards give when the key for @ is missed: its neighbour, or the same key without Shift or AltGr."""
_LIKE_LATIN = str.maketrans("аеорсухіјѕԁһԛԝАВЕКМНОРСТХУІЈЅοΟιν", "aeopcyxijsdhqwABEKMHOPCTXYIJSoOiv")
"""Letters of other alphabets that look the same."""


class Mended(NamedTuple):
    """Both halves of the address that was probably meant; the domain has still to be judged."""

    local: str = ""
    domain: str = ""
    confidence: float = 0.0


def mended(text: str) -> Mended:
    """Propose what a slip hides: a comma for a dot, a space too many, two dots in a row, a missing @."""
    if "@" not in text:
        replaced = _AT.sub("@", text)
        if replaced == text:
            return _missing_at(text)
        text = replaced
    text = _DOT.sub(".", _REMARK.sub("", text))
    text = re.sub(r"@+", "@", re.sub(r"\s*([@.])\s*", r"\1", text))
    local, _, domain = text.partition("@")
    if "@" in domain or '"' in local.strip('"') or re.search(r"\s", local):
        return Mended()  # a space between two words may stand for a dot, a line or nothing
    domain = re.sub(r"\s+", "", domain)
    domain = re.sub(r"^(?:https?|mailto):/*", "", domain, flags=re.IGNORECASE)
    domain = re.sub(r"[.,;:]{1,3}", ".", domain).strip(".'\"<>()[]_\\/#")
    local = re.sub(r"\.{2,}", ".", local).strip(".,;:<>()[]'\"")
    return Mended(local, domain, 0.97) if local and domain else Mended()


def _missing_at(text: str) -> Mended:
    """Find a well-known domain at the end: `anagmail.com`, `ana2gmail.com`, `ana.gmail.com`."""
    typed = text.lower()
    for start in range(max(1, len(typed) - 20), len(typed) - 5):
        domain = typed[start:]
        if mailboxes().get(domain, 0.0) < BIG or len(domain) < 7:
            continue
        local = text[:start]
        parted = local[-1] in _INSTEAD_OF_AT
        return Mended(local[:-1] if parted else local, domain, 0.97 if parted else 0.92) if len(local) > 1 else Mended()
    return Mended()


def latin(text: str) -> str:
    """Give a text that mixes Latin letters with look-alikes of other alphabets in Latin letters only, else nothing."""
    if text.isascii() or not any("a" <= c <= "z" for c in text.lower()):
        return ""
    plain = text.translate(_LIKE_LATIN)
    return plain if plain.isascii() else ""
