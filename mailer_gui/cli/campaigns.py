"""mailer-gui campaigns: create, list, send, watch, pause, resume, cancel, and read the outbox."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from mailer_gui.cli import dialogues, planned, unreached
from mailer_gui.cli.nouns import Subparsers, add_command, add_id, add_noun, opened
from mailer_gui.cli.output import EXIT_GOOD, EXIT_NOT_SENT, EXIT_PARTLY, Output, counted, messages, number, when
from mailer_gui.cli.watching import (
    exit_code,
    rest_sentence,
    status_data,
    status_line,
    tell_end,
    watch_to_end,
    with_variable,
)
from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.checks import CheckState
from mailer_gui.model.outbox import OutboxLook
from mailer_gui.operations import campaign_files, campaigns, live, outbox, outbox_look, preflight

_MARKS = {CheckState.BAD: "✗", CheckState.WARNING: "!", CheckState.GOOD: "✓", CheckState.RUNNING: " "}
_REMARKS_SHOWN = 20
_NONE = "There are no campaigns yet. Write campaigns create FILE.toml, or demo to try it."


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the commands of this noun."""
    commands = add_noun(nouns, "campaigns", "create, send, pause, watch")
    create = add_command(commands, common, "create", "make a draft from a TOML file", _create)
    create.add_argument("file", metavar="FILE.toml", type=Path)
    add_command(commands, common, "list", "list the campaigns", _list)
    with_id = {
        "show": ("show one campaign", _show),
        "send": ("send it, or go on with it", _send),
        "pause": ("begin no new message; those in flight finish", _pause),
        "resume": ("send exactly the rest", _resume),
        "cancel": ("stop for good; the rest is skipped", _cancel),
        "watch": ("watch it until it ends or pauses", _watch),
        "status": ("count where the deliveries stand", _status),
        "preflight": ("check it as Send does, and look over every message", _preflight),
        "outbox": ("write the messages as .eml files, exactly as sent or to be sent", _outbox),
    }
    parsers = {}
    for name, (about, run) in with_id.items():
        parsers[name] = add_command(commands, common, name, about, run)
        add_id(parsers[name])
    unreached.add_commands(commands, common)
    planned.add_commands(commands, common)
    dialogues.add_commands(commands, common)
    for name in ("send", "resume", "watch"):
        parsers[name].set_defaults(sends=True)
    parsers["send"].add_argument("--wait", action="store_true", help="watch until it ends, with a progress bar")
    parsers["send"].add_argument("--now", action="store_true", help="do not wait for its scheduled start")
    parsers["send"].add_argument("--senders", type=int, metavar="N", help="so many processes share it")
    parsers["outbox"].add_argument("--address", metavar="A", help="only the message to this address")
    parsers["outbox"].add_argument("--out", metavar="DIR", type=Path, required=True)


def _create(options: argparse.Namespace, output: Output) -> int:
    campaign = campaign_files.create_from_file(opened(options), options.file)
    output.result(_data(campaign), f"Made the campaign “{campaign.name}” with the id {campaign.id}.")
    return EXIT_GOOD


def _list(options: argparse.Namespace, output: Output) -> int:
    found = campaigns.all(opened(options))
    rows = [
        (c.id, c.name, c.state, *(number(n) for n in (c.counts.planned, c.counts.accepted, c.counts.waiting)))
        for c in found
    ]
    headers = ("#Id", "Name", "State", "#Planned", "#Accepted", "#Waiting")
    output.table({"campaigns": [_data(c) for c in found]}, headers, rows, _NONE)
    return EXIT_GOOD


def _show(options: argparse.Namespace, output: Output) -> int:
    campaign = campaigns.get(opened(options), options.id)
    message = campaign.message
    output.result(
        _data(campaign),
        f"{campaign.name} ({campaign.state})",
        f"Subject: {message.subject}",
        f"Attachments: {', '.join(a.name for a in message.attachments) or 'none'}",
        _counts_line(campaign),
    )
    return EXIT_GOOD


