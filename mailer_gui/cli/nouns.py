"""How a noun of the command line declares its commands and opens the workspace for them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

from mailer_gui.cli.output import Output
from mailer_gui.operations.workspace import Workspace, open_workspace

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Run = Callable[[argparse.Namespace, Output], int]


LARGEST_ID = 2**63 - 1
"""The database holds no larger number."""


def add_id(parser: argparse.ArgumentParser) -> None:
    """Add the argument that names a campaign by its number."""
    parser.add_argument("id", metavar="ID", type=_campaign_id)


def _campaign_id(text: str) -> int:
    try:
        return max(0, min(int(text), LARGEST_ID))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not the number of a campaign") from None


def add_noun(nouns: Subparsers, name: str, about: str) -> Subparsers:
    """Add a noun (contacts, accounts, ...) whose commands follow it."""
    parser = nouns.add_parser(name, help=about, description=about)
    return parser.add_subparsers(metavar="COMMAND", required=True, parser_class=type(parser))


def add_command(
    commands: Subparsers, common: argparse.ArgumentParser, name: str, about: str, run: Run
) -> argparse.ArgumentParser:
    """Add one command with --json and --workspace; `run(options, output)` gives the exit code."""
    parser = commands.add_parser(name, help=about, description=about, parents=[common])
    parser.set_defaults(run=run)
    return parser


def opened(options: argparse.Namespace) -> Workspace:
    """Open the workspace that the options name; what happens is logged there."""
    return open_workspace(options.workspace, role="command")
