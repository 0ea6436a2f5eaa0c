"""mailer-gui campaigns dialogue: what was said to the server about one recipient."""

from __future__ import annotations

import argparse
import dataclasses

from mailer_gui.cli.nouns import Subparsers, add_command, add_id, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, when
from mailer_gui.operations import reports


def add_commands(commands: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the command to the noun campaigns."""
    about = "show what was said to the server about one recipient, as far as it is kept"
    dialogue = add_command(commands, common, "dialogue", about, _dialogue)
    add_id(dialogue)
    dialogue.add_argument("--address", metavar="A", required=True)


def _dialogue(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    found = reports.dialogues_with(ws, options.id, options.address)
    lines: list[str] = []
    for one in found:
        lines += [f"Attempt {one.number}, {when(one.at)}", *one.lines, ""]
    if not found:
        lines = ["Nothing is kept about it. Dialogues are kept of failed deliveries, and of the last ones when asked."]
    output.result(
        {"id": options.id, "address": options.address, "dialogues": [dataclasses.asdict(one) for one in found]}, *lines
    )
    return EXIT_GOOD
