"""Sheets of Excel and OpenDocument workbooks as rows, their cells as people see them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.intake import probe
from mailer_gui.intake.cells import as_shown
from mailer_gui.intake.dialects import ADDRESS_CELL
from mailer_gui.intake.number_formats import Shown, shown_otherwise
from mailer_gui.intake.rows import BATCH, RowBatch
from mailer_gui.intake.sheet_size import check_sheet_sizes
from mailer_gui.intake.sources import Source
from mailer_gui.model.errors import InputError
from mailer_gui.model.imports import ReadOptions

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_LOOKED_AT = 200
_MOST_SHEETS = 12
"""So many sheets are looked through for addresses when nobody chose one."""
_MANY_CELLS = 2_000_000
_BYTES_A_CELL = 100
"""What the library takes for a cell with a short text: its block and the text itself."""
_SAVE_AGAIN = "Open it in the program that it comes from and save it again, or save the sheet as CSV."


def workbook_source(path: Path, kind: str, size: int, wanted: ReadOptions) -> Source:
    """Open a workbook (`kind`: xlsx, xls, xlsb or ods) and the sheet that was chosen, or the first with addresses."""
    check_sheet_sizes(path, kind)
    found = probe.look(path, kind) if kind in probe.PROBED else probe.GOOD
    if found != probe.GOOD:
        raise protected(path) if found == probe.LOCKED else _damaged(path)
    book = _opened(path, kind)
    names = _visible(book)
    if not names:
        raise InputError(f"The workbook “{path.name}” has no sheet with cells.", title="Nothing in it")
    sheet = _sheet(book, path, wanted.sheet) if wanted.sheet is not None else _first_with_addresses(book, path, names)
    if not sheet.height:
        raise InputError(
            f"The sheet “{sheet.name}” of “{path.name}” is empty.",
            title="Nothing in it",
            hint="Choose another sheet." if len(names) > 1 else "Choose the file that holds the people.",
        )
    merged = _down(sheet)
    shown = shown_otherwise(path, sheet.name) if kind == "xlsx" else {}
    return Source(
        path=path,
        format=kind,
        read=lambda: _rows(sheet, merged, shown),
        size=size,
        lines=(sheet.end or (0, 0))[0] + 1,
        options=ReadOptions(sheet=sheet.name),
        sheets=tuple(names),
        notes=(*_notes(sheet.name, names, wanted), *_size_note(sheet)),
    )


def _notes(chosen: str, names: Sequence[str], wanted: ReadOptions) -> tuple[str, ...]:
    others = [f"“{name}”" for name in names if name != chosen]
    if not others or wanted.sheet is not None:
        return ()
    more = f"{', '.join(others[:3])}{' and more' if len(others) > 3 else ''}"
    return (f"Only the sheet “{chosen}” is read. The workbook also has {more}.",)


def _size_note(sheet: CalamineSheet) -> tuple[str, ...]:
    """Say what a large sheet takes: the library has no way to read one in pieces."""
    cells = sheet.height * sheet.width
    if cells <= _MANY_CELLS:
        return ()
    megabytes = cells * _BYTES_A_CELL // 1_000_000
    return (
        f"This sheet is large: reading it takes about {megabytes:,} MB of memory. As a CSV file it takes next to none.",
    )


def _opened(path: Path, kind: str) -> CalamineWorkbook:
    with _clear_errors(path):
        return probe.load(path, kind)


def _visible(book: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    shown = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
    return shown or [one.name for one in sheets]


def _sheet(book: CalamineWorkbook, path: Path, name: str) -> CalamineSheet:
    if name not in book.sheet_names:
        choice = ", ".join(book.sheet_names)
        raise InputError(f"There is no sheet “{name}” in “{path.name}”.", hint=f"The sheets are: {choice}.")
    with _clear_errors(path):
        return book.get_sheet_by_name(name)


def _first_with_addresses(book: CalamineWorkbook, path: Path, names: Sequence[str]) -> CalamineSheet:
    """Give the first sheet with addresses, else the first with anything, else the first."""
    found: CalamineSheet | None = None
    damage: InputError | None = None
    for name in names[:_MOST_SHEETS]:
        try:
            sheet = _sheet(book, path, name)
        except InputError as problem:  # a damaged sheet, or one of a kind that the library cannot read
            damage = damage or problem
            continue
        rows = itertools.islice(sheet.iter_rows(), _LOOKED_AT)
        if any(type(cell) is str and "@" in cell and ADDRESS_CELL.match(cell) for row in rows for cell in row):
            return sheet
        if found is None or (sheet.height and not found.height):
            found = sheet
    if damage is not None and (found is None or not found.height):
        raise damage
    return found or _sheet(book, path, names[0])


def _rows(sheet: CalamineSheet, merged: dict[tuple[int, int], int], shown: Shown) -> Iterator[RowBatch]:
    """Give the rows of a sheet. `merged`: (row, column) of a cell that is covered by the one in the row named."""
    rows = sheet.iter_rows()
    left = (sheet.start or (0, 0))[1]
    above: dict[int, str] = {}
    rows_with_merges = {row for row, _ in merged} | set(merged.values())
    done = 0
    while raw := list(itertools.islice(rows, BATCH)):
        cells = [[cell if type(cell) is str else as_shown(cell) for cell in row] for row in raw]
        if shown:
            for place, row in enumerate(cells):
                for column, text in shown.get(done + place, ()):
                    if 0 <= column - left < len(row):
                        row[column - left] = text
        if rows_with_merges:
            for place, row in enumerate(cells):
                if done + place in rows_with_merges:
                    _fill_down(row, done + place, merged, above)
        yield RowBatch(range(done + 1, done + 1 + len(cells)), cells, reached=done + len(cells))
        done += len(cells)


def _fill_down(row: list[str], number: int, merged: dict[tuple[int, int], int], above: dict[int, str]) -> None:
    for column in range(len(row)):
        if (number, column) in merged:
            row[column] = row[column] or above.get(column, "")
        else:
            above[column] = row[column]


def _down(sheet: CalamineSheet) -> dict[tuple[int, int], int]:
    """Find the cells below the first of a merge: people see its value there. Those beside it stay empty."""
    left = (sheet.start or (0, 0))[1]
    found: dict[tuple[int, int], int] = {}
    for (top, column), (bottom, _) in sheet.merged_cell_ranges or ():
        if column >= left:
            for row in range(top + 1, min(bottom, sheet.total_height) + 1):
                found[row, column - left] = top
    return found


@contextmanager
def _clear_errors(path: Path) -> Iterator[None]:
    """Turn the library's errors into ours; on some damaged files it panics, which is no Exception."""
    try:
        yield
    except (OSError, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as problem:
        from python_calamine import PasswordError

        if isinstance(problem, PasswordError) or "password" in str(problem).lower():
            raise protected(path) from problem
        raise _damaged(path) from problem


def _damaged(path: Path) -> InputError:
    return InputError(
        f"The workbook “{path.name}” is damaged or incomplete.", title="The file cannot be read", hint=_SAVE_AGAIN
    )


def protected(path: Path) -> InputError:
    """Say that a workbook needs a password."""
    return InputError(
        f"The workbook “{path.name}” is protected with a password.",
        title="The file is locked",
        hint="Open it in the program that it comes from and save a copy without a password.",
    )
