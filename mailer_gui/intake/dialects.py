"""Which delimiter and quotes a table is written with, judged by its first lines."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

FIELD_LIMIT = 1 << 20
"""The longest cell, in characters. What is longer is a quote that was never closed."""
DELIMITERS = (",", ";", "\t", "|")
_SELDOM = ("^", "~", "\x1f", "\x01", ":")
_SEP_LINE = re.compile(r'^\ufeff?"?sep=(.)"?[\s,;|]*$', re.IGNORECASE)
ADDRESS_CELL = re.compile(r"^[\s<\"']*(?i:mailto:)?[^\s@<>,;|\"]+[@＠][^\s@<>,;|\"]+\.[^\s@<>,;|\"]{2,}[\s>\"']*$")
_QUOTED = re.compile(r"(?:^|[,;\t|])'[^'\n]*'(?=[,;\t|]|$)", re.MULTILINE)

csv.field_size_limit(max(csv.field_size_limit(), FIELD_LIMIT))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the rows of a text file are cut into cells."""

    delimiter: str = ","
    quote: str | None = '"'
    escape: str | None = None
    skip_space: bool = False
    """Spaces after a delimiter do not belong to the cell (`a, "b, c"`)."""
    wrapped: bool = False
    """Each row is one quoted cell that holds the real row, as when a CSV file was saved as one column."""

    def reader_options(self) -> dict[str, object]:
        """Give the keyword arguments of `csv.reader`, without `strict`."""
        return {
            "delimiter": self.delimiter,
            "quotechar": self.quote,
            "quoting": csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            "escapechar": self.escape,
            "skipinitialspace": self.skip_space,
        }


def named_delimiter(first_line: str) -> str:
    """Give the delimiter that a line `sep=;` names, as Excel writes it first; empty when the line is none."""
    found = _SEP_LINE.match(first_line.rstrip("\r\n"))
    return found[1] if found else ""


def guess_dialect(lines: Sequence[str], delimiter: str | None = None) -> Dialect:
    """Guess from the first lines; a delimiter that is given is kept."""
    named = named_delimiter(lines[0]) if lines else ""
    body = lines[1:] if named else lines
    choices = [delimiter] if delimiter else [named] if named else list(DELIMITERS)
    text = "".join(body)
    quoted = len(_QUOTED.findall(text))
    every = bool(body) and _QUOTED.search(body[0].rstrip("\r\n")) is not None
    quote = "'" if '"' not in text and every and quoted > 2 and quoted * 2 > len(body) else '"'
    candidates = [Dialect(choice, quote=quote) for choice in choices]
    best = max(candidates, key=lambda candidate: _score(body, candidate))
    if not delimiter and not named and _width(body, best) < 2:
        return _unusual(body) or _refine(body, replace(best, delimiter=","), text)
    if best.delimiter == delimiter and _width(body, best) < 2:
        return _wrapped(body, (delimiter,)) or _refine(body, best, text)
    return _refine(body, best, text)


def _unusual(lines: Sequence[str]) -> Dialect | None:
    """Find rows inside of rows, and delimiters that are only believed when every row agrees."""
    inside = _wrapped(lines, DELIMITERS)
    if inside:
        return inside
    for delimiter in _SELDOM:
        dialect = Dialect(delimiter)
        rows, faults = _rows(lines, dialect)
        width = row_width(rows)
        even = sum(len(row) == width for row in rows)
        alone = sum(any(ADDRESS_CELL.match(cell) for cell in row) for row in rows)
        if width > 1 and not faults and even == len(rows) and alone * 2 >= len(rows):
            return dialect
    return None


def _wrapped(lines: Sequence[str], delimiters: Sequence[str]) -> Dialect | None:
    rows, faults = _rows(lines, Dialect())
    if faults or len(rows) < 2 or any(len(row) != 1 for row in rows) or not lines[0].lstrip("\ufeff").startswith('"'):
        return None
    inner = [row[0] + "\n" for row in rows]
    best = max((Dialect(delimiter, wrapped=True) for delimiter in delimiters), key=lambda one: _score(inner, one))
    real, faults = _rows(inner, best)
    width = row_width(real)
    even = sum(len(row) == width for row in real)
    return best if width > 1 and not faults and even > 1 and even >= 0.9 * len(inner) else None


def _refine(lines: Sequence[str], dialect: Dialect, text: str) -> Dialect:
    """Add backslashes and skipped spaces where they make the rows more even."""
    changes: list[dict[str, object]] = []
    if dialect.quote and "\\" + dialect.quote in text:
        changes.append({"escape": "\\"})
    if dialect.quote and dialect.delimiter != " " and f"{dialect.delimiter} {dialect.quote}" in text:
        changes.append({"skip_space": True})
    for change in changes:
        other = replace(dialect, **change)  # type: ignore[arg-type]  # the keys above are its fields
        if _ends_open(lines, other) and not _ends_open(lines, dialect):
            continue
        before, after = _faults(lines, dialect), _faults(lines, other)
        # Escaped quotes are faults when they are read otherwise; without a fault, a backslash is a letter of its cell.
        more_even = "escape" not in change and _evenness(lines, other) > _evenness(lines, dialect)
        if after < before or (after == before and more_even):
            dialect = other
    return dialect


def _rows(lines: Sequence[str], dialect: Dialect) -> tuple[list[list[str]], int]:
    """Cut the lines, strictly; also count the rows that could not be."""
    rows: list[list[str]] = []
    faults = 0
    source = iter(lines)
    reader = csv.reader(source, strict=True, **dialect.reader_options())  # type: ignore[arg-type]  # checked by csv
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return rows, faults
        except csv.Error as problem:
            # The sample may end inside a quoted cell.
            faults += "unexpected end" not in str(problem)
            continue
        if row:
            rows.append(row)


def _ends_open(lines: Sequence[str], dialect: Dialect) -> bool:
    """Say whether the last row ends inside a quoted cell."""
    try:
        for _ in csv.reader(lines, strict=True, **dialect.reader_options()):  # type: ignore[arg-type]  # checked by csv
            continue
    except csv.Error as problem:
        return "unexpected end" in str(problem)
    return False


def _faults(lines: Sequence[str], dialect: Dialect) -> int:
    return _rows(lines, dialect)[1]


def _width(lines: Sequence[str], dialect: Dialect) -> int:
    return row_width(_rows(lines, dialect)[0])


def row_width(rows: Sequence[Sequence[str]]) -> int:
    """Give the most usual number of cells."""
    return most_frequent([len(row) for row in rows])


def most_frequent(widths: Sequence[int]) -> int:
    """Give the most frequent width, of equals the largest; 0 for none."""
    counts = Counter(widths)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 0


def _evenness(lines: Sequence[str], dialect: Dialect) -> float:
    rows, faults = _rows(lines, dialect)
    width = row_width(rows)
    return sum(len(row) == width for row in rows) / (len(rows) + faults) if rows else 0.0


def _score(lines: Sequence[str], dialect: Dialect) -> tuple[float, int]:
    """Even rows of several cells, one of them an address and nothing else, are the best sign."""
    rows, faults = _rows(lines, dialect)
    if not rows:
        return (0.0, 0)
    width = row_width(rows)
    total = len(rows) + faults
    even = sum(len(row) == width for row in rows) / total
    lone = sum(any(ADDRESS_CELL.match(cell) for cell in row) for row in rows) / total
    several = 0.0 if width < 2 else 0.5 + 0.05 * min(width, 10)
    return (lone + even * several + (0.5 if len(rows[0]) == width > 1 else 0.0), width)
