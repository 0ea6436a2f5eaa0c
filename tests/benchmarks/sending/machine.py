"""The machine that is measured on: its cores, and whether anybody else was using it."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.integration.killing import LedgerServer

CORES = os.cpu_count() or 1
QUIET, PATIENCE = 0.08, 30.0
"""Before a run the machine should be busy for less than this share; it is waited for so long, then measured anyway."""
FOREIGN = 0.05
"""A run is noisy when others used more than this share of the machine meanwhile."""
_TICK = os.sysconf("SC_CLK_TCK")


def pinned(core: int | None, *command: str) -> list[str]:
    """Give the command that runs on this core, or on any of them, where the machine has several."""
    if CORES < 2 or not shutil.which("taskset"):
        return list(command)
    return ["taskset", "-c", f"0-{CORES - 1}" if core is None else str(core), *command]


def free_port() -> int:
    """Give a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"{process.args!r} does not listen on port {port}")


def busy_seconds() -> float:
    """Processor seconds that this machine has worked since it started, all cores together."""
    words = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, irq, soft, steal = (int(word) for word in words[:8])
    return (user + nice + system + irq + soft + steal) / _TICK


def used_by(pid: int) -> float:
    """Processor seconds of a living process."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / _TICK


def peak_mb(pid: int) -> float:
    """The largest memory of a living process so far; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def wait_until_quiet(patience: float) -> bool:
    """Wait until hardly anybody uses the machine; False when it never came."""
    deadline = time.monotonic() + patience
    while True:
        before, began = busy_seconds(), time.monotonic()
        time.sleep(0.5)
        if (busy_seconds() - before) / (time.monotonic() - began) / CORES < QUIET:
            return True
        if time.monotonic() > deadline:
            return False


def _own_seconds() -> float:
    total = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        total += used.ru_utime + used.ru_stime
    return total


@dataclass
class Noise:
    """What others did while something was measured."""

    shares: list[float] = field(default_factory=list)
    never_quiet: int = 0
    patience: float = PATIENCE

    @contextmanager
    def watching(self, *helpers: subprocess.Popen[bytes]) -> Iterator[None]:
        """Measure inside; `helpers` are processes of ours that go on living after it."""
        if not wait_until_quiet(self.patience):
            self.never_quiet += 1
        own = _own_seconds() + sum(used_by(helper.pid) for helper in helpers)
        before, began = busy_seconds(), time.monotonic()
        yield
        ours = _own_seconds() + sum(used_by(helper.pid) for helper in helpers) - own
        passed = time.monotonic() - began
        self.shares.append(max(0.0, busy_seconds() - before - ours) / passed / CORES)

    def sentence(self) -> str:
        """Say how far these figures are to be trusted."""
        noisy = sum(share > FOREIGN for share in self.shares)
        middle = statistics.median(self.shares) if self.shares else 0.0
        return (
            f"Quiet machine: {len(self.shares) - noisy} of {len(self.shares)} runs had less than {FOREIGN:.0%} of it "
            f"used by others (median {middle:.1%}, worst {max(self.shares, default=0.0):.1%}); "
            f"{self.never_quiet} runs began although it never became quiet."
        )


def described() -> dict[str, str]:
    """What to know of the machine beside its figures."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return {
        "cores": f"{CORES} x {model}",
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "sqlite": sqlite3.sqlite_version,
    }


class Sink:
    """Postfix's smtp-sink on the second core: it takes everything, as fast as it can, and keeps nothing."""

    def __init__(self, core: int | None = 1) -> None:
        self.port = free_port()
        options = ["-4", *(["-u", "nobody"] if os.geteuid() == 0 else []), f"127.0.0.1:{self.port}", "1000"]
        self.process = subprocess.Popen(pinned(core, "smtp-sink", *options), stderr=subprocess.DEVNULL)
        wait_for_port(self.port, self.process)

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


@contextmanager
def sink(core: int | None = 1) -> Iterator[Sink]:
    """Give a sink of one run's own."""
    made = Sink(core)
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def chunking_server() -> Iterator[LedgerServer]:
    """Give our own test server, which knows BDAT; smtp-sink does not."""
    with tempfile.TemporaryDirectory(prefix="mailer-bench-") as folder:
        made = LedgerServer(Path(folder), "--chunking")
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def slow_road(port: int, each_way_ms: float) -> Iterator[int]:
    """Give a port that leads to `port`, every byte so much later in each direction."""
    entry = free_port()
    script = Path(__file__).with_name("slow_road.py")
    process = subprocess.Popen([sys.executable, str(script), str(entry), str(port), str(each_way_ms)])
    try:
        wait_for_port(entry, process)
        yield entry
    finally:
        process.kill()
        process.wait()
