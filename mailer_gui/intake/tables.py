"""A text file as a table: opened once, looked at, then read row by row in constant memory."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mailer_gui.intake import encodings, headers, signatures
from mailer_gui.intake.dialects import FIELD_LIMIT, Dialect, guess_dialect, most_frequent, named_delimiter
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.imports import FilePreview, ReadOptions
from mailer_gui.model.work import Cancel, never

_COPY_IT = "Copy it to another folder, then choose the copy."
_SAMPLE_LINES = 400
_SAMPLE_CHARACTERS = 256 * 1024
_PREVIEW_ROWS = 100
_MOST_TITLES = 10
_DAMAGED = "\ufffd"


Row = tuple[int, list[str], bool]
"""One row of the file: the line where it starts (from 1), its cells, and whether a letter in it could not be read.

Such a letter stands as U+FFFD. A plain tuple, because a million of them are made.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read as a table, and how."""

    path: Path
    encoding: str
    dialect: Dialect
    columns: tuple[str, ...]
    has_header: bool
    titles: int
    """Rows above the table that only give it a title ("Customers, March"); they are left out."""
    sample: tuple[Row, ...]
    """The first rows, without the header."""
    size: int
    lines: int
    """How many lines the file has, about."""

    @property
    def options(self) -> ReadOptions:
        """How the file is read, with every guess filled in."""
        return ReadOptions(encoding=self.encoding, delimiter=self.dialect.delimiter, has_header=self.has_header)

    def rows(self) -> Iterator[Row]:
        """Read all rows from the start; the header and empty rows are left out."""
        left_out = self.titles + self.has_header
        rows = _read(self.path, self.encoding, self.dialect)
        return itertools.islice(rows, left_out, None) if left_out else rows

    def preview(self) -> FilePreview:
        """Give the shape that is shown to people."""
        rows = [cells for _, cells, _ in self.sample]
        width = len(self.columns)
        return FilePreview(
            options=self.options,
            columns=self.columns,
            rows=tuple(tuple((row + [""] * width)[:width]) for row in rows[:_PREVIEW_ROWS]),
            mapping=headers.guess_mapping(self.columns, rows, has_header=self.has_header),
            size=self.size,
        )


def open_table(path: Path, options: ReadOptions | None = None, cancel: Cancel = never) -> Table:
    """Look at a file and find out how it is read; what `options` says is not guessed. InputError says what is wrong."""
    wanted = options or ReadOptions()
    try:
        return _open(path, wanted, cancel)
    except FileNotFoundError:
        raise NotFoundError(f"There is no file “{path}”.") from None
    except IsADirectoryError:
        raise InputError(f"“{path}” is a folder, not a file.", hint="Choose the file inside it.") from None
    except PermissionError:
        raise InputError(
            f"The file “{path.name}” may not be read by you.", title="The file cannot be read", hint=_COPY_IT
        ) from None
    except OSError as problem:
        raise unreadable(path, problem) from problem


def unreadable(path: Path, problem: OSError) -> InputError:
    """Say that a file stopped being readable."""
    why = problem.strerror or str(problem)
    return InputError(f"The file “{path.name}” cannot be read ({why}).", title="The file cannot be read", hint=_COPY_IT)


def _open(path: Path, wanted: ReadOptions, cancel: Cancel) -> Table:
    if path.is_dir():
        raise IsADirectoryError(path)
    if path.exists() and not path.is_file():
        raise InputError(f"“{path}” is not an ordinary file.")
    facts = encodings.scan(path, cancel)
    if facts.size == 0 or not facts.head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        hint = "Save it again in the program that it comes from, then choose it again."
        raise InputError(f"The file “{path.name}” is empty.", title="Nothing in it", hint=hint)
    encoding = encodings.check_encoding(wanted.encoding) if wanted.encoding else encodings.detect(facts)
    seems, hint = signatures.what_it_seems(path, facts.head, wide=encoding.startswith(("utf-16", "utf-32")))
    if seems:
        hint = hint or "Choose the file with the people, saved as CSV."
        raise InputError(
            f"The file “{path.name}” is not a CSV file. It seems to be {seems}.", title="This is no table", hint=hint
        )
    lines = _first_lines(path, encoding)
    dialect = guess_dialect(lines, _one_character(wanted.delimiter))
    found = list(itertools.islice(_read(path, encoding, dialect), _SAMPLE_LINES))
    titles = 0 if wanted.has_header is False else _titles(found)
    found = found[titles:]
    has_header = wanted.has_header
    if has_header is None:
        has_header = headers.has_header([cells for _, cells, _ in found])
    columns = _columns(found, has_header=has_header)
    sample = tuple(found[1:] if has_header else found)
    return Table(path, encoding, dialect, columns, has_header, titles, sample, facts.size, facts.lines)


def _titles(found: list[Row]) -> int:
    """Count the first rows of a wide table that have one filled cell without an address."""
    filled = [[cell for cell in cells if cell.strip()] for _, cells, _ in found]
    if most_frequent([len(cells) for cells in filled]) < 3:
        return 0
    titles = next((number for number, cells in enumerate(filled[:_MOST_TITLES]) if len(cells) != 1), 0)
    return 0 if any("@" in cells[0] for cells in filled[:titles]) else titles


def _one_character(delimiter: str | None) -> str | None:
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '\r\n"'):
        raise InputError("The delimiter must be one character, such as a comma or a semicolon.")
    return delimiter


def _columns(found: list[Row], *, has_header: bool) -> tuple[str, ...]:
    names = found[0][1] if found and has_header else []
    widths = [_filled_width(cells) for _, cells, _ in (found[1:] if has_header else found)]
    usual = most_frequent(widths)
    if names and widths.count(usual) * 2 <= len(widths):  # a few longer rows do not make a column
        usual = 0
    return headers.column_names(names, max(len(names), usual, 1))


def _filled_width(cells: list[str]) -> int:
    """Count the cells without the empty ones at the end, which some programs add."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _first_lines(path: Path, encoding: str) -> list[str]:
    """Give the first whole lines as text."""
    lines: list[str] = []
    room = _SAMPLE_CHARACTERS
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while room > 0 and len(lines) < _SAMPLE_LINES and (line := file.readline(_SAMPLE_CHARACTERS)):
            lines.append(line.replace("\0", ""))
            room -= len(line)
    return lines


