from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.intake.loose import people_in
from mailer_gui.intake.tables import open_table
from mailer_gui.model.errors import InputError, MailerError
from mailer_gui.model.imports import FilePreview


def opened(tmp_path: Path, raw: str | bytes) -> tuple[FilePreview, list[list[str]]]:
    path = tmp_path / "file"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    table = open_table(path)
    return table.preview(), [cells for _, cells, _ in table.rows()]


def test_a_table_of_a_web_page(tmp_path: Path) -> None:
    page = """<!DOCTYPE html><html><head><title>x@example.org</title></head><body><table><tr><td>menu</td></tr></table>
    <table><tr><th>E-mail<th>Name<th>City</tr>
    <tr><td><a href="mailto:ana@example.org?subject=x">Ana</a></td><td>Ana&nbsp;Lima &amp; co<br>two</td>
    <td rowspan="2">Porto</td></tr><tr><td>bob@example.org</td><td>Bob</td></tr></table></body></html>"""
    preview, rows = opened(tmp_path, page)
    assert (preview.format, preview.columns) == ("html", ("E-mail", "Name", "City"))
    assert rows == [["Ana <ana@example.org>", "Ana Lima & co\ntwo", "Porto"], ["bob@example.org", "Bob", "Porto"]]
    assert preview.notes


def test_a_page_names_its_own_encoding(tmp_path: Path) -> None:
    page = '<html><meta charset="windows-1252"><table><tr><td>zoe@example.org<td>Zoë</tr></table></html>'
    assert opened(tmp_path, page.encode("cp1252"))[1] == [["zoe@example.org", "Zoë"]]


def test_an_xml_spreadsheet(tmp_path: Path) -> None:
    text = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
     xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="P"><Table>
    <Row><Cell><Data ss:Type="String">E-mail</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">Since</Data></Cell>
    </Row><Row><Cell><Data ss:Type="String">ana@example.org</Data></Cell><Cell/>
    <Cell><Data ss:Type="DateTime">2026-03-04T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>"""
    preview, rows = opened(tmp_path, text)
    assert preview.columns == ("E-mail", "Column 2", "Since")
    assert rows == [["ana@example.org", "", "2026-03-04"]]


def test_a_page_without_a_table_gives_its_addresses(tmp_path: Path) -> None:
    page = '<html><body><p>Ana Lima &lt;ana@example.org&gt;</p><a href="mailto:bob@example.org">Bob</a></body></html>'
    assert opened(tmp_path, page)[1] == [["ana@example.org", "Ana Lima"], ["bob@example.org", "Bob"]]


def test_an_address_book_in_ldif(tmp_path: Path) -> None:
    name = base64.b64encode("Zoë Müller".encode()).decode()
    text = f"""version: 1

dn: cn=Zoe,mail=zoe@example.org
objectclass: top
objectclass: person
cn:: {name}
givenName: Zo
 e
mail: zoe@example.org
mozillaSecondEmail: zoe@example.net
l: Kiel

