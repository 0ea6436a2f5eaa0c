from __future__ import annotations

import csv
import io
import os
import zipfile
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.intake.tables import open_table
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.imports import ReadOptions

LATIN = st.characters(codec="cp1252", categories=("L", "N", "P", "S", "Zs"))
ANY = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"), include_characters="\n\r\t")
HEADER = ["E-mail", "Name", "Note"]


def texts(alphabet: st.SearchStrategy[str], longest: int) -> st.SearchStrategy[str]:
    """Cells; not the one that databases write for nothing: it comes back empty."""
    return st.text(alphabet, max_size=longest).filter(lambda cell: cell != r"\N")


def cells(alphabet: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    text = texts(alphabet, 12)
    return st.lists(st.tuples(st.just("ana@example.org"), text, text).map(list), min_size=1, max_size=12)


def write(path: Path, rows: list[list[str]], encoding: str, delimiter: str, line_end: str = "\r\n") -> Path:
    buffer = io.StringIO(newline="")
    # Before Python 3.13 the writer forgets to quote line ends other than its own.
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL if line_end == "\r\n" else csv.QUOTE_ALL
    csv.writer(buffer, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def read(path: Path, options: ReadOptions | None = None) -> list[list[str]]:
    return [found for _, found, _ in open_table(path, options).rows()]


def table(tmp_path: Path, text: str, options: ReadOptions | None = None) -> list[tuple[int, list[str]]]:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    return [(line, found) for line, found, _ in open_table(path, options).rows()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rows=cells(ANY),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]),
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_csv_writes_is_read_back_as_told(
    tmp_path: Path, rows: list[list[str]], encoding: str, delimiter: str, line_end: str
) -> None:
    path = write(tmp_path / "list.csv", [HEADER, *rows], encoding, delimiter, line_end)
    assert read(path, ReadOptions(encoding, delimiter, has_header=True)) == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rows=cells(st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n")),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
    delimiter=st.sampled_from(",;\t|"),
)
def test_what_csv_writes_is_read_back_by_guessing(
    tmp_path: Path, rows: list[list[str]], encoding: str, delimiter: str
) -> None:
    path = write(tmp_path / "list.csv", [HEADER, *rows], encoding, delimiter)
    assert read(path) == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=cells(LATIN), delimiter=st.sampled_from(",;\t|"))
def test_windows_text_is_read_back_when_the_encoding_is_chosen(
    tmp_path: Path, rows: list[list[str]], delimiter: str
) -> None:
    path = write(tmp_path / "list.csv", [HEADER, *rows], "cp1252", delimiter)
    assert read(path, ReadOptions(encoding="cp1252")) == rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(raw=st.binary(max_size=400) | st.text("ab,;\t|\"'\n\r\\ @.\0é", max_size=80).map(str.encode))
