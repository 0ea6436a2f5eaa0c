"""Files as the programs of this world write them, made up here: who is in them, and what goes where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.intake.people import Batch, PeopleReader
from mailer_gui.intake.tables import Table, open_table
from mailer_gui.model.contacts import FieldType
from mailer_gui.model.errors import InputError


def opened(tmp_path: Path, raw: str | bytes, name: str = "list.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return open_table(path)


def read(table: Table, types: dict[str, FieldType] | None = None) -> Batch:
    found = list(PeopleReader(table, table.mapping, types=types).batches(10_000))
    return found[0] if found else Batch()


def fields(batch: Batch) -> list[dict[str, str]]:
    return [{"address": person[1], **json.loads(person[3])} for person in batch.people]


OUTLOOK_DE = (
    "Anrede,Vorname,Nachname,Firma,Straße geschäftlich,Ort geschäftlich,Postleitzahl geschäftlich,Telefon (privat),"
    "Mobiltelefon,E-Mail-Adresse,E-Mail-Typ,E-Mail 2: Adresse,Geburtstag"
)
OUTLOOK_FR = (
    "Titre,Prénom,Nom,Société,Rue (bureau),Ville (bureau),Code postal (bureau),Pays/Région (bureau),"
    "Tél. mobile,Adresse de messagerie,Type de messagerie,Adresse de messagerie 2,Anniversaire"
)
OUTLOOK_ES = (
    "Tratamiento,Nombre,Apellidos,Organización,Calle del trabajo,Ciudad de trabajo,Código postal del trabajo,"
    "Teléfono móvil,Dirección de correo electrónico,Dirección de correo electrónico 2,Cumpleaños"
)
OUTLOOK_IT = (
    "Titolo,Nome,Cognome,Società,Via (uff.),Città (uff.),CAP (uff.),Telefono (uff.),Cellulare,"
    "Indirizzo posta elettronica,Tipo posta elettronica,Indirizzo posta elettronica 2,Compleanno"
)
OUTLOOK_PT = (
    "Título,Primeiro Nome,Apelido,Empresa,Rua Comercial,Cidade Comercial,Código Postal Comercial,Telemóvel,"
    "Endereço de correio eletrónico,Tipo de Correio Eletrónico,Data de nascimento"
)
THUNDERBIRD_DE = (
    "Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Mobil-Tel.-Nr.,Privat: Ort,"
    "Privat: PLZ,Privat: Land,Geburtsjahr,Geburtsmonat,Geburtstag"
)


@pytest.mark.parametrize(
    ("header", "row", "encoding", "wanted"),
    [
        (
            OUTLOOK_DE,
            "Herr,Jörg,Müller,Firma GmbH,Weg 1,Köln,50667,,0171 1,,,joerg@example.org,0.0.00",
            "cp1252",
            {"first_name": "Jörg", "last_name": "Müller", "city": "Köln", "postcode": "50667", "phone": "0171 1"},
        ),
        (
            OUTLOOK_FR,
            "M.,François,Dupré,Boulangerie,rue A,Lyon,69001,France,06 12,,,joerg@example.org,00/00/00",
            "cp1252",
            {"first_name": "François", "last_name": "Dupré", "company": "Boulangerie", "country": "France"},
        ),
        (
            OUTLOOK_ES,
            "Sr.,José,Núñez,Panadería,Calle A,León,24001,+34 987,,joerg@example.org,0/0/00",
            "cp1252",
            {"first_name": "José", "last_name": "Núñez", "street": "Calle A", "city": "León", "postcode": "24001"},
        ),
        (
            OUTLOOK_IT,
            "Sig.,Nicolò,Però,Forno,Via Roma 1,Forlì,47121,,333 1234567,,,joerg@example.org,0/0/00",
            "cp1252",
            {"first_name": "Nicolò", "last_name": "Però", "street": "Via Roma 1", "phone": "333 1234567"},
        ),
        (
            OUTLOOK_PT,
            "Sr.,João,Conceição,Padaria,Rua A,Évora,7000,912 345 678,joerg@example.org,SMTP,0/0/00",
            "cp1252",
            {"first_name": "João", "last_name": "Conceição", "street": "Rua A", "phone": "912 345 678"},
        ),
        (
            THUNDERBIRD_DE,
            "Jörg,Müller,Jörg Müller,,joerg@example.org,0171,Köln,50667,DE,1970,4,3",
            "utf-8",
            {"name": "Jörg Müller", "city": "Köln", "postcode": "50667", "country": "DE", "geburtstag": "3"},
        ),
        (
            "First Name,Last Name,Display Name,Primary Email,Home City,Home ZipCode,Birth Year,Birth Month,Birth Day,",
            "Ana,Lima,Ana Lima,joerg@example.org,Porto,4000,1980,3,4,",
            "utf-8",
            {"first_name": "Ana", "city": "Porto", "postcode": "4000", "birth_day": "4"},
        ),
        (
            "First name,Last name,Email address - Home,Phone - home,City - Home,Zip/Postal code - Home,Email Lists",
            "Ana,Lima,joerg@example.org,912,Porto,4000,General",
            "utf-8",
            {"first_name": "Ana", "phone": "912", "city": "Porto", "postcode": "4000", "email_lists": "General"},
        ),
        (
            "First,Last,Email,Mobile,Alternate Email 1,Home City,Home ZIP,Comments",
            "Ana,Lima,,912,joerg@example.org,Porto,4000,x",
            "utf-8",
            {"first_name": "Ana", "city": "Porto", "postcode": "4000", "comments": "x"},
        ),
        (
            "EMAIL;NOM;PRENOM;SMS;DOUBLE_OPT-IN;ADDED_TIME".replace(";", ","),
            "joerg@example.org,LIMA,Ana,33612345678,1,02-01-2020 10:00",
            "utf-8",
            {"first_name": "Ana", "last_name": "LIMA", "phone": "33612345678"},
        ),
        (
            "Nume,Prenume,Email",
            "Ionescu,Ștefan,joerg@example.org",
            "utf-8",
            {"last_name": "Ionescu", "first_name": "Ștefan"},
        ),
        ("이름,이메일", "김민수,joerg@example.org", "cp949", {"name": "김민수"}),
    ],
)
def test_exports_of_many_programs_and_languages(
    tmp_path: Path, header: str, row: str, encoding: str, wanted: dict[str, str]
) -> None:
    table = opened(tmp_path, f"{header}\r\n{row}\r\n".encode(encoding))
    (person,) = fields(read(table, dict(table.preview().types)))
    assert person["address"] == "joerg@example.org"
    assert {name: person.get(name) for name in wanted} == wanted
    assert "birthday" not in person  # 0/0/00 is no date


def test_codes_and_remarks_are_no_numbers_and_no_answers(tmp_path: Path) -> None:
    text = "Email,PLZ privat,Telefon Firma,SMS,Fax,Notes,Amount\na@example.org,50667,0221 1,336,12,x,12\n"
    assert opened(tmp_path, text).preview().types == {"amount": FieldType.NUMBER}


def test_days_as_spreadsheets_count_them_are_dates_among_dates(tmp_path: Path) -> None:
    text = "Email,Born,Code\na@example.org,1980-03-04,29000\nb@example.org,29000,12345\nc@example.org,0000-00-00,1\n"
    table = opened(tmp_path, text)
    types = dict(table.preview().types)
    assert types == {"born": FieldType.DATE, "code": FieldType.NUMBER}
    assert [person.get("born") for person in fields(read(table, types))] == ["1980-03-04", "1979-05-25", None]


@pytest.mark.parametrize(
    "text",
    [
        "Email,Name\na@example.org,Ana\n\x1a",
        "Email,Name\r\na@example.org,Ana\r\n" + "\0" * 3_000,
        "| Email | Name |\n|-------|------|\n| a@example.org | Ana |\n",
        "Email,Name,Note\na@example.org,Ana,\\N\n",
        "Email              Name\na@example.org      Ana\n",
        "# by the till\nEmail;Name\n=====;====\na@example.org;Ana\n",
    ],
)
def test_what_is_no_person_is_no_row(tmp_path: Path, text: str) -> None:
    found = read(opened(tmp_path, text))
    assert (fields(found), found.invalid) == ([{"address": "a@example.org", "name": "Ana"}], [])


def test_greetings_are_no_names(tmp_path: Path) -> None:
    text = "From x@example.org Mon Jan 1 2020\nHi ana@example.org, hello Bob Stone <b@example.org>, how are you\n"
    assert [person.get("name") for person in fields(read(opened(tmp_path, text)))] == [None, None, "Bob Stone"]


SYLK = (
    'ID;PWXL;N;E\r\nP;PGeneral\r\nB;Y3;X2\r\nC;Y1;X1;K"Email"\r\nC;X2;K"Name"\r\nF;P0;Y2;X1\r\nC;K"a@example.org"\r\n'
    'C;X2;K"Lima;; ""Ana"" Jos\x1bNBe"\r\nC;Y3;X1;K"b@example.org"\r\nC;X2;K12\r\nE\r\n'
)
FODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>
<table:table table:name="S"><table:table-row><table:table-cell><text:p>Email</text:p></table:table-cell>
<table:table-cell><office:annotation><text:p>who?</text:p></office:annotation><text:p>Name</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16380"/></table:table-row>
<table:table-row><table:table-cell><text:p>a@example.org</text:p></table:table-cell>
<table:table-cell><text:p>Ana</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document>"""


