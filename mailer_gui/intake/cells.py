"""Cells of a workbook as people see them: 1 and not 1.0, 2026-03-04 and not a number of days."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal

_EXACT = 1e15
"""Up to here a float holds every whole number."""


def as_shown(value: object) -> str:
    """Give the text of a cell. Dates are YYYY-MM-DD, times HH:MM, whatever the sheet's own format: both are clear."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return _moment(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, datetime.timedelta):
        return _duration(value)
    return "" if value is None else str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if not math.isfinite(value):
        return ""
    text = f"{value:.15g}"  # a spreadsheet shows no more digits either
    return f"{Decimal(text):f}" if "e" in text else text


def _moment(value: datetime.datetime) -> str:
    if value.microsecond >= 500_000 and value.year < 9999:
        value += datetime.timedelta(seconds=1)  # 15:29:59.9999 is how a spreadsheet keeps half past three
    value = value.replace(microsecond=0)
    if not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return value.isoformat(" ", "seconds" if value.second else "minutes")


def _duration(value: datetime.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(seconds, 3600)
    return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}" if rest % 60 else f"{sign}{hours}:{rest // 60:02}"
