from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailer_gui.intake.ordinary import LONGEST_CELL
from mailer_gui.intake.people import Batch, PeopleReader
from mailer_gui.intake.tables import open_table
from mailer_gui.model.contacts import FieldType, display_name
from mailer_gui.model.errors import InputError
from mailer_gui.model.imports import ReadOptions


def plain(batch: Batch) -> list[tuple[str, dict[str, str], int]]:
    """Give the people of a batch: address, fields and line."""
    assert all(key == address.lower() for key, address, *_ in batch.people)
    assert all(name == display_name(json.loads(fields)) for _, _, name, fields, _ in batch.people)
    return [(address, json.loads(fields), line) for _, address, _, fields, line in batch.people]


def read(
    tmp_path: Path, text: str | bytes, mapping: dict[str, str] | None = None, encoding: str | None = None
) -> Batch:
    path = tmp_path / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    table = open_table(path, ReadOptions(encoding=encoding))
    whole = Batch()
    for batch in PeopleReader(table, mapping or table.preview().mapping).batches(3):
        assert batch.rows <= 3
        whole.people += batch.people
        whole.duplicate += batch.duplicate
        whole.invalid += batch.invalid
        whole.suggestions |= batch.suggestions
        whole.rows += batch.rows
    assert whole.rows == len(whole.people) + len(whole.duplicate) + len(whole.invalid)
    return whole


def test_fields_are_trimmed_and_empty_ones_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, "E-Mail,Vorname,Kunde seit\na@example.org,  Ana ,\nb@example.org,,2020\n")
    assert plain(found) == [
        ("a@example.org", {"first_name": "Ana"}, 2),
        ("b@example.org", {"kunde_seit": "2020"}, 3),
    ]


def test_the_first_of_double_rows_wins_and_the_others_name_it(tmp_path: Path) -> None:
    found = read(tmp_path, "mail,city\na@example.org,Porto\nb@example.org,Kiel\n A@Example.org ,Lyon\n")
    assert [person[1] for person in plain(found)] == [{"city": "Porto"}, {"city": "Kiel"}]
    assert [(row.line, row.address, row.reason) for row in found.duplicate] == [
        (4, "A@example.org", "The same address is in line 2")
    ]


def test_a_name_beside_the_address_is_used_when_there_is_none(tmp_path: Path) -> None:
    found = read(tmp_path, 'mail,Vorname\n"Ana Lima <a@example.org>",\nBob <b@example.org>,Robert\n')
    assert [fields for _, fields, _ in plain(found)] == [{"name": "Ana Lima"}, {"first_name": "Robert"}]


def test_rows_too_long_are_refused_without_a_clear_address_and_rows_too_short_filled(tmp_path: Path) -> None:
    found = read(tmp_path, "mail,name,city\nno address,Lima, Ana,Porto\nb@example.org\nc@example.org,x,y,,\n")
    assert [row.line for row in found.invalid] == [2]
    assert [person[0] for person in plain(found)] == ["b@example.org", "c@example.org"]


def test_empty_rows_of_a_spreadsheet_are_no_rows(tmp_path: Path) -> None:
    found = read(tmp_path, "mail;name\na@example.org;Ana\n;\n ; \n\nb@example.org;Bob\n")
    assert (found.rows, len(found.invalid)) == (2, 0)


def test_letters_that_cannot_be_read_stop_only_rows_that_need_them(tmp_path: Path) -> None:
    raw = "mail,name,note\na@example.org,Zoë,x\nb@example.org,Bob,ü\n".encode("cp1252")
    found = read(tmp_path, raw, {"mail": "address", "name": "name"}, "utf-8")
    assert [(row.line, row.reason) for row in found.invalid] == [(2, "A letter in this row cannot be read")]
    assert [person[0] for person in plain(found)] == ["b@example.org"]


