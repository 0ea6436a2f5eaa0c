"""What an import did, in sentences for a person and as plain values for a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mailer_gui.cli.output import counted, number
from mailer_gui.model.contacts import FieldType
from mailer_gui.model.imports import FORMATS, FilePreview, ImportResult, ImportRow

_SHOWN = 10
_COUNTS = (
    *("new", "changed", "unchanged", "duplicate", "invalid", "rows", "suppressed"),
    *("typo", "role", "disposable", "extra", "untyped", "mended"),
)


def data(
    result: ImportResult, preview: FilePreview, mapping: Mapping[str, str], types: Mapping[str, FieldType]
) -> dict[str, Any]:
    """Give the outcome as plain values, for programs."""
    return {
        **{count: getattr(result, count) for count in _COUNTS},
        "dry_run": result.dry_run,
        "list": result.list_name,
        "bad_rows_file": result.bad_rows_file,
        "format": preview.format,
        "sheet": preview.options.sheet,
        "sheets": preview.sheets,
        "encoding": preview.options.encoding,
        "delimiter": preview.options.delimiter,
        "has_header": preview.options.has_header,
        "known_shape": preview.known_shape,
        "mapping": dict(mapping),
        "types": dict(types),
        "doubtful_dates": preview.doubtful_dates,
        "notes": preview.notes,
        "bad": _rows(result, "invalid", "reason"),
        "warned": [{**row, "warning": kind} for kind in ("role", "disposable") for row in _rows(result, kind)],
        "mended_rows": _rows(result, "mended", "reason"),
        "typos": _rows(result, "typo", "suggestion"),
    }


def _rows(result: ImportResult, kind: str, *more: str) -> list[dict[str, Any]]:
    """Give the first rows of a kind: line, address and what else is wanted of them."""
    return [{name: getattr(row, name) for name in ("line", "address", *more)} for row in result.samples[kind]]


def lines(result: ImportResult, preview: FilePreview, asked: tuple[str, ...]) -> list[str]:
    """Give the outcome in sentences; `asked` are columns whose dates can be read in two ways."""
    told = [*_counts(result), *_remarks(result, preview), *_bad(result, preview)]
    told.extend(
        f"The dates of “{column}” can be read in two ways. Say --day-first or --month-first." for column in asked
    )
    told.append(_as_read(preview))
    told.extend(preview.notes)
    if preview.known_shape:
        told.append("Columns and types are those chosen for the last file with these columns.")
    return told


def _counts(result: ImportResult) -> list[str]:
    begin = "Would import" if result.dry_run else "Imported"
    good = result.new + result.changed + result.unchanged
    onto = f" onto the list “{result.list_name}”" if result.list_name else ""
    kinds = ("new", "changed", "unchanged", "duplicate", "invalid")
    return [
        f"{begin} {number(good)} of {counted(result.rows, 'row', 'rows')}{onto}:",
        "  " + ", ".join(f"{number(getattr(result, kind))} {kind}" for kind in kinds),
    ]


def _remarks(result: ImportResult, preview: FilePreview) -> list[str]:
    told = []
    if result.extra:
        told.append(f"  {counted(result.extra, 'person', 'people')} more than rows: some cells hold several addresses")
    if result.mended:
        told.append(f"  {counted(result.mended, 'row', 'rows')} with more cells than columns")
        told.extend(f"  {_place(preview)} {r.line}: {r.reason}" for r in result.samples["mended"][:_SHOWN])
    if result.untyped:
        value = "value does not fit its type and stays as it is"
        told.append(f"  {counted(result.untyped, value, 'values do not fit their type and stay as they are')}")
    if result.suppressed:
        told.append(f"  {counted(result.suppressed, 'is', 'are')} suppressed and never mailed")
    if result.role:
        told.append(f"  {number(result.role)} of a role, not of a person, such as info@")
    if result.disposable:
        told.append(f"  {number(result.disposable)} at domains whose addresses are thrown away soon")
    return told


def _bad(result: ImportResult, preview: FilePreview) -> list[str]:
    place = _place(preview)
    told = [f"  {place} {r.line}: {r.reason}: {r.address}{_hint(r)}" for r in result.samples["invalid"][:_SHOWN]]
    if result.invalid > _SHOWN:
        told.append(f"  and {number(result.invalid - _SHOWN)} more that cannot be used")
    if result.bad_rows_file:
        told.append(f"The rows that cannot be used are in {result.bad_rows_file}.")
    told.extend(f"  {place} {r.line}: {r.address}{_hint(r)}" for r in result.samples["typo"][:_SHOWN])
    if result.typo > _SHOWN:
        told.append(f"  and {number(result.typo - _SHOWN)} more that may be mistyped")
    return told


def _place(preview: FilePreview) -> str:
    return "row" if preview.sheets else "line"


def _as_read(preview: FilePreview) -> str:
    """Say how the file was read."""
    options = preview.options
    if options.delimiter is not None:
        return f"Read as {options.encoding}, cells divided by {_delimiter(preview)}."
    kind = FORMATS[preview.format]
    if options.sheet is not None:
        return f"Read as {kind}, sheet “{options.sheet}”."
    return f"Read as {kind}, {options.encoding}."


def _hint(row: ImportRow) -> str:
    return f": did you mean {row.suggestion}?" if row.suggestion else ""


def _delimiter(preview: FilePreview) -> str:
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    mark = preview.options.delimiter or ","
    return names.get(mark, f"“{mark}”")
