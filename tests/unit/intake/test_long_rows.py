from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.intake.long_rows import straightened
from mailer_gui.intake.people import PeopleReader
from mailer_gui.intake.tables import open_table

WORDS = st.text("ab ", min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ("Lima, Ana,a@example.org,Porto", ["Lima, Ana", "a@example.org", "Porto"]),
        ("Ana,a@example.org,Porto, Foz", ["Ana", "a@example.org", "Porto, Foz"]),
        ("Ana,a@example.org,Porto,Foz,x", ["Ana", "a@example.org", "Porto,Foz,x"]),
        ("Lima, Ana,a@example.org,Porto, Foz", ["Lima, Ana", "a@example.org", "Porto, Foz"]),
        ("Ana,a@example.org,Porto,,", ["Ana", "a@example.org", "Porto", "", ""]),
        ("Ana,Lima,Porto,Foz", ["Ana", "Lima", "Porto", "Foz"]),
        ("Ana,a@example.org", ["Ana", "a@example.org"]),
    ],
)
def test_a_delimiter_inside_of_a_cell_moves_nothing(row: str, wanted: list[str]) -> None:
    assert straightened(row.split(","), 3, 1, ",")[0] == wanted


def test_a_space_tells_which_of_several_cells_was_cut() -> None:
    cells = "Acme, Inc.;Ana;a@example.org;Rua A; 2;Porto".replace(", ", "; ").split(";")
    assert straightened(cells, 5, 2, ";")[0] == ["Acme; Inc.", "Ana", "a@example.org", "Rua A; 2", "Porto"]


def test_what_stands_beside_the_table_of_a_sheet_is_left_out_and_said() -> None:
    found, done = straightened(["a@example.org", "Ana", "call her"], 2, 0, None)
    assert found == ["a@example.org", "Ana"]
    assert "“call her”" in done


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5), st.integers(0, 3), st.integers(0, 3))
def test_no_letter_is_lost_and_the_address_is_in_its_place(
    before: list[str], behind: list[str], left: int, right: int
) -> None:
    cells = [*before, "x@example.org", *behind]
    address, width = max(0, len(before) - left), max(0, len(before) - left) + 1 + max(0, len(behind) - right)
    found, done = straightened(cells, width, address, ",")
    if not done:
        assert found == cells
        return
    assert len(found) == width
    assert found[address] == "x@example.org"
    assert sum((",".join(found) + done).count(letter) for letter in "ab") >= sum(map("".join(cells).count, "ab"))


def test_long_rows_are_people_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "Name,Email,City\nLima, Ana,a@example.org,Porto\nStone, Bob,b@example.org,Kiel\nCid,c@example.org,Lyon,x\n"
        "Dan,no address,Rome,x\n"
    )
    table = open_table(path)
    assert table.columns == ("Name", "Email", "City")
    assert table.preview().rows[0] == ("Lima, Ana", "a@example.org", "Porto")
    (batch,) = PeopleReader(table, table.mapping).batches(100)
    assert [(person[1], person[2]) for person in batch.people] == [
        ("a@example.org", "Lima, Ana"),
        ("b@example.org", "Stone, Bob"),
        ("c@example.org", "Cid"),
    ]
    assert [row.line for row in batch.mended] == [2, 3, 4]
    assert [row.line for row in batch.invalid] == [5]
