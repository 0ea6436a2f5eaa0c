from __future__ import annotations

import datetime
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.intake import workbooks
from mailer_gui.intake.cells import as_shown
from mailer_gui.intake.outcome import BadRows
from mailer_gui.intake.people import PeopleReader
from mailer_gui.intake.tables import open_table
from mailer_gui.model.errors import InputError
from mailer_gui.model.imports import ReadOptions


def workbook(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    fill(book, book.add_worksheet("People"))
    book.close()
    return path


def rows(path: Path, options: ReadOptions | None = None) -> list[tuple[int, list[str]]]:
    return [(line, cells) for line, cells, _ in open_table(path, options).rows()]


def test_cells_are_text_as_people_see_them(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Email", "Shoes", "Phone", "Zip", "Price", "Club", "Since", "At"])
        sheet.write_row(1, 0, ["ana@example.org", 38, 351912345678, "01067", 0.1 + 0.2, True])
        sheet.write_datetime(1, 6, datetime.datetime(2026, 3, 4), book.add_format({"num_format": "d.m.yy"}))
        sheet.write_datetime(1, 7, datetime.time(15, 30), book.add_format({"num_format": "hh:mm"}))

    path = workbook(tmp_path / "people.xlsx", fill)
    assert rows(path) == [(2, ["ana@example.org", "38", "351912345678", "01067", "0.3", "TRUE", "2026-03-04", "15:30"])]
    preview = open_table(path).preview()
    assert (preview.format, preview.sheets, preview.options.sheet) == ("xlsx", ("People",), "People")
    assert preview.mapping["Email"] == "address"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1"),
        (-2.5, "-2.5"),
        (1e20, "100000000000000000000"),
        (1e-7, "0.0000001"),
        (float("nan"), ""),
        (False, "FALSE"),
        (datetime.datetime(2026, 3, 4), "2026-03-04"),
        (datetime.datetime(2026, 3, 4, 15, 29, 59, 999_999), "2026-03-04 15:30"),
        (datetime.timedelta(hours=26, minutes=5), "26:05"),
        (datetime.timedelta(seconds=-61), "-0:01:01"),
        (None, ""),
        (7, "7"),
    ],
)
def test_values(value: object, shown: str) -> None:
    assert as_shown(value) == shown


def test_the_table_may_begin_anywhere_and_merged_cells_reach_down(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range(2, 2, 2, 4, "Our customers")
        sheet.write_row(5, 2, ["Name", "E-mail", "Company"])
        sheet.write_column(6, 2, ["Ana", "Bob", "Cid"])
        sheet.write_column(6, 3, ["ana@example.org", "bob@example.org", "cid@example.org"])
        sheet.merge_range(6, 4, 7, 4, "Example Lda")

    path = workbook(tmp_path / "people.xlsx", fill)
    assert open_table(path).columns == ("Name", "E-mail", "Company")
    assert rows(path) == [
        (7, ["Ana", "ana@example.org", "Example Lda"]),
        (8, ["Bob", "bob@example.org", "Example Lda"]),
        (9, ["Cid", "cid@example.org", ""]),
    ]


def test_the_first_sheet_with_addresses_is_shown_and_others_can_be_chosen(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Read me", "first"])
        book.add_worksheet("Empty")
        book.add_worksheet("List").write_column(0, 0, ["E-mail", "ana@example.org"])
        hidden = book.add_worksheet("Old")
        hidden.write(0, 0, "old@example.org")
        hidden.hide()

    path = workbook(tmp_path / "people.xlsx", fill)
    preview = open_table(path).preview()
    assert (preview.options.sheet, preview.sheets) == ("List", ("People", "Empty", "List"))
    assert rows(path, ReadOptions(sheet="Old")) == [(1, ["old@example.org"])]
    with pytest.raises(InputError, match="is empty"):
        open_table(path, ReadOptions(sheet="Empty"))
    with pytest.raises(InputError, match="no sheet “None”"):
        open_table(path, ReadOptions(sheet="None"))


def test_a_forgotten_cell_in_the_last_corner_is_said_and_fills_no_memory(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_column(0, 0, ["E-mail", "ana@example.org"])
        sheet.write(150_000, 300, "x")

    with pytest.raises(InputError, match="too large"):
        open_table(workbook(tmp_path / "people.xlsx", fill))


def test_a_large_sheet_says_what_memory_it_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "people.xlsx", lambda _, sheet: sheet.write_column(0, 0, ["mail", "ana@example.org"]))
    assert open_table(path).preview().notes == ()
    monkeypatch.setattr(workbooks, "_MANY_CELLS", 1)
    monkeypatch.setattr(workbooks, "_BYTES_A_CELL", 700_000_000)
    (note,) = open_table(path).preview().notes
    assert "about 1,400 MB of memory" in note


@pytest.mark.parametrize("length", [30, 300, 2000, -30])
def test_a_broken_workbook_is_named(tmp_path: Path, length: int) -> None:
    path = workbook(tmp_path / "people.xlsx", lambda _, sheet: sheet.write(0, 0, "ana@example.org"))
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(InputError, match="damaged"):
        open_table(path)


def test_a_locked_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    stream = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + stream + bytes(500))
    with pytest.raises(InputError, match="protected with a password"):
        open_table(path)


def test_an_opendocument_spreadsheet(tmp_path: Path) -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = "urn:oasis:names:tc:opendocument:xmlns"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    content = (
        f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet><table:table table:name="People">'
        f'<table:table-row>{cell("E-mail")}{cell("Name")}<table:table-cell table:number-columns-repeated="16382"/>'
        f"</table:table-row><table:table-row>{cell('ana@example.org')}{cell('Ana &amp; Bob')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "people.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>')
        archive.writestr("content.xml", content)
    assert open_table(path).preview().format == "ods"
    assert rows(path) == [(2, ["ana@example.org", "Ana & Bob"])]


@cache
def good_bytes() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "good.xlsx"
        return workbook(path, lambda _, sheet: sheet.write_row(0, 0, ["ana@example.org", 1, "x"])).read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4))
