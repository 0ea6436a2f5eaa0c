"""The addresses of a file that were probably meant otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from mailer_gui.intake import encodings, signatures
from mailer_gui.intake.addresses import AddressChecker
from mailer_gui.intake.tables import Table, open_table
from mailer_gui.intake.typos import TypoFinder
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.imports import ADDRESS_COLUMN
from mailer_gui.model.verification import Suggestion
from mailer_gui.model.work import Cancel, Progress

_LOOKED_AT = 20_000
"""So many rows of a file tell which domains are frequent in it."""
_STEP = 1_000
_ONE = re.compile(r"[^\s,]+@(?:[^\s,]*|[^\s,.]+,[A-Za-z]{2,4})")
_Cells = Iterable[tuple[int, str]]
"""Line and what stands there for an address."""


def read_suspects(
    path: Path, own: Mapping[str, int], doubtful: bool, progress: Progress, cancel: Cancel
) -> Iterator[Suggestion]:
    """Read a file that can be imported, or has one address in a line; `own` says how frequent the person's domains are.

    With `doubtful` suggestions come from the least confidence on, else only those that are shown in an import.
    """
    plain = _encoding_of_plain_lines(path, cancel)
    table = None if plain else open_table(path, None, cancel)

    def cells() -> _Cells:
        return _lines(path, plain) if table is None else _column(table)

    checker = AddressChecker(TypoFinder(frequent(cells(), own)))
    total = None if table is None else table.lines
    for number, (line, cell) in enumerate(cells()):
        if number % _STEP == 0:
            if cancel():
                raise Cancelled("Stopped. Nothing was changed.")
            progress(number, total)
        found = _suspect(checker, cell, doubtful)
        if found:
            yield Suggestion(cell.strip(), *found, line)


def checker_for(table: Table, mapping: Mapping[str, str], own: Mapping[str, int]) -> AddressChecker:
    """Give a checker that knows the domains of the person's contacts and those of the first rows of a file."""
    targets = [mapping.get(column, "") for column in table.columns]
    if ADDRESS_COLUMN not in targets:
        return AddressChecker(TypoFinder(own))
    place = targets.index(ADDRESS_COLUMN)
    cells = ((line, row[place]) for line, row, _ in table.sample if place < len(row))
    return AddressChecker(TypoFinder(frequent(cells, own)))


def frequent(cells: _Cells, own: Mapping[str, int]) -> dict[str, int]:
    """Count the domains of the first rows of a file, and add those that the person has already."""
    counts = Counter(own)
    counts.update(cell.rpartition("@")[2].strip(" <>\t").lower() for _, cell in islice(cells, _LOOKED_AT))
    counts.pop("", None)
    return dict(counts)


def _suspect(checker: AddressChecker, cell: str, doubtful: bool) -> tuple[str, float] | None:
    checked = checker.check(cell)
    if checked.suggestion:
        return checked.suggestion, checked.confidence
    local, at, domain = checked.address.rpartition("@")
    if not doubtful or not at or checked.reason:
        return None
    guess = checker.guess(domain)
    return (f"{local}@{guess.domain}", guess.confidence) if guess.domain else None


def _column(table: Table) -> _Cells:
    place = table.address_column or 0
    for line, cells, _ in table.rows():
        if place < len(cells) and cells[place].strip():
            yield line, cells[place]


def _lines(path: Path, encoding: str) -> _Cells:
    with path.open(encoding=encoding, errors="replace") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.strip().lstrip("\ufeff")


def _encoding_of_plain_lines(path: Path, cancel: Cancel) -> str:
    """Give the encoding of a text with one address in a line; empty when the file is something else.

    Such a text must not be taken for a table: the comma of `ana@gmail,com` is no border between two cells.
    """
    if not path.is_file():
        return ""
    facts = encodings.scan(path, cancel)
    if signatures.kind_of_binary(path, facts.head) is not None:
        return ""
    encoding = encodings.detect(facts)
    lines = [line for _, line in islice(_lines(path, encoding), 200)]
    alone = [line for line in lines if line.count("@") < 2 and not any(mark in line for mark in '\t;|"<')]
    addresses = [line for line in alone if _ONE.fullmatch(line)]
    return encoding if lines and len(alone) == len(lines) and len(addresses) * 10 >= len(lines) * 7 else ""
