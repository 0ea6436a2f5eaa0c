"""mailer-gui contacts history and erase: what happened with one person, and forgetting them."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from mailer_gui.cli.nouns import add_command, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, messages, when
from mailer_gui.operations import erasing, history

if TYPE_CHECKING:
    from mailer_gui.cli.nouns import Subparsers


def add_commands(commands: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the command to those of contacts."""
    show = add_command(commands, common, "history", "what happened with one person, the newest first", _history)
    show.add_argument("address", metavar="ADDRESS")
    erase = add_command(commands, common, "erase", "erase one person everywhere; it cannot be undone", _erase)
    erase.add_argument("address", metavar="ADDRESS")


def _history(options: argparse.Namespace, output: Output) -> int:
    found = history.of_address(opened(options), options.address)
    rows = [(when(one.at), one.kind, one.campaign, one.sentence, one.words) for one in found]
    shown = {"address": options.address, "history": [asdict(one) for one in found], "count": len(found)}
    output.table(shown, ("When", "What", "Campaign", "", "The server's words"), rows)
    return EXIT_GOOD


def _erased(deliveries: int) -> str:
    if not deliveries:
        return "Erased. No campaign had a message to this address."
    return f"Erased, also from {messages(deliveries)} in campaigns."


def _erase(options: argparse.Namespace, output: Output) -> int:
    found = erasing.erase(opened(options), options.address)
    output.result(
        {"erased": len(found.addresses), "deliveries": found.deliveries},
        _erased(found.deliveries),
        "A salted print stays, which names nobody and keeps the address from being mailed again.",
    )
    return EXIT_GOOD
