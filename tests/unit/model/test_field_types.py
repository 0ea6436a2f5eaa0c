from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.contacts import FieldType
from mailer_gui.model.field_types import Habits, habits_of, normalised

COMMA = Habits(decimal_comma=True)
MONTH_FIRST = Habits(day_first=False)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12", "12"),
        ("-0", "0"),
        ("+007.50", "7.5"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234 567,8", "1234567.8"),
        ("1'234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        (".5", "0.5"),
        ("\u22123", "-3"),
        ("12 apples", None),
        ("1,23,4", None),
        ("1.2.3", None),
        ("1-2", None),
        ("-", None),
        ("1,", "1"),
    ],
)
def test_numbers(typed: str, stored: str | None) -> None:
    assert normalised(typed, FieldType.NUMBER) == stored


def test_what_one_number_leaves_open_is_told_by_the_others() -> None:
    assert (normalised("1,234", FieldType.NUMBER), normalised("1,234", FieldType.NUMBER, COMMA)) == ("1234", "1.234")
    assert (normalised("1.234", FieldType.NUMBER), normalised("1.234", FieldType.NUMBER, COMMA)) == ("1.234", "1234")
    assert habits_of(["1.234", "7,5", "x"]).decimal_comma
    assert not habits_of(["1,234", "7.5"]).decimal_comma
    assert not habits_of(["13/02/2024", "31/12/2020"]).decimal_comma
    assert not habits_of(["02/13/2024", "03/04/2024"]).day_first
    assert habits_of(["03/04/2024"]).day_first


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2024-03-31", "2024-03-31"),
        ("2024-03-31T10:00:00Z", "2024-03-31"),
        ("2024/3/1", "2024-03-01"),
        ("20240301", "2024-03-01"),
        ("31.3.2024", "2024-03-31"),
        ("31. 3. 2024", "2024-03-31"),
        ("3/4/2024", "2024-04-03"),
        ("3/31/2024", "2024-03-31"),
        ("31/03/24 10:15", "2024-03-31"),
        ("1.2.70", "1970-02-01"),
        ("3 March 2024", "2024-03-03"),
        ("March 3rd, 2024", "2024-03-03"),
        ("3 de março de 2024", "2024-03-03"),
        ("3. März 2024", "2024-03-03"),
        ("3 août 2024", "2024-08-03"),
        ("3-Mar-2024", "2024-03-03"),
        ("30 febbraio 2024", None),
        ("2024-13-01", None),
        ("202403", None),
        ("soon", None),
    ],
)
def test_dates(typed: str, stored: str | None) -> None:
    assert normalised(typed, FieldType.DATE) == stored


def test_month_first() -> None:
    assert normalised("3/4/2024", FieldType.DATE, MONTH_FIRST) == "2024-03-04"
    assert normalised("3.4.2024", FieldType.DATE, MONTH_FIRST) == "2024-04-03"


def test_yes_and_no() -> None:
    assert [normalised(word, FieldType.YES_NO) for word in (" Yes ", "SIM", "0", "Não", "maybe", "")] == [
        "yes",
        "yes",
        "no",
        "no",
        None,
        "",
    ]


@given(st.text(), st.sampled_from(FieldType), st.builds(Habits, st.booleans(), st.booleans()))
def test_the_stored_form_stays_as_it_is(typed: str, kind: FieldType, habits: Habits) -> None:
    stored = normalised(typed, kind, habits)
    if stored is not None and kind is not FieldType.NUMBER:
        assert normalised(stored, kind, habits) == stored
    if stored is not None and kind is FieldType.NUMBER and stored.strip():
        assert normalised(stored, kind) == stored


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)), st.booleans(), st.sampled_from(["%d/%m/%Y", "%d-%m-%y"]))
def test_every_day_is_read(day: date, day_first: bool, shape: str) -> None:
    shape = shape if day_first else shape.replace("%d", "%x").replace("%m", "%d").replace("%x", "%m")
    assert normalised(day.strftime(shape), FieldType.DATE, Habits(day_first)) == day.isoformat()
