"""mailer-gui contacts: import a file, list, export."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui.cli.nouns import add_command, add_noun, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, number
from mailer_gui.cli.verifying import add_commands as add_verifying
from mailer_gui.model.contacts import Contact
from mailer_gui.model.errors import InputError
from mailer_gui.model.imports import ADDRESS_COLUMN, FilePreview, ImportResult, ImportRow
from mailer_gui.operations import contacts, lists

if TYPE_CHECKING:
    from mailer_gui.cli.nouns import Subparsers

_PAGE = 1_000
_BAD_SHOWN = 10


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the commands of this noun."""
    commands = add_noun(nouns, "contacts", "people: import, list, export")
    load = add_command(commands, common, "import", "read people from a CSV file", _import)
    load.add_argument("file", metavar="FILE", type=Path)
    load.add_argument("--list", metavar="NAME", help="put them on this list (made if it is missing)")
    load.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        action="append",
        default=[],
        help="take a field from this column; “address” is the e-mail address, nothing before = leaves the column out",
    )
    load.add_argument("--dry-run", action="store_true", help="count only, change nothing")
    load.add_argument("--bad-rows", metavar="FILE", type=Path, help="write rows that cannot be used here, with reasons")
    show = add_command(commands, common, "list", "list people", _list)
    show.add_argument("--list", metavar="NAME", help="only those on this list")
    show.add_argument(
        "--search", metavar="TEXT", default="", help="only those with this text in address, name or field"
    )
    add_verifying(commands, common)
    export = add_command(commands, common, "export", "write people to a CSV file", _export)
    export.add_argument("--list", metavar="NAME", help="only those on this list")
    export.add_argument("--out", metavar="FILE", type=Path, required=True)


def _import(options: argparse.Namespace, output: Output) -> int:
    preview = contacts.read_preview(options.file)
    mapping = contacts.adjust_mapping(preview.mapping, _wishes(options.map, preview))
    if ADDRESS_COLUMN not in mapping.values():
        raise InputError(
            "None of the columns holds e-mail addresses.",
            hint=f"Say which one with --map address=COLUMN. The columns are: {', '.join(preview.columns)}.",
        )
    with output.progress("Importing") as progress:
        result = contacts.import_contacts(
            opened(options),
            options.file,
            options=preview.options,
            mapping=mapping,
            list_name=options.list,
            bad_rows=options.bad_rows,
            dry_run=options.dry_run,
            progress=progress,
        )
    output.result(_data(result, preview, mapping), *_lines(result, preview))
    return EXIT_GOOD


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
            target = contacts.field_name(target)
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


def _data(result: ImportResult, preview: FilePreview, mapping: Mapping[str, str]) -> dict[str, Any]:
    return {
        "new": result.new,
        "changed": result.changed,
        "unchanged": result.unchanged,
        "duplicate": result.duplicate,
        "invalid": result.invalid,
        "rows": result.rows,
        "suppressed": result.suppressed,
        "typo": result.typo,
        "dry_run": result.dry_run,
        "list": result.list_name,
        "bad_rows_file": result.bad_rows_file,
        "encoding": preview.options.encoding,
        "delimiter": preview.options.delimiter,
        "has_header": preview.options.has_header,
        "mapping": dict(mapping),
        "bad": [{"line": r.line, "address": r.address, "reason": r.reason} for r in result.samples["invalid"]],
        "typos": [{"line": r.line, "address": r.address, "suggestion": r.suggestion} for r in result.samples["typo"]],
    }


def _lines(result: ImportResult, preview: FilePreview) -> list[str]:
    begin = "Would import" if result.dry_run else "Imported"
    good = result.new + result.changed + result.unchanged
    onto = f" onto the list “{result.list_name}”" if result.list_name else ""
    counts = ("new", "changed", "unchanged", "duplicate", "invalid")
    lines = [
        f"{begin} {number(good)} of {number(result.rows)} rows{onto}:",
        "  " + ", ".join(f"{number(getattr(result, kind))} {kind}" for kind in counts),
    ]
    if result.suppressed:
        lines.append(f"  {number(result.suppressed)} of them are suppressed and never mailed")
    lines.extend(f"  line {r.line}: {r.reason}: {r.address}{_hint(r)}" for r in result.samples["invalid"][:_BAD_SHOWN])
    if result.invalid > _BAD_SHOWN:
        lines.append(f"  and {number(result.invalid - _BAD_SHOWN)} more that cannot be used")
    if result.bad_rows_file:
        lines.append(f"The rows that cannot be used are in {result.bad_rows_file}.")
    lines.extend(f"  line {r.line}: {r.address}{_hint(r)}" for r in result.samples["typo"][:_BAD_SHOWN])
    if result.typo > _BAD_SHOWN:
        lines.append(f"  and {number(result.typo - _BAD_SHOWN)} more that may be mistyped")
    lines.append(f"Read as {preview.options.encoding}, cells divided by {_delimiter(preview)}.")
    return lines


def _hint(row: ImportRow) -> str:
    return f": did you mean {row.suggestion}?" if row.suggestion else ""


def _delimiter(preview: FilePreview) -> str:
    names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
    mark = preview.options.delimiter or ","
    return names.get(mark, f"“{mark}”")


def _list(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    list_id = lists.by_name(ws, options.list).id if options.list is not None else None
    ids = contacts.ids(ws, list_id, options.search)
    found = [c for start in range(0, len(ids), _PAGE) for c in contacts.rows(ws, ids[start : start + _PAGE])]
    rows = [(c.address, c.name, c.source.origin) for c in found]
    output.table({"contacts": [_contact(c) for c in found], "count": len(found)}, ("Address", "Name", "From"), rows)
    return EXIT_GOOD


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "address": contact.address,
        "name": contact.name,
        "fields": dict(contact.fields),
        "source": asdict(contact.source),
    }


def _export(options: argparse.Namespace, output: Output) -> int:
    with output.progress("Exporting") as progress:
        count = contacts.export_contacts(opened(options), options.out, options.list, progress)
    output.result({"count": count, "file": str(options.out)}, f"Wrote {number(count)} contacts to {options.out}.")
    return EXIT_GOOD
