"""Takes the address out of what stands in a cell: names, brackets, `mailto:` and invisible letters are no mistakes."""

from __future__ import annotations

import re

_BRACKETS = re.compile(r"^(.*?)<\s*([^<>]*?)\s*>[\s;,.]*$", re.DOTALL)
_TRAILING = re.compile(r"^([^\s@]+@[^\s@]+)\s+\(([^()]*)\)$")
_LABEL = re.compile(r"(?:mailto|e-?mail|mail|courriel|correo|smtp)\s*[:=]\s*(?://)?", re.IGNORECASE)
# Zero-width and direction marks, soft hyphens, byte order marks: invisible, and wrong in an address.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    + [c for c in range(0x20) if c not in (9, 10, 13)]
    + [0x7F]
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CLEAN = {**_INVISIBLE, **_WIDE, 0x3000: " ", 0xA0: " ", 0x3002: ".", 0xFF61: ".", 0xFE6B: "@", 0x2024: "."}
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"@(.*)', re.DOTALL)
_ATOMS = re.compile(r"[\w!#$%&'*+\-/=?^`{|}~]+(?:\.[\w!#$%&'*+\-/=?^`{|}~]+)*")
_QUOTES = "\"'“”„‘’`«»"


def unwrap(raw: str) -> tuple[str, str]:
    """Take the address out of a cell: (address, name beside it)."""
    text = raw.translate(_CLEAN).strip()
    name = ""
    found = _BRACKETS.match(text)
    if found and "@" in found[2]:
        name, text = " ".join(found[1].strip().strip(_QUOTES).split()), found[2].strip()
    elif found := _TRAILING.match(text):
        text, name = found[1], " ".join(found[2].split())
    text = _unquoted(_bare(_LABEL.sub("", text, count=1) if _LABEL.match(text) else text))
    return text, "" if "@" in name and name.lower() == text.lower() else name


def _bare(text: str) -> str:
    """Take away what stands around the address: quotes, half a bracket, the question of a link, a closing dot."""
    if not text.startswith('"') or text.endswith('"'):  # a quoted part before the @ keeps its quotes
        text = text.strip().strip(_QUOTES).strip()
    before, question, _ = text.partition("?")
    if question and "@" in before:
        text = before
    text = text.lstrip("<([").rstrip(">)/;, ").strip()
    if text.endswith(".") and not text.endswith(".."):
        text = text[:-1]
    return text


def _unquoted(text: str) -> str:
    """Take away quotes before the @ that change nothing: `"ana"@example.org` is ana@example.org (RFC 5322 3.2.4)."""
    found = _QUOTED.fullmatch(text)
    inside = re.sub(r"\\(.)", r"\1", found[1]) if found else ""
    return f"{inside}@{found[2]}" if found and _ATOMS.fullmatch(inside) else text
