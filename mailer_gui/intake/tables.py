"""A file of any kind as a table: opened once, looked at, then read in batches of rows."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mailer_gui.intake import encodings, headers, signatures
from mailer_gui.intake.cardfile import card_source
from mailer_gui.intake.dialects import ADDRESS_CELL, most_frequent
from mailer_gui.intake.ldif import ldif_source
from mailer_gui.intake.long_rows import straightened
from mailer_gui.intake.loose import is_loose, loose_source, loose_text, people_in
from mailer_gui.intake.pasted import is_pasted
from mailer_gui.intake.rows import Row, RowBatch, flat, without_first
from mailer_gui.intake.shapes import shape_of
from mailer_gui.intake.sources import Source
from mailer_gui.intake.sylk import sylk_source
from mailer_gui.intake.textfiles import SAMPLE_LINES, text_source
from mailer_gui.intake.titles import count_titles
from mailer_gui.intake.value_types import column_habits, doubtful_dates, guess_types
from mailer_gui.intake.webtables import page_source, text_of
from mailer_gui.intake.workbooks import protected, workbook_source
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.field_types import Habits
from mailer_gui.model.imports import ADDRESS_COLUMN, FilePreview, ReadOptions
from mailer_gui.model.work import Cancel, never

_COPY_IT = "Copy it to another folder, then choose the copy."
_PREVIEW_ROWS = 100


@dataclass(frozen=True, slots=True)
class Table:
    """A file that can be read as a table, and how."""

    source: Source
    columns: tuple[str, ...]
    has_header: bool
    titles: int
    """Rows above the table that only give it a title ("Customers, March"); they are left out."""
    sample: tuple[Row, ...]
    """The first rows, without the header."""
    day_first: bool | None = None
    """What the person said about dates that can be read in two ways."""

    @property
    def path(self) -> Path:
        """The file."""
        return self.source.path

    @property
    def lines(self) -> int:
        """How many lines the file has, about."""
        return self.source.lines

    @property
    def options(self) -> ReadOptions:
        """How the file is read, with every guess filled in."""
        header = None if self.source.columns else self.has_header
        return replace(self.source.options, has_header=header, day_first=self.day_first)

    @property
    def mapping(self) -> dict[str, str]:
        """Where each column probably goes."""
        cells = [cells for _, cells, _ in self.sample]
        named = bool(self.source.columns)
        return headers.guess_mapping(self.columns, cells, has_header=self.has_header, named_by_us=named)

    @property
    def cells(self) -> dict[str, list[str]]:
        """The first cells of each column."""
        rows = [cells for _, cells, _ in self.sample]
        return {column: [row[place] for row in rows if place < len(row)] for place, column in enumerate(self.columns)}

    def habits(self) -> dict[str, Habits]:
        """How the dates and numbers of each column are written."""
        return column_habits(self.cells, self.day_first, self.source.options.delimiter)

    @property
    def address_column(self) -> int | None:
        """The place of the column that probably holds the addresses."""
        targets = list(self.mapping.values())
        return targets.index(ADDRESS_COLUMN) if ADDRESS_COLUMN in targets else None

    def batches(self) -> Iterator[RowBatch]:
        """Read all rows from the start, many at a time; the header is left out, empty rows are not."""
        return without_first(self.source.read(), self.titles + (self.has_header and not self.source.columns))

    def rows(self) -> Iterator[Row]:
        """Read all rows from the start, one by one; the header and empty rows are left out."""
        return flat(self.batches())

    def preview(self) -> FilePreview:
        """Give the shape that is shown to people."""
        width, place = len(self.columns), self.address_column
        rows = [cells for _, cells, _ in self.sample[:_PREVIEW_ROWS]]
        if place is not None:
            rows = [straightened(cells, width, place, self.options.delimiter)[0] for cells in rows]
        mapping = self.mapping
        types = guess_types(mapping, self.cells)
        return FilePreview(
            options=self.options,
            columns=self.columns,
            rows=tuple(tuple((row + [""] * width)[:width]) for row in rows),
            mapping=mapping,
            size=self.source.size,
            format=self.source.format,
            sheets=self.source.sheets,
            notes=(*self.source.notes, *self._notes()),
            types=types,
            doubtful_dates=doubtful_dates(mapping, types, self.cells),
            shape=shape_of(self.source.format, self.columns, mapping, has_header=self.has_header),
        )

    def _notes(self) -> Iterator[str]:
        place = self.address_column
        cells = [] if place is None else [row[place] for _, row, _ in self.sample if place < len(row)]
        if any(cell.count("@") > 1 and len(list(people_in(cell))) > 1 for cell in cells):
            yield "Some cells hold several addresses. Each address becomes a contact of its own."
        if self.titles:
            yield (
                "The rows above the table are left out." if self.titles > 1 else "The row above the table is left out."
            )


def open_table(path: Path, options: ReadOptions | None = None, cancel: Cancel = never) -> Table:
    """Look at a file and find out how it is read; what `options` says is not guessed. InputError says what is wrong."""
    wanted = options or ReadOptions()
    try:
        return _opened(path, wanted, cancel)
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


def _opened(path: Path, wanted: ReadOptions, cancel: Cancel) -> Table:
    source = _source(path, wanted, cancel)
    table = _table(source, wanted)
    told = wanted.delimiter is not None or wanted.has_header is not None
    named = table.has_header and any(map(headers.is_known_name, table.columns))
    if source.format == "csv" and not told and not named and is_loose(table.sample, table.address_column):
        assert source.options.encoding is not None
        table = _table(loose_source(path, source.options.encoding, source.size, source.lines), wanted)
    if is_pasted(path):
        table = replace(table, source=replace(table.source, format="clipboard"))
    return table


def _source(path: Path, wanted: ReadOptions, cancel: Cancel) -> Source:
    if path.is_dir():
        raise IsADirectoryError(path)
    if path.exists() and not path.is_file():
        raise InputError(f"“{path}” is not an ordinary file.")
    facts = encodings.scan(path, cancel)
    if facts.size == 0 or not facts.head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        hint = "Save it again in the program that it comes from, then choose it again."
        raise InputError(f"The file “{path.name}” is empty.", title="Nothing in it", hint=hint)
    kind = signatures.kind_of_binary(path, facts.head)
    if kind is not None and kind.name == "locked":
        raise protected(path)
    if kind is not None and kind.name:
        return workbook_source(path, kind.name, facts.size, wanted)
    encoding = encodings.check_encoding(wanted.encoding) if wanted.encoding else encodings.detect(facts)
    kind = kind or signatures.kind_of_text(facts.head, encoding)
    if kind.seems:
        hint = kind.hint or "Choose the file with the people: a workbook, a CSV file or contact cards."
        raise InputError(
            f"The file “{path.name}” holds no table of people. It seems to be {kind.seems}.",
            title="This is no table",
            hint=hint,
        )
    if kind.name == "vcard":
        return card_source(path, facts, encoding, cancel)
    if kind.name == "ldif":
        return ldif_source(path, facts, encoding)
    if kind.name == "sylk":
        return sylk_source(path, facts, encoding)
    if kind.name == "html":
        page = page_source(path, facts, encoding, wanted, cancel)
        return page or loose_text(path, text_of(path, encoding), facts.size, encoding)
    return text_source(path, facts, encoding, wanted)


def _table(source: Source, wanted: ReadOptions) -> Table:
    found = list(itertools.islice(flat(source.read()), SAMPLE_LINES))
    if source.columns:
        return Table(source, source.columns, True, 0, tuple(found), wanted.day_first)
    titles = 0 if wanted.has_header is False else count_titles([cells for _, cells, _ in found])
    found = found[titles:]
    has_header = wanted.has_header
    if has_header is None:
        has_header = headers.has_header([cells for _, cells, _ in found])
    columns = _columns(found, has_header=has_header)
    sample = tuple(found[1:] if has_header else found)
    return Table(source, columns, has_header, titles, sample, wanted.day_first)


def _columns(found: Sequence[Row], *, has_header: bool) -> tuple[str, ...]:
    names = found[0][1] if found and has_header else []
    widths = [_filled_width(cells) for _, cells, _ in (found[1:] if has_header else found)]
    usual = most_frequent(widths)
    rows = [cells for _, cells, _ in found[1:]]
    few = widths.count(usual) * 2 <= len(widths)
    if names and (few or _shifted(names, rows)):  # a few longer rows do not make a column
        usual = 0
    return headers.column_names(names, max(len(names), usual, 1))


def _shifted(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Say whether in most rows the address stands behind its column: there is a delimiter in a cell before it."""
    place = next((at for at, name in enumerate(names) if headers.is_address_name(name)), None)
    if place is None:
        return False
    places = [next((at for at, cell in enumerate(cells) if ADDRESS_CELL.match(cell)), -1) for cells in rows]
    return sum(at > place for at in places) * 2 > sum(at >= 0 for at in places)


def _filled_width(cells: list[str]) -> int:
    """Count the cells without the empty ones at the end, which some programs add."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width
