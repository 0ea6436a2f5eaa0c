"""Sheets in SYLK (.slk), which old spreadsheets and many web shops write, as rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from mailer_gui.intake import encodings
from mailer_gui.intake.rows import RowBatch, batched
from mailer_gui.intake.sources import Source
from mailer_gui.model.imports import ReadOptions

_FIELD = re.compile(r";([A-Z])((?:\"(?:[^\"]|\"\")*\"|[^;]|;;)*)")
_ACCENTED = re.compile("\x1bN([ABCDHK])(.)")
_ACCENTS = {"A": "\u0300", "B": "\u0301", "C": "\u0302", "D": "\u0303", "H": "\u0308", "K": "\u0327"}
_WIDEST = 2_000


def sylk_source(path: Path, facts: encodings.FileFacts, encoding: str) -> Source:
    """Give the rows of a SYLK file."""
    return Source(
        path=path,
        format="sylk",
        read=partial(_read, path, encoding),
        size=facts.size,
        lines=facts.lines,
        options=ReadOptions(encoding=encoding),
    )


def _read(path: Path, encoding: str) -> Iterator[RowBatch]:
    with path.open(encoding=encoding, errors="replace") as file:
        yield from batched(_rows(file))


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Give (row of the sheet, cells); a cell says its row and column only where they change."""
    row, column, cells = 1, 1, dict[int, str]()
    for line in lines:
        if line.startswith("E") and line.strip() == "E":
            break
        if line[:2] not in ("C;", "F;"):
            continue
        told = dict(_FIELD.findall(line.rstrip("\r\n")[1:]))
        place = _number(told.get("Y"), row)
        if place != row:
            if cells:
                yield row, _list(cells)
            row, cells = place, {}
        column = _number(told.get("X"), column)
        if line[0] == "C" and "K" in told and 0 < column <= _WIDEST:
            cells[column] = _value(told["K"])
    if cells:
        yield row, _list(cells)


def _number(told: str | None, before: int) -> int:
    return int(told) if told and told.isdecimal() and len(told) < 8 else before


def _list(cells: dict[int, str]) -> list[str]:
    return [cells.get(column, "") for column in range(1, max(cells) + 1)]


def _value(text: str) -> str:
    """Take the quotes away, and put accents that are written before their letter behind it."""
    if text.startswith('"'):
        text = text[1:].removesuffix('"').replace('""', '"')
    text = _ACCENTED.sub(lambda found: unicodedata.normalize("NFC", found[2] + _ACCENTS[found[1]]), text)
    return text.replace(";;", ";").replace("\x1b :", "\n")
