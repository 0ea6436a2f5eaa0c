"""Schedules: starts with a zone, hours and weekdays, also where the clocks change."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.schedule import Schedule

BERLIN = "Europe/Berlin"


def moment(text: str, zone: str = BERLIN, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def shown(at: float, zone: str = BERLIN) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


def test_a_start_is_meant_in_its_zone() -> None:
    assert Schedule(start="2026-12-01 09:00", zone=BERLIN).start_at() == moment("2026-12-01 08:00", "UTC")
    assert Schedule(start="2026-07-01 09:00", zone=BERLIN).start_at() == moment("2026-07-01 07:00", "UTC")
    assert Schedule(start="2026-07-01T09:00+00:00", zone=BERLIN).start_at() == moment("2026-07-01 09:00", "UTC")
    assert Schedule().start_at() is None


def test_a_start_that_the_clocks_skip_is_the_moment_they_skip_to_and_a_double_one_the_first() -> None:
    skipped = Schedule(start="2026-03-29 02:30", zone=BERLIN).start_at()
    assert skipped is not None
    assert shown(skipped) == "Sun 2026-03-29 03:00"
    assert Schedule(start="2026-10-25 02:30", zone=BERLIN).start_at() == moment("2026-10-25 00:30", "UTC")


def test_hours_and_weekdays() -> None:
    office = Schedule(zone=BERLIN, opens="09:00", closes="17:30", weekdays=(0, 1, 2, 3, 4))
    friday = moment("2026-11-27 17:29")
    assert office.is_open(friday)
    assert shown(office.closes_at(friday) or 0) == "Fri 2026-11-27 17:30"
    assert not office.is_open(friday + 60)
    assert shown(office.opens_at(friday + 60)) == "Mon 2026-11-30 09:00"
    assert office.opens_at(friday) == friday
    assert office.closes_at(friday + 60) is None


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    night = Schedule(zone=BERLIN, opens="22:00", closes="06:00", weekdays=(4,))
    assert night.is_open(moment("2026-11-28 05:59"))  # Saturday morning, of Friday's night
    assert not night.is_open(moment("2026-11-27 05:59"))
    assert shown(night.opens_at(moment("2026-11-28 06:00"))) == "Fri 2026-12-04 22:00"


def test_days_without_hours_are_whole_days_that_join() -> None:
    weekend = Schedule(zone=BERLIN, weekdays=(5, 6))
    saturday = moment("2026-11-28 00:00")
    assert weekend.is_open(saturday)
    assert shown(weekend.closes_at(saturday) or 0) == "Mon 2026-11-30 00:00"


def test_hours_keep_the_wall_clock_when_the_clocks_change() -> None:
    morning = Schedule(zone=BERLIN, opens="08:00", closes="10:00")
    for day in ("2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25"):
        begin = morning.opens_at(moment(f"{day} 00:00"))
        assert shown(begin).endswith(f"{day} 08:00")
        assert (morning.closes_at(begin) or 0) - begin == 7200


def test_hours_that_the_clocks_skip() -> None:
    """02:15 to 02:45 is not there on that day; 01:30 to 02:30 ends when the clocks skip."""
    gone = Schedule(zone=BERLIN, opens="02:15", closes="02:45")
    assert shown(gone.opens_at(moment("2026-03-29 00:00"))) == "Mon 2026-03-30 02:15"
    half = Schedule(zone=BERLIN, opens="01:30", closes="02:30")
    begin = half.opens_at(moment("2026-03-29 00:00"))
    assert (half.closes_at(begin) or 0) - begin == 1800


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (Schedule(zone="Europe/Nowhere"), "There is no time zone “Europe/Nowhere”."),
        (Schedule(zone="../etc/passwd"), "There is no time zone “../etc/passwd”."),
        (Schedule(start="tomorrow"), "“tomorrow” is not a time such as 2026-12-01 09:00."),
        (Schedule(opens="9 o'clock", closes="10:00"), "“9 o'clock” is not a time of day such as 09:00."),
        (Schedule(opens="09:00"), "The allowed hours need a beginning and an end that differ."),
        (Schedule(opens="09:00", closes="09:00"), "The allowed hours need a beginning and an end that differ."),
        (Schedule(weekdays=(7,)), "There are seven weekdays."),
        (Schedule("2026-12-01 09:00", BERLIN, "09:00", "17:00", (0,)), ""),
    ],
)
def test_mistakes_are_said(schedule: Schedule, said: str) -> None:
    assert schedule.mistake() == said


@given(
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
    st.integers(0, 95),
    st.integers(0, 95),
    st.sets(st.integers(0, 6)),
    st.integers(1_770_000_000, 1_800_000_000),
)
def test_open_means_what_the_clock_on_the_wall_says(
    zone: str, begin: int, end: int, weekdays: set[int], at: int
) -> None:
    """Except in the hours around a change of the clocks, where the clock on the wall is no witness."""
    opens, closes = (f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in (begin, end))
    schedule = Schedule("", zone, opens, closes, tuple(weekdays)) if begin != end else Schedule("", zone)
    wall = datetime.fromtimestamp(at, ZoneInfo(zone))
    offsets = {(datetime.fromtimestamp(at + hours * 3600, ZoneInfo(zone))).utcoffset() for hours in range(-24, 25, 4)}
    next_open = schedule.opens_at(at)
    assert schedule.is_open(next_open)
    if begin == end or len(offsets) > 1:
        return
    quarter = wall.hour * 4 + wall.minute // 15
    day = wall
    inside = begin <= quarter < end
    if begin > end:
        inside = quarter >= begin or quarter < end
        day = wall - timedelta(days=1) if quarter < end else wall
    assert schedule.is_open(at) == (inside and (not weekdays or day.weekday() in weekdays))
