from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.intake.tables import open_table
from mailer_gui.intake.vcards import parts, plain
from mailer_gui.model.errors import InputError


def people(tmp_path: Path, raw: str | bytes) -> list[dict[str, str]]:
    path = tmp_path / "cards.vcf"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    table = open_table(path)
    assert table.preview().format == "vcard"
    return [
        {column: cell for column, cell in zip(table.columns, cells, strict=True) if cell}
        for _, cells, _ in table.rows()
    ]


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def test_quoted_printable_with_soft_breaks(tmp_path: Path) -> None:
    raw = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:da =\r\nSilva;Jos=C3=A9;;;",
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jos=C3=\r\n=A9 da =\r\nSilva",
        "EMAIL;INTERNET;PREF:jose@example.org",
        "ADR;HOME;ENCODING=QUOTED-PRINTABLE:;;Rua =\r\n1;Porto;;4000;Portugal",
        version="2.1",
    )
    assert people(tmp_path, raw) == [
        {
            "Name": "José da Silva",
            "First name": "José",
            "Last name": "da Silva",
            "Email": "jose@example.org",
            "Street": "Rua 1",
            "City": "Porto",
            "Postcode": "4000",
            "Country": "Portugal",
        }
    ]


def test_a_soft_break_inside_a_letter_may_be_folded(tmp_path: Path) -> None:
    raw = card("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E5=B1=\r\n =B1=E7=94=B0", version="2.1")
    assert people(tmp_path, raw)[0]["Name"] == "山田"


@pytest.mark.parametrize("charset", ["ISO-8859-1", "windows-1252", "UTF-8", "Shift_JIS"])
def test_charsets_are_obeyed(tmp_path: Path, charset: str) -> None:
    name = "山田" if charset == "Shift_JIS" else "Zoë Müller"
    raw = card(f"FN;CHARSET={charset}:{name}", "EMAIL:zoe@example.org", version="2.1").encode(charset)
    assert people(tmp_path, raw)[0]["Name"] == name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_files_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    raw = card("FN:Zoë Müller", "EMAIL:zoe@example.org").encode(encoding)
    assert people(tmp_path, raw) == [{"Name": "Zoë Müller", "Email": "zoe@example.org"}]


def test_groups_folds_types_and_preference(tmp_path: Path) -> None:
    raw = card(
        "item1.EMAIL;type=INTERNET:second@example.org",
        "item2.EMAIL;type=INTERNET;type=pref:fir\r\n st@example.org",
        "item1.X-ABLabel:_$!<Other>!$_",
        'TEL;TYPE="voice,cell";VALUE=uri:tel:+351-91;ext=5',
        "TEL;TYPE=FAX:1",
        "ORG:Example\\, Lda;Sales",
        "CATEGORIES:Friends,Work",
        "NOTE:one\\ntwo\\; three",
        "BDAY:19800322",
    )
    assert people(tmp_path, raw) == [
        {
            "Email": "first@example.org",
            "Email 2": "second@example.org",
            "Phone": "+351-91 ext. 5",
            "Phone 2": "1",
            "Company": "Example, Lda",
            "Department": "Sales",
            "Categories": "Friends, Work",
            "Note": "one\ntwo; three",
            "Birthday": "1980-03-22",
        }
    ]


def test_a_card_with_only_a_given_name_has_no_last_name(tmp_path: Path) -> None:
    path = tmp_path / "list.vcf"
    path.write_text(card("FN:Ana", "N:;Ana;;;", "EMAIL:a@example.org"))
    assert open_table(path).mapping == {"Name": "name", "First name": "first_name", "Email": "address"}


def test_numbered_preference_of_version_4(tmp_path: Path) -> None:
    raw = card("EMAIL;PREF=2:b@example.org", "EMAIL;PREF=1:mailto:a@example.org", "BDAY:--0203", version="4.0")
    assert people(tmp_path, raw)[0] == {"Email": "a@example.org", "Email 2": "b@example.org", "Birthday": "--02-03"}


def test_pictures_groups_and_cards_in_cards_are_left_out(tmp_path: Path) -> None:
    raw = card("FN:Ana", "PHOTO;ENCODING=b:" + "A" * 300, "EMAIL:ana@example.org")
    raw += card("FN:Friends", "X-ADDRESSBOOKSERVER-KIND:group")
    inner = card("FN:Agent", "EMAIL:agent@example.org", version="2.1")
    raw += card("FN:Bob", "AGENT:", inner.rstrip(), "EMAIL:bob@example.org", version="2.1")
    assert [one["Name"] for one in people(tmp_path, raw)] == ["Ana", "Bob"]
    assert people(tmp_path, raw)[1]["Email"] == "bob@example.org"


def test_a_card_without_its_end_costs_only_itself(tmp_path: Path) -> None:
    raw = "BEGIN:VCARD\nFN:Ana\nEMAIL:ana@example.org\n" + card("FN:Bob", "EMAIL:bob@example.org")
    assert [one["Email"] for one in people(tmp_path, raw)] == ["ana@example.org", "bob@example.org"]


def test_lines_that_end_with_a_lone_return(tmp_path: Path) -> None:
    raw = card("FN:Ana", "EMAIL:ana@example.org").replace("\r\n", "\r")
    assert people(tmp_path, raw) == [{"Name": "Ana", "Email": "ana@example.org"}]


def test_a_file_without_any_card_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no contact card"):
        people(tmp_path, "BEGIN:VCARD\nEND:VCARD\n".replace("VCARD", "VCARD ").replace("BEGIN", " BEGIN")[:13] + "\n")


TEXT = st.text(st.characters(exclude_categories=("C", "Zl", "Zp"), include_characters="\n;,\\"), max_size=20)


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_what_is_written_with_backslashes_is_read_back(values: list[str]) -> None:
    def escaped(value: str) -> str:
        return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")

    assert [plain(part) for part in parts(";".join(map(escaped, values)))] == values


LINES = ["BEGIN:VCARD", "END:VCARD", "EMAIL:a@example.org", "FN;ENCODING=QUOTED-PRINTABLE:=C3=", " x", "=", "AGENT:"]
LINES += ["N:a;b", "ADR;PREF=1:;;x", "TEL;;=:1", 'ORG;X="a:b:c', "BDAY:x", "item1.EMAIL;TYPE=", "VERSION:2.1", ""]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(LINES),
        max_size=25,
    )
)
def test_any_lines_give_rows_or_a_clear_error(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "cards.vcf"
    path.write_text("BEGIN:VCARD\n" + "\n".join(lines))
    try:
        table = open_table(path)
    except InputError:
        return
    assert all(len(cells) == len(table.columns) for _, cells, _ in table.rows())


def test_an_address_is_no_name(tmp_path: Path) -> None:
    raw = card("FN:Ana@example.org", "N:Lima;Ana;;;", "EMAIL:ana@example.org") + card(
        "FN:b@example.org", "EMAIL:b@example.org"
    )
    assert [one.get("Name", "") for one in people(tmp_path, raw)] == ["Ana Lima", ""]


def test_encoded_letters_of_an_old_program_are_guessed(tmp_path: Path) -> None:
    """The card does not say which encoding they are in, and its own bytes are all ASCII."""
    raw = card("FN;ENCODING=QUOTED-PRINTABLE:J=FCrgen M=F6ller", "EMAIL:j@example.org", version="2.1")
    assert people(tmp_path, raw)[0]["Name"] == "Jürgen Möller"
