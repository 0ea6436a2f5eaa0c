from __future__ import annotations

from pathlib import Path

import pytest

from mailer_gui.intake.tables import open_table
from mailer_gui.intake.value_types import column_habits, doubtful_dates, guess_types
from mailer_gui.model.contacts import FieldType
from mailer_gui.model.field_types import normalised
from mailer_gui.model.imports import FilePreview, ReadOptions


def preview(tmp_path: Path, text: str, options: ReadOptions | None = None) -> FilePreview:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return open_table(path, options).preview()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["2026-03-04", "", "2025-12-31"], FieldType.DATE),
        (["3.4.2026", "31.12.2025"], FieldType.DATE),
        (["04/03/2026"], FieldType.DATE),
        (["4 Mar 2026", "5 de maio de 2026", "4. März 2026"], FieldType.DATE),
        (["1", "2,5", "-3"], FieldType.NUMBER),
        (["1.234,56", "7,00"], FieldType.NUMBER),
        (["yes", "no", "yes"], FieldType.YES_NO),
        (["Sim", "Não"], FieldType.YES_NO),
        (["TRUE", "FALSE"], FieldType.YES_NO),
        (["01067", "10115"], FieldType.TEXT),
        (["+4930123456"], FieldType.TEXT),
        (["1", "two"], FieldType.TEXT),
        (["", " "], FieldType.TEXT),
        (["2026-03-04 10:11:12", "2026-03-05 00:00:00"], FieldType.TEXT),
        (["2026-03-04T00:00:00Z", "2026-03-05 00:00"], FieldType.DATE),
    ],
)
def test_types_are_seen(values: list[str], kind: FieldType) -> None:
    assert guess_types({"X": "x"}, {"X": values}).get("x", FieldType.TEXT) == kind


def test_names_phones_and_codes_stay_text() -> None:
    mapping = {column: column for column in ("phone", "postcode", "first_name", "address")}
    assert guess_types(mapping, {column: ["10115", "20095"] for column in mapping}) == {}


def test_a_date_that_can_be_read_in_two_ways_is_asked(tmp_path: Path) -> None:
    found = preview(tmp_path, "email,since\na@example.org,04/03/2026\n")
    assert found.doubtful_dates == ("since",)
    assert found.options.day_first is None
    told = preview(tmp_path, "email,since\na@example.org,04/03/2026\n", ReadOptions(day_first=True))
    assert (told.doubtful_dates, told.options.day_first) == (("since",), True)


@pytest.mark.parametrize("clear", ["13/03/2026", "03/13/2026"])
def test_one_clear_date_explains_the_others_of_the_file(tmp_path: Path, clear: str) -> None:
    text = f"email,since,born\na@example.org,04/03/2026,01/02/1980\nb@example.org,{clear},02/03/1981\n"
    assert preview(tmp_path, text).doubtful_dates == ()
    path = tmp_path / "list.csv"
    habits = open_table(path, ReadOptions(day_first=not clear.startswith("13"))).habits()
    assert {habits["since"].day_first, habits["born"].day_first} == {clear.startswith("13")}


@pytest.mark.parametrize("value", ["04.03.2026", "2026-03-04", "04/04/2026", "4 Mar 2026"])
def test_dates_without_doubt_are_not_asked(value: str) -> None:
    cells = {"X": [value]}
    assert doubtful_dates({"X": "x"}, guess_types({"X": "x"}, cells), cells) == ()


@pytest.mark.parametrize(("told", "month"), [(True, "2026-03-04"), (False, "2026-04-03")])
def test_what_the_person_says_decides(told: bool, month: str) -> None:
    habits = column_habits({"X": ["04/03/2026"]}, told, ",")["X"]
    assert normalised("04/03/2026", FieldType.DATE, habits) == month


def test_without_an_answer_the_country_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for country, month in (("en_US", "2026-04-03"), ("pt_PT", "2026-03-04"), (None, "2026-03-04")):
        monkeypatch.setattr("locale.getlocale", lambda name=country: (name, "UTF-8"))
        habits = column_habits({"X": ["04/03/2026"]}, None, ",")["X"]
        assert normalised("04/03/2026", FieldType.DATE, habits) == month


def test_beside_semicolons_a_comma_is_decimal() -> None:
    for delimiter, number in ((";", "1.234"), (",", "1234")):
        habits = column_habits({"X": ["1,234"]}, None, delimiter)["X"]
        assert normalised("1,234", FieldType.NUMBER, habits) == number