def test_a_cell_longer_than_any_field_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, f"mail,note\na@example.org,{'x' * (LONGEST_CELL + 1)}\nb@example.org,y\n")
    assert [row.line for row in found.invalid] == [2]
    assert "longer than" in found.invalid[0].reason


def test_proposals_stay_proposals(tmp_path: Path) -> None:
    found = read(tmp_path, "a@gmial.com\nb@example.org\n")
    assert [person[0] for person in plain(found)] == ["a@gmial.com", "b@example.org"]
    assert found.suggestions == {"a@gmial.com": "a@gmail.com"}


def test_an_export_of_ours_gives_back_what_looked_like_a_formula(tmp_path: Path) -> None:
    found = read(tmp_path, "mail,note,phone\na@example.org,'=1+1,'+351\n")
    assert plain(found)[0][1] == {"note": "=1+1", "phone": "+351"}


def test_a_table_without_addresses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="None of the columns"):
        read(tmp_path, "city,street\nPorto,x\nKiel,y\n")


def people_of(tmp_path: Path, text: str, types: dict[str, FieldType] | None = None) -> Batch:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    table = open_table(path)
    (batch,) = PeopleReader(table, table.preview().mapping, types=types).batches(100)
    found = len(batch.people) + len(batch.duplicate) + len(batch.invalid)
    assert found == batch.rows + batch.extra
    return batch


@pytest.mark.parametrize("between", ["; ", ",", " ", " / ", " ::: ", "\n"])
def test_several_addresses_in_a_cell_are_several_people(tmp_path: Path, between: str) -> None:
    text = f'mail,city\nc@example.org,Kiel\n"a@example.org{between}b@example.org{between}bad@@example.org",Porto\n'
    batch = people_of(tmp_path, text)
    assert [person[:2] for person in plain(batch)] == [
        ("c@example.org", {"city": "Kiel"}),
        ("a@example.org", {"city": "Porto"}),
        ("b@example.org", {"city": "Porto"}),
    ]
    assert batch.extra == 1
    assert batch.several[0].line == 3


def test_names_beside_several_addresses_are_their_own(tmp_path: Path) -> None:
    text = 'mail,name,city\n"Ana Lima <a@example.org>, ""Day, Bob"" <b@example.org>",Both,Porto\nc@example.org,Cid,\n'
    assert [person[1] for person in plain(people_of(tmp_path, text))] == [
        {"name": "Ana Lima", "city": "Porto"},
        {"name": "Day, Bob", "city": "Porto"},
        {"name": "Cid"},
    ]


def test_the_preview_says_that_cells_hold_several_addresses(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("mail,city\na@example.org b@example.org,Porto\nc@example.org,Kiel\n")
    assert "several addresses" in open_table(path).preview().notes[0]


def test_a_second_address_stands_in_for_a_missing_first(tmp_path: Path) -> None:
    text = "E-mail 1 - Value,E-mail 2 - Value,Referred by\n"
    text += ",a@example.org,boss@example.org\nb@example.org,,\n,,c@example.org\n"
    batch = people_of(tmp_path, text)
    assert [person[0] for person in plain(batch)] == ["a@example.org", "b@example.org"]
    assert [row.reason for row in batch.invalid] == ["The address is missing"]


def test_typed_values_take_their_stored_form_and_others_stay(tmp_path: Path) -> None:
    text = "mail;since;price;club\na@example.org;31/01/2026;1.234,50;Ja\n"
    text += "b@example.org;1/2/2026;7;nein\nc@example.org;soon;x;?\n"
    types = {"since": FieldType.DATE, "price": FieldType.NUMBER, "club": FieldType.YES_NO}
    batch = people_of(tmp_path, text, types)
    assert [person[1] for person in plain(batch)] == [
        {"since": "2026-01-31", "price": "1234.5", "club": "yes"},
        {"since": "2026-02-01", "price": "7", "club": "no"},
        {"since": "soon", "price": "x", "club": "?"},
    ]
    assert batch.untyped == 3
