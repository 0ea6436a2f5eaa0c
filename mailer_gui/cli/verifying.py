"""mailer-gui contacts verify and suggest: what is wrong with addresses, and what was probably meant."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui.cli.nouns import add_command, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, counted, number
from mailer_gui.model.verification import Suggestion, Verdict, Verification, VerificationResult
from mailer_gui.operations import lists, verification

if TYPE_CHECKING:
    from mailer_gui.cli.nouns import Subparsers

_SHOWN = 10
_WORDS = {
    Verdict.OK: "good",
    Verdict.TYPO: "probably mistyped",
    Verdict.DISPOSABLE: "thrown away soon",
    Verdict.ROLE: "of a role, not of a person",
    Verdict.NO_MAIL_SERVER: "without a mail server",
    Verdict.INVALID: "cannot be right",
    Verdict.NOT_CHECKED: "not checked: DNS did not answer",
}


def add_commands(commands: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add both commands."""
    verify = add_command(commands, common, "verify", "check addresses and keep the verdict on each contact", _verify)
    verify.add_argument("--list", metavar="NAME", help="only those on this list")
    verify.add_argument(
        "--mx",
        action="store_true",
        help="also ask DNS whether each domain takes mail (MAILER_DNS=ADDRESS names another server than the system's)",
    )
    suggest = add_command(commands, common, "suggest", "print what was probably meant by addresses of a file", _suggest)
    suggest.add_argument("file", metavar="FILE", type=Path, help="any file of people, or one address in a line")
    suggest.add_argument("--doubtful", action="store_true", help="print suggestions that are not sure, too")


def _verify(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    list_id = lists.by_name(ws, options.list).id if options.list is not None else None
    with output.progress("Checking") as progress:
        result = verification.verify(ws, list_id, options.mx, progress)
    output.result(_data(result), *_lines(result))
    return EXIT_GOOD


def _data(result: VerificationResult) -> dict[str, Any]:
    return {
        "checked": result.checked,
        "verdicts": {verdict.value: result.counts.get(verdict, 0) for verdict in Verdict},
        "domains": result.domains,
        "queries": result.queries,
        "found": [
            {"id": one.contact_id, "address": one.address, "verdict": one.verdict.value, "detail": one.detail}
            for kept in result.samples.values()
            for one in kept
        ],
    }


def _lines(result: VerificationResult) -> list[str]:
    lines = [f"Checked {counted(result.checked, 'address', 'addresses')}:"]
    for verdict in Verdict:
        count = result.counts.get(verdict, 0)
        if not count:
            continue
        lines.append(f"  {number(count)} {_WORDS[verdict]}")
        kept = result.samples.get(verdict, ())
        lines.extend(f"    {_about(one)}" for one in kept[:_SHOWN])
        if kept and count > _SHOWN:
            lines.append(f"    and {number(count - _SHOWN)} more")
    if result.domains:
        questions = counted(result.queries, "question", "questions")
        lines.append(f"Asked DNS {questions} about {counted(result.domains, 'domain', 'domains')}.")
    return lines


def _about(one: Verification) -> str:
    if one.verdict is Verdict.TYPO:
        return f"{one.address}: did you mean {one.detail}?"
    return f"{one.address}: {one.detail}" if one.detail else one.address


def _suggest(options: argparse.Namespace, output: Output) -> int:
    with output.progress("Reading") as progress:
        found = list(verification.suggestions(opened(options), options.file, options.doubtful, progress))
    data = {"suggestions": [_suggestion(one) for one in found], "count": len(found)}
    output.rows(data, ((one.address, one.suggestion, f"{one.confidence:.2f}") for one in found))
    return EXIT_GOOD


def _suggestion(one: Suggestion) -> dict[str, Any]:
    return {
        "line": one.line,
        "address": one.address,
        "suggestion": one.suggestion,
        "confidence": round(one.confidence, 4),
    }
