from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from liquid import Environment

from mailer_gui.intake.headers import (
    adjust,
    check_mapping,
    column_names,
    field_name,
    guess_mapping,
    has_header,
)
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import BUILT_IN_FIELDS

ROWS = [["ana@example.org", "Ana", "Lima"], ["bob@example.org", "Bob", "Day"]]


@pytest.mark.parametrize(
    "columns",
    [
        ["E-Mail", "Vorname", "Nachname"],
        ["E-Mail-Adresse", "VORNAME", "Familienname"],
        ["Courriel", "Prénom", "Nom de famille"],
        ["Adresse e-mail", "prenom", "NOM"],
        ["Correo electrónico", "Nombre", "Apellidos"],
        ["Endereço de e-mail", "Nome próprio", "Apelido"],
        ["Indirizzo email", "Nome", "Cognome"],
        ["E-mailadres", "Voornaam", "Achternaam"],
        ["E-postadress", "Förnamn", "Efternamn"],
        ["Sähköposti", "Etunimi", "Sukunimi"],
        ["Adres e-mail", "Imię", "Nazwisko"],
        ["E-mailová adresa", "Jméno", "Příjmení"],
        ["E-posta", "Ad", "Soyad"],
        ["Адрес электронной почты", "Имя", "Фамилия"],
        ["メールアドレス", "名", "姓"],
        ["电子邮件", "名", "姓"],
        ["이메일", "이름", "성"],
        ["E-mail 1 - Value", "Given Name", "Family Name"],
        ["E-mail Address", "First Name", "Last Name"],
    ],
)
def test_columns_are_understood_in_many_languages(columns: list[str]) -> None:
    assert has_header([columns, *ROWS])
    targets = guess_mapping(columns, ROWS, has_header=True)
    assert [targets[column] for column in columns] == ["address", "first_name", "last_name"]


def test_a_name_column_alone_is_the_whole_name() -> None:
    for word in ("Nome", "Nom", "Nombre", "Name", "氏名", "ФИО"):
        assert guess_mapping(["Email", word], ROWS, has_header=True)[word] == "name"


def test_contents_win_over_names() -> None:
    rows = [["x", "ana@example.org"], ["y", "bob@example.org"]]
    assert guess_mapping(["email", "contact"], rows, has_header=True) == {"email": "email_", "contact": "address"}
    assert guess_mapping(["a", "b"], rows, has_header=True)["b"] == "address"


def test_an_empty_column_with_the_right_name_is_taken_when_there_is_nothing_better() -> None:
    assert guess_mapping(["Email", "City"], [], has_header=True)["Email"] == "address"
    assert "address" not in guess_mapping(["Street", "City"], [["a", "b"]], has_header=True).values()


def test_a_postal_address_is_not_the_e_mail_address() -> None:
    targets = guess_mapping(["Address", "Email"], [["Main St 1", "a@example.org"]], has_header=True)
    assert targets == {"Address": "street_address", "Email": "address"}


def test_no_header_when_the_first_row_is_a_person() -> None:
    assert not has_header(ROWS)
    assert not has_header([["ana@example", "Ana"], ["bob@example.org", "Bob"]])
    assert has_header([["contact", "who"], ["bob@example.org", "Bob"]])
    assert not has_header([])


def test_columns_have_names_that_differ() -> None:
    assert column_names([" Name ", "", "Name", "a\nb"], 5) == ("Name", "Column 2", "Name 2", "a b", "Column 5")


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("Customer since", "customer_since"),
        ("  Größe (cm) ", "grosse_cm"),
        ("Ciudad / País", "ciudad_pais"),
        ("2nd phone", "field_2nd_phone"),
        ("город", "город"),
        ("会社名", "会社名"),
        ("!!!", "field"),
        ("email", "email_"),
        ("Campaign name", "campaign_name_"),
        ("Address", "street_address"),
        ("nil", "nil_"),
    ],
)
def test_field_names(column: str, name: str) -> None:
    assert field_name(column) == name
    assert field_name(name) == name


@given(st.text(max_size=30))
def test_every_field_name_can_stand_in_a_message(column: str) -> None:
    name = field_name(column)
    assert name not in BUILT_IN_FIELDS
    assert field_name(name) == name
    assert Environment().from_string("{{ " + name + " }}").render(**{name: "x"}) == "x"