dn: cn=Friends
objectclass: groupOfNames
cn: Friends
member: cn=Zoe
"""
    preview, rows = opened(tmp_path, text)
    assert preview.format == "ldif"
    assert dict(zip(preview.columns, rows[0], strict=True)) == {
        "Email": "zoe@example.org",
        "Name": "Zoë Müller",
        "First name": "Zoe",
        "Email 2": "zoe@example.net",
        "City": "Kiel",
        **{column: "" for column in preview.columns if column == "member"},
    }
    assert len(rows) == 1


ABC = [("a@example.org", ""), ("b@example.org", ""), ("c@example.org", "")]
ANA_AND_BOB = [("ana@example.org", "Ana Lima"), ("bob@example.org", "Bob Day")]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            'To: "Lima, Ana" <ana@example.org>, Bob Day <bob@example.org>; c@example.org\n',
            [("ana@example.org", "Lima, Ana"), ("bob@example.org", "Bob Day"), ("c@example.org", "")],
        ),
        ("a@example.org b@example.org\nc@example.org\n", ABC),
        ("a@example.org;b@example.org;c@example.org", ABC),
        (
            "Please write to ana@example.org, or (if she is away) to bob@example.org.\nThank you\n",
            [("ana@example.org", ""), ("bob@example.org", "")],
        ),
        (
            "Write to Ana <Mailto:ana@example.org>, or to Mailto:bob@example.org today\n",
            [("ana@example.org", "Write to Ana"), ("bob@example.org", "")],
        ),
        ("Ana Lima ana@example.org\nBob Day - bob@example.org\n", ANA_AND_BOB),
        (
            "Our board\n\nAna Lima ana@example.org\nBob Day, bob@example.org\n",
            [ANA_AND_BOB[0], ("bob@example.org", "")],
        ),
        ("ana@example.org (Ana Lima)\nbob@example.org (Bob Day)\n", ANA_AND_BOB),
    ],
)
def test_addresses_in_a_text(tmp_path: Path, text: str, people: list[tuple[str, str]]) -> None:
    preview, rows = opened(tmp_path, text)
    assert preview.format == "text"
    assert [tuple(row) for row in rows] == people
    assert preview.notes


@pytest.mark.parametrize(
    "text",
    [
        "a@example.org\nb@example.org\n",
        "Ana <a@example.org>\nBob <b@example.org>\n",
        "a@example.org,Ana\nb@example.org,Bob\n",
        "Ana,a@example.org,a@work.example\nBob,b@example.org,b@work.example\n",
        "who,home,work\nAna,a@example.org,a@work.example\nBob,,b@work.example\n",
        "email,cc\na@example.org,b@example.org\nc@example.org,d@example.org\n",
        "a@example.org\tAna\n",
        "a@example.org\nnobody\nb@example\n",
    ],
)
def test_tables_stay_tables(tmp_path: Path, text: str) -> None:
    assert opened(tmp_path, text)[0].format == "csv"


@given(st.text("ab@.<>\",; ()\\'é", max_size=60))
def test_a_line_of_anything_never_hangs(line: str) -> None:
    assert all(address for address, _ in people_in(line * 50))


TAGS = ["<tr>", "<td>", "</td>", "</table>", "<table>", "<td rowspan=3>", "<td colspan=99999>", "x"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.sampled_from(["<table>", "<html>", "dn: x\n", "BEGIN:VCARD\n", "<tr>"]),
    rest=st.text("<>/trdha \"'=:;\n@.x&#1", max_size=80) | st.lists(st.sampled_from(TAGS), max_size=20).map("".join),
)
def test_any_page_gives_rows_or_a_clear_error(tmp_path: Path, start: str, rest: str) -> None:
    path = tmp_path / "page"
    path.write_text(start + rest, encoding="utf-8")
    try:
        table = open_table(path)
        assert table.preview().columns
        assert list(table.rows()) is not None
    except MailerError as error:
        assert isinstance(error, InputError)


@pytest.mark.parametrize("between", [", ", ";", " ", ",\n"])
def test_a_very_long_line_of_recipients_loses_nobody(between: str) -> None:
    people = [(f"person.{number}@example.org", f"Ana Lima {number}") for number in range(3_000)]
    line = between.join(f'"{name}" <{address}>' for address, name in people)
    assert list(people_in(line)) == people
    assert [address for address, _ in people_in(between.join(address for address, _ in people))] == [
        address for address, _ in people
    ]


@pytest.mark.slow
@pytest.mark.timeout(20)
def test_a_huge_word_takes_no_time(tmp_path: Path) -> None:
    assert list(people_in("x" * 3_000_000 + " ana@example.org")) == [("ana@example.org", "")]
    assert len(opened(tmp_path, "x" * 3_000_000 + " ana@example.org\n")[1]) == 1
