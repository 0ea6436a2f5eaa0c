"""Numbers that an Excel sheet shows otherwise than they are kept: 01067 by the format 00000, 19% by the format 0%.

The library gives the number alone. Only sheets with such formats are looked through for them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree import ElementTree

Shown = dict[int, list[tuple[int, str]]]
"""Row (from 0) -> places (column from 0) and the texts there."""

_MAIN = "{*}"
_LARGEST = 8 << 20
"""Bytes of the small parts of a workbook; larger ones are no honest ones."""
_CHUNK = 1 << 20
_LITERAL = re.compile(r'\\(.)|"([^"]*)"|([ \-()/+:])')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def shown_otherwise(path: Path, sheet: str) -> Shown:
    """Find the cells of a sheet (.xlsx) whose format adds zeros or signs; empty when anything is odd."""
    try:
        with zipfile.ZipFile(path) as archive:
            styles = _styles(archive)
            member = _member(archive, sheet) if styles else ""
            return _look(archive, member, styles) if member else {}
    except Exception:  # damaged or unusual in one of many ways; the numbers themselves are read by the library
        return {}


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    if archive.getinfo(name).file_size > _LARGEST:
        raise ValueError(name)
    return ElementTree.fromstring(archive.read(name))  # noqa: S314 - bounded, and expat limits entities itself


def _styles(archive: zipfile.ZipFile) -> dict[str, Callable[[str], str]]:
    """Give style number -> how to show a number, for the styles that are worth it."""
    root = _part(archive, "xl/styles.xml")
    codes = {"9": "0%", "10": "0.00%"}
    for one in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt"):
        codes[one.get("numFmtId", "")] = one.get("formatCode", "")
    found: dict[str, Callable[[str], str]] = {}
    for number, one in enumerate(root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")):
        way = _way(codes.get(one.get("numFmtId", ""), ""))
        if way is not None:
            found[str(number)] = way
    return found


def _way(code: str) -> Callable[[str], str] | None:
    """Read a format code: a percentage, or zeros with signs between them (`00000`, `0000\\-000`)."""
    if percent := re.fullmatch(r"0(?:\.(0+))?%", code):
        return _percent(len(percent[1] or ""))
    mask: list[str] = []
    place = 0
    while place < len(code):
        if code[place] == "0":
            mask.append("0")
            place += 1
        elif found := _LITERAL.match(code, place):
            text = found[1] or found[2] or found[3] or ""
            mask.extend(f"'{letter}" for letter in text)
            place = found.end()
        else:
            return None
    return _masked(mask) if mask.count("0") > 1 else None


def _percent(decimals: int) -> Callable[[str], str]:
    def show(value: str) -> str:
        return f"{Decimal(value) * 100:.{decimals}f}%"

    return show


def _masked(mask: list[str]) -> Callable[[str], str]:
    zeros = mask.count("0")

    def show(value: str) -> str:
        number = int(Decimal(value).to_integral_value())
        digits = str(abs(number)).zfill(zeros)
        extra, rest = digits[: len(digits) - zeros], iter(digits[len(digits) - zeros :])
        filled = "".join(next(rest) if one == "0" else one[1:] for one in mask)
        at = next(place for place, one in enumerate(mask) if one == "0")
        return ("-" if number < 0 else "") + filled[:at] + extra + filled[at:]

    return show


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    """Find the part of the archive that holds a sheet."""
    book = _part(archive, "xl/workbook.xml")
    wanted = next(
        (one.get(_RELATION) for one in book.iterfind(f"{_MAIN}sheets/{_MAIN}sheet") if one.get("name") == sheet), None
    )
    for one in _part(archive, "xl/_rels/workbook.xml.rels"):
        if one.get("Id") == wanted:
            target = one.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _look(archive: zipfile.ZipFile, member: str, styles: dict[str, Callable[[str], str]]) -> Shown:
    numbers = "|".join(styles).encode()
    cell = re.compile(
        rb'<c r="([A-Z]{1,3})(\d{1,7})" s="('
        + numbers
        + rb')"(?: t="n")?>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]+)</v>'
    )
    shown: Shown = {}
    for found in _matches(archive, member, cell):
        column, row, style, value = (part.decode("ascii") for part in found)
        try:
            text = styles[style](value)
        except (InvalidOperation, ValueError, OverflowError):
            continue
        shown.setdefault(int(row) - 1, []).append((_place(column), text))
    return shown


def _matches(archive: zipfile.ZipFile, member: str, cell: re.Pattern[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Go through a part in pieces; what lies across two of them is met once."""
    with archive.open(member) as part:
        rest = b""
        while chunk := part.read(_CHUNK):
            chunk = rest + chunk
            end = chunk.rfind(b"<c ")
            yield from cell.findall(chunk, 0, max(end, 0))
            rest = chunk[max(end, 0) :]
        yield from cell.findall(rest)


def _place(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number - 1
