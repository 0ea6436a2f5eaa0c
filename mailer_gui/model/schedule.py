"""When a campaign may be sent: its start, and the hours and weekdays that are allowed, in a time zone of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_YEARS = range(1971, 9999)
"""Beyond these, moments cannot be computed in every zone."""
_LOOK_AHEAD = 15
"""Days: a week with one allowed day, a change of the clocks, and a little more."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A start ("2026-12-01 09:00"), hours ("09:00" to "17:30", or over midnight) and weekdays (0 is Monday).

    Empty means: at once, at any hour, on any day, in the computer's own zone. A night belongs to the day it begins on.
    When the start was missed by more than `late_after` seconds, a person is asked.
    """

    start: str = ""
    zone: str = ""
    opens: str = ""
    closes: str = ""
    weekdays: tuple[int, ...] = ()
    late_after: float = 3600.0

    @property
    def has_hours(self) -> bool:
        """True when not every moment is allowed."""
        return bool(self.opens or self.closes or self.weekdays)

    @property
    def hours(self) -> str:
        """The hours in words, with the zone where one was chosen: other times are shown in the computer's own."""
        return f"from {self.opens} to {self.closes}" + (f" ({self.zone})" if self.zone else "")

    def mistake(self) -> str:
        """Say what cannot be understood; empty when all is well."""
        try:
            _zone(self.zone)
        except (KeyError, ValueError, OSError):
            return f"There is no time zone “{self.zone}”."
        try:
            begin = datetime.fromisoformat(self.start or "2026-01-01 00:00")
        except ValueError:
            begin = datetime.min
        if begin.year not in _YEARS:
            return f"“{self.start}” is not a time such as 2026-12-01 09:00."
        for text in (self.opens, self.closes):
            try:
                _time_of(text)
            except ValueError:
                return f"“{text}” is not a time of day such as 09:00."
        if bool(self.opens) != bool(self.closes) or (self.opens and _time_of(self.opens) == _time_of(self.closes)):
            return "The allowed hours need a beginning and an end that differ."
        if any(not 0 <= day <= 6 for day in self.weekdays):
            return "There are seven weekdays."
        return ""

    def start_at(self) -> float | None:
        """Give the start in unix seconds; a time that the clocks skip means the moment they skip to."""
        if not self.start:
            return None
        begin = datetime.fromisoformat(self.start)
        return begin.timestamp() if begin.tzinfo else _instant(begin.date(), begin.time(), _zone(self.zone))

    def is_open(self, at: float) -> bool:
        """True when messages may begin at this moment."""
        return not self.has_hours or any(begin <= at < end for begin, end in self._spans(at))

    def opens_at(self, at: float) -> float:
        """Give the first moment from `at` on when messages may begin."""
        if not self.has_hours:
            return at
        return next((max(at, begin) for begin, end in self._spans(at) if end > at), at)

    def closes_at(self, at: float) -> float | None:
        """Give when the span that is open at `at` ends, None when it never does or none is open."""
        if not self.has_hours:
            return None
        end_of_span = None
        for begin, end in self._spans(at):
            if begin <= (at if end_of_span is None else end_of_span) < end:
                end_of_span = end
        return end_of_span

    def _spans(self, at: float) -> Iterator[tuple[float, float]]:
        """Give the allowed spans around and after a moment, in order."""
        zone = _zone(self.zone)
        opens, closes = _time_of(self.opens or "00:00"), _time_of(self.closes or "00:00")
        first = datetime.fromtimestamp(at, zone).date() - timedelta(days=1)
        for place in range(_LOOK_AHEAD):
            day = first + timedelta(days=place)
            if self.weekdays and day.weekday() not in self.weekdays:
                continue
            last = day if opens < closes else day + timedelta(days=1)
            begin, end = _instant(day, opens, zone), _instant(last, closes, zone)
            if begin < end:
                yield begin, end


def _zone(name: str) -> tzinfo | None:
    """Give the zone; None is the computer's own. Raises KeyError, ValueError or OSError for a name that is none."""
    if not name:
        return None
    from zoneinfo import ZoneInfo  # here: most campaigns need none, and the window should not wait for it

    return ZoneInfo(name)


def _time_of(text: str) -> time:
    found = time.fromisoformat(text) if text else time()
    if found.tzinfo is not None:
        raise ValueError("the zone is the schedule's")
    return found


def _instant(day: date, clock: time, zone: tzinfo | None) -> float:
    """Give the moment a clock on the wall shows this first; when the clocks skip it, the moment of the skip."""
    naive = datetime.combine(day, clock)
    shown = naive.replace(tzinfo=zone).timestamp()
    if _wall(shown, zone) == naive:
        return shown
    low, high = naive.replace(tzinfo=zone, fold=1).timestamp(), shown  # before and after the skip
    while high - low > 0.5:
        middle = (low + high) / 2
        low, high = (middle, high) if _wall(middle, zone) < naive else (low, middle)
    return float(round(high))


def _wall(at: float, zone: tzinfo | None) -> datetime:
    if zone is None:
        return datetime.fromtimestamp(at)
    return datetime.fromtimestamp(at, UTC).astimezone(zone).replace(tzinfo=None)
