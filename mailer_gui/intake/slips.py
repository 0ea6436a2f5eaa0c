"""What fingers do wrong: whether one word is another one with a single slip, and how usual that slip is."""

from __future__ import annotations

from functools import lru_cache

_LAYOUTS = (
    ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    ("1234567890", "qwertzuiop", "asdfghjkl", "yxcvbnm-"),
    ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"),
)
"""QWERTY, QWERTZ and AZERTY; each row stands half a key to the right of the one above."""
_ALIKE = {frozenset(pair) for pair in ("0o", "1l", "il", "ij", "rn", "uv", "vw", "ck", "sz", "iy", "mn", "bp", "dt")}

SWAP, DOUBLE, UNDOUBLE, KEY, DROP, EXTRA_KEY = 1.0, 1.0, 1.0, 0.9, 0.9, 0.8
DROP_LAST, DROP_FIRST, ALIKE, VOWEL = 0.8, 0.7, 0.6, 0.6
MOVED, DOUBLE_ELSEWHERE = 0.9, 0.9
STRANGE_EXTRA, STRANGE, NUMBERED = 0.4, 0.3, 0.2


def slip(typed: str, meant: str) -> float:
    """Say how usual the one slip is that makes `typed` of `meant`, from 0 (not one slip) to 1 (fingers do it daily)."""
    if len(typed) == len(meant):
        return _changed(typed, meant)
    if len(typed) == len(meant) - 1:
        return _dropped(typed, meant)
    if len(typed) == len(meant) + 1:
        return _added(typed, meant)
    return 0.0


def two_slips(typed: str, meant: str) -> bool:
    """Tell whether two slips make one long word of the other: `hotimall` of `hotmail`.

    Not when what comes out is another name: `podmail` and `hotmail`, `internet` and `btinternet`, `outwood`, `outlook`.
    """
    if abs(len(typed) - len(meant)) > 2 or (typed[0] != meant[0] and typed[-2:] != meant[-2:]):
        return False
    if len({*typed} ^ {*meant}) > 4 or typed in meant or _slips_apart(typed, meant) != 2:
        return False
    if meant.endswith("mail") and typed.endswith("mail") and len(meant) < 9:
        return False
    pairs = [(a, b) for a, b in zip(typed, meant, strict=False) if a != b]
    changed = len(typed) == len(meant) and len(pairs) == 2
    return not changed or all(_letter(wrong, right) > STRANGE for wrong, right in pairs)


def _slips_apart(typed: str, meant: str) -> int:
    """Count the letters dropped, added, changed or swapped with the next one."""
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, wrong in enumerate(typed, 1):
        above, row = row, [i]
        for j, right in enumerate(meant, 1):
            least = min(above[j] + 1, row[-1] + 1, above[j - 1] + (wrong != right))
            if i > 1 and j > 1 and wrong == meant[j - 2] and typed[i - 2] == right:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before = above
    return row[-1]


def _letter(wrong: str, right: str) -> float:
    if wrong in neighbours(right):
        return KEY
    if frozenset((wrong, right)) in _ALIKE:
        return ALIKE
    return VOWEL if wrong in "aeiou" and right in "aeiou" else STRANGE


def _changed(typed: str, meant: str) -> float:
    places = [i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b]
    if len(places) == 2:
        i, j = places
        return SWAP if j == i + 1 and typed[i] == meant[j] and typed[j] == meant[i] else 0.0
    if len(places) > 2:
        first, last = places[0], places[-1] + 1
        here, there = typed[first:last], meant[first:last]
        return MOVED if here in (there[1:] + there[0], there[-1] + there[:-1]) else 0.0
    if not places:
        return 0.0
    at = places[0]
    wrong, right = typed[at], meant[at]
    if wrong.isdigit() and right.isdigit():
        return 0.0  # the next one of several: school-1, school-2
    if wrong in (typed[at - 1 : at], typed[at + 1 : at + 2]) and right in (meant[at - 1 : at], meant[at + 1 : at + 2]):
        return DOUBLE_ELSEWHERE
    return _letter(wrong, right)


def _dropped(typed: str, meant: str) -> float:
    place = _first_difference(typed, meant)
    if meant[:place] + meant[place + 1 :] != typed:
        return 0.0
    if meant[place] in (meant[place - 1 : place], meant[place + 1 : place + 2]):
        return UNDOUBLE
    if place == 0:
        return DROP_FIRST
    return DROP_LAST if place == len(meant) - 1 else DROP


def _added(typed: str, meant: str) -> float:
    place = _first_difference(meant, typed)
    if typed[:place] + typed[place + 1 :] != meant:
        return 0.0
    added = typed[place]
    if added == "-":
        return STRANGE_EXTRA  # `e-mail` is another name
    beside = (typed[place - 1 : place], typed[place + 1 : place + 2])
    if added in beside:
        return DOUBLE
    if added.isdigit() and beside[1] in ("", "."):
        return NUMBERED  # `mail2`: the second of several
    return EXTRA_KEY if any(key and added in neighbours(key) for key in beside) else STRANGE_EXTRA


def _first_difference(shorter: str, longer: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))


@lru_cache(maxsize=64)
def neighbours(key: str) -> frozenset[str]:
    """Give the keys that touch this one on any of the three keyboards."""
    found: set[str] = set()
    for rows in _LAYOUTS:
        for at, row in enumerate(rows):
            place = row.find(key)
            if place < 0:
                continue
            found.update(row[max(0, place - 1) : place + 2])
            if at:
                found.update(rows[at - 1][place : place + 2])
            if at + 1 < len(rows):
                found.update(rows[at + 1][max(0, place - 1) : place + 1])
    return frozenset(found - {key})
