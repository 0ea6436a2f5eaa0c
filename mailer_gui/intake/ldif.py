"""Address books in LDIF, as Thunderbird and directories write them, as a table."""

from __future__ import annotations

import base64
import binascii
import datetime
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from mailer_gui.intake import encodings
from mailer_gui.intake.rows import RowBatch, batched
from mailer_gui.intake.sources import Source
from mailer_gui.model.errors import InputError
from mailer_gui.model.imports import ReadOptions

_NAMES = {
    "mail": "Email",
    "mozillasecondemail": "Email 2",
    "cn": "Name",
    "commonname": "Name",
    "displayname": "Name",
    "givenname": "First name",
    "sn": "Last name",
    "surname": "Last name",
    "mozillanickname": "Nickname",
    "telephonenumber": "Phone",
    "homephone": "Phone 2",
    "mobile": "Mobile",
    "o": "Company",
    "company": "Company",
    "ou": "Department",
    "title": "Job title",
    "street": "Street",
    "mozillahomestreet": "Street",
    "l": "City",
    "mozillahomelocalityname": "City",
    "st": "State",
    "postalcode": "Postcode",
    "c": "Country",
    "countryname": "Country",
    "description": "Note",
}
_NO_FIELDS = frozenset({"dn", "objectclass", "version", "modifytimestamp", "jpegphoto", "userpassword", "changetype"})


def ldif_source(path: Path, facts: encodings.FileFacts, encoding: str) -> Source:
    """Open an LDIF file; its columns are known when all entries have been looked at."""
    columns: dict[str, None] = {"Email": None}
    count = 0
    for _, entry in _entries(path, encoding):
        columns.update(dict.fromkeys(entry))
        count += 1
    if not count:
        raise InputError(f"The file “{path.name}” holds no people.", title="Nothing in it")
    names = tuple(columns)
    return Source(
        path=path,
        format="ldif",
        read=partial(_read, path, encoding, names),
        size=facts.size,
        lines=facts.lines,
        options=ReadOptions(encoding=encoding),
        columns=names,
    )


def _read(path: Path, encoding: str, columns: tuple[str, ...]) -> Iterator[RowBatch]:
    rows = ((line, [entry.get(column, "") for column in columns]) for line, entry in _entries(path, encoding))
    return batched(rows)


def _entries(path: Path, encoding: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each person with the line where the entry begins; what is no person (a group, a folder) is left out."""
    with path.open(encoding=encoding, errors="replace") as file:
        entry: dict[str, str] = {}
        start, is_person = 0, True
        for number, line in _unfolded(file):
            if not line.strip():
                if entry and is_person:
                    yield start, _with_birthday(entry)
                entry, start, is_person = {}, 0, True
                continue
            name, value = _attribute(line)
            start = start or number
            if name == "objectclass" and value.lower() in ("groupofnames", "organizationalunit", "organization"):
                is_person = False
            if not name or name in _NO_FIELDS or not value:
                continue
            column = _free(_NAMES.get(name, name), entry, value)
            if column:
                entry[column] = value
        if entry and is_person:
            yield start, _with_birthday(entry)


def _with_birthday(entry: dict[str, str]) -> dict[str, str]:
    """Put year, month and day of Thunderbird's together; what is no date stays as it is."""
    parts = [entry.get(name, "") for name in ("birthyear", "birthmonth", "birthday")]
    try:
        day = datetime.date(*map(int, parts)).isoformat()
    except (ValueError, OverflowError):
        return entry
    rest = {name: value for name, value in entry.items() if name not in ("birthyear", "birthmonth", "birthday")}
    return {**rest, "Birthday": day}


def _free(column: str, entry: dict[str, str], value: str) -> str:
    """Give the first free column of this name; nothing for a value that is there."""
    base, number = column.removesuffix(" 2"), 2
    while column in entry:
        if entry[column] == value or base == "Name":
            return ""
        column, number = f"{base} {number}", number + 1
    return column


def _unfolded(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    current, start = "", 0
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip("\n")
        if line.startswith(" ") and start:
            current += line[1:]
            continue
        if start:
            yield start, current
        current, start = line, number
    if start:
        yield start, current
        yield start, ""


def _attribute(line: str) -> tuple[str, str]:
    """Cut `name;lang-de:: base64`: the name in small letters and without options."""
    if line.startswith("#"):
        return "", ""
    name, colon, value = line.partition(":")
    if not colon:
        return "", ""
    if value.startswith(":"):
        try:
            value = base64.b64decode(value[1:].strip()).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            value = ""
    return name.partition(";")[0].strip().lower(), value.strip()
