"""mailer-gui demo: a practice campaign from start to report; nothing leaves this computer."""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from mailer_gui import paths
from mailer_gui.cli.nouns import Subparsers
from mailer_gui.cli.output import Output
from mailer_gui.cli.watching import tell_end, watch_to_end
from mailer_gui.operations import campaigns, demo, reports
from mailer_gui.operations.workspace import open_workspace


def add_parser(nouns: Subparsers, common: argparse.ArgumentParser) -> None:
    """Add the command."""
    about = "a practice campaign that never leaves this computer"
    parser = nouns.add_parser("demo", help=about, description=about, parents=[common])
    parser.add_argument(
        "--recipients", metavar="N", type=int, default=demo.USUAL_RECIPIENTS, help=f"how many ({demo.USUAL_RECIPIENTS})"
    )
    parser.add_argument("--no-window", action="store_true", help="play it here in the terminal")
    parser.set_defaults(run=_demo)


def _demo(options: argparse.Namespace, output: Output) -> int:
    demo.check_recipients(options.recipients)
    root = _workspace(options.workspace).absolute()
    in_window = not (options.no_window or output.as_json)
    if in_window and not paths.has_display():
        output.say("There is no display, so the demonstration plays here in the terminal.")
        in_window = False
    if in_window:
        ws = open_workspace(root, role="command")
        campaigns.send(ws, demo.prepare(ws, options.recipients))
        ws.close()
        # A process of its own: the command line may not know the window.
        return subprocess.call(paths.own_command("--workspace", str(root)), cwd=paths.start_folder())
    return _play(root, options.recipients, output)


def _workspace(named: Path | None) -> Path:
    """Give the workspace: a new one of its own unless one is named, so that practice never mixes with real work."""
    if named is not None or os.environ.get(paths.WORKSPACE_VARIABLE):
        return named or paths.default_workspace()
    return Path(tempfile.mkdtemp(prefix="mailer-demo-"))


def _play(root: Path, recipients: int, output: Output) -> int:
    ws = open_workspace(root, role="command")
    output.say(f"A practice campaign to {recipients:,} invented people. Nothing leaves this computer.")
    campaign_id = demo.prepare(ws, recipients)
    campaigns.send(ws, campaign_id)
    status = watch_to_end(ws, campaign_id, output)
    report = ws.paths.reports / f"campaign-{campaign_id}-{time.strftime('%Y%m%d-%H%M%S')}.html"
    reports.export_html(ws, campaign_id, report)
    return tell_end(status, output, {"report": str(report), "workspace": str(root)}, f"The report: {report}")
