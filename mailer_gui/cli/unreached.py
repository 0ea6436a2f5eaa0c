"""mailer-gui campaigns uncertain and rest: deciding about those whom a campaign did not surely reach."""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

from mailer_gui.cli.nouns import Subparsers, add_command, add_id, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, number, people, when
from mailer_gui.cli.watching import status_data, tell_end, watch_to_end
from mailer_gui.model.deliveries import Delivery
from mailer_gui.model.errors import InputError
from mailer_gui.operations import campaigns, live, uncertain
from mailer_gui.operations.workspace import Workspace


def add_commands(commands: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the commands to the noun campaigns."""
    about = "list those who may or may not have got it; send to them again, or leave them"
    decide = add_command(commands, common, "uncertain", about, _uncertain)
    add_id(decide)
    what = decide.add_mutually_exclusive_group()
    what.add_argument("--resend", action="store_true", help="send again; somebody may get it twice")
    what.add_argument("--leave", action="store_true", help="leave them as they are and do not ask again")
    decide.add_argument("--address", metavar="A", help="only the message to this address")
    decide.add_argument("--wait", action="store_true", help="after --resend: watch until it ends")
    about = "make a new campaign for exactly those who were rejected, given up or are uncertain"
    rest = add_command(commands, common, "rest", about, _rest)
    add_id(rest)
    rest.add_argument("--send", action="store_true", help="send it at once")
    rest.add_argument("--wait", action="store_true", help="send it at once and watch until it ends")


def _uncertain(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    if options.resend:
        return _resend(ws, options, output)
    if options.leave:
        left = uncertain.leave(ws, options.id, options.address)
        output.result({"id": options.id, "left": left}, f"Left {number(left)} as they are.")
        return EXIT_GOOD
    if options.address:
        raise InputError("Say what to do with it.", hint="Add --resend or --leave.")
    return _list(ws, options, output)


def _list(ws: Workspace, options: argparse.Namespace, output: Output) -> int:
    found = uncertain.waiting(ws, options.id)
    data = {"id": options.id, "uncertain": [_data(one) for one in found]}
    if not found:
        output.result(data, "Nobody is uncertain.")
        return EXIT_GOOD
    output.table(data, ("Address", "Name", "When", "Why"), [(d.address, d.name, when(d.at), d.reason) for d in found])
    output.say("They may or may not have got it. Decide with --resend or --leave, for all or with --address for one.")
    return EXIT_GOOD


def _resend(ws: Workspace, options: argparse.Namespace, output: Output) -> int:
    count = uncertain.resend(ws, options.id, options.address)
    data: dict[str, Any] = {"id": options.id, "queued": count}
    campaign = campaigns.get(ws, options.id)
    if not count:
        output.result(data, "Nobody is uncertain.")
    elif uncertain.waits_for_resume(campaign):
        text = f"{number(count)} will go out again with: mailer-gui campaigns resume {campaign.id}"
        output.result({**data, "state": str(campaign.state)}, f"“{campaign.name}” is paused. {text}")
    else:
        campaigns.resume(ws, options.id)
        if options.wait:
            return tell_end(watch_to_end(ws, options.id, output), output, data)
        output.result({**data, "state": str(campaign.state)}, f"Sending to {number(count)} again.")
    return EXIT_GOOD


def _rest(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    rest = uncertain.make_rest(ws, options.id)
    size = uncertain.rest_size(ws, options.id)
    data: dict[str, Any] = {"rest_of": options.id, "people": size}
    if options.send or options.wait:
        campaigns.send(ws, rest.id)
    if options.wait:
        return tell_end(watch_to_end(ws, rest.id, output), output, data)
    made = f"Made “{rest.name}” with the id {rest.id} for {people(size)}."
    follow = "watch" if options.send else "send"
    output.result(
        {**status_data(live.read_status(ws, rest.id)), **data},
        f"{made} Go on with: mailer-gui campaigns {follow} {rest.id}",
    )
    return EXIT_GOOD


def _data(delivery: Delivery) -> dict[str, Any]:
    data = dataclasses.asdict(delivery)
    return {key: data[key] for key in ("address", "name", "attempts", "at", "reason")}
