"""Which type the values of a column have, and how they are written: days or months first, points or commas."""

from __future__ import annotations

import datetime
import locale
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from mailer_gui.intake.column_words import squeeze
from mailer_gui.intake.headers import related
from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, FieldType
from mailer_gui.model.field_types import Habits, habits_of, normalised
from mailer_gui.model.imports import ADDRESS_COLUMN

_ALWAYS_TEXT = frozenset(
    {ADDRESS_COLUMN, FIRST_NAME, LAST_NAME, FULL_NAME, "phone", "company", "city", "country", "postcode", "street"}
)
_WORDS = """
note notes notas nota notizen notiz bemerkung bemerkungen kommentar kommentare comment comments comentario
comentarios commentaire commentaires remarque remarques remark remarks observacoes observaciones osservazioni
opmerkingen uwagi fax telefax pager title titel titre titulo titolo anrede suffix initials
"""
_ALSO_TEXT = frozenset(_WORDS.split())
"""Squeezed names of columns that hold words, whatever the first of them look like."""
_NO_DATE = re.compile(r"0{1,4}([-./])0{1,2}\1(?:0{4}|0{1,2})(?:[T ]00:00(?::00)?)?")
"""How programs write that there is no date: 0/0/00, 00.00.0000, 0000-00-00."""
_SERIAL = re.compile(r"([1-9]\d{4})(?:[.,]0+)?")
"""A date as spreadsheets keep it: days since the end of 1899; of five digits from 1927 on."""
_FIRST_DAY = datetime.date(1899, 12, 30)
_SLASHES = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(?:\d{4}|\d{2})(?:\D.*)?")
_CODE = re.compile(r"[+0]\d+|\d{16,}")
"""Digits that are a name and not an amount: phone numbers, postal codes, long card numbers."""
_TIME = re.compile(r"\d[T ]+(?!00:00(?::00(?:\.0+)?)?(?:Z|\s|$))\d{1,2}:\d\d")
_YES_WORDS = "yes y true t x ja j wahr oui o vrai si sí s sim verdadeiro vero on ✓ ✔ ☑"
_NO_WORDS = "no n false f nein falsch non faux não nao falso off ✗ ✘ ☐"
_YES_AND_NO = frozenset(f"{_YES_WORDS} {_NO_WORDS}".split())
_MONTH_FIRST = frozenset({"en_US", "en_PH", "es_US", "en_PR"})
_ENOUGH = 0.95
_MOST_KNOWN = 20_000
"""Values remembered of a column: dates, answers and small numbers come again and again."""


def guess_types(mapping: Mapping[str, str], cells: Mapping[str, Sequence[str]]) -> dict[str, FieldType]:
    """Give field -> type for the fields that are more than text; `cells` are the first ones of each column."""
    found: dict[str, FieldType] = {}
    for column, target in mapping.items():
        is_text = target in _ALWAYS_TEXT or related(column) in _ALWAYS_TEXT or squeeze(column) in _ALSO_TEXT
        if target and not is_text:
            kind = _type_of([cell.strip() for cell in cells[column] if cell.strip()])
            if kind is not FieldType.TEXT:
                found[target] = kind
    return found


def in_form(value: str, kind: FieldType, habits: Habits) -> str | None:
    """Give a cell in the stored form of a type as `normalised` does; of dates also a serial number, and none at all."""
    found = normalised(value, kind, habits)
    if found is None and kind is FieldType.DATE:
        if _NO_DATE.fullmatch(value.strip()):
            return ""
        if serial := _SERIAL.fullmatch(value.strip()):
            return (_FIRST_DAY + datetime.timedelta(int(serial[1]))).isoformat()
    return found


