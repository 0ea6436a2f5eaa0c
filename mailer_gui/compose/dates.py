"""Dates in templates: the same on every computer and in every language setting."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from dateutil import parser  # type: ignore[import-untyped]  # it comes without types

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DIRECTIVE = re.compile(r"%([-_0^]?)([A-Za-z%])")
_MAX_FORMAT = 200

_WRITERS: dict[str, Callable[[datetime], str]] = {
    "Y": lambda t: f"{t.year:04d}",
    "y": lambda t: f"{t.year % 100:02d}",
    "m": lambda t: f"{t.month:02d}",
    "d": lambda t: f"{t.day:02d}",
    "e": lambda t: f"{t.day:2d}",
    "j": lambda t: f"{t.timetuple().tm_yday:03d}",
    "B": lambda t: _MONTHS[t.month - 1],
    "b": lambda t: _MONTHS[t.month - 1][:3],
    "h": lambda t: _MONTHS[t.month - 1][:3],
    "A": lambda t: _DAYS[t.weekday()],
    "a": lambda t: _DAYS[t.weekday()][:3],
    "u": lambda t: str(t.isoweekday()),
    "w": lambda t: str(t.isoweekday() % 7),
    "V": lambda t: f"{t.isocalendar().week:02d}",
    "G": lambda t: f"{t.isocalendar().year:04d}",
    "H": lambda t: f"{t.hour:02d}",
    "k": lambda t: f"{t.hour:2d}",
    "I": lambda t: f"{(t.hour - 1) % 12 + 1:02d}",
    "l": lambda t: f"{(t.hour - 1) % 12 + 1:2d}",
    "M": lambda t: f"{t.minute:02d}",
    "S": lambda t: f"{t.second:02d}",
    "p": lambda t: "AM" if t.hour < 12 else "PM",
    "P": lambda t: "am" if t.hour < 12 else "pm",
    "F": lambda t: f"{t.year:04d}-{t.month:02d}-{t.day:02d}",
    "D": lambda t: f"{t.month:02d}/{t.day:02d}/{t.year % 100:02d}",
    "x": lambda t: f"{t.month:02d}/{t.day:02d}/{t.year % 100:02d}",
    "T": lambda t: f"{t.hour:02d}:{t.minute:02d}:{t.second:02d}",
    "X": lambda t: f"{t.hour:02d}:{t.minute:02d}:{t.second:02d}",
    "R": lambda t: f"{t.hour:02d}:{t.minute:02d}",
    "s": lambda t: str(int(t.timestamp())),
    "Z": lambda t: "UTC" if t.tzinfo is UTC else (t.tzname() or ""),
    "z": lambda t: "+0000" if t.tzinfo is UTC else t.strftime("%z"),
    "%": lambda _t: "%",
}


def format_date(moment: datetime, fmt: str) -> str:
    """Write a date by a strftime format, with English names; `%-d` has no leading zero, `%^b` is upper case."""

    def written(match: re.Match[str]) -> str:
        flag, code = match.groups()
        writer = _WRITERS.get(code)
        if writer is None:
            return match.group()
        text = writer(moment)
        if flag == "-":
            return text.lstrip("0 ") or "0"
        return text.upper() if flag == "^" else text

    return _DIRECTIVE.sub(written, fmt[:_MAX_FORMAT])


def parse_date(value: object, now: datetime) -> datetime | None:
    """Read a date from a field: a written date, or seconds since 1970; None when it is neither."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    if isinstance(value, str) and not value.isdigit():
        return _written(value, now)
    try:
        return datetime.fromtimestamp(int(str(value)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _written(value: str, now: datetime) -> datetime | None:
    if len(value) > 100:
        return None
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        found = parser.parse(value, default=start)
    except (ValueError, OverflowError, TypeError):
        return None
    return found if isinstance(found, datetime) else None