def test_damage_gives_rows_or_a_clear_error(tmp_path: Path, places: list[tuple[int, bytes]]) -> None:
    raw = bytearray(good_bytes())
    for place, wrong in places:
        place %= len(raw)
        raw[place : place + len(wrong)] = wrong
    path = tmp_path / "people.xlsx"
    path.write_bytes(raw)
    try:
        table = open_table(path)
    except InputError:
        return
    list(table.rows())


def test_bad_rows_of_a_workbook_name_the_sheet_and_the_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "people.xlsx", lambda _, sheet: sheet.write_column(1, 0, ["E-mail", "nobody"]))
    table = open_table(path)
    (batch,) = PeopleReader(table, table.preview().mapping).batches(10)
    with BadRows(tmp_path / "bad.csv", table) as bad:
        bad.write(batch.invalid)
    lines = (tmp_path / "bad.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["sheet,row,reason,E-mail", "People,3,There is no @,nobody"]


def test_numbers_are_shown_by_their_format(tmp_path: Path) -> None:
    formats = {"00000": 1067, "0000\\-000": 4000123, "0%": 0.19, "0.0%": 0.125, "00": 123, '"No. "000': 7, "0.00": 2.5}

    def fill(book: Any, sheet: Any) -> None:
        sheet.write(2, 1, "E-mail")
        sheet.write(3, 1, "ana@example.org")
        for place, (code, value) in enumerate(formats.items(), 2):
            sheet.write(2, place, f"F{place}")
            sheet.write_number(3, place, value, book.add_format({"num_format": code}))
        sheet.write_formula(3, 9, "=C4", book.add_format({"num_format": "00000"}), 33)

    path = workbook(tmp_path / "people.xlsx", fill)
    assert rows(path) == [
        (4, ["ana@example.org", "01067", "4000-123", "19%", "12.5%", "123", "No. 007", "2.5", "00033"])
    ]


TEXTS = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n\t"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=st.lists(st.tuples(TEXTS, TEXTS, st.integers(-(10**14), 10**14)), max_size=6))
def test_what_is_written_into_a_workbook_is_read_back(tmp_path: Path, table: list[tuple[str, str, int]]) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["E-mail", "Text", "Number", "Last"])
        for number, (one, two, three) in enumerate(table, 1):
            sheet.write_string(number, 0, one)
            sheet.write_string(number, 1, two)
            sheet.write_number(number, 2, three)
            sheet.write_string(number, 3, "z")

    path = workbook(tmp_path / "people.xlsx", fill)
    assert [cells for _, cells in rows(path)] == [[one, two, str(three), "z"] for one, two, three in table]


@pytest.mark.parametrize("ending", ["xls", "ods", "csv", "xlsx.part"])
def test_a_workbook_whose_name_ends_wrongly_is_read(tmp_path: Path, ending: str) -> None:
    """Web shops like to call .xlsx files .xls."""
    path = tmp_path / f"people.{ending}"
    path.write_bytes(good_bytes())
    assert open_table(path).preview().format == "xlsx"
    assert len(rows(path)) == len(rows(workbook_of(tmp_path, good_bytes())))


def workbook_of(folder: Path, raw: bytes) -> Path:
    path = folder / "right.xlsx"
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize("people", [["Ana Lima", "ana@example.org"], []])
def test_one_damaged_sheet_does_not_take_the_others_with_it(tmp_path: Path, people: list[str]) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Notes", "x"])
        book.add_worksheet("Members").write_row(0, 0, people)

    path = workbook(tmp_path / "people.xlsx", fill)
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"].replace(b"<v>0</v>", b"<v>99</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    if people:
        assert [cells for _, cells in rows(path)] == [people]
    else:
        with pytest.raises(InputError, match="damaged"):
            open_table(path)
