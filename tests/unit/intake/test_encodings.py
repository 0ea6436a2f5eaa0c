from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.intake.encodings import ENCODINGS, check_encoding, detect, scan
from mailer_gui.model.errors import Cancelled, InputError

HEADER = "name;mail;city\n"


def guess(path: Path, raw: bytes, language: str = "en") -> str:
    file = path / "list.csv"
    file.write_bytes(raw)
    return detect(scan(file), language)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(tmp_path: Path, encoding: str) -> None:
    assert guess(tmp_path, (HEADER + "Zoë;zoe@example.org;Köln\n").encode(encoding)) == encoding


def test_a_mark_of_the_big_end_first_is_known(tmp_path: Path) -> None:
    assert guess(tmp_path, b"\xfe\xff" + HEADER.encode("utf-16-be")) == "utf-16"


def test_customers_of_many_western_countries_are_no_central_europeans(tmp_path: Path) -> None:
    names = ("Jürgen;Köln", "Søren Østergård;Århus", "Inês Conceição;Porto", "Zoë;Utrecht", "Chloé;Besançon")
    lines = "".join(f"{names[i % 5]};pünktlich\n" for i in range(400))
    assert guess(tmp_path, (HEADER + lines).encode("cp1252")) == "cp1252"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("name", ["Anna Lind", "田中 太郎", "Иван Петров"])
def test_wide_text_without_a_mark_is_known(tmp_path: Path, encoding: str, name: str) -> None:
    assert guess(tmp_path, (HEADER + f"{name};a@example.org;x\n" * 5).encode(encoding)) == encoding


def test_ascii_is_read_as_utf8(tmp_path: Path) -> None:
    assert guess(tmp_path, HEADER.encode()) == "utf-8"


def test_a_letter_at_the_very_end_counts(tmp_path: Path) -> None:
    """Looking only at the beginning would say UTF-8, and the last name would be broken."""
    plain = HEADER.encode() + b"Ann;ann@example.org;Bath\n" * 100_000
    assert guess(tmp_path, plain + "José;jose@example.org;Málaga\n".encode("cp1252")) == "cp1252"
    assert guess(tmp_path, plain + "José;jose@example.org;Málaga\n".encode()) == "utf-8"


def test_a_few_broken_letters_leave_utf8_what_it_is(tmp_path: Path) -> None:
    good = "Zoë;zoe@example.org;Köln\n".encode() * 50
    assert guess(tmp_path, good + b"Ren\xc3;rene@example.org;x\n" + good) == "utf-8"


