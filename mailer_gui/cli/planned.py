"""mailer-gui campaigns plan and autostart: when a campaign will be through, and who sends it at its time."""

from __future__ import annotations

import argparse
import dataclasses

from mailer_gui.cli.nouns import Subparsers, add_command, add_id, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, counted, number, people, when
from mailer_gui.operations import planning, session_start


def add_commands(commands: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the command to the noun campaigns."""
    plan = add_command(commands, common, "plan", "say when it will be through, without sending anything", _plan)
    add_id(plan)
    about = "start the sender with your session, so that scheduled campaigns go out without Mailer being opened"
    autostart = add_command(commands, common, "autostart", about, _autostart)
    autostart.add_argument("wish", nargs="?", choices=("on", "off"), help="without it: say whether it is on")


def _plan(options: argparse.Namespace, output: Output) -> int:
    forecast = planning.plan(opened(options), options.id)
    lines = [f"{people(forecast.people)}."]
    if forecast.lacking:
        who = counted(forecast.lacking, "person lacks", "people lack")
        lines.append(f"{who} a field that the message needs, and will be skipped.")
    if forecast.starts_at > forecast.at:
        lines.append(f"It begins on {when(forecast.starts_at)}.")
    if forecast.ends_at is None:
        lines.append("When it will be through cannot be said.")
    else:
        lines.append(f"It will be through on {when(forecast.ends_at)}, in {duration(forecast.seconds or 0.0)}.")
        how = "measured" if forecast.measured else "guessed, because nothing was sent with it yet"
        lines.append(f"The pace between the waits is {number(round(forecast.per_minute))} a minute ({how}).")
    output.result({**dataclasses.asdict(forecast), "seconds": forecast.seconds}, *lines, *forecast.reasons)
    return EXIT_GOOD


def _autostart(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    if options.wish == "on":
        session_start.turn_on(ws)
    elif options.wish == "off":
        session_start.turn_off(ws)
    on = session_start.is_on(ws)
    words = "starts with your session" if on else "does not start with your session"
    output.result({"autostart": on}, f"The sender {words}.")
    return EXIT_GOOD


def duration(seconds: float) -> str:
    """Write how long something takes: 3 hours 20 minutes."""
    parts = []
    for name, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(f"{count:.0f} {name}{'' if count == 1 else 's'}")
    return " ".join(parts[:2]) or "less than a minute"
