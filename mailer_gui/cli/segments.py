"""mailer-gui segments: people who are found by rules."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from mailer_gui.cli.nouns import add_command, add_noun, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, number, people
from mailer_gui.model.errors import InputError
from mailer_gui.model.segments import Group, Segment, from_json, to_json
from mailer_gui.operations import segment_words, segments
from mailer_gui.operations.workspace import Workspace

if TYPE_CHECKING:
    from mailer_gui.cli.nouns import Subparsers

_NONE = "There are no segments yet. Write segments create NAME --where RULE."


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the commands of this noun."""
    commands = add_noun(nouns, "segments", "people who are found by rules, anew every time")
    create = add_command(commands, common, "create", "keep rules under a name", _create)
    create.add_argument("name", metavar="NAME")
    _add_rules(create)
    add_command(commands, common, "list", "list them with who is in them now", _list)
    count = add_command(commands, common, "count", "count who is in a segment now, or whom rules find", _count)
    count.add_argument("name", metavar="NAME", nargs="?")
    _add_rules(count)
    remove = add_command(commands, common, "remove", "forget a segment; its people stay", _remove)
    remove.add_argument("name", metavar="NAME")


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--where",
        metavar="RULE",
        action="append",
        default=[],
        help=f"a rule in words, such as “city is Porto”; several can be given. {'; '.join(segment_words.GRAMMAR)}",
    )
    parser.add_argument("--any", action="store_true", help="one of the rules is enough (else all must hold)")
    parser.add_argument("--rules", metavar="JSON", help="rules as “segments list --json” prints them")


def _rules(options: argparse.Namespace, ws: Workspace) -> Group | None:
    if options.rules and options.where:
        raise InputError("Rules are given in words or as JSON, not both.")
    if options.rules:
        return from_json(options.rules)
    return segment_words.rules_of(ws, options.where, every=not options.any) if options.where else None


def _create(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    rules = _rules(options, ws)
    if rules is None:
        raise InputError("A segment needs a rule.", hint="Add one such as --where “city is Porto”.")
    made = segments.save(ws, Segment(0, options.name, rules))
    size = segments.count(ws, made.id)
    output.result(_data(made, size), f"“{made.name}” finds {people(size)} now.")
    return EXIT_GOOD


def _list(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    found = [(one, segments.count(ws, one.id)) for one in segments.all(ws)]
    rows = [(one.name, number(size)) for one, size in found]
    output.table({"segments": [_data(one, size) for one, size in found]}, ("Name", "People"), rows, _NONE)
    return EXIT_GOOD


def _count(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    rules = _rules(options, ws)
    if (options.name is None) is (rules is None):
        raise InputError("Name a segment or give rules to count.")
    size = segments.count(ws, segments.by_name(ws, options.name).id if rules is None else rules)
    output.result({"count": size}, number(size))
    return EXIT_GOOD


def _remove(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    found = segments.by_name(ws, options.name)
    segments.remove(ws, found.id)
    output.result({"name": found.name, "removed": True}, f"“{found.name}” is removed. Its people stay.")
    return EXIT_GOOD


def _data(segment: Segment, size: int) -> dict[str, Any]:
    return {"name": segment.name, "count": size, "rules": json.loads(to_json(segment.rules))}
