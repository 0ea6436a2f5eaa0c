"""Rows as every reader gives them: many at a time, because a million of them must cost little."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Row = tuple[int, list[str], bool]
"""One row of a file: the line where it starts (from 1), its cells, and whether a letter in it could not be read.

Such a letter stands as U+FFFD.
"""
BATCH = 2_000
DAMAGED = "\ufffd"
_WHOLE: frozenset[int] = frozenset()


class RowBatch(NamedTuple):
    """Some rows in order. Empty rows may be among them (no cells, or only empty ones): they are no rows of people."""

    lines: Sequence[int]
    """The line where each row starts, from 1; a `range` where every line is a row."""
    cells: list[list[str]]
    damaged: frozenset[int] = _WHOLE
    """The places (in this batch) of rows with a letter that could not be read."""
    reached: int = 0
    """The last line of the file that these rows came from."""


def flat(batches: Iterable[RowBatch]) -> Iterator[Row]:
    """Give the rows one by one, without the empty ones."""
    for lines, rows, damaged, _ in batches:
        for place, cells in enumerate(rows):
            if any(cells):
                yield lines[place], cells, place in damaged


def batched(rows: Iterable[tuple[int, list[str]]], size: int = BATCH) -> Iterator[RowBatch]:
    """Put (line, cells) together by so many."""
    lines: list[int] = []
    found: list[list[str]] = []
    for line, cells in rows:
        lines.append(line)
        found.append(cells)
        if len(found) >= size:
            yield RowBatch(lines, found, damaged_places(found), lines[-1])
            lines, found = [], []
    if found:
        yield RowBatch(lines, found, damaged_places(found), lines[-1])


def damaged_places(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Give the places of rows with a letter that could not be read."""
    return frozenset(place for place, cells in enumerate(rows) if any(DAMAGED in cell for cell in cells))


def without_first(batches: Iterable[RowBatch], count: int) -> Iterator[RowBatch]:
    """Leave out the first rows that are not empty, and the empty ones among them."""
    for batch in batches:
        if not count:
            yield batch
            continue
        place = 0
        while count and place < len(batch.cells):
            count -= any(batch.cells[place])
            place += 1
        damaged = frozenset(number - place for number in batch.damaged if number >= place)
        yield RowBatch(batch.lines[place:], batch.cells[place:], damaged, batch.reached)