class _Lines:
    """The lines of a file as the CSV reader takes them, with those of the current row kept to be read again."""

    def __init__(self, source: Iterator[str]) -> None:
        self._source = source
        self._again: list[str] = []
        self.row: list[str] = []
        self.damaged = False

    def __iter__(self) -> Iterator[str]:
        row = self.row
        while True:
            while self._again:
                line = self._again.pop()
                row.append(line)
                yield line
            for line in self._source:
                if "\0" in line:
                    line = line.replace("\0", "")
                if _DAMAGED in line:
                    self.damaged = True
                row.append(line)
                yield line
                if self._again:
                    break
            else:
                return

    def give_back(self, lines: list[str]) -> None:
        """Let these lines be read again, first of all."""
        self._again.extend(reversed(lines))


def _read(path: Path, encoding: str, dialect: Dialect) -> Iterator[Row]:
    with path.open(encoding=encoding, errors="replace", newline="", buffering=1 << 18) as file:
        skipped = 1 if named_delimiter(file.readline(200)) else 0
        if not skipped:
            file.seek(0)
        yield from _rows(_Lines(iter(file)), dialect, skipped)


def _rows(lines: _Lines, dialect: Dialect, line: int) -> Iterator[Row]:
    """Cut lines into rows. Where quotes are broken, only the row that broke them is touched."""
    options = dialect.reader_options()
    pending = lines.row
    ended = False
    while not ended:
        reader = csv.reader(iter(lines), strict=True, **options)  # type: ignore[arg-type]  # checked by Dialect
        ended = True
        try:
            for cells in reader:
                start = line + 1
                line += len(pending)
                pending.clear()
                damaged, lines.damaged = lines.damaged, False
                if any(cells):
                    yield start, cells, damaged
        except csv.Error:
            ended = False
            taken = pending.copy()
            cells, used = _mend(taken, dialect)
            lines.give_back(taken[used:])
            pending.clear()
            start, line = line + 1, line + used
            damaged, lines.damaged = lines.damaged, False
            if any(cells):
                yield start, cells, damaged


def _mend(taken: list[str], dialect: Dialect) -> tuple[list[str], int]:
    """Make one row of lines with broken quotes; also say how many of the lines it used."""
    options = dialect.reader_options()
    first = taken[0]
    if len(first) <= FIELD_LIMIT:
        alone = csv.reader(iter([first, "\n"]), **options)  # type: ignore[arg-type]  # checked by Dialect
        cells = next(alone, [])
        if alone.line_num == 1:  # a quote in the middle of a cell; the line is whole
            return cells, 1
    plain = [_unquoted(cell) for cell in first.rstrip("\r\n").split(dialect.delimiter)]
    if sum(map(len, taken)) <= FIELD_LIMIT:
        together = csv.reader(iter(taken), **options)  # type: ignore[arg-type]  # checked by Dialect
        cells = next(together, [])
        if together.line_num == len(taken) and len(cells) > len(plain):
            return cells, len(taken)
    return plain, 1


def _unquoted(cell: str) -> str:
    return cell[1:].removesuffix('"') if cell.startswith('"') else cell