def test_a_wish_takes_the_target_from_the_column_that_had_it() -> None:
    mapping = {"Mail": "address", "Name": "name", "Ort": "city"}
    assert adjust(mapping, {"Ort": "name"}) == {"Mail": "address", "Name": "name_2", "Ort": "name"}
    assert adjust(mapping, {"Ort": ""}) == {"Mail": "address", "Name": "name", "Ort": ""}


def test_a_mapping_is_checked() -> None:
    columns = ["Mail", "Name"]
    assert check_mapping({"Mail": "address"}, columns) == {"Mail": "address", "Name": ""}
    assert check_mapping({"Mail": "address", "Name": "Full name"}, columns)["Name"] == "full_name"
    for bad, message in (
        ({"Foo": "x"}, "no column “Foo”"),
        ({"Mail": "address", "Name": "address"}, "Two columns"),
        ({"Name": "name"}, "None of the columns"),
    ):
        with pytest.raises(InputError, match=message):
            check_mapping(bad, columns)


@pytest.mark.parametrize(
    ("columns", "targets"),
    [
        ("Company,Phone,City,Country,Birthday,Zip code", "company phone city country birthday postcode"),
        ("Firma,Telefon,Ort,Land,Geburtstag,PLZ", "company phone city country birthday postcode"),
        ("Société,Tél. mobile,Ville,Pays,Né le,Code postal", "company phone city country birthday postcode"),
        ("Organización,Móvil,Población,País,F. nac.,C.P.", "company phone city country f_nac postcode"),
        ("Empresa,Telemóvel,Localidade,País,Data nasc.,CÓD. POSTAL", "company phone city country birthday postcode"),
        ("Azienda,Cellulare,Città,Paese,Data di nascita,CAP", "company phone city country birthday postcode"),
    ],
)
def test_what_most_lists_have_goes_to_the_same_fields(columns: str, targets: str) -> None:
    names = columns.split(",")
    found = guess_mapping(["E-mail", *names], [], has_header=True)
    assert [found[name] for name in names] == targets.split()


def test_of_several_phones_the_fullest_is_the_phone() -> None:
    rows = [["a@example.org", "", "1234567"], ["b@example.org", "", "2345678"]]
    found = guess_mapping(["E-mail", "Business phone", "Mobile"], rows, has_header=True)
    assert found == {"E-mail": "address", "Business phone": "business_phone", "Mobile": "phone"}
    assert guess_mapping(["E-mail", "Phone", "Mobile"], rows, has_header=True)["Phone"] == "phone"


def test_name_beside_first_name_is_the_last_name_unless_it_holds_both() -> None:
    columns = ["E-Mail", "Vorname", "Name"]
    rows = [["a@example.org", "Anna", "Müller"]]
    assert guess_mapping(columns, rows, has_header=True)["Name"] == "last_name"
    rows = [["a@example.org", "Anna", "Anna Müller"]]
    assert guess_mapping(columns, rows, has_header=True)["Name"] == "name"


def test_what_stands_in_brackets_only_explains() -> None:
    assert guess_mapping(["E-mail (required)*", "Name [you]"], [], has_header=True) == {
        "E-mail (required)*": "address",
        "Name [you]": "name",
    }


def test_columns_without_names_are_known_by_their_contents() -> None:
    rows = [
        ["Ana", "Lima", "ana.lima@example.org", "+351 912 345 678", "Porto", "Portugal", "12.03.1980", "Example Lda"],
        ["Bob", "Day", "bob@example.net", "0049 30 123456", "Berlin", "Germany", "1.5.1975", "Shop GmbH"],
        ["Maria", "Costa", "mcosta@example.com", "030 1234567", "Lisboa", "Portugal", "31/12/1990", "Costa e Filhos"],
    ]
    columns = [f"Column {number}" for number in range(1, 9)]
    found = guess_mapping(columns, rows, has_header=False)
    assert list(found.values()) == [
        *("first_name", "last_name", "address", "phone", "city", "country", "birthday", "company"),
    ]


def test_a_whole_name_without_a_header() -> None:
    rows = [["a.lima@example.org", "Ana Lima"], ["bob.day@example.org", "Bob Day"]]
    assert guess_mapping(["Column 1", "Column 2"], rows, has_header=False)["Column 2"] == "name"


