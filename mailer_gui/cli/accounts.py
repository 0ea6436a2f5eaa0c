"""The commands about SMTP accounts: add, list, show, test, remove."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from mailer_gui.cli import limits as limit_commands
from mailer_gui.cli.nouns import Subparsers, add_command, add_noun, opened
from mailer_gui.cli.output import EXIT_GOOD, EXIT_NOT_SENT, Output, messages, number
from mailer_gui.model.accounts import Account, AccountKind, Identity, Limits, Security
from mailer_gui.model.checks import CheckState, CheckStep
from mailer_gui.model.errors import InputError
from mailer_gui.operations import accounts, practice

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

_MARKS = {CheckState.GOOD: "ok", CheckState.WARNING: "warning", CheckState.BAD: "failed"}


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Declare the commands."""
    commands = add_noun(nouns, "accounts", "SMTP servers and their limits")
    limit_commands.add_commands(commands, common)
    _declare_add(add_command(commands, common, "add", "add an account", _add))
    add_command(commands, common, "list", "show all accounts", _list)
    for name, about, run in (
        ("show", "show one account", _show),
        ("test", "sign in to the server without sending anything", _test),
        ("remove", "remove an account and its password", _remove),
    ):
        add_command(commands, common, name, about, run).add_argument("name", metavar="NAME")


def _declare_add(add: argparse.ArgumentParser) -> None:
    add.add_argument("name", metavar="NAME")
    add.add_argument("--host", required=True, metavar="HOST", help="the server's name, like smtp.example.org")
    add.add_argument("--port", required=True, type=int, metavar="PORT")
    add.add_argument(
        "--security",
        required=True,
        choices=[s.value for s in Security],
        help="tls: encrypted from the start; starttls; none: only for a server on this computer",
    )
    add.add_argument("--username", default="", metavar="USER")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    add.add_argument("--from", dest="from_address", required=True, metavar="ADDRESS", help="the From address")
    add.add_argument("--from-name", default="", metavar="NAME", help="the From name")
    add.add_argument("--reply-to", default="", metavar="ADDRESS", help="where answers should go instead")
    defaults = {f.name: f.default for f in fields(Account)}
    add.add_argument("--connections", type=int, default=defaults["connections"], metavar="N")
    add.add_argument("--messages-per-connection", type=int, default=defaults["messages_per_connection"], metavar="N")
    for limit in fields(Limits):
        option = "--" + limit.name.replace("_", "-")
        add.add_argument(option, type=int, default=0, metavar="N", help="at most so many messages; 0 means no limit")
    add.add_argument("--ca-file", default="", metavar="FILE", help="trust the certificates in this PEM file")


def _add(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    password = _read_password() if options.password_stdin else None
    known = next((a for a in accounts.all(ws) if a.name.lower() == options.name.strip().lower()), None)
    if known is not None:
        raise InputError(
            f"There is already an account “{known.name}”.", hint="Remove it first, or choose another name."
        )
    account = Account(
        id=0,
        name=options.name,
        host=options.host,
        port=options.port,
        security=Security(options.security),
        identity=Identity(options.from_address, options.from_name, options.reply_to),
        username=options.username,
        limits=Limits(**{f.name: getattr(options, f.name) for f in fields(Limits)}),
        connections=options.connections,
        messages_per_connection=options.messages_per_connection,
        ca_file=options.ca_file,
    )
    saved = accounts.save(ws, account, password)
    lines = [f"The account “{saved.name}” is saved."]
    if saved.username and password is None:
        lines.append(f"Its password is taken from the environment variable {saved.password_variable}.")
    output.result(_as_json(saved), *lines)
    return EXIT_GOOD


def _read_password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise InputError("There was no password on standard input.")
    return password


def _list(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    known, used = accounts.all(ws), accounts.used_today(ws)
    output.table(
        {"accounts": [_as_json(account, used.get(account.id, 0)) for account in known]},
        ("Name", "Server", "From", "#Today", "#A day", "State"),
        [
            (
                account.name,
                _server(account),
                account.identity.address,
                number(used.get(account.id, 0)),
                number(account.limits.per_day) if account.limits.per_day else "no limit",
                account.stopped_reason or "ready",
            )
            for account in known
        ],
    )
    return EXIT_GOOD


def _show(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    account = accounts.by_name(ws, options.name)
    used = accounts.used_today(ws).get(account.id, 0)
    limits = [f"{number(n)} per {f.name.removeprefix('per_')}" for f, n in _limits(account.limits) if n]
    lines = [
        ("Name", account.name),
        ("Server", _server(account)),
        ("User name", account.username or "none"),
        ("From", account.identity.address + (f" ({account.identity.name})" if account.identity.name else "")),
        ("Reply-To", account.identity.reply_to),
        ("Limits", ", ".join(limits) or "none"),
        ("Connections", f"{account.connections}, {messages(account.messages_per_connection)} each"),
        ("Last 24 hours", messages(used)),
        ("Certificates", account.ca_file),
        ("State", account.stopped_reason or "ready"),
    ]
    output.result(_as_json(account, used), *(f"{label + ':':15}{text}" for label, text in lines if text))
    return EXIT_GOOD


def _test(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    account = accounts.by_name(ws, options.name)
    if account.kind is AccountKind.PRACTICE:
        account = replace(account, port=practice.ensure_running(ws))
    steps = asyncio.run(_run_test(ws, account, output))
    good = bool(steps) and all(step.state is not CheckState.BAD for step in steps)
    if output.as_json:
        output.result({"name": account.name, "ok": good, "steps": [_step_json(step) for step in steps]})
    else:
        output.say("The account is ready." if good else "The account cannot send yet.")
    return EXIT_GOOD if good else EXIT_NOT_SENT


async def _run_test(ws: Workspace, account: Account, output: Output) -> list[CheckStep]:
    finished: list[CheckStep] = []
    async for step in accounts.test_account(ws, account):
        if step.state is CheckState.RUNNING:
            continue
        finished.append(step)
        output.say(f"{_MARKS[step.state]:8} {step.title}: {' '.join((step.detail, step.hint)).strip()}".rstrip(" :"))
    for one in accounts.without_password(ws, [account.id]):
        output.say(f"The password can also be given by the environment variable {one.password_variable}.")
    return finished


def _remove(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    account = accounts.by_name(ws, options.name)
    accounts.remove(ws, account.id)
    output.result({"name": account.name, "removed": True}, f"The account “{account.name}” is removed.")
    return EXIT_GOOD


def _server(account: Account) -> str:
    return f"{account.host}:{account.port} ({account.security.value})"


def _limits(limits: Limits) -> list[tuple[Any, int]]:
    return [(f, getattr(limits, f.name)) for f in fields(limits)]


def _step_json(step: CheckStep) -> Mapping[str, Any]:
    return {
        "key": step.key,
        "title": step.title,
        "state": step.state.value,
        "detail": step.detail,
        "hint": step.hint,
    }


def _as_json(account: Account, used: int = 0) -> Mapping[str, Any]:
    return {
        "id": account.id,
        "name": account.name,
        "kind": account.kind.value,
        "host": account.host,
        "port": account.port,
        "security": account.security.value,
        "username": account.username,
        "from": account.identity.address,
        "from_name": account.identity.name,
        "reply_to": account.identity.reply_to,
        "connections": account.connections,
        "messages_per_connection": account.messages_per_connection,
        **{f.name: n for f, n in _limits(account.limits)},
        "ca_file": account.ca_file,
        "stopped_reason": account.stopped_reason,
        "used_today": used,
    }