def test_any_bytes_give_rows_or_a_clear_error(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(raw)
    try:
        opened = open_table(path)
    except InputError as error:
        assert str(error)
        return
    assert opened.preview().columns
    lines = [line for line, _, _ in opened.rows()]
    assert lines == sorted(set(lines))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(lines=st.lists(st.text('ab,"', min_size=1, max_size=8), min_size=1, max_size=12))
def test_broken_quotes_lose_no_letter(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = "".join("".join(row) for row in read(path, ReadOptions(delimiter=",", has_header=False)))
    wanted = "".join(lines)
    assert [found.count(letter) for letter in "ab"] == [wanted.count(letter) for letter in "ab"]


def test_rows_know_the_line_where_they_begin(tmp_path: Path) -> None:
    text = 'mail,note\na@example.org,"one\ntwo\nthree"\n\nb@example.org,x\n'
    assert [line for line, _ in table(tmp_path, text)] == [2, 6]


def test_the_line_of_excel_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    assert table(tmp_path, "sep=|\nmail|name\na@example.org|Ana, Lda; x\n") == [(3, ["a@example.org", "Ana, Lda; x"])]
    assert table(tmp_path, "sep=;\nmail,name\na@example.org,x\n", ReadOptions(delimiter=","))[0][0] == 3


def test_commas_in_text_do_not_beat_semicolons(tmp_path: Path) -> None:
    text = "mail;price;note\na@example.org;1,50;x, y\nb@example.org;2,50;z, w\n"
    assert table(tmp_path, text)[0][1] == ["a@example.org", "1,50", "x, y"]


def test_one_column_without_any_delimiter(tmp_path: Path) -> None:
    assert table(tmp_path, "a@example.org\nb@example.org\n") == [(1, ["a@example.org"]), (2, ["b@example.org"])]


def test_spaces_before_quotes_and_backslashes_in_them(tmp_path: Path) -> None:
    assert table(tmp_path, 'mail, note\na@example.org, "x, y"\n')[0][1] == ["a@example.org", "x, y"]
    assert table(tmp_path, 'mail,note\na@example.org,"say \\"hi\\", you"\n')[0][1][1] == 'say "hi", you'


def test_single_quotes_around_every_cell(tmp_path: Path) -> None:
    text = "'mail','note'\n'a@example.org','x, y'\n'b@example.org','z, w'\n"
    assert table(tmp_path, text)[0][1] == ["a@example.org", "x, y"]


def test_a_quote_that_is_never_closed_costs_only_its_own_row(tmp_path: Path) -> None:
    text = 'name,mail\n"Ana,a@example.org\n"Bob",b@example.org\nCid,c@example.org\n'
    assert table(tmp_path, text) == [
        (2, ["Ana", "a@example.org"]),
        (3, ["Bob", "b@example.org"]),
        (4, ["Cid", "c@example.org"]),
    ]


def test_a_quote_in_the_middle_of_a_quoted_cell(tmp_path: Path) -> None:
    assert table(tmp_path, 'mail,note\na@example.org,"the "best" one"\nb@example.org,x\n')[1] == (
        3,
        ["b@example.org", "x"],
    )


def test_zero_bytes_are_left_out(tmp_path: Path) -> None:
    assert table(tmp_path, "mail,name\na@example.org,A\0na\n") == [(2, ["a@example.org", "Ana"])]


def test_huge_cells_neither_hang_nor_stop_the_rest(tmp_path: Path) -> None:
    text = f'mail,note\na@example.org,{"x" * 3_000_000}\nb@example.org,"{"y" * 3_000_000}"\nc@example.org,z\n'
    found = table(tmp_path, text)
    assert [row[0] for _, row in found] == ["a@example.org", "b@example.org", "c@example.org"]
    assert [len(row[1]) for _, row in found] == [3_000_000, 3_000_000, 1]


def test_old_macintosh_line_ends(tmp_path: Path) -> None:
    assert table(tmp_path, "mail,name\ra@example.org,Ana\rb@example.org,Bob\r")[1] == (3, ["b@example.org", "Bob"])


def test_letters_that_cannot_be_read_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("mail,name\na@example.org,Zoë\nb@example.org,Ana\n".encode("cp1252"))
    assert [damaged for _, _, damaged in open_table(path, ReadOptions(encoding="utf-8")).rows()] == [True, False]


@pytest.mark.parametrize("raw", [b"", b"\n\n \r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0\0"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError, match="is empty"):
        open_table(path)


@pytest.mark.parametrize(
    ("raw", "seems"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"\x1f\x8b\x08", "a compressed file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an older Office file"),
        (b"PK\x03\x04broken", "a compressed folder"),
        (b"<?xml version='1.0'?><note/>", "an XML file"),
        (b'[{"email": "a@example.org"}]', "JSON"),
        (bytes(range(256)) * 4, "something else than text"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path: Path, raw: bytes, seems: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=seems):
        open_table(path)


def test_a_damaged_compressed_folder_is_named_as_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("übersicht.csv", "")
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xff\xff"))
    with pytest.raises(InputError, match="compressed folder"):
        open_table(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="There is no file"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a folder"):
        open_table(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not an ordinary file"):
        open_table(tmp_path / "pipe")


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a@example.org")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(InputError, match="may not be read"):
        open_table(path)


def test_a_strange_delimiter_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a@example.org")
    for delimiter in ("", ";;", "\n", '"'):
        with pytest.raises(InputError, match="one character"):
            open_table(path, ReadOptions(delimiter=delimiter))


def test_the_preview_shows_how_the_file_was_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("E-Mail;Vorname;Größe\nzoe@example.org;Zoë;1\n".encode("cp1252"))
    preview = open_table(path).preview()
    assert preview.options == ReadOptions("cp1252", ";", True)
    assert preview.columns == ("E-Mail", "Vorname", "Größe")
    assert preview.rows == (("zoe@example.org", "Zoë", "1"),)
    assert preview.mapping == {"E-Mail": "address", "Vorname": "first_name", "Größe": "grosse"}
    assert preview.size == path.stat().st_size


def test_titles_above_the_table_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Customers in March;;\n\nmade by the till;;\nE-Mail;Name;City\na@example.org;Ana;Porto\n")
    opened = open_table(path)
    assert opened.columns == ("E-Mail", "Name", "City")
    assert [(line, found) for line, found, _ in opened.rows()] == [(5, ["a@example.org", "Ana", "Porto"])]


def test_a_person_with_nothing_but_an_address_is_no_title(tmp_path: Path) -> None:
    text = "a@example.org,,\nb@example.org,Bob,Kiel\nc@example.org,Cid,Lyon\n"
    assert [line for line, _ in table(tmp_path, text)] == [1, 2, 3]


def test_one_row_in_many_cells_among_lonely_ones_is_no_wrapping(tmp_path: Path) -> None:
    text = 'mail;name;note\r\n""\r\n"\r"\r\n'
    assert table(tmp_path, text, ReadOptions(delimiter=";")) == [(3, ["\r"])]


def test_a_lone_backslash_is_a_cell(tmp_path: Path) -> None:
    assert table(tmp_path, 'mail,name,note\n"a@example.org","\\"\n')[0][1] == ["a@example.org", "\\"]


@pytest.mark.parametrize("delimiter", ["^", "~", ":", "\x1f", "\x01"])
def test_unusual_delimiters_are_believed_when_every_row_agrees(tmp_path: Path, delimiter: str) -> None:
    text = f"mail{delimiter}name\na@example.org{delimiter}Ana, Lda; x\nb@example.org{delimiter}Bob\n"
    assert table(tmp_path, text)[0] == (2, ["a@example.org", "Ana, Lda; x"])


def test_rows_that_are_one_quoted_cell_are_unwrapped(tmp_path: Path) -> None:
    text = '"mail;name;city"\n"a@example.org;""Lima; Ana"";Porto"\n"b@example.org;Bob;Kiel"\n'
    assert table(tmp_path, text) == [
        (2, ["a@example.org", "Lima; Ana", "Porto"]),
        (3, ["b@example.org", "Bob", "Kiel"]),
    ]
    path = tmp_path / "list.csv"
    assert read(path, open_table(path).options)[1] == ["b@example.org", "Bob", "Kiel"]


def test_zeros_that_are_kept_from_spreadsheets_lose_their_wrapping(tmp_path: Path) -> None:
    text = 'mail,zip,note\na@example.org,="01067","=""00 12"""\nb@example.org,=SUM(1),="x"\n'
    assert [row for _, row in table(tmp_path, text)] == [
        ["a@example.org", "01067", "00 12"],
        ["b@example.org", "=SUM(1)", '="x"'],
    ]


@pytest.mark.parametrize(
    "top",
    [
        "Customers\nE-Mail;Name;City\n",
        "Report;Customers\nDate;2026-03-04\n\nE-Mail;Name;City\n",
        "# made by the till\n#\nE-Mail;Name;City\n",
        "Our list\n\n\nwho;what;where\n",
        "sep=;\nCustomers;;\nE-Mail;Name;City\n",
    ],
)
def test_what_stands_above_the_table_is_left_out(tmp_path: Path, top: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{top}a@example.org;Ana;Porto\nb@example.org;Bob;Kiel\n")
    opened = open_table(path)
    assert opened.columns in (("E-Mail", "Name", "City"), ("who", "what", "where"))
    assert next(found for _, found, _ in opened.rows()) == ["a@example.org", "Ana", "Porto"]
    assert opened.preview().notes


def test_a_cell_called_mail_makes_no_title_of_the_header(tmp_path: Path) -> None:
    text = "E-Mail;Name;Contact by\n;Ana;mail;x;y\n;Bob;mail\n"
    assert [line for line, _ in table(tmp_path, text)] == [2, 3]


def test_a_row_with_more_words_of_headers_than_the_header_is_no_header(tmp_path: Path) -> None:
    text = "E-Mail;Name;Note\n;Ana;x\nmail;name;city\nx;mail;name;mail\n"
    assert [line for line, _ in table(tmp_path, text)] == [2, 3, 4]


def test_a_first_row_with_a_missing_address_is_no_title(tmp_path: Path) -> None:
    text = "E-Mail;Name;City\n;Ana;Porto\n;Bob;Kiel\nc@example.org;Cid;Lyon\n"
    assert [line for line, _ in table(tmp_path, text)] == [2, 3, 4]


def test_rows_come_in_batches_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("mail,note\n" + 'a@example.org,"x\ny"\n' + "b@example.org,z\n" * 5_000)
    batches = list(open_table(path).batches())
    assert [line for batch in batches for line in batch.lines] == [2, *range(4, 5_004)]
    assert sum(len(batch.cells) for batch in batches) == 5_001
    assert batches[-1].reached == 5_003


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rows=cells(st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n\"'\\")),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_every_way_of_quoting_is_read_back_by_guessing(
    tmp_path: Path, rows: list[list[str]], delimiter: str, quoting: Literal[1, 2], line_end: str
) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows([HEADER, *rows])
    assert read(path) == rows


@pytest.mark.endurance
@settings(max_examples=2_000, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rows=st.lists(st.lists(texts(ANY, 30), min_size=1, max_size=6), min_size=1, max_size=4_500),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-32-be", "gb18030"]),
    delimiter=st.sampled_from(",;\t|^~"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_long_files_lose_nothing_at_the_borders_of_batches(
    tmp_path: Path, rows: list[list[str]], encoding: str, delimiter: str, line_end: str
) -> None:
    path = write(tmp_path / "list.csv", [HEADER, *rows], encoding, delimiter, line_end)
    assert read(path, ReadOptions(encoding, delimiter, has_header=True)) == [row for row in rows if any(row)]


@pytest.mark.parametrize("before", [1997, 1998, 1999, 2000])
@pytest.mark.parametrize("cell", ["one\r\ntwo\r\nthree", "a\rb", 'say "hi"', "\r\n" * 5])
def test_a_long_cell_at_the_border_of_a_batch_is_whole(tmp_path: Path, before: int, cell: str) -> None:
    rows = [["a@example.org", str(number)] for number in range(before)] + [["b@example.org", cell]]
    rows += [["c@example.org", "z"]] * 3
    path = write(tmp_path / "list.csv", [["mail", "note"], *rows], "utf-8", ",")
    assert read(path) == rows


@pytest.mark.parametrize("before", [1998, 1999, 2000])
def test_a_broken_quote_at_the_border_of_a_batch_costs_only_its_row(tmp_path: Path, before: int) -> None:
    text = "mail,note\n" + "a@example.org,x\n" * before + 'b@example.org,"open\n' + "c@example.org,y\n" * 300
    found = table(tmp_path, text)
    assert [line for line, _ in found] == list(range(2, before + 303))
    assert found[before][1] == ["b@example.org", "open"]


def test_rows_without_any_address_are_no_titles(tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text("name,city\nAna,Porto\nRui,Faro\nEva,Braga,left\n")
    assert open_table(path).titles == 0
