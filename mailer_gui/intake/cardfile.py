"""A file of contact cards as a table: one row for each card, one column for each thing that any card knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from mailer_gui.intake import encodings
from mailer_gui.intake.headers import own_header
from mailer_gui.intake.rows import RowBatch, batched
from mailer_gui.intake.sources import Source
from mailer_gui.intake.vcards import Card, Property, cards, parts, plain
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.imports import ReadOptions
from mailer_gui.model.work import Cancel

ADDRESS, PHONE = "Email", "Phone"
_COLUMNS = (
    *("Name", "First name", "Middle name", "Last name", "Title", "Suffix", "Nickname"),
    *(ADDRESS, PHONE, "Company", "Department", "Job title", "Role"),
    *("Street", "City", "State", "Postcode", "Country"),
    *("Birthday", "Anniversary", "Website", "Categories", "Language", "Gender", "Note"),
)
_NAMES = {"FN": "Name", "NICKNAME": "Nickname", "TITLE": "Job title", "ROLE": "Role", "NOTE": "Note"}
_NAMES |= {"URL": "Website", "LANG": "Language", "GENDER": "Gender", "X-GENDER": "Gender"}
_DAYS = {"BDAY": "Birthday", "ANNIVERSARY": "Anniversary", "X-ANNIVERSARY": "Anniversary"}
_DAYS |= {"X-MS-ANNIVERSARY": "Anniversary", "X-EVOLUTION-ANNIVERSARY": "Anniversary"}
_N = ("Last name", "First name", "Middle name", "Title", "Suffix")
_ADR = ("", "", "Street", "City", "State", "Postcode", "Country")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$")
_YEARLESS = re.compile(r"--(\d{2})-?(\d{2})$")
_NUMBERED = re.compile(r" \d+$")


def card_source(path: Path, facts: encodings.FileFacts, encoding: str, cancel: Cancel) -> Source:
    """Open a file of cards; its columns are known when all cards have been looked at."""
    used: dict[str, None] = {}
    count = 0
    for card in _cards(path, encoding):
        count += 1
        used.update(dict.fromkeys(person(card)))
        if count % 1_000 == 0 and cancel():
            raise Cancelled("Stopped while the file was read. Nothing was changed.")
    if not count:
        raise InputError(f"The file “{path.name}” holds no contact card.", title="Nothing in it")
    columns = tuple(sorted({ADDRESS, *used}, key=_place))
    return Source(
        path=path,
        format="vcard",
        read=partial(_read, path, encoding, columns),
        size=facts.size,
        lines=facts.lines,
        options=ReadOptions(encoding=encoding),
        columns=columns,
    )


def _place(column: str) -> tuple[int, int]:
    found = _NUMBERED.search(column)
    base = column[: found.start()] if found else column
    place = _COLUMNS.index(base) if base in _COLUMNS else len(_COLUMNS)
    return place, int(found[0]) if found else 1


def _read(path: Path, encoding: str, columns: tuple[str, ...]) -> Iterator[RowBatch]:
    people = ((card.line, person(card)) for card in _cards(path, encoding))
    return batched((line, [cells.get(column, "") for column in columns]) for line, cells in people)


def _cards(path: Path, encoding: str) -> Iterator[Card]:
    """Read the people of a file; a card that is a group of others is none."""
    wide = encoding.startswith(("utf-16", "utf-32"))
    if wide:
        with path.open(encoding=encoding, errors="replace", newline="") as text:
            found = cards((line.encode("utf-8", "replace") for line in text), "utf-8")
            yield from (card for card in found if not _is_group(card))
        return
    with path.open("rb") as file:
        yield from (card for card in cards(_lines(file), encoding) if not _is_group(card))


def _lines(file: Iterator[bytes]) -> Iterator[bytes]:
    """Cut at every line end; old programs write a lone CR."""
    first = True
    for line in file:
        if first:
            line, first = line.removeprefix(b"\xef\xbb\xbf"), False
        if b"\r" in line[:-2]:
            yield from re.split(rb"\r\n?|\n", line.removesuffix(b"\n").removesuffix(b"\r"))
        else:
            yield line


def _is_group(card: Card) -> bool:
    return any(
        name in ("KIND", "X-ADDRESSBOOKSERVER-KIND") and text.strip().lower() == "group"
        for name, _, _, text, _ in card.properties
    )


def person(card: Card) -> dict[str, str]:
    """Give what a card knows, by column; only columns with a value."""
    found: dict[str, str] = {}
    for one in card.properties:
        _SIMPLE.get(one.name, _ignore)(found, one, card.version)
    _several(found, ADDRESS, _best_first(card, "EMAIL"), _address)
    _several(found, PHONE, _best_first(card, "TEL"), _phone)
    derived = any(one.name == "FN" and one.parameters.get("DERIVED", "").upper() == "TRUE" for one in card.properties)
    has_parts = bool({"First name", "Last name"} & found.keys())
    is_address = found.get("Name", "").casefold() == found.get(ADDRESS, "").casefold()  # so are called who have no name
    if is_address or (derived and has_parts):
        found.pop("Name", None)
    if not derived and not found.get("Name"):
        whole = " ".join(found[part] for part in ("First name", "Middle name", "Last name") if part in found)
        if whole:
            found["Name"] = whole
    return {column: value for column, value in found.items() if value}


def _best_first(card: Card, name: str) -> list[Property]:
    """Give the properties of a name, preferred ones first; faxes and addresses of other networks last."""
    wanted = [one for one in card.properties if one.name == name and one.text.strip()]
    return sorted(wanted, key=lambda one: (bool(one.types & {"FAX", "X400", "EX", "PAGER"}), one.preference))


def _several(found: dict[str, str], column: str, properties: list[Property], clean: Callable[[str], str]) -> None:
    values = list(dict.fromkeys(filter(None, (clean(plain(one.text)) for one in properties))))
    for number, value in enumerate(values, 1):
        found[column if number == 1 else f"{column} {number}"] = value


def _address(text: str) -> str:
    text = text.strip()
    return text[7:] if text[:7].lower() == "mailto:" else text


def _phone(text: str) -> str:
    text = text.strip()
    if text[:4].lower() != "tel:":
        return text
    number, _, rest = text[4:].partition(";")
    extension = re.search(r"ext=([^;]+)", rest)
    return f"{number} ext. {extension[1]}" if extension else number


def _take_text(found: dict[str, str], one: Property, version: str) -> None:
    found.setdefault(_NAMES[one.name], " ".join(plain(one.text, version).split(" ")).strip())


def _take_day(found: dict[str, str], one: Property, version: str) -> None:
    text = plain(one.text, version).strip()
    day = _DAY.match(text)
    yearless = _YEARLESS.match(text)
    if yearless:
        text = f"--{yearless[1]}-{yearless[2]}"
    elif day:
        year = "-" if day[1] == one.parameters.get("X-APPLE-OMIT-YEAR") else day[1]
        text = f"{year}-{day[2]}-{day[3]}"
    found.setdefault(_DAYS[one.name], text)


def _take_name(found: dict[str, str], one: Property, version: str) -> None:
    for column, text in zip(_N, parts(one.text), strict=False):
        value = " ".join(filter(None, (plain(each, version).strip() for each in parts(text, ","))))
        if value:
            found.setdefault(column, value)


def _take_home(found: dict[str, str], one: Property, version: str) -> None:
    """Take the first postal address, or the preferred one."""
    values = [plain(text, version).strip(" ,\n") for text in parts(one.text)]
    known = "Street" in found or "City" in found
    if not any(values) or (known and one.preference > 1):
        return
    for column in ("Street", "City", "State", "Postcode", "Country"):
        found.pop(column, None)
    box, extended, street = [*values, "", "", ""][:3]
    found["Street"] = ", ".join(filter(None, (street, extended, box)))
    found.update(
        (column, text) for column, text in zip(_ADR, values, strict=False) if column not in ("", "Street") and text
    )


def _take_company(found: dict[str, str], one: Property, version: str) -> None:
    company, *units = (plain(text, version).strip() for text in parts(one.text))
    found.setdefault("Company", company)
    found.setdefault("Department", ", ".join(filter(None, units)))


def _take_own(found: dict[str, str], one: Property, version: str) -> None:
    """Take a field that this program's own export has written, which cards know nothing of."""
    name = one.parameters.get("X-NAME", "").strip()
    if name:
        found.setdefault(own_header(name, ()), plain(one.text, version))


def _take_categories(found: dict[str, str], one: Property, version: str) -> None:
    names = [plain(text, version).strip() for text in parts(one.text, ",")]
    found["Categories"] = ", ".join(filter(None, [found.get("Categories", ""), *names]))


def _ignore(_found: dict[str, str], _one: Property, _version: str) -> None:
    return None


_Take = Callable[[dict[str, str], Property, str], None]
_SIMPLE: dict[str, _Take] = {
    **dict.fromkeys(_NAMES, _take_text),
    **dict.fromkeys(_DAYS, _take_day),
    "N": _take_name,
    "ADR": _take_home,
    "ORG": _take_company,
    "CATEGORIES": _take_categories,
    "X-MAILER-FIELD": _take_own,
}
