"""What became of the rows of an import: counts that add up, the first rows of each kind, and the file of bad ones."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from mailer_gui.intake.people import Batch, Person, comes_again
from mailer_gui.intake.tables import Table
from mailer_gui.intake.writing import CsvFile
from mailer_gui.model.imports import ImportResult, ImportRow
from mailer_gui.model.verification import Verdict

SAMPLES = 1_000
"""So many rows of each kind are kept to be looked at."""
_KINDS = ("new", "changed", "unchanged")
_DUPLICATE, _ERASED = 3, 5
_WARNINGS = {Verdict.ROLE: "role", Verdict.DISPOSABLE: "disposable"}


class Outcome:
    """Counts batch after batch."""

    def __init__(self, *, dry_run: bool, list_name: str) -> None:
        self._dry_run = dry_run
        self._list_name = list_name
        kinds = (*_KINDS, "duplicate", "invalid", "suppressed", "typo", "role", "disposable", "extra", "mended")
        self._counts = dict.fromkeys((*kinds, "rows", "untyped"), 0)
        self._samples: dict[str, list[ImportRow]] = {kind: [] for kind in kinds}

    def room_for(self, kind: str) -> int:
        """Give how many more rows of a kind are kept."""
        return SAMPLES - len(self._samples[kind])

    def take(
        self,
        batch: Batch,
        kinds: bytes,
        suppressed: Collection[str],
        firsts: Mapping[int, int] | None = None,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        """Count a batch. `changes` says what changes about people, by their key.

        `kinds` says for each person 0 new, 1 changed, 2 unchanged, 3 duplicate of the row in `firsts` (by place),
        4 counted before the import was interrupted, 5 erased meanwhile (they are among the invalid rows); `suppressed`
        are keys.
        """
        counts = self._counts
        for number, kind in enumerate(_KINDS):
            found = kinds.count(number)
            counts[kind] += found
            if found and len(self._samples[kind]) < SAMPLES:
                people = [person for person, one in zip(batch.people, kinds, strict=True) if one == number]
                self._keep(kind, people, changes=changes if kind == "changed" else None)
        again = [
            ImportRow(batch.people[place][4], batch.people[place][1], batch.people[place][2], comes_again(first))
            for place, first in sorted((firsts or {}).items())
        ]
        self._add("duplicate", [*batch.duplicate, *again])
        self._add("invalid", batch.invalid)
        self._add("extra", batch.several, batch.extra)
        self._add("mended", batch.mended)
        counts["untyped"] += batch.untyped
        counts["rows"] += batch.rows
        if suppressed or batch.suggestions or batch.warnings:
            hinted = batch.suggestions.keys() | batch.warnings.keys()
            some = [
                person
                for person, one in zip(batch.people, kinds, strict=True)
                if (person[1] in hinted or person[0] in suppressed) and one not in (_DUPLICATE, _ERASED)
            ]
            self._take_hints(batch, some, suppressed)

    def go_on(self, counts: Mapping[str, int]) -> None:
        """Add what an interrupted import had counted: the kinds of its people."""
        for kind in _KINDS:
            self._counts[kind] += counts.get(kind, 0)

    def _take_hints(self, batch: Batch, people: Sequence[Person], suppressed: Collection[str]) -> None:
        never = [person for person in people if person[0] in suppressed]
        self._counts["suppressed"] += len(never)
        self._keep("suppressed", never, reason="Suppressed: never mailed")
        typos = [person for person in people if person[1] in batch.suggestions]
        self._counts["typo"] += len(typos)
        self._keep("typo", typos, suggestions=batch.suggestions, confidence=batch.confidence)
        for verdict, kind in _WARNINGS.items():
            warned = [person for person in people if batch.warnings.get(person[1]) is verdict]
            self._counts[kind] += len(warned)
            self._keep(kind, warned)

    def _add(self, kind: str, rows: Sequence[ImportRow], count: int | None = None) -> None:
        self._counts[kind] += len(rows) if count is None else count
        self._samples[kind].extend(rows[: SAMPLES - len(self._samples[kind])])

    def _keep(
        self,
        kind: str,
        people: Sequence[Person],
        reason: str = "",
        suggestions: Mapping[str, str] | None = None,
        confidence: Mapping[str, float] | None = None,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        kept = self._samples[kind]
        for key, address, name, _, line in people[: SAMPLES - len(kept)]:
            meant = (suggestions or {}).get(address, "")
            why = f"Did you mean {meant}?" if meant else (changes or {}).get(key, reason)
            sure = (confidence or {}).get(address, 0.0)
            kept.append(ImportRow(line, address, name, why, meant, confidence=sure))

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
