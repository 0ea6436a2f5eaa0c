"""The stored form of numbers, dates and yes/no: from what people and programs write, whatever their country."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mailer_gui.model.contacts import FieldType


@dataclass(frozen=True, slots=True)
class Habits:
    """What cannot be seen in one value alone: is 3/4 in April (day first), is 1,234 a small number (decimal comma)."""

    day_first: bool = True
    decimal_comma: bool = False


_YES_WORDS = "yes y true t 1 x ja j wahr oui o vrai si sí s sim verdadeiro vero on ✓ ✔ ☑"
_NO_WORDS = "no n false f 0 nein falsch non faux não nao falso off ✗ ✘ ☐"
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_NUMBER = re.compile(r"[+-]?(?:[0-9][0-9.,]*|[.,][0-9]+)")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[ \u00a0\u202f\u2009'’](?=[0-9]{3})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{4}|[0-9]{2})(?:,?\s+[0-9]{1,2}[:.][0-9]{2}.*)?")
_NEAR = {str(year) for year in range(1800, 2200)}
"""Eight digits in a row are a date of these years only, else a number with which somebody is known: 00010101."""
_NAMED = (
    re.compile(r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|º|°|\.)?[\s-]+(?:de |di |d')?(?P<month>[^\W0-9_]+)\.?,?[\s-]+"
               r"(?:de |del )?(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[^\W0-9_]+)\.?\s+(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>[0-9]{4})"),
)  # fmt: skip
_MONTHS = (
    "january jan janeiro enero ene janvier janv januar jänner gennaio gen",
    "february feb fevereiro fev febrero février fevrier févr fevr februar febbraio",
    "march mar março marco marzo mars märz maerz mrz mär",
    "april apr abril abr avril avr aprile",
    "may maio mai mayo maggio mag",
    "june jun junho junio juin juni giugno giu",
    "july jul julho julio juillet juil juli luglio lug",
    "august aug agosto ago août aout",
    "september sep sept setembro set septiembre setiembre septembre settembre",
    "october oct outubro out octubre octobre oktober okt ottobre ott",
    "november nov novembro noviembre novembre",
    "december dec dezembro dez diciembre dic décembre decembre déc dezember dicembre",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}


def normalised(value: str, kind: FieldType, habits: Habits = Habits()) -> str | None:
    """Give a value in the form in which its type is stored; None when it is no value of this type.

    Numbers have a decimal point and no grouping, dates are ISO 8601 (2026-03-31), yes/no is "yes" or "no".
    """
    text = value.strip()
    if kind is FieldType.TEXT or not text:
        return value
    if kind is FieldType.NUMBER:
        return _number(text, habits)
    if kind is FieldType.DATE:
        return _date(text, habits)
    word = text.casefold()
    return "yes" if word in _YES else "no" if word in _NO else None


def habits_of(values: Iterable[str]) -> Habits:
    """Find out how the values of one column are written; what stays open is day first and decimal point."""
    first = second = commas = points = 0
    for value in values:
        text = value.strip()
        if found := _YEAR_LAST.fullmatch(text):
            first += int(found[1]) > 12
            second += int(found[3]) > 12
        elif _NUMBER.fullmatch(text):
            mark, digits = _last_mark(text)
            sure = digits != 3 or len(set(text) & {".", ","}) == 2
            commas += sure and mark == ","
            points += sure and mark == "."
    return Habits(day_first=first >= second, decimal_comma=commas > points)


def _last_mark(text: str) -> tuple[str, int]:
    """Give the last point or comma of a number, and how many digits follow it."""
    place = max(text.rfind("."), text.rfind(","))
    return (text[place], len(text) - place - 1) if place >= 0 else ("", 0)


def _number(text: str, habits: Habits) -> str | None:
    text = _BETWEEN_DIGITS.sub("", text.replace("\u2212", "-"))
    if not _NUMBER.fullmatch(text):
        return None
    sign = "-" if text[0] == "-" else ""
    bare = text.lstrip("+-")
    decimal = _decimal_mark(bare, habits)
    whole, _, rest = bare.partition(decimal) if decimal else (bare, "", "")
    groups = re.split("[.,]", whole)
    if "." in rest or "," in rest or (len(groups) > 1 and not _are_groups(groups)):
        return None
    digits = "".join(groups).lstrip("0") or "0"
    rest = rest.rstrip("0")
    found = f"{digits}.{rest}" if rest else digits
    return found if found == "0" else sign + found


def _decimal_mark(bare: str, habits: Habits) -> str:
    mark, digits = _last_mark(bare)
    if not mark:
        return ""
    if len(set(bare) & {".", ","}) == 2:
        return mark if bare.count(mark) == 1 else ""
    if bare.count(mark) > 1:
        return ""  # only grouping comes more than once
    before = len(bare) - digits - 1
    if digits == 3 and 1 <= before <= 3 and bare[0] != "0":
        return mark if (mark == ",") is habits.decimal_comma else ""
    return mark


def _are_groups(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def _date(text: str, habits: Habits) -> str | None:
    if found := _YEAR_FIRST.fullmatch(text):
        if not found[2] and not (len(found[3]) == len(found[4]) == 2 and found[1] in _NEAR):
            return None
        return _iso(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(text):
        one, two, year = int(found[1]), int(found[3]), int(found[4])
        if len(found[4]) == 2:
            year += 1900 if year > 68 else 2000  # as POSIX reads them
        day_first = habits.day_first or found[2] == "."
        if max(one, two) > 12:
            day_first = one > 12
        return _iso(year, two, one) if day_first else _iso(year, one, two)
    for pattern in _NAMED:
        if (found := pattern.fullmatch(text)) and (month := _MONTH.get(found["month"].casefold())):
            return _iso(int(found["year"]), month, int(found["day"]))
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
