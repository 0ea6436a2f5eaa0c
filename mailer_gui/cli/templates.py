"""mailer-gui templates: messages to begin campaigns with."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.cli.nouns import add_command, add_noun, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, counted, when
from mailer_gui.operations import templates

if TYPE_CHECKING:
    from mailer_gui.cli.nouns import Subparsers

_NONE = "There are no templates yet. Write templates import FILE."


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the commands of this noun."""
    commands = add_noun(nouns, "templates", "messages to begin campaigns with")
    add_command(commands, common, "list", "list them", _list)
    load = add_command(
        commands, common, "import", "keep the message of an HTML, MJML, Markdown, zip or eml file", _import
    )
    load.add_argument("file", metavar="FILE", type=Path)
    load.add_argument("--name", metavar="NAME", default="", help="what to call it (default: the name of the file)")
    export = add_command(commands, common, "export", "write one to a file that can be imported again", _export)
    export.add_argument("name", metavar="NAME")
    export.add_argument("--out", metavar="FILE|FOLDER", type=Path, required=True)
    remove = add_command(commands, common, "remove", "delete one; campaigns begun with it stay", _remove)
    remove.add_argument("name", metavar="NAME")


def _list(options: argparse.Namespace, output: Output) -> int:
    found = templates.all(opened(options))
    data = [
        {
            "id": one.id,
            "name": one.name,
            "kind": str(one.message.kind),
            "subject": one.message.subject,
            "at": one.changed_at,
        }
        for one in found
    ]
    rows = [(one.name, str(one.message.kind), one.message.subject, when(one.changed_at)) for one in found]
    output.table({"templates": data, "count": len(data)}, ("Name", "Written as", "Subject", "Changed"), rows, _NONE)
    return EXIT_GOOD


def _import(options: argparse.Namespace, output: Output) -> int:
    made = templates.import_file(opened(options), options.file, options.name)
    pictures = len(made.message.images)
    data = {"id": made.id, "name": made.name, "kind": str(made.message.kind), "pictures": pictures}
    more = f" with {counted(pictures, 'picture', 'pictures')}" if pictures else ""
    output.result(data, f"Kept the template “{made.name}”{more}.")
    return EXIT_GOOD


def _export(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    out = templates.export(ws, templates.by_name(ws, options.name).id, options.out)
    output.result({"file": str(out)}, f"Wrote {out}.")
    return EXIT_GOOD


def _remove(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    found = templates.by_name(ws, options.name)
    templates.remove(ws, found.id)
    output.result({"name": found.name, "removed": True}, f"Deleted the template “{found.name}”.")
    return EXIT_GOOD
