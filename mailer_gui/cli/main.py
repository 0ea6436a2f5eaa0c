"""Reading the command line, running the command it names, and turning errors into exit codes."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from mailer_gui import __version__, paths
from mailer_gui.cli.output import EXIT_INPUT, EXIT_NOT_SENT, Output, error
from mailer_gui.model.errors import Cancelled, MailerError, SecretError, SendError, StoreError

NOUNS = {
    "contacts": "people: import, list, export",
    "segments": "people who are found by rules",
    "suppressions": "addresses and domains that are never mailed",
    "accounts": "SMTP servers and their limits",
    "campaigns": "create, send, pause, watch",
    "templates": "messages to begin campaigns with: list, import, export",
    "report": "what happened to every recipient of a campaign",
    "demo": "a practice campaign that never leaves this computer",
}
_MISSING = re.compile("the following arguments are required: (.*)")
_UNKNOWN = re.compile("argument COMMAND: invalid choice: '(.*)' \\(choose from .*\\)")
EXIT_UNEXPECTED = 1
EXIT_INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one sentence; it gives --json and --workspace to every command."""

    def error(self, message: str) -> NoReturn:
        told = message[:1].upper() + message[1:]
        if missing := _MISSING.fullmatch(message):
            told = f"{missing[1]} {'are' if ',' in missing[1] else 'is'} missing"
            if missing[1] == "COMMAND":
                told = f"Say what to do. The commands are: {self._commands()}"
        elif unknown := _UNKNOWN.fullmatch(message):
            told = f"There is no command “{unknown[1]}”. The commands are: {self._commands()}"
        error(f"{told}. Try “{self.prog} --help”.")
        raise SystemExit(EXIT_INPUT)

    def _commands(self) -> str:
        return ", ".join(name for one in self._actions if isinstance(one.choices, dict) for name in one.choices)


def build_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Build the parser; only nouns that the arguments name are loaded, so that each command starts fast."""
    common = _common(argparse.SUPPRESS, argparse.SUPPRESS)  # what stood before the command must not be forgotten
    parser = _Parser(
        prog="mailer-gui",
        description="Mailer, a desktop mail campaign manager. Without a command it opens the window.",
        parents=[_common(False, None)],
    )
    parser.add_argument("--version", action="version", version=f"Mailer {__version__}")
    nouns = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for name, about in NOUNS.items():
        if name in arguments:
            importlib.import_module(f"mailer_gui.cli.{name}").add_parser(nouns, common)
        else:
            nouns.add_parser(name, help=about)
    return parser


def _common(as_json: object, workspace: object) -> argparse.ArgumentParser:
    """Give the options that may stand before or after every command, with what holds when they are not given."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=as_json, help="print one JSON object")
    common.add_argument(
        "--workspace",
        metavar="DIR",
        type=_folder,
        default=workspace,
        help=f"the folder that holds everything (default: {paths.WORKSPACE_VARIABLE}, else the usual data folder)",
    )
    return common


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the folder has no name")
    try:
        return Path(text).expanduser()
    except RuntimeError:  # ~name of nobody
        return Path(text)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; errors become one or two sentences on standard error."""
    _make_streams_safe()
    try:
        options = build_parser(arguments).parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return int(options.run(options, Output(as_json=options.json)))
    except KeyboardInterrupt:
        error("Stopped. What was done so far is kept.")
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away (| head): not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MailerError as problem:
        error(str(problem))
        return _exit_code(problem, sends=getattr(options, "sends", False))
    except UnicodeEncodeError:
        error("A word of the command holds a letter that this system's encoding does not know.")
        return EXIT_INPUT
    except Exception:
        error(f"Something went wrong that should not have. {_put_down(options.workspace)}")
        return EXIT_UNEXPECTED


def _put_down(workspace: Path | None) -> str:
    """Write the error that is being handled into the workspace's log, and say so."""
    from mailer_gui.operations.workspace import open_workspace

    try:
        opened = open_workspace(workspace, role="command")
    except MailerError as problem:
        return str(problem)
    logging.getLogger(__name__).exception("unexpected error")
    opened.close()
    return f"The details are in {opened.paths.log}."


def _exit_code(problem: MailerError, *, sends: bool) -> int:
    if isinstance(problem, SendError) or (sends and isinstance(problem, StoreError | SecretError)):
        return EXIT_NOT_SENT
    return EXIT_INTERRUPTED if isinstance(problem, Cancelled) else EXIT_INPUT


def _make_streams_safe() -> None:
    """Never fail because a terminal cannot show a letter."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