def _send(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    if campaigns.get(ws, options.id).state is CampaignState.DRAFT:
        for finding in preflight.check(ws, options.id):
            if finding.state is CheckState.WARNING:  # what forbids it is said when it is refused
                output.say(f"{finding.title}. {finding.hint}".rstrip())
    with output.progress("Preparing") as progress:
        campaign = campaigns.send(ws, options.id, progress=progress, now=options.now, senders=options.senders)
    if options.wait:
        return tell_end(watch_to_end(ws, options.id, output), output)
    status = live.read_status(ws, options.id)
    if campaign.state.is_over:
        output.result(status_data(status), f"“{campaign.name}” is {campaign.state}. {status_line(status)}")
        return exit_code(status)
    doing = "Sending"
    if status.state is CampaignState.SCHEDULED:
        doing = f"From {when(campaign.start_at)} on, sending"
    output.result(
        status_data(status), f"{doing} “{campaign.name}”. Watch it with: mailer-gui campaigns watch {campaign.id}"
    )
    return EXIT_GOOD


def _pause(options: argparse.Namespace, output: Output) -> int:
    return _asked(output, campaigns.pause(opened(options), options.id), "Pausing")


def _resume(options: argparse.Namespace, output: Output) -> int:
    return _asked(output, campaigns.resume(opened(options), options.id), "Going on with")


def _cancel(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    in_flight = campaigns.get(ws, options.id).in_flight
    campaign = campaigns.cancel(ws, options.id)
    if not in_flight:
        return _asked(output, campaign, "Cancelling")
    output.result(_data(campaign), f"The server's answers to {messages(in_flight)} are not waited for any more.")
    return EXIT_GOOD


def _asked(output: Output, campaign: Campaign, doing: str) -> int:
    text = f"“{campaign.name}” is {campaign.state}." if campaign.state.is_over else f"{doing} “{campaign.name}”."
    output.result(_data(campaign), text)
    return EXIT_GOOD


def _watch(options: argparse.Namespace, output: Output) -> int:
    return tell_end(watch_to_end(opened(options), options.id, output), output)


def _status(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    status = with_variable(ws, live.read_status(ws, options.id))
    lines = [f"{status.name}: {status.state}", status_line(status)]
    if status.rest:
        lines.append(rest_sentence(status.rest))
    if status.state is CampaignState.SCHEDULED:
        lines.append(f"It begins on {when(status.start_at)}.")
    if status.reason:
        lines.append(status.reason)
    if status.state is CampaignState.CANCELLED and status.counts.waiting:
        lines.append(f"To stop waiting for the server's answers: mailer-gui campaigns cancel {options.id}")
    output.result(status_data(status), *lines)
    return EXIT_GOOD


def _preflight(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    with output.progress("Checking") as progress:
        found = preflight.check(ws, options.id, progress)
    bad = any(finding.state is CheckState.BAD for finding in found)
    broken = any(finding.code in ("mistake", "unreadable", "empty", "file-gone") for finding in found)
    look = OutboxLook()
    if not broken and not any(finding.step == "audience" and finding.state is CheckState.BAD for finding in found):
        with output.progress("Reading every message") as progress:
            look = outbox_look.look_over(ws, options.id, progress)
    data = {
        "good": not bad,
        "findings": [
            {"state": str(one.state), "step": one.step, "code": one.code, "title": one.title, "hint": one.hint}
            for one in found
        ],
        "messages": look.total,
        "odd": look.counts,
        "remarks": [dataclasses.asdict(one) for one in look.remarks],
    }
    lines = [f"{_MARKS[one.state]} {one.title}. {one.hint}".rstrip() for one in found]
    lines += [f"? {one.address}: {one.what}" for one in look.remarks[:_REMARKS_SHOWN]]
    if len(look.remarks) > _REMARKS_SHOWN:
        lines.append(f"  and {number(sum(look.counts.values()) - _REMARKS_SHOWN)} more; --json lists them")
    end = "It cannot be sent like this." if bad else "It can be sent."
    output.result(
        data, *(lines or ["All is well."]), f"{counted(look.total, 'message was', 'messages were')} read. {end}"
    )
    return EXIT_NOT_SENT if bad else EXIT_GOOD


def _outbox(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    with output.progress("Writing") as progress:
        result = outbox.write_outbox(ws, options.id, options.out, options.address, progress)
    data: dict[str, Any] = {"written": result.written, "lacking": result.lacking, "out": str(options.out)}
    lines = [f"Wrote {messages(result.written)} to {options.out}."]
    if result.lacking:
        who = counted(result.lacking, "person lacks", "people lack")
        lines.append(f"{who} a field or file that the message needs, and will be skipped.")
    output.result(data, *lines)
    return EXIT_PARTLY if result.lacking and not result.written else EXIT_GOOD


def _counts_line(campaign: Campaign) -> str:
    c = campaign.counts
    return f"{number(c.planned)} planned, {number(c.accepted)} accepted, {number(c.waiting)} waiting"


def _data(campaign: Campaign) -> dict[str, Any]:
    counts = campaign.counts
    return {
        "id": campaign.id,
        "name": campaign.name,
        "state": str(campaign.state),
        "subject": campaign.message.subject,
        **dataclasses.asdict(counts),
        "waiting": counts.waiting,
        "reason": campaign.reason,
    }
