from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.intake.card_writing import card_lines, folded
from mailer_gui.intake.cardfile import person
from mailer_gui.intake.vcards import cards
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.operations import contacts, exporting, importing
from mailer_gui.operations.workspace import Workspace, open_workspace

FIELDS = {
    "first_name": "=HYPERLINK(1)",
    "last_name": "Köhler; junior, of \\ the house",
    "city": "Århus",
    "customer_since": "2024-02-11",
    "remarks": "two\nlines; 'quoted', \"twice\"",
    "zip_like": "00123",
}


def fill(ws: Workspace) -> None:
    contacts.add(ws, "jk@example.net", FIELDS)


def everybody(ws: Workspace) -> dict[str, dict[str, str]]:
    return {one.address: dict(one.fields) for one in contacts.rows(ws, contacts.ids(ws))}


@pytest.mark.parametrize("suffix", exporting.FORMATS)
def test_what_is_exported_comes_back_the_same(ws: Workspace, tmp_path: Path, suffix: str) -> None:
    fill(ws)
    out = tmp_path / f"people{suffix}"
    assert exporting.export_people(ws, out) == 3
    again = open_workspace(tmp_path / "other")
    try:
        result = importing.import_contacts(again, out)
        assert result.invalid == 0
        assert everybody(again) == everybody(ws)
    finally:
        again.close()


@pytest.mark.parametrize("suffix", exporting.FORMATS)
def test_only_those_and_only_these_fields(ws: Workspace, tmp_path: Path, suffix: str) -> None:
    fill(ws)
    out = tmp_path / f"people{suffix}"
    ids = contacts.ids(ws, search="köhler")
    assert exporting.export_people(ws, out, ids, ["city"]) == 1
    again = open_workspace(tmp_path / "other")
    try:
        importing.import_contacts(again, out)
        found = everybody(again)
        assert list(found) == ["jk@example.net"]
        assert found["jk@example.net"]["city"] == "Århus"
        assert "zip_like" not in found["jk@example.net"]
    finally:
        again.close()


def test_a_formula_is_text_in_a_workbook(ws: Workspace, tmp_path: Path) -> None:
    import zipfile

    fill(ws)
    out = tmp_path / "people.xlsx"
    exporting.export_people(ws, out)
    with zipfile.ZipFile(out) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "HYPERLINK" in sheet


def test_a_stopped_export_leaves_what_was_there(ws: Workspace, tmp_path: Path) -> None:
    for suffix in exporting.FORMATS:
        out = tmp_path / f"people{suffix}"
        out.write_text("before")
        with pytest.raises(Cancelled):
            exporting.export_people(ws, out, cancel=lambda: True)
        assert out.read_text() == "before"
    assert sorted(one.suffix for one in tmp_path.glob("*people*")) == sorted(exporting.FORMATS)


def test_an_unknown_kind_of_file_is_refused(ws: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="kind of file"):
        exporting.export_people(ws, tmp_path / "people.docx")


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool)


@given(fields=st.dictionaries(TEXT.map(lambda name: f"x {name}"), TEXT, max_size=4), name=TEXT)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_field_survives_a_card(fields: dict[str, str], name: str) -> None:
    lines = list(card_lines("ana@example.org", {**fields, "first_name": name}))
    written = "".join(f"{folded(line)}\r\n" for line in lines)
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    (card,) = cards((line.encode() + b"\r\n" for line in written.split("\r\n")[:-1]), "utf-8")
    found = person(card)
    assert found["Email"] == "ana@example.org"
    for field, value in fields.items():
        assert found[field] == value
