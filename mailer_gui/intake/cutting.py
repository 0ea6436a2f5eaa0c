"""Cuts the lines of a text into rows of cells. Where quotes are broken, only the row that broke them is touched."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from mailer_gui.intake.dialects import FIELD_LIMIT, Dialect
from mailer_gui.intake.rows import BATCH, DAMAGED, RowBatch, damaged_places
from mailer_gui.intake.writing import NULL

_NO_ROWS: frozenset[int] = frozenset()


class _Cut(NamedTuple):
    starts: Sequence[int]
    """The line of each row, the first of the lines being 0."""
    rows: list[list[str]]
    used: int
    """So many lines became rows."""
    fault: int = 0
    """So many lines after those had been read when the reader gave up; 0 when it did not."""


_PROTECTED = re.compile(r'="([\d +().-]+)"$')
_NO_DELIMITER = "\uf8ff"
"""A private letter, so that a row stays one cell."""


def cut(source: Iterator[str], dialect: Dialect, line: int = 0) -> Iterator[RowBatch]:
    """Cut lines (with their ends) into rows; `line` lines stood before the first."""
    if dialect.wrapped:
        for batch in _cut(source, replace(dialect, delimiter=_NO_DELIMITER), line):
            cells = [next(csv.reader(row, delimiter=dialect.delimiter), []) for row in batch.cells]
            yield batch._replace(cells=cells)
        return
    yield from _cut(source, dialect, line)


def _cut(source: Iterator[str], dialect: Dialect, line: int) -> Iterator[RowBatch]:
    options = dialect.reader_options()
    pending: list[str] = []
    ended = False
    while not ended:
        fresh = list(itertools.islice(source, BATCH))
        ended = len(fresh) < BATCH
        text = "".join(fresh)
        if "\0" in text:
            fresh = [one.replace("\0", "") for one in fresh]
        protected = '="' in text or NULL in text
        if ended and text.endswith("\x1a"):  # how DOS ends a text
            fresh[-1] = fresh[-1].rstrip("\x1a")
        damaged = DAMAGED in text or any(DAMAGED in one for one in pending)
        del text
        pending += fresh
        while pending:
            found = _cut_some(pending, options)
            if found.rows:
                if protected:
                    _unprotect(found.rows)
                yield _batch(found, line, damaged)
            line += found.used
            pending = pending[found.used :]
            if not found.fault:
                break
            if found.fault == len(pending) and not ended and sum(map(len, pending)) <= FIELD_LIMIT:
                break  # a quoted cell may go on in the next lines
            cells, used = _mend(pending[: found.fault], dialect)
            yield _batch(_Cut([0], [cells], used), line, damaged)
            line += used
            pending = pending[used:]


def _unprotect(rows: list[list[str]]) -> None:
    """Take away what keeps spreadsheets from dropping zeros (="01067"), and what databases write for nothing."""
    for cells in rows:
        for place, cell in enumerate(cells):
            if cell.startswith('="') and (found := _PROTECTED.match(cell)):
                cells[place] = found[1]
            elif cell == NULL:
                cells[place] = ""


def _batch(found: _Cut, line: int, damaged: bool) -> RowBatch:
    starts, rows = found.starts, found.rows
    if isinstance(starts, range):
        lines: Sequence[int] = range(line + 1, line + 1 + len(starts))
    else:
        lines = [line + 1 + start for start in starts]
    return RowBatch(lines, rows, damaged_places(rows) if damaged else _NO_ROWS, line + found.used)


def _cut_some(lines: list[str], options: dict[str, Any]) -> _Cut:
    """Cut as many lines as make whole rows."""
    try:
        rows = list(csv.reader(lines, strict=True, **options))
    except csv.Error:
        pass
    else:
        if len(rows) == len(lines):  # the usual case: every line is a row
            return _Cut(range(len(rows)), rows, len(rows))
    rows, starts, used = [], [], 0
    reader = csv.reader(lines, strict=True, **options)
    try:
        for cells in reader:
            rows.append(cells)
            starts.append(used)
            used = reader.line_num
    except csv.Error:
        return _Cut(starts, rows, used, max(1, reader.line_num - used))
    return _Cut(starts, rows, len(lines))


def _mend(taken: list[str], dialect: Dialect) -> tuple[list[str], int]:
    """Make one row of lines with broken quotes; also say how many of the lines it used."""
    options: dict[str, Any] = dialect.reader_options()
    first = taken[0]
    if len(first) <= FIELD_LIMIT:
        alone = csv.reader(iter([first, "\n"]), **options)
        cells = next(alone, [])
        if alone.line_num == 1:  # a quote in the middle of a cell; the line is whole
            return cells, 1
    plain = [_unquoted(cell) for cell in first.rstrip("\r\n").split(dialect.delimiter)]
    if sum(map(len, taken)) <= FIELD_LIMIT:
        together = csv.reader(iter(taken), **options)
        cells = next(together, [])
        if together.line_num == len(taken) and len(cells) > len(plain):
            return cells, len(taken)
    return plain, 1


def _unquoted(cell: str) -> str:
    return cell[1:].removesuffix('"') if cell.startswith('"') else cell
