"""From the rows of a table to people: addresses checked, fields named, bad and double rows set apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mailer_gui.intake.addresses import AddressChecker, Checked
from mailer_gui.intake.headers import check_mapping, other_address_places
from mailer_gui.intake.long_rows import straightened
from mailer_gui.intake.loose import people_in
from mailer_gui.intake.ordinary import LONGEST_CELL, OrdinaryRows, fields_in, to_json
from mailer_gui.intake.seen import SeenKeys
from mailer_gui.intake.tables import Table, unreadable
from mailer_gui.intake.value_types import typed_fields
from mailer_gui.model.contacts import FIRST_NAME, FULL_NAME, LAST_NAME, FieldType, display_name
from mailer_gui.model.imports import ADDRESS_COLUMN, ImportRow
from mailer_gui.model.verification import Verdict

_FEWEST, _MOST = 24, 192
"""So many rows are looked at together, which costs a third for each; where one is unusual, its halves are.

Fewer after some among which was an unusual one, more after others.
"""
_NAMES = frozenset({FIRST_NAME, LAST_NAME, FULL_NAME})

_LINE = re.compile(r"[\s|+:]*[-=_*~]{3}[-=_*~\s|+:]*").fullmatch

Person = tuple[str, str, str, str, int]
"""Key (the address in small letters), address in normal form, name, fields with a value as JSON, line of the file."""


@dataclass(slots=True)
class Batch:
    """Some rows of the file, sorted out."""

    people: list[Person] = field(default_factory=list)
    suggestions: dict[str, str] = field(default_factory=dict)
    """Address -> the address that was probably meant."""
    confidence: dict[str, float] = field(default_factory=dict)
    """Address -> how sure its suggestion is, from 0 to 1."""
    warnings: dict[str, Verdict] = field(default_factory=dict)
    """Address -> DISPOSABLE or ROLE, of people only."""
    duplicate: list[ImportRow] = field(default_factory=list)
    invalid: list[ImportRow] = field(default_factory=list)
    several: list[ImportRow] = field(default_factory=list)
    """Rows with more than one address in a cell: each address is a person."""
    extra: int = 0
    """So many more people than rows there are because of them."""
    mended: list[ImportRow] = field(default_factory=list)
    """Rows with more cells than columns that could be used; the reason says what was done."""
    untyped: int = 0
    """Values that do not fit the type of their field; they stay as they were typed."""
    rows: int = 0
    line: int = 0
    """The last line read."""


class PeopleReader:
    """Reads the people of a table, in order, in constant memory but for what tells duplicates.

    Without `apart`, people who come twice are not set apart, and the memory is constant.
    """

    def __init__(
        self,
        table: Table,
        mapping: Mapping[str, str],
        checker: AddressChecker | None = None,
        corrections: Mapping[str, str] | None = None,
        types: Mapping[str, FieldType] | None = None,
        *,
        apart: bool = True,
    ) -> None:
        targets = check_mapping(mapping, table.columns)
        self._table = table
        self._width = len(table.columns)
        self._address = [targets[column] for column in table.columns].index(ADDRESS_COLUMN)
        self._places = [
            (index, targets[column])
            for index, column in enumerate(table.columns)
            if targets[column] and index != self._address
        ]
        self._more_addresses = other_address_places(table.columns, self._address)
        habits = table.habits() if types else {}
        self._typed = typed_fields(targets, types, habits) if types else None
        self._ordinary = OrdinaryRows(
            self._places,
            {
                index: (types[target], habits[table.columns[index]])
                for index, target in self._places
                if types and types.get(target, FieldType.TEXT) is not FieldType.TEXT
            },
        )
        self._checker = checker or AddressChecker()
        self._corrections = corrections or {}
        if self._corrections:  # each must be met again, also when the checker has become of another opinion
            self._checker.distrust(address.rpartition("@")[2].lower() for address in self._corrections)
        self._seen = SeenKeys() if apart else None
        self._together = _FEWEST

    @property
    def names(self) -> list[str]:
        """The names of the fields that the file can bring."""
        return [name for _, name in self._places]

    def batches(self, size: int) -> Iterator[Batch]:
        """Give the rows by so many at a time."""
        quick_many, place, width = self._checker.quick_many, self._address, self._width
        batch, rows_left, last = Batch(), size, 0
        try:
            for lines, rows, damaged, _ in self._table.batches():
                start, last = 0, lines[-1] if rows else last
                while start < len(rows):
                    end = min(start + self._together, start + rows_left)
                    some = rows[start:end]
                    addresses = quick_many([cells[place] if len(cells) == width else "" for cells in some])
                    rows_left -= self._take(lines[start:end], some, addresses, batch, whole=not damaged)
                    if rows_left <= 0:
                        batch.line, batch.rows = lines[min(end, len(rows)) - 1], size - rows_left
                        yield batch
                        batch, rows_left = Batch(), size
                    start = end
        except OSError as problem:
            raise unreadable(self._table.path, problem) from problem
        batch.line, batch.rows = max(self._table.lines, last), size - rows_left
        if batch.rows:
            yield batch

    def _take(
        self, lines: Sequence[int], rows: list[list[str]], addresses: list[str], batch: Batch, *, whole: bool
    ) -> int:
        """Take some rows, all at once where nothing is unusual about them; gives how many are rows of people.

        `addresses` are those of ordinary cells, empty for all others.
        """
        count = start = 0
        while start < len(rows):
            end = addresses.index("", start) if "" in addresses[start:] else len(rows)
            if end > start:
                part = slice(start, end)
                count += self._take_some(lines[part], rows[part], addresses[part], batch, whole=whole)
            if end < len(rows):
                count += self._odd(lines[end], rows[end], batch)
            start = end + 1
        return count

    def _take_some(
        self, lines: Sequence[int], rows: list[list[str]], addresses: list[str], batch: Batch, *, whole: bool
    ) -> int:
        """Take rows with ordinary addresses, at once or by halves."""
        found = self._ordinary.people(rows) if whole else None
        if found is not None:
            self._together = min(_MOST, self._together + 1)
            self._keep(zip(map(str.lower, addresses), addresses, *found, lines, strict=True), batch)
            return len(rows)
        if len(rows) == 1:
            self._together = max(_FEWEST, self._together // 2)
            return self._odd(lines[0], rows[0], batch)
        half = len(rows) // 2
        return self._take_some(lines[:half], rows[:half], addresses[:half], batch, whole=whole) + self._take_some(
            lines[half:], rows[half:], addresses[half:], batch, whole=whole
        )

    def _keep(self, people: Iterable[Person], batch: Batch) -> None:
        """Keep people of the file, but for those who came before."""
        if self._seen is None:
            batch.people.extend(people)
            return
        seen = self._seen.add
        for person in people:
            key, address, name, _, line = person
            first = seen(key, line)
            if first:
                batch.duplicate.append(ImportRow(line, address, name, comes_again(first)))
            else:
                batch.people.append(person)

    def _odd(self, line: int, cells: list[str], batch: Batch) -> int:
        """Take a row that is bad, suspicious or only unusual; gives 1, or 0 when it is none."""
        if not any(cell.strip() for cell in cells) or _LINE("".join(cells)):  # an empty row, or one drawn of dashes
            return 0
        found, done = straightened(cells, self._width, self._address, self._table.options.delimiter)
        if not done:
            return self._row(line, cells, batch)
        refused = len(batch.invalid)
        count = self._row(line, found, batch)
        if len(batch.invalid) == refused:
            batch.mended.append(ImportRow(line, found[self._address].strip()[:400], "", done, cells=tuple(cells)))
        return count

    def _row(self, line: int, cells: list[str], batch: Batch) -> int:
        text = cells[self._address] if self._address < len(cells) else ""
        if not text.strip():
            others = (cells[place] for place in self._more_addresses if place < len(cells))
            text = next((cell for cell in others if cell.strip()), text)
        several = list(people_in(text)) if text.count("@") > 1 else []
        if len(several) < 2:
            self._one(line, cells, text, batch)
            return 1
        batch.extra += len(several) - 1
        reason = f"{len(several)} addresses in one cell; each becomes a contact"
        batch.several.append(ImportRow(line, text.strip()[:400], "", reason, cells=tuple(cells)))
        for address, name in several:
            self._one(line, cells, address, batch, own_name=name)
        return 1

    def _one(self, line: int, cells: list[str], text: str, batch: Batch, own_name: str = "") -> None:
        """Take one address of an unusual row."""
        checked = self._checker.check(text)
        if checked.address in self._corrections:
            checked = self._checker.check(self._corrections[checked.address])._replace(suggestion="", name=checked.name)
        address, reason, suggestion, name, *_ = checked
        fields = fields_in(cells, [(index, target) for index, target in self._places if index < len(cells)])
        if own_name:
            fields = {key: value for key, value in fields.items() if key not in _NAMES} | {FULL_NAME: own_name}
        elif name and not _NAMES & fields.keys():
            fields[FULL_NAME] = name
        if self._typed:
            batch.untyped += self._typed(fields)
        reason = reason or self._flaw(cells, address, fields)
        if reason:
            batch.invalid.append(_bad(line, cells, checked, reason, display_name(fields)))
            return
        if suggestion:
            batch.suggestions[address] = suggestion
            batch.confidence[address] = checked.confidence
        if checked.warning:
            batch.warnings[address] = checked.warning
        self._keep([(address.lower(), address, display_name(fields), to_json(fields), line)], batch)

    def _flaw(self, cells: Sequence[str], address: str, fields: Mapping[str, str]) -> str:
        if any(cell.strip() for cell in cells[self._width :]):
            return f"There are {len(cells)} cells in this row, but only {self._width} columns"
        if any(len(cell) > LONGEST_CELL for cell in cells):
            return f"A cell is longer than {LONGEST_CELL:,} letters"
        if "\ufffd" in address or any("\ufffd" in value for value in fields.values()):
            return "A letter in this row cannot be read"
        return ""


def comes_again(first: int) -> str:
    """Say why a row is a duplicate."""
    return f"The same address is in line {first:,}"


def _bad(line: int, cells: Sequence[str], checked: Checked, reason: str, name: str) -> ImportRow:
    short = tuple(cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] + "…" for cell in cells)
    address = checked.address if len(checked.address) < 400 else checked.address[:400] + "…"
    return ImportRow(line, address, name, reason, checked.suggestion, short, checked.confidence)
