"""mailer-gui contacts: list and export; what else can be done to them stands in files of its own."""

from __future__ import annotations

import argparse
import codecs
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui.cli.history import add_commands as add_history
from mailer_gui.cli.importing import add_importing
from mailer_gui.cli.nouns import add_command, add_noun, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, counted
from mailer_gui.cli.verifying import add_commands as add_verifying
from mailer_gui.model.contacts import Contact
from mailer_gui.model.verification import Verdict
from mailer_gui.operations import contacts, exporting, lists, segments

if TYPE_CHECKING:
    from mailer_gui.cli.nouns import Subparsers
    from mailer_gui.operations.workspace import Workspace

_PAGE = 1_000
STANDARD_OUTPUT = Path("-")


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the commands of this noun."""
    commands = add_noun(nouns, "contacts", "people: import, list, check, erase, export")
    add_importing(commands, common)
    show = add_command(commands, common, "list", "list people", _list)
    show.add_argument("--list", metavar="NAME", help="only those on this list")
    show.add_argument(
        "--search", metavar="TEXT", default="", help="only those with this text in address, name or field"
    )
    verdicts = [verdict.value.replace(" ", "-") for verdict in Verdict]
    show.add_argument("--verdict", choices=verdicts, help="only those whose address was found to be so (see verify)")
    add_verifying(commands, common)
    add_history(commands, common)
    export = add_command(
        commands, common, "export", "write people to a file: .csv, .xlsx or .vcf (contact cards)", _export
    )
    who = export.add_mutually_exclusive_group()
    who.add_argument("--list", metavar="NAME", help="only those on this list")
    who.add_argument("--segment", metavar="NAME", help="only those in this segment")
    export.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        required=True,
        help="its ending says what it becomes: .csv, .xlsx or .vcf; - writes CSV to standard output",
    )


def _list(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    list_id = lists.by_name(ws, options.list).id if options.list is not None else None
    verdict = Verdict(options.verdict.replace("-", " ")) if options.verdict else None
    ids = contacts.ids(ws, list_id, options.search, verdict=verdict)
    found = [c for start in range(0, len(ids), _PAGE) for c in contacts.rows(ws, ids[start : start + _PAGE])]
    rows = [(c.address, c.name, c.source.origin) for c in found]
    chosen = options.list is not None or options.search or verdict
    empty = "Nobody is found." if chosen else "Nobody is in the address book yet. Write contacts import FILE."
    data = {"contacts": [_contact(c) for c in found], "count": len(found)}
    output.table(data, ("Address", "Name", "From"), rows, empty)
    return EXIT_GOOD


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "address": contact.address,
        "name": contact.name,
        "fields": dict(contact.fields),
        "source": asdict(contact.source),
        "verdict": contact.verdict.value,
        "verdict_detail": contact.verdict_detail,
    }


def _export(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    ids: Sequence[int] | None = None
    if options.list is not None:
        ids = contacts.ids(ws, lists.by_name(ws, options.list).id)
    elif options.segment is not None:
        ids = segments.ids(ws, segments.by_name(ws, options.segment).id)
    if options.out == STANDARD_OUTPUT:
        _print_csv(ws, ids)
        return EXIT_GOOD
    with output.progress("Exporting") as progress:
        count = exporting.export_people(ws, options.out, ids, progress=progress)
    output.result(
        {"count": count, "file": str(options.out)}, f"Wrote {counted(count, 'contact', 'contacts')} to {options.out}."
    )
    return EXIT_GOOD


def _print_csv(ws: Workspace, ids: Sequence[int] | None) -> None:
    """Write CSV to standard output, for other programs."""
    with tempfile.TemporaryDirectory(prefix="mailer-") as folder:
        file = Path(folder) / "contacts.csv"
        exporting.export_people(ws, file, ids)
        with file.open("rb") as written:
            written.seek(len(codecs.BOM_UTF8))  # the mark is for spreadsheets
            shutil.copyfileobj(written, sys.stdout.buffer)
    sys.stdout.buffer.flush()
