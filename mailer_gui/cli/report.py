"""mailer-gui report: the totals of a campaign, and every recipient as CSV or as a page."""

from __future__ import annotations

import argparse
from pathlib import Path

from mailer_gui.cli.nouns import Subparsers, add_id, opened
from mailer_gui.cli.output import EXIT_GOOD, Output, number, when
from mailer_gui.cli.watching import status_data, status_line
from mailer_gui.operations import reports


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    about = "what happened to every recipient of a campaign"
    parser = nouns.add_parser("report", help=about, description=about, parents=[common])
    add_id(parser)
    parser.add_argument("--csv", metavar="FILE", type=Path, help="write every recipient as CSV")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write a page that needs nothing else")
    parser.set_defaults(run=_report)


def _report(options: argparse.Namespace, output: Output) -> int:
    ws = opened(options)
    report = reports.summary(ws, options.id)
    data = status_data(report.status)
    data["first_attempt"] = report.status.first_at
    data["last_attempt"] = report.status.last_at
    data["attempts"] = report.attempts
    data["groups"] = [
        {"status": g.status, "count": g.count, "meaning": g.meaning, "next_step": g.next_step, "example": g.example}
        for g in report.groups
    ]
    lines = [f"{report.status.name} ({report.status.state})", status_line(report.status)]
    if report.status.first_at is not None:
        lines.append(f"From {when(report.status.first_at)} to {when(report.status.last_at)}.")
    lines.extend(f"  {number(g.count)} {g.status}: {g.meaning} ({g.example})" for g in report.groups)
    for kind, path, write in (
        ("csv", options.csv, reports.export_csv),
        ("html", options.html, reports.export_html),
    ):
        if path is not None:
            with output.progress("Writing") as progress:
                write(ws, options.id, path, progress=progress)
            data[kind] = str(path)
            lines.append(f"Wrote {path}.")
    output.result(data, *lines)
    return EXIT_GOOD