@pytest.mark.parametrize(
    ("names", "others", "fallback"),
    [
        ("Zoë Müller", "José Peña,Besançon", "cp1252"),
        ("Иван Петров,Ольга", "Фёдор,Пётр,Москва", "cp1251"),
        ("Łukasz", "Małgorzata,Żółć", "cp1250"),
        ("山田太郎", "鈴木花子,田中一郎", "cp932"),
        ("王伟", "李娜,张三丰", "gb18030"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_file_put_together_of_two_encodings_is_read_as_both(
    tmp_path: Path, names: str, others: str, fallback: str, line_end: str
) -> None:
    first = "".join(f"{name};{i}@example.org{line_end}" for i, name in enumerate(names.split(",")))
    second = "".join(f"{name};{i}@example.org{line_end}" for i, name in enumerate(others.split(",")))
    for raw in (first.encode() + second.encode(fallback), second.encode(fallback) + first.encode()):
        encoding = guess(tmp_path, raw)
        assert encoding == f"mixed_{fallback}"
        with (tmp_path / "list.csv").open(encoding=encoding, newline="") as file:
            assert {*file.read().split(line_end)} == {*(first + second).split(line_end)}


def test_a_row_put_together_of_two_encodings_is_read_cell_by_cell(tmp_path: Path) -> None:
    raw = "Zoë;z@example.org;".encode() + "Köln\n".encode("cp1252")
    encoding = guess(tmp_path, raw)
    assert raw.decode(encoding) == "Zoë;z@example.org;Köln\n"


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=40),
    st.integers(1, 30),
    st.sampled_from(["cp1252", "cp1251", "cp932", "gb18030", "mac_roman"]),
)
def test_a_mixed_text_is_decoded_alike_however_it_is_cut(lines: list[str], size: int, fallback: str) -> None:
    raw = b"\r\n".join(
        line.encode(fallback, "ignore") if place % 2 else line.encode() for place, line in enumerate(lines)
    )
    decoder = codecs.getincrementaldecoder(f"mixed_{fallback}")()
    pieces = [decoder.decode(raw[start : start + size]) for start in range(0, len(raw), size)]
    assert "".join(pieces) + decoder.decode(b"", True) == raw.decode(f"mixed_{fallback}")


def test_seven_bit_japanese_is_known(tmp_path: Path) -> None:
    assert guess(tmp_path, (HEADER + "田中;a@example.org;東京\n").encode("iso2022_jp")) == "iso2022_jp"


@pytest.mark.parametrize(
    ("locale", "encoding"),
    [
        ("pt_PT", "cp1252"),
        ("de_DE", "cp1252"),
        ("fr_FR", "cp1252"),
        ("es_ES", "cp1252"),
        ("sv_SE", "cp1252"),
        ("da_DK", "cp1252"),
        ("it_IT", "cp1252"),
        ("pt_PT", "mac_roman"),
        ("de_DE", "cp850"),
        ("pl_PL", "cp1250"),
        ("cs_CZ", "cp1250"),
        ("sk_SK", "cp1250"),
        ("hu_HU", "cp1250"),
        ("pl_PL", "iso8859_2"),
        ("ru_RU", "cp1251"),
        ("uk_UA", "cp1251"),
        ("bg_BG", "cp1251"),
        ("ru_RU", "koi8_u"),
        ("ru_RU", "cp866"),
        ("el_GR", "cp1253"),
        ("tr_TR", "cp1254"),
        ("he_IL", "cp1255"),
        ("ar_AA", "cp1256"),
        ("th_TH", "cp874"),
        ("ja_JP", "cp932"),
        ("ja_JP", "euc_jp"),
        ("zh_CN", "gb18030"),
        ("zh_TW", "big5"),
        ("ko_KR", "cp949"),
        ("cs_CZ", "cp852"),
        ("ru_RU", "iso8859_5"),
        ("ru_RU", "mac_cyrillic"),
        ("el_GR", "iso8859_7"),
        ("ar_AA", "iso8859_6"),
        ("it_IT", "cp850"),
        ("lv_LV", "cp1257"),
    ],
)
def test_names_and_towns_of_a_country_tell_its_encoding(tmp_path: Path, locale: str, encoding: str) -> None:
    maker = Faker(locale)
    maker.seed_instance(3)
    lines = "".join(f"{maker.name()};p{i}@example.org;{maker.city()}\n" for i in range(200))
    raw = lines.encode(encoding, "ignore")
    assert raw.decode(guess(tmp_path, raw)) == raw.decode(encoding)


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("山田 太郎;東京都", "cp932"),
        ("やまだ たろう;とうきょう", "euc_jp"),
        ("王伟;北京市", "gb18030"),
        ("陳怡君;臺北市", "cp950"),
        ("김민수;서울특별시", "cp949"),
        ("Иван Петров;Москва", "koi8_u"),
        ("Иван Петров;Москва", "cp1251"),
        ("Zoë Müller;Köln", "cp1252"),
        ("Łukasz Wiśniewski;Gdańsk", "cp1250"),
        ("Γιώργος Παππάς;Αθήνα", "cp1253"),
    ],
)
def test_one_row_is_enough(tmp_path: Path, name: str, encoding: str) -> None:
    raw = f"name;city;mail\n{name};a@example.org\n".encode(encoding)
    assert raw.decode(guess(tmp_path, raw)) == raw.decode(encoding)


