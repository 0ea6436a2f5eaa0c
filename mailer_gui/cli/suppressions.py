"""mailer-gui suppressions: addresses and domains that are never mailed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.cli.nouns import add_command, add_noun, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, counted, when
from mailer_gui.model.contacts import Suppression, SuppressionReason
from mailer_gui.operations import suppressions

if TYPE_CHECKING:
    from mailer_gui.cli.nouns import Subparsers

_BAD_SHOWN = 10


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the commands of this noun."""
    commands = add_noun(nouns, "suppressions", "addresses and domains that are never mailed")
    add = add_command(commands, common, "add", "never mail an address or a domain", _add)
    add.add_argument("address", metavar="ADDRESS|@DOMAIN")
    add.add_argument("--reason", metavar="R", default=str(SuppressionReason.MANUAL), help="why (default: manual)")
    remove = add_command(commands, common, "remove", "allow it again", _remove)
    remove.add_argument("address", metavar="ADDRESS|@DOMAIN")
    add_command(commands, common, "list", "list them", _list)
    load = add_command(commands, common, "import", "read them from a CSV file or plain lines", _import)
    load.add_argument("file", metavar="FILE", type=Path)
    load.add_argument("--reason", metavar="R", default=str(SuppressionReason.MANUAL), help="why (default: manual)")
    export = add_command(commands, common, "export", "write them to a CSV file that can be imported again", _export)
    export.add_argument("--out", metavar="FILE", type=Path, required=True)


def _add(options: argparse.Namespace, output: Output) -> int:
    added = bool(suppressions.add(opened(options), options.address, options.reason))
    sentence = "will never be mailed" if added else "was suppressed already"
    output.result({"address": options.address, "added": added}, f"“{options.address}” {sentence}.")
    return EXIT_GOOD


def _remove(options: argparse.Namespace, output: Output) -> int:
    suppressions.remove(opened(options), options.address)
    output.result({"address": options.address, "removed": True}, f"“{options.address}” may be mailed again.")
    return EXIT_GOOD


def _list(options: argparse.Namespace, output: Output) -> int:
    found = suppressions.all(opened(options))
    data = [{"address": s.key, "reason": s.reason, "note": s.note, "at": s.at} for s in found]
    rows = [(_name(s), s.reason, when(s.at), s.note) for s in found]
    empty = "Nobody is suppressed."
    output.table({"suppressions": data, "count": len(data)}, ("Address", "Reason", "Since", "Note"), rows, empty)
    return EXIT_GOOD


def _name(one: Suppression) -> str:
    return "somebody" if one.reason == SuppressionReason.ERASED else one.key  # of whom only a print is left


def _import(options: argparse.Namespace, output: Output) -> int:
    with output.progress("Importing") as progress:
        result = suppressions.import_file(opened(options), options.file, options.reason, progress)
    data = {
        "added": result.added,
        "known": result.known,
        "invalid": result.invalid,
        "rows": result.rows,
        "bad": [{"line": row.line, "address": row.address, "reason": row.reason} for row in result.bad],
    }
    output.result(
        data,
        f"Added {counted(result.added, 'suppression', 'suppressions')}; "
        f"{counted(result.known, 'was', 'were')} there already, "
        f"{counted(result.invalid, 'row', 'rows')} cannot be used.",
        *(f"  line {row.line}: {row.reason}: {row.address}" for row in result.bad[:_BAD_SHOWN]),
    )
    return EXIT_GOOD


def _export(options: argparse.Namespace, output: Output) -> int:
    with output.progress("Exporting") as progress:
        count = suppressions.export_file(opened(options), options.out, progress)
    output.result(
        {"count": count, "file": str(options.out)},
        f"Wrote {counted(count, 'suppression', 'suppressions')} to {options.out}.",
    )
    return EXIT_GOOD
