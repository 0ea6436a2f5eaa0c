"""The whole path against smtp-sink: ours, from the launched campaign to the last counter, beside smtp-source.

    python tests/benchmarks/bench_sending.py [--recipients 20000] [--rounds 3] [--json FILE]

Needs Postfix's smtp-source and smtp-sink, and two cores: the sink has one of them, each sender the other.
Rounds alternate, so that whatever else the machine does falls on everybody; the medians are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.messages import Message
from tests.integration.workspaces import launched, sender_environment

CONNECTIONS = 10
TEXT = "".join(f"Line {i:02} of a letter to {{{{ name }}}} about spring, flowers and so on.\n" for i in range(1, 13))
HTML = "".join(
    f"<p>Paragraph {i} for {{{{ name }}}}, with the words around it that a letter of this kind has.</p>\n"
    for i in range(1, 13)
)
PLAIN = Message(subject="Spring news for {{ name }}", html=HTML, text=TEXT)
RICH = Message(
    subject="Spring news for {{ name | upcase }}",
    html="{% if name %}" + HTML + "{% endif %}",
    text=TEXT + "{{ name | upcase }}\n",
)


def free_port() -> int:
    """Give a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pinned(core: int, *command: str) -> list[str]:
    """Give the command that runs on this core, where the machine has two."""
    two = (os.cpu_count() or 1) > 1 and shutil.which("taskset")
    return ["taskset", "-c", str(core), *command] if two else list(command)


class Sink:
    """smtp-sink on the second core."""

    def __init__(self) -> None:
        self.port = free_port()
        options = ["-u", "nobody"] if os.geteuid() == 0 else []
        self._process = subprocess.Popen(
            pinned(1, "smtp-sink", *options, f"127.0.0.1:{self.port}", "1000"), stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.02)
        raise SystemExit("smtp-sink did not start")

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


def source(recipients: int, length: int) -> float:
    """Messages per second of smtp-source with ten sessions that are reused (-d)."""
    sink = Sink()
    try:
        options = ["-d", "-s", str(CONNECTIONS), "-m", str(recipients), "-l", str(length)]
        began = time.perf_counter()
        subprocess.run(
            pinned(
                0,
                "smtp-source",
                *options,
                "-f",
                "shop@sender.example",
                "-t",
                "p@dest.example",
                f"127.0.0.1:{sink.port}",
            ),
            check=True,
        )
        return recipients / (time.perf_counter() - began)
    finally:
        sink.stop()


def ours(recipients: int, message: Message) -> dict[str, float]:
    """Messages per second of the real sender process, start-up outside, every commit inside."""
    sink = Sink()
    folder = Path(tempfile.mkdtemp(prefix="mailer-bench-"))
    try:
        store, campaign_id = launched(
            folder / "workspace",
            sink.port,
            recipients,
            message=message,
            connections=CONNECTIONS,
            messages_per_connection=1_000_000,
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = pinned(0, sys.executable, "-m", "mailer_gui", "--sender", str(folder / "workspace"))
        process = subprocess.Popen(command, env=sender_environment(folder / "workspace", idle=0.01))
        process.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        campaign = store.campaigns.get(campaign_id)
        assert campaign.state is CampaignState.FINISHED, campaign
        assert campaign.counts.accepted == recipients
        span = seconds_of_sending(folder / "workspace", campaign.finished_at or 0.0)
        store.close()
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return {
            "rate": recipients / span,
            "cpu_us": cpu / recipients * 1e6,
            "peak_mb": after.ru_maxrss / 1024,
        }
    finally:
        sink.stop()
        shutil.rmtree(folder, ignore_errors=True)


def seconds_of_sending(workspace: Path, finished_at: float) -> float:
    """From the sender's lease to the campaign's end, less nothing: connecting and the last commit are inside."""
    import sqlite3

    with sqlite3.connect(workspace / "mailer.db") as db:
        (began,) = db.execute("SELECT max(started_at) FROM leases").fetchone()
    return finished_at - float(began)


def wire_length(message: Message) -> int:
    """How many bytes one of our messages has."""
    from mailer_gui.compose.compiled import Compiled
    from mailer_gui.compose.render import Renderer
    from mailer_gui.model.messages import Recipient

    folder = Path(tempfile.mkdtemp(prefix="mailer-bench-"))
    try:
        store, campaign_id = launched(folder / "workspace", 1, 1, message=message)
        compiled = Compiled.load(store.campaigns.revision(campaign_id).compiled)
        store.close()
        return len(Renderer(compiled, b"0" * 32).wire(Recipient(1, "p1@dest.example", {"name": "Person 1"}, 1e9)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    length = wire_length(PLAIN)
    print(f"{options.recipients} recipients, {length} bytes a message, {CONNECTIONS} connections")
    rates: dict[str, list[float]] = {"smtp-source": [], "ours": [], "ours, condition and filter": []}
    details: list[dict[str, float]] = []
    for _ in range(options.rounds):
        rates["smtp-source"].append(source(options.recipients, length))
        details.append(ours(options.recipients, PLAIN))
        rates["ours"].append(details[-1]["rate"])
        rates["ours, condition and filter"].append(ours(options.recipients // 4, RICH)["rate"])
    reference = statistics.median(rates["smtp-source"])
    for name, found in rates.items():
        middle = statistics.median(found)
        spread = f"{min(found):,.0f}-{max(found):,.0f}"
        print(f"{name:30} {middle:10,.0f}/s  ({spread})  {middle / reference:.2f} of smtp-source")
    print(f"sender: {statistics.median(d['cpu_us'] for d in details):.0f} us CPU a message with start-up")
    print(f"peak memory: {max(d['peak_mb'] for d in details):.0f} MB")
    if options.json:
        options.json.write_text(json.dumps({"length": length, "rates": rates, "details": details}, indent=1))


if __name__ == "__main__":
    main()
