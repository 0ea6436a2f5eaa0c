"""A page as mail programs with a dark look show it: by its own dark colours, if it brings some."""

from __future__ import annotations

import re

_ASKED = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
_SCHEME = re.compile(r"(color-scheme\s*:\s*)light dark\b", re.IGNORECASE)
_PLACES = re.compile(r"<style\b[^>]*>.*?</style|<[a-z]+\b[^>]*\bmedia=[^>]*>", re.IGNORECASE | re.DOTALL)
_ALWAYS, _NEVER = "(min-width: 0px)", "(max-width: 0px)"


def brings_dark(html: str) -> bool:
    """Tell whether a page says itself what it looks like in the dark."""
    return any((found := _ASKED.search(place)) and found[1].lower() == "dark" for place in _PLACES.findall(html))


def in_light_or_dark(html: str, *, dark: bool) -> str:
    """Give a page with its question for the colours of the system answered: those of this program do not matter."""

    def answered(found: re.Match[str]) -> str:
        return _ALWAYS if (found[1].lower() == "dark") == dark else _NEVER

    def place(found: re.Match[str]) -> str:
        return _SCHEME.sub(rf"\1only {'dark' if dark else 'light'}", _ASKED.sub(answered, found.group()))

    return _PLACES.sub(place, html)
