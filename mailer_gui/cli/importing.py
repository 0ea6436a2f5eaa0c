"""mailer-gui contacts import: read people from any kind of file, or from standard input."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.cli import import_result
from mailer_gui.cli.nouns import add_command, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, number, people
from mailer_gui.cli.stopping import stoppable
from mailer_gui.model.contacts import FieldType, MergePolicy
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.imports import ADDRESS_COLUMN, FilePreview, ReadOptions
from mailer_gui.model.work import Cancel
from mailer_gui.operations import importing, reading

if TYPE_CHECKING:
    from mailer_gui.cli.nouns import Subparsers
    from mailer_gui.operations.workspace import Workspace

_STANDARD_INPUT = "standard input"


def add_importing(commands: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    load = add_command(
        commands,
        common,
        "import",
        "read people from a file: CSV, Excel, OpenDocument, SYLK, vCard, LDIF, HTML, text",
        _import,
    )
    load.add_argument("file", metavar="FILE", type=Path, nargs="?", help="the file; - reads standard input")
    load.add_argument("--continue", action="store_true", dest="go_on", help="go on with an import that was stopped")
    load.add_argument("--list", metavar="NAME", help="put them on this list (made if it is missing)")
    load.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        help="take a field from this column; “address” is the e-mail address, nothing before = leaves the column out",
    )
    load.add_argument(
        "--type",
        metavar="FIELD=TYPE",
        action="append",
        default=[],
        help="a field holds text, number, date or yes/no; --type guess takes what the cells look like",
    )
    _add_reading(load)
    load.add_argument(
        "--existing",
        metavar="POLICY",
        choices=[*MergePolicy],
        default=MergePolicy.OVERWRITE,
        help="what happens to contacts that are there: overwrite (the default), fill what is empty, or keep them",
    )
    load.add_argument("--consent", metavar="TEXT", default="", help="why these people may be written to")
    load.add_argument("--dry-run", action="store_true", help="count only, change nothing")
    load.add_argument("--bad-rows", metavar="FILE", type=Path, help="write rows that cannot be used here, with reasons")


def _add_reading(command: argparse.ArgumentParser) -> None:
    """Add what says how a file is read, when the guess is wrong."""
    command.add_argument(
        "--sheet", metavar="NAME", help="the sheet of a workbook (without it: the first with addresses)"
    )
    command.add_argument("--encoding", metavar="NAME", help="the encoding of a text file, when the guess is wrong")
    command.add_argument("--delimiter", metavar="SIGN", help="what divides the cells of a text file; “tab” is a tab")
    command.add_argument(
        "--header",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="say whether the first row names the columns",
    )
    order = command.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_const", const=True, dest="day_first", help="04/03/2026 is in March")
    order.add_argument("--month-first", action="store_const", const=False, dest="day_first", help="it is in April")


def _import(options: argparse.Namespace, output: Output) -> int:
    if options.go_on:
        return _continue(options, output)
    if options.file is None:
        raise InputError("No file is named.", hint="Write contacts import FILE, or - for standard input.")
    with _file(options.file) as path:
        ws = opened(options)
        preview = _preview(options, ws, path)
        mapping = importing.adjust_mapping(preview.mapping, _wishes(options.map, preview))
        types = _types(options.type, preview, mapping)
        if ADDRESS_COLUMN not in mapping.values():
            raise InputError(
                "None of the columns holds e-mail addresses.",
                hint=f"Say which one with --map address=COLUMN. The columns are: {', '.join(preview.columns)}.",
            )
        with output.progress("Importing") as progress, _stoppable(ws, path) as cancel:
            result = importing.import_contacts(
                ws,
                path,
                options=preview.options,
                mapping=mapping,
                list_name=options.list,
                bad_rows=options.bad_rows,
                types=types,
                policy=MergePolicy(options.existing),
                consent=options.consent,
                dry_run=options.dry_run,
                progress=progress,
                cancel=cancel,
            )
    if (options.map or options.type) and not options.dry_run:
        reading.remember_shape(ws, preview, mapping, types, MergePolicy(options.existing), options.list or "")
    asked = tuple(column for column in preview.doubtful_dates if mapping[column] in types)
    if options.day_first is not None or (preview.known_shape and preview.options.day_first is not None):
        asked = ()
    told = import_result.data(result, replace(preview, doubtful_dates=asked), mapping, types)
    output.result(told, *import_result.lines(result, preview, asked))
    return EXIT_GOOD


def _preview(options: argparse.Namespace, ws: Workspace, path: Path) -> FilePreview:
    preview = reading.read_preview_of(ws, path, _read_options(options))
    if options.sheet is not None and not preview.sheets:
        raise InputError(
            f"“{path.name}” is no workbook, so it has no sheet “{options.sheet}”.", hint="Leave out --sheet."
        )
    if "guess" in options.type and preview.known_shape:
        return replace(preview, types=importing.read_preview(path, preview.options).types)
    return preview


def _continue(options: argparse.Namespace, output: Output) -> int:
    """Go on with the last import that was stopped (of this file, when one is named)."""
    ws = opened(options)
    wanted = options.file.absolute() if options.file is not None else None
    known = [one for one in importing.unfinished_imports(ws) if wanted in (None, one.path)]
    begun = next((one for one in known if not one.running), None)
    if begun is None and known:
        raise InputError(
            f"“{known[0].path.name}” is being imported right now: {number(known[0].people)} people are in.",
            hint="Wait until that import has come to its end.",
        )
    if begun is None:
        raise InputError(
            "There is no import to go on with.", hint="Import the file: people who are in stay as they are."
        )
    with output.progress("Importing") as progress, _stoppable(ws, begun.path) as cancel:
        result = importing.continue_import(ws, begun.id, progress, cancel)
    preview = importing.read_preview(begun.path)
    output.result(import_result.data(result, preview, {}, {}), *import_result.lines(result, preview, ()))
    return EXIT_GOOD


@contextmanager
def _stoppable(ws: Workspace, path: Path) -> Iterator[Cancel]:
    """Give what says that Ctrl-C was pressed; whoever presses it is told how to go on."""
    try:
        with stoppable() as cancel:
            yield cancel
    except Cancelled as stopped:
        begun = next((one for one in importing.unfinished_imports(ws) if one.path == path.absolute()), None)
        if begun is None:
            raise
        if path.name != _STANDARD_INPUT:
            raise Cancelled(f"{stopped.message} Write contacts import --continue to go on.") from None
        importing.forget_import(ws, begun.id)  # what came from there cannot be read again
        raise Cancelled(f"Stopped. {people(begun.people)} of it came in. Those stay.") from None


@contextmanager
def _file(path: Path) -> Iterator[Path]:
    """Give the file; standard input is kept in one for as long as the import takes, because it is read twice."""
    if path != Path("-"):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="mailer-") as folder:
        kept = Path(folder) / _STANDARD_INPUT
        with kept.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        if not kept.stat().st_size:
            raise InputError("Nothing came on standard input.", hint="Write contacts import FILE to read a file.")
        yield kept


def _read_options(options: argparse.Namespace) -> ReadOptions:
    delimiter = "\t" if (options.delimiter or "").lower() in ("tab", "\\t") else options.delimiter
    return ReadOptions(options.encoding, delimiter, options.header, options.sheet, options.day_first)


def _types(pairs: list[str], preview: FilePreview, mapping: Mapping[str, str]) -> dict[str, FieldType]:
    """Read the wishes for types; without any, fields are as in the last file of this shape, or stay as written."""
    fields = {target for target in mapping.values() if target}
    types: dict[str, FieldType] = {}
    if preview.known_shape:
        types = {field: kind for field, kind in preview.types.items() if field in fields}
    if "guess" in pairs:
        guessed = {column: preview.types.get(target) for column, target in preview.mapping.items()}
        types |= {mapping[column]: kind for column, kind in guessed.items() if kind is not None and mapping[column]}
    for pair in pairs:
        if pair == "guess":
            continue
        name, _, kind = pair.partition("=")
        field = importing.field_name(name)
        if kind.strip().lower() not in {*FieldType}:
            raise InputError(
                f"“{pair}” names no type.", hint=f"Write --type FIELD=TYPE; types are {', '.join(FieldType)}."
            )
        if field not in fields:
            raise InputError(f"There is no field “{name}”.", hint=f"The fields are: {', '.join(sorted(fields))}.")
        types[field] = FieldType(kind.strip().lower())
    return types


def _wishes(pairs: list[str], preview: FilePreview) -> dict[str, str]:
    wishes: dict[str, str] = {}
    for pair in pairs:
        field, equals, wanted = pair.partition("=")
        if not equals or not wanted.strip():
            raise InputError(f"“{pair}” is no mapping.", hint="Write --map FIELD=COLUMN.")
        column = _column(wanted.strip(), preview)
        target = field.strip()
        if target.lower() in (ADDRESS_COLUMN, "email", "e-mail"):
            target = ADDRESS_COLUMN
        elif target:
            target = importing.field_name(target)
        if column in wishes:
            raise InputError(f"The column “{column}” is mapped twice.")
        wishes[column] = target
    return wishes


def _column(wanted: str, preview: FilePreview) -> str:
    """Find a column by its name (capital letters do not matter) or its number."""
    by_name = {column.casefold(): column for column in reversed(preview.columns)}
    if wanted in preview.columns:
        return wanted
    if wanted.casefold() in by_name:
        return by_name[wanted.casefold()]
    if wanted.isdecimal() and 1 <= int(wanted) <= len(preview.columns):
        return preview.columns[int(wanted) - 1]
    raise InputError(f"There is no column “{wanted}”.", hint=f"The columns are: {', '.join(preview.columns)}.")