def test_sylk_sheets_are_read(tmp_path: Path) -> None:
    table = opened(tmp_path, SYLK, "list.slk")
    assert table.source.format == "sylk"
    assert [(line, cells) for line, cells, _ in table.rows()] == [
        (2, ["a@example.org", 'Lima; "Ana" José']),
        (3, ["b@example.org", "12"]),
    ]


def test_flat_opendocument_sheets_are_read(tmp_path: Path) -> None:
    table = opened(tmp_path, FODS, "list.fods")
    assert table.columns == ("Email", "Name")
    assert fields(read(table)) == [{"address": "a@example.org", "name": "Ana"}]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text('CFE;YXK"12@.a\n', max_size=60))
def test_any_sylk_gives_rows_or_a_clear_error(tmp_path: Path, text: str) -> None:
    try:
        table = opened(tmp_path, f"ID;P\nC;Y1;X1;K1\n{text}")
    except InputError as error:
        assert str(error)
        return
    assert table.source.format == "sylk"
    assert all(cells for _, cells, _ in table.rows())


def test_json_is_named_whatever_it_begins_with(tmp_path: Path) -> None:
    for text in ('["vcard",[["email",{},"text","a@example.org"]]]', "[[1]]", '{"a": 1}'):
        with pytest.raises(InputError, match="JSON"):
            opened(tmp_path, text)


def test_thunderbirds_birthday_is_put_together(tmp_path: Path) -> None:
    text = "dn: cn=Ana\ncn: Ana\nmail: a@example.org\nbirthyear: 1980\nbirthmonth: 03\nbirthday: 04\n"
    assert fields(read(opened(tmp_path, text)))[0]["birthday"] == "1980-03-04"
