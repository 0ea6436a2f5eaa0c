"""mailer-gui accounts limits and depth: what an account may send, and how much of it is used."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

from mailer_gui.cli.nouns import Subparsers, add_command, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, counted, messages, number, when
from mailer_gui.model.accounts import EVERY_DOMAIN, Account, DomainLimit, LearnedPace, Limits, WindowUse
from mailer_gui.model.errors import InputError
from mailer_gui.operations import accounts, limits

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

_PERS = [limit.name for limit in fields(Limits)]


def add_commands(commands: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the commands to the noun accounts."""
    show = add_command(commands, common, "limits", "show or change what an account may send", _limits)
    show.add_argument("name", metavar="NAME")
    for per in _PERS:
        show.add_argument(
            "--" + per.replace("_", "-"), type=int, metavar="N", help="at most so many messages; 0 means no limit"
        )
    show.add_argument("--domain", metavar="D", help="the numbers are for this recipient domain; * is each other one")
    show.add_argument("--connections", type=int, metavar="N", help="messages at once: all, or with --domain to it")
    show.add_argument("--remove", action="store_true", help="with --domain: lift its limit")
    show.add_argument("--warm-up", metavar="N,N,...", help="at most so many on day 1, 2, ...; off ends it")
    show.add_argument("--forget-pace", action="store_true", help="begin at full speed again")
    depth = add_command(commands, common, "depth", "messages in flight on each connection; for your own relay", _depth)
    depth.add_argument("name", metavar="NAME")
    depth.add_argument("depth", metavar="N", type=int)


def _limits(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    account = accounts.by_name(ws, options.name)
    account = _changed(ws, account, options)
    _show(ws, account, output)
    return EXIT_GOOD


def _changed(ws: Workspace, account: Account, options: argparse.Namespace) -> Account:
    given = {per: value for per in _PERS if (value := getattr(options, per)) is not None}
    if options.remove and not options.domain:
        raise InputError("Say which domain's limit to lift.", hint="Add --domain.")
    if options.domain and options.remove:
        account = limits.remove_domain_limit(ws, account, options.domain)
    elif options.domain:
        known = next((one for one in account.domain_limits if one.domain == options.domain.strip().lower()), None)
        one = known or DomainLimit(options.domain)
        connections = one.connections if options.connections is None else options.connections
        wanted = replace(one, limits=replace(one.limits, **given), connections=connections)
        account = limits.set_domain_limit(ws, account, wanted)
    else:
        if given:
            account = limits.set_limits(ws, account, replace(account.limits, **given))
        if options.connections is not None:
            account = accounts.save(ws, replace(account, connections=options.connections))
    if options.warm_up is not None:
        account = limits.set_warm_up(ws, account, _steps(options.warm_up))
    if options.forget_pace:
        limits.forget_pace(ws, account)
    return account


def _steps(text: str) -> list[int]:
    if text.strip().lower() in ("off", ""):
        return []
    try:
        return [int(part) for part in text.split(",")]
    except ValueError as problem:
        raise InputError(f"“{text}” is not a list of numbers.", hint="Write it as 50,100,200.") from problem


def _show(ws: Workspace, account: Account, output: Output) -> None:
    used = limits.used(ws, account)
    day = limits.warm_up_day(account)
    pace = limits.learned_pace(ws, account)
    rows = [
        (
            use.domain or "all",
            use.window,
            number(use.limit) if use.limit else "no limit",
            number(use.used) if use.domain != EVERY_DOMAIN else "",
            when(use.opens_at),
        )
        for use in used
    ]
    output.table(_data(account, used, day, pace), ("To", "In any", "#At most", "#Used now", "Next turn"), rows)
    for line in _remarks(account, day, pace, limits.why_no_depth(ws, account)):
        output.say(line)


def _data(account: Account, used: Sequence[WindowUse], day: int | None, pace: LearnedPace | None) -> dict[str, Any]:
    domains = [
        {
            "domain": one.domain,
            **asdict(one.limits),
            "connections": one.connections,
            "used": [asdict(use) for use in used if use.domain == one.domain],
        }
        for one in account.domain_limits
    ]
    return {
        "name": account.name,
        "limits": [asdict(use) for use in used if not use.domain],
        "domains": domains,
        "connections": account.connections,
        "messages_per_connection": account.messages_per_connection,
        "depth": account.depth,
        "warm_up": {**asdict(account.warm_up), "day": day} if account.warm_up.steps else None,
        "learned": asdict(pace) if pace else None,
    }


def _remarks(account: Account, day: int | None, pace: LearnedPace | None, no_depth: str) -> Iterator[str]:
    """Say what no row of the table says."""
    connections = counted(account.connections, "connection", "connections")
    yield f"{connections}, {messages(account.messages_per_connection)} each."
    for one in account.domain_limits:
        if one.connections:
            yield f"To {one.domain} at most {number(one.connections)} at once."
    if account.depth > 1:
        yield f"{account.depth} messages may be in flight on each connection."
        if no_depth:
            yield f"But its server takes one at a time: {no_depth}."
    if day is not None:
        steps = ", ".join(map(number, account.warm_up.steps))
        yield f"Warm-up, day {day} of {len(account.warm_up.steps)}: {steps} messages a day."
    if pace is not None:
        yield f"Since {when(pace.at)} it sends more slowly: {pace.why}"


def _depth(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    account = limits.set_depth(ws, accounts.by_name(ws, options.name), options.depth)
    text = f"“{account.name}” may have {account.depth} messages in flight on each connection."
    lines = [text]
    if account.depth > 1:
        lines.append(f"If a connection breaks, up to {account.depth} messages on it are uncertain instead of one.")
    output.result({"name": account.name, "depth": account.depth}, *lines)
    return EXIT_GOOD