@given(st.lists(st.lists(st.text(max_size=12), min_size=3, max_size=3), max_size=6), st.booleans())
def test_any_cells_give_a_mapping_of_every_column(rows: list[list[str]], named: bool) -> None:
    found = guess_mapping(["a", "b", "c"], rows, has_header=named)
    assert list(found) == ["a", "b", "c"]
    assert len(set(found.values())) == 3


@pytest.mark.parametrize(
    "columns",
    [
        "First Name|Last Name|Organization Name|E-mail 1 - Value|Phone 1 - Value|E-mail 2 - Value",
        "Given Name|Family Name|Organization 1 - Name|E-mail 1 - Value|Phone 1 - Value|E-mail 1 - Type",
        "First Name|Last Name|Company|E-mail Address|Mobile Phone|E-mail Display Name",
        "Vorname|Nachname|Firma|E-Mail-Adresse|Mobiltelefon|E-Mail: Angezeigter Name",
        "Prénom|Nom|Société|Adresse de messagerie|Téléphone mobile|Type de messagerie",
        "Nombre|Apellidos|Organización|Dirección de correo electrónico|Teléfono móvil|Segundo nombre",
        "Nome|Cognome|Società|Indirizzo posta elettronica|Cellulare|Tipo posta elettronica",
        "Nome|Apelido|Empresa|Endereço de Correio Electrónico|Telemóvel|Segundo Nome",
        "Vorname|Nachname|Organisation|Primäre E-Mail-Adresse|Telefonnummer|Sekundäre E-Mail-Adresse",
        "First Name|Last Name|Organization|Primary Email|Mobile Number|Secondary Email",
    ],
)
def test_exports_of_mail_programs_are_understood(columns: str) -> None:
    names = columns.split("|")
    found = guess_mapping(names, [["Ana", "Lima", "Example", "ana@example.org", "912345678", ""]], has_header=True)
    assert [found[name] for name in names[:5]] == ["first_name", "last_name", "company", "address", "phone"]


@pytest.mark.parametrize(
    ("columns", "cells", "expected"),
    [
        (
            ["Order", "Nom participant", "Prénom participant", "Nom payeur", "Prénom payeur", "Email payeur"],
            ["1", "Roux", "Léa", "Blanc", "Paul", "paul@example.org"],
            {"last_name": "Nom payeur", "first_name": "Prénom payeur", "address": "Email payeur"},
        ),
        (
            ["billing_first_name", "billing_last_name", "shipping_first_name", "billing_email", "billing_city"],
            ["Ana", "Lima", "Rui", "ana@example.org", "Porto"],
            {"first_name": "billing_first_name", "last_name": "billing_last_name", "city": "billing_city"},
        ),
        (
            ["Name", "Email", "Billing Name", "Shipping Name"],
            ["#1001", "ana@example.org", "Ana Lima", "Rui Lima"],
            {"name": "Billing Name"},
        ),
        (["Name", "Surname", "Mail"], ["Ana", "Lima", "a@example.org"], {"first_name": "Name", "last_name": "Surname"}),
        (
            ["Name", "Surname", "Mail"],
            ["Ana Lima", "Lima", "a@example.org"],
            {"name": "Name", "last_name": "Surname"},
        ),
        (["buyerName", "buyerEmail"], ["Ana Lima", "a@example.org"], {"name": "buyerName", "address": "buyerEmail"}),
        (["Event name", "Business name", "Mail"], ["Fair", "Lima Ltd", "a@example.org"], {"name": None}),
        (["Vor- und Nachname", "E-Mail"], ["Ana Lima", "a@example.org"], {"name": "Vor- und Nachname"}),
    ],
)
def test_names_of_people_in_a_role(columns: list[str], cells: list[str], expected: dict[str, str | None]) -> None:
    mapping = guess_mapping(columns, [cells, cells], has_header=True)
    columns_of = {target: column for column, target in mapping.items()}
    assert {target: columns_of.get(target) for target in expected} == expected


def test_a_moment_is_no_birthday() -> None:
    rows = [["Ana", "ana@example.org", "1983-11-23T02:30:31-08:00"], ["Rui", "rui@example.org", "1985-01-02T08:00:00Z"]]
    assert "birthday" not in guess_mapping(["Column 1", "Column 2", "Column 3"], rows, has_header=False).values()
