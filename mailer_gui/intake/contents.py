"""What a column without a name holds, judged by its cells: names, phones, towns, countries, companies, birthdays."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mailer_gui.intake.wordlists import CITIES, COMPANY_FORMS, COUNTRIES, FIRST_NAMES
from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, FieldType
from mailer_gui.model.field_types import normalised

_PHONE = re.compile(r"(?:tel\.?:? ?)?\+?[\d(][\d\s()./\-–]{5,22}\d(?: ?(?:ext|x)\.? ?\d+)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*\.?")
_OLDEST = 1900
_YOUNGEST = 5
"""Years; who is younger has no mailbox."""
Squeeze = Callable[[str], str]


def guess_contents(columns: Sequence[Sequence[str]], addresses: Sequence[str], squeeze: Squeeze) -> dict[int, str]:
    """Give the place of each column that is sure enough -> its target. Each column has a cell for every row."""
    found: dict[int, str] = {}
    open_places = [place for place, cells in enumerate(columns) if any(cell.strip() for cell in cells)]
    for target, is_one, enough in _TESTS:
        best = max(
            (place for place in open_places if place not in found),
            key=lambda place: _share(columns[place], is_one, squeeze),
            default=None,
        )
        if best is not None and _share(columns[best], is_one, squeeze) >= enough:
            found[best] = target
    free = [place for place in open_places if place not in found]
    found.update(_names(columns, free, addresses, squeeze))
    return found


def _share(cells: Sequence[str], is_one: Callable[[str, Squeeze], bool], squeeze: Squeeze) -> float:
    filled = [cell.strip() for cell in cells if cell.strip()]
    return sum(is_one(cell, squeeze) for cell in filled) / len(filled) if filled else 0.0


def _is_phone(cell: str, _: Squeeze) -> bool:
    digits = sum(c.isdigit() for c in cell)
    if not 7 <= digits <= 15 or not _PHONE.fullmatch(cell) or normalised(cell, FieldType.DATE) is not None:
        return False
    return not cell.isdigit() or digits >= 9


def _is_birthday(cell: str, _: Squeeze) -> bool:
    day = normalised(cell, FieldType.DATE) if ":" not in cell else None  # a time of day belongs to something else
    return day is not None and _OLDEST <= int(day[:4]) <= datetime.date.today().year - _YOUNGEST


def _is_country(cell: str, squeeze: Squeeze) -> bool:
    return len(cell) < 40 and squeeze(cell) in COUNTRIES


def _is_city(cell: str, squeeze: Squeeze) -> bool:
    return len(cell) < 40 and squeeze(cell) in CITIES


def _is_company(cell: str, squeeze: Squeeze) -> bool:
    words = [squeeze(word) for word in cell.split()]
    return len(words) > 1 and any(word in COMPANY_FORMS for word in words[1:])


_TESTS = (
    ("phone", _is_phone, 0.7),
    ("birthday", _is_birthday, 0.8),
    ("country", _is_country, 0.6),
    ("company", _is_company, 0.4),
    ("city", _is_city, 0.4),
)


class _Worth(NamedTuple):
    """Shares of the cells of a column, each from 0 to 1."""

    again: float
    """A word stands in the address, too."""
    common: float
    """The first word is a common first name."""
    several: float
    """There is more than one word."""
    starts: float
    """The address begins with the first word."""


def _names(
    columns: Sequence[Sequence[str]], free: Sequence[int], addresses: Sequence[str], squeeze: Squeeze
) -> dict[int, str]:
    """Know names by their words: few, letters only, found again in the address or among the common ones."""
    locals_ = [squeeze(address.partition("@")[0]) for address in addresses]
    worth: dict[int, _Worth] = {}
    for place in free:
        filled = [(cell.split(), local) for cell, local in zip(columns[place], locals_, strict=True) if cell.strip()]
        plain = sum(len(words) <= 5 and all(map(_WORD.fullmatch, words)) for words, _ in filled) / len(filled)
        if plain < 0.8:
            continue
        bare = [([squeeze(word) for word in words], local) for words, local in filled]
        again = sum(any(len(word) > 2 and word in local for word in words) for words, local in bare) / len(bare)
        common = sum(words[0] in FIRST_NAMES for words, _ in bare) / len(bare)
        several = sum(len(words) > 1 for words, _ in bare) / len(bare)
        starts = sum(local.startswith(words[0]) for words, local in bare if words[0]) / len(bare)
        worth[place] = _Worth(again, common, several, starts)
    whole = [place for place, one in worth.items() if one.several > 0.6 and max(one.again, one.common) > 0.3]
    if whole:
        return {max(whole, key=lambda place: sum(worth[place])): FULL_NAME}
    return _halves(worth)


def _halves(worth: dict[int, _Worth]) -> dict[int, str]:
    likely = [place for place, one in worth.items() if max(one.again, one.common) > 0.3]
    if not likely:
        return {}
    first = max(likely, key=lambda place: (worth[place].common, worth[place].starts, -place))
    if len(likely) == 1 and worth[first].common <= 0.3 and worth[first].starts < 0.5:
        return {first: LAST_NAME}  # d.lima@ and a.costa@: the words come after something else
    beside = [place for place in worth if abs(place - first) == 1 and worth[place].common <= worth[first].common]
    last = max(beside, key=lambda place: (worth[place].again, place), default=None)
    return {first: FIRST_NAME} if last is None else {first: FIRST_NAME, last: LAST_NAME}
