"""Probable typing mistakes in the part after @, offline. Only a proposal: nothing is changed unasked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from mailer_gui.intake.providers import NEAR_ENDINGS, POPULAR, REAL, SOLE_ENDING, WRONG_ENDINGS

_SHORTEST = 5
"""Names below this length have too many real neighbours (`web`, `gmx`, `aol`)."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")


class TypoFinder:
    """Knows the domains people have mailboxes at; `own` adds those that the person writes to most."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        own = tuple(own)
        self._real = REAL | frozenset(own)
        self._names: dict[str, dict[str, None]] = {}
        self._endings: dict[str, tuple[str, ...]] = {}
        for domain in (*POPULAR, *own):
            name, _, ending = domain.partition(".")
            self._names.setdefault(ending, {})[name] = None
            self._endings[name] = (*self._endings.get(name, ()), ending)

    def suggest(self, domain: str) -> str:
        """Give the domain that was probably meant; empty when this one may well be right."""
        if domain in self._real:
            return ""
        name, _, ending = domain.partition(".")
        if not ending:
            return self._without_dot(domain)
        mended = self._ending(name, ending)
        if f"{name}.{mended}" in self._real:
            return f"{name}.{mended}"
        close = self._name(name, mended)
        if close:
            return f"{close}.{mended}"
        return f"{name}.{mended}" if ending in WRONG_ENDINGS else ""

    def _ending(self, name: str, ending: str) -> str:
        if ending in WRONG_ENDINGS:
            return WRONG_ENDINGS[ending]
        near = NEAR_ENDINGS.get(ending)
        if near and len(name) >= _SHORTEST and (near in self._endings.get(name, ()) or self._name(name, near)):
            return near
        if name in SOLE_ENDING and "com" in self._endings[name]:
            return "com"
        return ending

    def _name(self, name: str, ending: str) -> str:
        """Find the one provider with this ending whose name is one slip away."""
        known = self._names.get(ending, {})
        if name in known or len(name) < _SHORTEST - 1:
            return ""
        close = [
            other
            for other in known
            if len(other) >= _SHORTEST and OSA.distance(name, other, score_cutoff=1) == 1 and _is_slip(name, other)
        ]
        return close[0] if close else ""

    def _without_dot(self, domain: str) -> str:
        for ending in ("com", "net", "de", "fr", "it", "es", "pt", "ru", "pl", "nl"):
            name = domain.removesuffix(ending)
            if name != domain and f"{name}.{ending}" in POPULAR:
                return f"{name}.{ending}"
        return ""


def _is_slip(typed: str, meant: str) -> bool:
    """Say whether the one difference is what fingers do; another first letter is another name."""
    if len(typed) != len(meant):
        # A letter too few in front makes another word (`mail` of `gmail`).
        return not (len(typed) < len(meant) and meant[1:] == typed)
    places = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
    if len(places) == 2:
        return True
    return places[0] > 0 and (typed[places[0]] in _near_keys(meant[places[0]]) or len(meant) > 6)


@lru_cache(maxsize=64)
def _near_keys(key: str) -> str:
    near = ""
    for above, row in enumerate(_ROWS[:3]):
        if key in row:
            at = row.index(key)
            near += row[max(0, at - 1) : at + 2]
            for other in _ROWS[max(0, above - 1) : above + 2]:
                near += other[max(0, at - 1) : at + 2]
    return near + ("aeiou" if key in "aeiou" else "")