def _type_of(values: Sequence[str]) -> FieldType:
    if not values:
        return FieldType.TEXT
    dated = [value for value in values if not _NO_DATE.fullmatch(value)]
    if len(dated) < len(values):
        return FieldType.DATE if not dated else _type_of(dated)
    enough = _ENOUGH * len(values)
    if sum(value.casefold() in _YES_AND_NO for value in values) >= enough:
        return FieldType.YES_NO
    habits = habits_of(values)
    if any(_TIME.search(value) for value in values):  # as a date it would lose the time of day
        return FieldType.TEXT
    dates = sum(normalised(value, FieldType.DATE, habits) is not None for value in values)
    serials = sum(_SERIAL.fullmatch(value) is not None for value in values)
    if dates + serials >= enough and dates >= serials:
        return FieldType.DATE
    if any(_CODE.fullmatch(value) and value != "0" for value in values):
        return FieldType.TEXT
    numbers = sum(normalised(value, FieldType.NUMBER, habits) is not None for value in values)
    return FieldType.NUMBER if numbers >= enough else FieldType.TEXT


def column_habits(
    cells: Mapping[str, Sequence[str]], day_first: bool | None, delimiter: str | None
) -> dict[str, Habits]:
    """Give for each column how its dates and numbers are written.

    What a column leaves open is decided by the other columns of the file, then by the person (`day_first`), then by
    the person's country; numbers such as 1,234 by the file's own delimiter: beside semicolons a comma is decimal.
    """
    known = _known_orders(cells)
    open_order = next(iter(set(known.values())), None) if len(set(known.values())) == 1 else None
    if open_order is None:
        open_order = day_first if day_first is not None else own_country_day_first()
    found: dict[str, Habits] = {}
    for column, values in cells.items():
        habits = habits_of(values)
        if delimiter == ";" and not habits.decimal_comma and not any(re.search(r"\d\.\d{1,2}$", v) for v in values):
            habits = replace(habits, decimal_comma=True)
        found[column] = replace(habits, day_first=known.get(column, open_order))
    return found


def doubtful_dates(
    mapping: Mapping[str, str], types: Mapping[str, FieldType], cells: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    """Give the columns of dates that can be read in two ways and that no other column of the file explains."""
    dates = {column: cells[column] for column, target in mapping.items() if types.get(target) is FieldType.DATE}
    if len(set(_known_orders(dates).values())) == 1:
        return ()
    return tuple(column for column, values in dates.items() if _order(values) is None and _is_open(values))


def _known_orders(cells: Mapping[str, Sequence[str]]) -> dict[str, bool]:
    """Give the columns that say themselves whether the day comes first."""
    orders = {column: _order(values) for column, values in cells.items()}
    return {column: order for column, order in orders.items() if order is not None}


def _order(values: Sequence[str]) -> bool | None:
    days = months = 0
    for value in values:
        if found := _SLASHES.fullmatch(value.strip()):
            one, two = int(found[1]), int(found[3])
            days += 12 < one <= 31 and two <= 12
            months += 12 < two <= 31 and one <= 12
    return None if days == months else days > months


def _is_open(values: Sequence[str]) -> bool:
    matches = (_SLASHES.fullmatch(value.strip()) for value in values)
    return any(found and found[1].lstrip("0") != found[3].lstrip("0") for found in matches)


def own_country_day_first() -> bool:
    """Say whether the person's country writes the day before the month."""
    return (locale.getlocale()[0] or "").partition(".")[0] not in _MONTH_FIRST


def typed_fields(
    mapping: Mapping[str, str], types: Mapping[str, FieldType], habits: Mapping[str, Habits]
) -> Callable[[dict[str, str]], int]:
    """Give what brings the fields of one person into the stored form of their types.

    It changes them in place and gives how many do not fit; those stay as they were typed.
    """
    ways = [
        (target, types[target], habits[column], dict[str, str | None]())
        for column, target in mapping.items()
        if types.get(target, FieldType.TEXT) is not FieldType.TEXT
    ]

    def apply(fields: dict[str, str]) -> int:
        misfits = 0
        for target, kind, habit, known in ways:
            value = fields.get(target)
            if value is None:
                continue
            if value not in known:
                if len(known) >= _MOST_KNOWN:
                    known.clear()
                known[value] = in_form(value, kind, habit)
            found = known[value]
            if found is None:
                misfits += 1
            elif not found:
                del fields[target]
            else:
                fields[target] = found
        return misfits

    return apply