def test_the_persons_language_decides_between_equals(tmp_path: Path) -> None:
    raw = "André;andre@example.org;x\n".encode("cp1252")
    assert guess(tmp_path, raw, "en") == "cp1252"
    assert guess(tmp_path, raw, "pl") == "cp1250"


def test_the_scan_can_be_stopped(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"x")
    with pytest.raises(Cancelled):
        scan(file, lambda: True)


def test_every_offered_encoding_can_be_used_and_nonsense_not() -> None:
    assert [check_encoding(name) for name in ENCODINGS] == list(ENCODINGS)
    for name in ("klingon", "base64", "hex"):
        with pytest.raises(InputError, match="not known"):
            check_encoding(name)


@pytest.mark.parametrize(
    ("encoding", "language", "names"),
    [
        ("cp950", "en", "林清源;鶯歌 陶瓷窯;烘焙坊 鹹酥餅"),
        ("gb18030", "en", "郭鹿鸣;婺源;晨光烘焙坊 咸酥饼"),
        ("cp1258", "en", "Nguyễn Thị Hương;Đà Nẵng;x"),
        ("cp855", "en", "Ольга Петрова;Москва;Снежная улица"),
        ("iso2022_kr", "en", "김민준;서울;하늘길"),
        ("iso8859_15", "fr", "Sœur Agnès;Vandœuvre;10 €"),
        ("iso8859_7", "el", "Άννα Παπά;Άρτα;Άνοιξη"),
        ("cp1255", "en", "משה כהן;ירושלים;רחוב הרצל"),
        ("cp1253", "en", "Λεωνιδας Μυρων;Βολος;Αλεξανδρος"),
        ("cp1252", "en", "Ann Lee;©;x"),
        ("cp850", "de", "Jürgen Möller;Köln;Straße"),
        ("mac_roman", "de", "Jürgen Möller;München;Straße"),
    ],
)
def test_rarer_texts_are_recognised(tmp_path: Path, encoding: str, language: str, names: str) -> None:
    text = unicodedata.normalize("NFC", HEADER) + f"{names}\n" * 6
    raw = (_in_vietnamese(text) if encoding == "cp1258" else text).encode(encoding)
    found = guess(tmp_path, raw, language)
    assert raw.decode(found) == raw.decode(encoding)


def _in_vietnamese(text: str) -> str:
    """Write tones behind their vowels and everything else as one letter: that is how the encoding has it."""
    found = ""
    for letter in unicodedata.normalize("NFD", text):
        joined = unicodedata.normalize("NFC", found[-1:] + letter)
        found = found[:-1] + joined if found and len(joined) == 1 and _fits(joined) else found + letter
    return found


def _fits(letter: str) -> bool:
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        return False
    return True


def test_the_country_of_the_mailboxes_decides_between_equals(tmp_path: Path) -> None:
    """In Hungary ő stands where the West has õ; nothing else in these rows tells."""
    rows = "".join(f"Kovács Győző;k{i}@posta.example.hu;Győr\n" for i in range(3))
    assert guess(tmp_path, (HEADER + rows).encode("cp1250"), "en") == "cp1250"


def test_a_chinese_line_that_is_unicode_by_chance_makes_no_mixed_file(tmp_path: Path) -> None:
    names = "".join(f"{i};李娜;张三丰的店 广州市\n" for i in range(30))
    raw = (names + "31;效应\n").encode("gb18030")
    assert "效应".encode("gb18030").decode("utf-8")
    assert guess(tmp_path, raw) == "gb18030"


def test_a_lost_zero_byte_makes_no_wide_text(tmp_path: Path) -> None:
    assert guess(tmp_path, b"a,b,c\n1,\x002,3\n") == "utf-8"
