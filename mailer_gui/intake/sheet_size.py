"""Looks into a workbook before it is opened: a forgotten cell in its last corner would fill the memory.

The library keeps a sheet as one block from its first to its last cell, 32 bytes for each cell in between.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO

from mailer_gui.model.errors import InputError

_MOST_CELLS = 25_000_000
_MOST_BYTES = 4 << 30
_SMALL = 8 << 20
"""Bytes of a sheet that are looked through whole, whatever the sheet says about its own size."""
_CHUNK = 1 << 20
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_FILLED = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*[^/>]>')


def check_sheet_sizes(path: Path, kind: str) -> None:
    """Raise InputError when a workbook would need unreasonable memory."""
    if kind not in ("xlsx", "ods", "xlsb"):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _MOST_BYTES:
                raise _too_large(path)
            if kind != "xlsx":
                return
            for member in members:
                if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                    with archive.open(member) as sheet:
                        if _cells(sheet, member.file_size) > _MOST_CELLS:
                            raise _too_large(path)
    except (InputError, OSError, MemoryError):
        raise
    except Exception:
        return  # damaged in one of many ways: the library says so


def _too_large(path: Path) -> InputError:
    return InputError(
        f"A sheet of “{path.name}” is too large to be opened. A cell far away from the table can be the reason.",
        title="The sheet is too large",
        hint="Delete what lies outside the table, or save the sheet as CSV, then choose that file.",
    )


def _cells(sheet: IO[bytes], size: int) -> int:
    """Count the cells from the first corner to the last."""
    chunk = sheet.read(_CHUNK)
    if size > _SMALL and (told := _DIMENSION.search(chunk[:4096])):
        claimed = _area({told[1], told[3]}, {told[2], told[4]})
        if 1 < claimed <= _MOST_CELLS:
            return claimed
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    rest = b""
    while chunk:
        chunk = rest + chunk
        for column, row in _FILLED.findall(chunk):
            columns.add(column)
            rows.add(row)
        rest = chunk[-200:]
        chunk = sheet.read(_CHUNK)
    return _area(columns, rows)


def _area(columns: set[bytes], rows: set[bytes]) -> int:
    if not columns:
        return 0
    wide = [_column_number(name) for name in columns]
    high = [int(number) for number in rows]
    return (max(wide) - min(wide) + 1) * (max(high) - min(high) + 1)


def _column_number(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number
