"""What became of the rows of an import: counts that add up, the first rows of each kind, and the file of bad ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from mailer_gui.intake.people import Batch, Person
from mailer_gui.intake.tables import Table
from mailer_gui.intake.writing import CsvFile
from mailer_gui.model.contacts import display_name
from mailer_gui.model.imports import ImportResult, ImportRow

SAMPLES = 1_000
"""So many rows of each kind are kept to be looked at."""
_KINDS = ("new", "changed", "unchanged")


class Outcome:
    """Counts batch after batch."""

    def __init__(self, *, dry_run: bool, list_name: str) -> None:
        self._dry_run = dry_run
        self._list_name = list_name
        kinds = (*_KINDS, "duplicate", "invalid", "suppressed", "typo", "extra")
        self._counts = dict.fromkeys((*kinds, "rows", "untyped"), 0)
        self._samples: dict[str, list[ImportRow]] = {kind: [] for kind in kinds}

    def take(self, batch: Batch, kinds: bytes, suppressed: Collection[str]) -> None:
        """Count a batch; `kinds` says for each person 0 new, 1 changed, 2 unchanged."""
        counts = self._counts
        for number, kind in enumerate(_KINDS):
            counts[kind] += kinds.count(number)
            self._keep(kind, [person for person, found in zip(batch.people, kinds, strict=True) if found == number])
        counts["duplicate"] += len(batch.duplicate)
        counts["invalid"] += len(batch.invalid)
        counts["extra"] += batch.extra
        counts["untyped"] += batch.untyped
        for kind, rows in (("duplicate", batch.duplicate), ("invalid", batch.invalid), ("extra", batch.several)):
            self._samples[kind].extend(rows[: SAMPLES - len(self._samples[kind])])
        counts["rows"] += batch.rows
        counts["suppressed"] += len(suppressed)
        if suppressed:
            never = [person for person in batch.people if person[0] in suppressed]
            self._keep("suppressed", never, reason="Suppressed: never mailed")
        if batch.suggestions:
            typos = [person for person in batch.people if person[0] in batch.suggestions]
            counts["typo"] += len(typos)
            self._keep("typo", typos, suggestions=batch.suggestions)

    def _keep(
        self, kind: str, people: Sequence[Person], reason: str = "", suggestions: Mapping[str, str] | None = None
    ) -> None:
        kept = self._samples[kind]
        for address, fields, line in people[: SAMPLES - len(kept)]:
            meant = (suggestions or {}).get(address, "")
            why = f"Did you mean {meant}?" if meant else reason
            kept.append(ImportRow(line, address, display_name(fields), why, meant))

    def stopped(self) -> str:
        """Say what is whole after a cancel."""
        rows = self._counts["rows"]
        if self._dry_run or not rows:
            return "Stopped. Nothing was changed."
        return f"Stopped after {rows:,} rows. They stay imported; import the same file again to go on."

    def result(self, bad_rows_file: str) -> ImportResult:
        """Give the counts and the first rows of each kind."""
        return ImportResult(
            **self._counts,
            dry_run=self._dry_run,
            list_name=self._list_name,
            samples={kind: tuple(rows) for kind, rows in self._samples.items()},
            bad_rows_file=bad_rows_file,
        )


class BadRows:
    """The file of rows that could not be imported: tried before anything is written, kept when there are any."""

    def __init__(self, path: Path | None, table: Table) -> None:
        self._path = path
        self._table = table
        self._file: CsvFile | None = None
        self._any = False
        self._before: tuple[str, ...] = ()
        self.written = ""
        """The name of the file once it is there."""

    def write(self, rows: Sequence[ImportRow]) -> None:
        """Add rows, each with its line and the reason."""
        if self._file is None:
            return
        for row in rows:
            hint = f". Did you mean {row.suggestion}?" if row.suggestion else ""
            self._file.write((*self._before, str(row.line), f"{row.reason}{hint}", *row.cells))
            self._any = True

    def __enter__(self) -> BadRows:
        if self._path is not None:
            sheet = self._table.options.sheet
            place = ("line",) if sheet is None else ("sheet", "row")
            self._before = () if sheet is None else (sheet,)
            delimiter = self._table.options.delimiter or ","
            self._file = CsvFile(self._path, (*place, "reason", *self._table.columns), delimiter)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        if error is not None or not self._any:
            self._file.discard()
            return
        try:
            self._file.finish()
        except BaseException:
            self._file.discard()
            raise
        self.written = str(self._path)
