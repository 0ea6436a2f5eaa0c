from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.intake.card_writing import card_lines, folded
from mailer_gui.intake.cardfile import person
from mailer_gui.intake.people import PeopleReader
from mailer_gui.intake.tables import open_table
from mailer_gui.intake.vcards import cards
from mailer_gui.model.contacts import Contact, FieldType
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.field_types import normalised
from mailer_gui.operations import bulk, contacts, exporting, importing, lists
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


NUMBERS = "007 00123 +351 -5 1,5 1.50 yes no 2026-03-04 --03-04 0 TRUE 1e5 1234567890123456789"
SIGNS = "=1+1 =HYPERLINK(1) @x 'quoted '' '=1 a;b a,b a\\nb \\ \" \"\" | = NULL <b> مرحبا 日本 e\u0301 ana@example.org"
FIELD_NAMES = """
first_name last_name name company department phone street city state postcode country birthday note website nickname
job_title kunde_seit grosse field_2 e_mail_2 名 x_y home_town telefon_privat kunde mail ort nom
"""
LINES = TEXT | st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1).map(
    str.strip
)
VALUES = LINES | st.sampled_from([*NUMBERS.split(), *SIGNS.split(), "two\nlines", "x\n\ny", "a\tb", "a@b, c@d"])
NAMES = st.sampled_from(FIELD_NAMES.split())


def _keeps_its_ends(value: str) -> bool:
    """Of a street on a card, commas at the ends are not kept; no letter that could not be read is imported."""
    return bool(value) and value == value.strip(" ,\n") and "\ufffd" not in value


PEOPLE = st.lists(st.dictionaries(NAMES, VALUES.filter(_keeps_its_ends), max_size=6), min_size=1, max_size=4)


@pytest.mark.parametrize("suffix", exporting.FORMATS)
@given(people=PEOPLE)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read_back_the_same(tmp_path: Path, suffix: str, people: list[dict[str, str]]) -> None:
    out = tmp_path / f"people{suffix}"
    names = sorted({name for fields in people for name in fields})
    with exporting.writer(out, names) as write:
        for number, fields in enumerate(people):
            write(Contact(0, f"p{number}@example.org", fields))
    table = open_table(out)
    found: dict[str, dict[str, str]] = {}
    for batch in PeopleReader(table, table.mapping).batches(100):
        assert not (batch.invalid or batch.several or batch.mended)
        found |= {person[1]: json.loads(person[3]) for person in batch.people}
    assert found == {f"p{number}@example.org": fields for number, fields in enumerate(people)}


TYPED = {
    "points": (FieldType.NUMBER, st.decimals(-(10**12), 10**12, places=2).map(lambda one: f"{one:f}")),
    "visits": (FieldType.NUMBER, st.integers(-(10**15), 10**15).map(str)),
    "member_since": (FieldType.DATE, st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)),
    "wants_mail": (FieldType.YES_NO, st.sampled_from(["yes", "no"])),
    "customer_number": (FieldType.TEXT, st.from_regex(r"0[0-9]{4,20}", fullmatch=True)),
}
TYPED_PEOPLE = st.lists(st.fixed_dictionaries({}, optional={name: one for name, (_, one) in TYPED.items()}), min_size=1)


@pytest.mark.parametrize("guessed", [False, True])
@pytest.mark.parametrize("suffix", exporting.FORMATS)
@given(people=TYPED_PEOPLE)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_fields_with_a_type_come_back_with_it(
    tmp_path: Path, suffix: str, guessed: bool, people: list[dict[str, str]]
) -> None:
    stored = [{name: normalised(value, TYPED[name][0]) or value for name, value in one.items()} for one in people]
    out = tmp_path / f"people{suffix}"
    with exporting.writer(out, sorted(TYPED)) as write:
        for number, fields in enumerate(stored):
            write(Contact(0, f"p{number}@example.org", fields))
    table = open_table(out)
    types = table.preview().types if guessed else {name: kind for name, (kind, _) in TYPED.items()}
    found = [
        json.loads(person[3])
        for batch in PeopleReader(table, table.mapping, types=types).batches(100)
        for person in batch.people
    ]
    assert found == stored


@pytest.mark.parametrize("suffix", exporting.FORMATS)
def test_a_list_and_one_person_alone_come_back_as_they_were(ws: Workspace, tmp_path: Path, suffix: str) -> None:
    fill(ws)
    bulk.add_to_list(ws, contacts.ids(ws, search="ana"), "Friends")
    for ids in (contacts.ids(ws, lists.by_name(ws, "Friends").id), contacts.ids(ws, search="jk@")):
        out = tmp_path / f"some{suffix}"
        assert exporting.export_people(ws, out, ids) == 1
        (one,) = contacts.rows(ws, ids)
        again = open_workspace(tmp_path / f"other-{one.id}")
        importing.import_contacts(again, out, list_name="Friends", consent="asked for it")
        (found,) = contacts.rows(again, contacts.ids(again, lists.by_name(again, "Friends").id))
        assert (found.address, dict(found.fields), found.consent) == (one.address, dict(one.fields), "asked for it")
        assert found.source.origin == out.name and found.source.row > 0
        again.close()
