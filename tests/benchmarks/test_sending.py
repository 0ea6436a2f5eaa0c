"""The whole path of sending against the tools of others, in one run, in turns.

make bench ARGS="-k sending"            20,000 recipients, about ten minutes
make bench ARGS="-k sending --full"     also 200,000 and 1,000,000, most of an hour

The sink has the second core, each sender the first. Ours is everything: a launched campaign from the database, merge
fields, claims, in-flight marks, attempts, counters, and its progress watched as the window does. The others render
the same letter by plain substitution and keep nothing; smtp-source sends the same bytes again and again.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mailer_gui.model.campaigns import CampaignState, Wanted
from mailer_gui.operations.campaigns import resume
from tests.benchmarks.sending import ours, peers
from tests.benchmarks.sending.letter import PLAIN, RICH
from tests.benchmarks.sending.machine import CORES, chunking_server, pinned, sink, slow_road
from tests.benchmarks.sending.table import Table
from tests.support.home import ROOT
from tests.support.processes import end_those_of

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

MANY, TEN = 20_000, 10
MILLION = 1_000_000
EACH_WAY_MS = 25.0
DEPTH = 16
SIGNING = ("-m", "tests.benchmarks.sending.signing")
LONG, SHORT = "ours", "ours, condition and filter"


def in_turns(table: Table, rounds: int, measures: dict[str, Callable[[int], float]]) -> dict[str, list[float]]:
    """Measure everything once, then everything once more, each with a sink of its own."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            with sink() as server, table.noise.watching(server.process):
                found[name].append(measure(server.port))
                print(f"{name}: {found[name][-1]:,.1f}/s", flush=True)
    return found


def ours_prepared(table: Table, count: int, rounds: int, **how: object) -> list[ours.Measured]:
    """Run our sender so often; preparing is outside of what is watched for noise."""
    found = []
    for _ in range(rounds):
        with sink() as server:
            prepared = ours.Prepared(count).launch(server.port, TEN)
            try:
                with table.noise.watching(server.process):
                    found.append(prepared.send(**how))  # type: ignore[arg-type]  # passed on
            finally:
                prepared.close()
    return found


def test_loopback(table: Table, rounds: int, letter: Path) -> None:
    length = ours.wire_length()
    print(f"\n{length} bytes a message")
    measures: dict[str, Callable[[int], float]] = {
        "smtp-source": lambda port: peers.smtp_source(port, MANY, TEN, length),
        LONG: lambda port: ours.run(MANY, port, TEN, PLAIN).rate,
        SHORT: lambda port: ours.run(MANY, port, TEN, RICH).rate,
        "nodemailer": lambda port: peers.start_nodemailer(letter, port, 6_000, TEN).rate(),
        "aiosmtplib": lambda port: peers.start_python("aiosmtplib", letter, port, 1_500, TEN).rate(),
        "smtplib": lambda port: peers.start_python("smtplib", letter, port, 1_500, 1).rate(),
    }
    found = in_turns(table, rounds, measures)
    table.rates("smtp-source, 10 sessions, 20,000 messages", found["smtp-source"])
    table.rates("ours, five fields, 10 connections, 20,000", found[LONG], note=f"{length} bytes a message")
    table.rates("ours, condition and filter, 20,000", found[SHORT])
    table.rates("nodemailer, pool of 10, 6,000", found["nodemailer"])
    table.rates("aiosmtplib, 10 connections, 1,500", found["aiosmtplib"])
    table.rates("smtplib, 1,500", found["smtplib"])
    table.ratios("ours / smtp-source", found[LONG], found["smtp-source"], least=0.8, note="aim: above 1")
    table.ratios("ours / nodemailer", found[LONG], found["nodemailer"], least=12.0)
    table.ratios("ours, condition and filter / nodemailer", found[SHORT], found["nodemailer"], least=4.0)


def test_loopback_with_many(table: Table, rounds: int, full: bool, letter: Path) -> None:
    if not full:
        pytest.skip("only with --full")
    length, count = ours.wire_length(), 200_000
    measures: dict[str, Callable[[int], float]] = {
        "smtp-source": lambda port: peers.smtp_source(port, count, TEN, length),
        LONG: lambda port: ours.run(count, port, TEN, PLAIN).rate,
        "nodemailer": lambda port: peers.start_nodemailer(letter, port, 20_000, TEN).rate(),
    }
    found = in_turns(table, rounds, measures)
    for name, values in found.items():
        table.rates(f"{name}, 200,000" if name != "nodemailer" else "nodemailer, 20,000", values)
    table.ratios("ours / smtp-source, 200,000", found[LONG], found["smtp-source"], least=0.8, note="aim: above 1")
    table.ratios("ours / nodemailer, 200,000", found[LONG], found["nodemailer"], least=12.0)


@pytest.mark.parametrize(("connections", "least"), [(1, 17.0), (10, 170.0)])
def test_round_trip_of_50_ms(table: Table, rounds: int, letter: Path, connections: int, least: float) -> None:
    """Nobody is short of processor time here, so all are measured at once, each on a road of its own."""
    found: dict[str, list[float]] = {"ours": [], "nodemailer": [], "aiosmtplib": []}
    for _ in range(rounds):
        with (
            sink() as server,
            slow_road(server.port, EACH_WAY_MS) as one,
            slow_road(server.port, EACH_WAY_MS) as two,
            slow_road(server.port, EACH_WAY_MS) as three,
        ):
            prepared = ours.Prepared(200 * connections).launch(one, connections)
            try:
                with table.noise.watching(server.process):
                    nodemailer = peers.start_nodemailer(letter, two, 90 * connections, connections, None)
                    aiosmtplib = peers.start_python("aiosmtplib", letter, three, 45 * connections, connections, None)
                    found["ours"].append(prepared.send(core=None).rate)
                    found["nodemailer"].append(nodemailer.rate())
                    found["aiosmtplib"].append(aiosmtplib.rate())
            finally:
                prepared.close()
    what = f"50 ms round trip, {connections} connection{'s' * (connections > 1)}"
    table.rates(f"ours, {what}", found["ours"], least=least, note=f"the wire allows {20 * connections}")
    table.rates(f"nodemailer, {what}", found["nodemailer"])
    table.rates(f"aiosmtplib, {what}", found["aiosmtplib"])


def test_round_trip_of_50_ms_with_several_in_flight(table: Table, rounds: int) -> None:
    """One connection to a relay of one's own that knows BDAT (our own server: smtp-sink does not), depth 16."""
    found = []
    for _ in range(rounds):
        with chunking_server() as server, slow_road(server.port, EACH_WAY_MS) as road:
            prepared = ours.Prepared(2_000).launch(road, 1, depth=DEPTH)
            try:
                with table.noise.watching(server.process):
                    found.append(prepared.send(core=None).rate)
            finally:
                prepared.close()
    what = f"50 ms round trip, 1 connection, depth {DEPTH}"
    table.rates(f"ours, {what}", found, least=200.0, note=f"the wire allows {20 * DEPTH}")


def test_dkim(table: Table, rounds: int) -> None:
    """Signing is compared on the same core, in turns."""
    found: dict[str, list[float]] = {"unsigned": []}
    for _ in range(rounds):
        found["unsigned"] += [one.rate for one in ours_prepared(table, MANY, 1)]
        for kind, count in (("rsa", 10_000), ("ed25519", MANY)):
            module = (*SIGNING, kind)
            found.setdefault(kind, []).extend(one.rate for one in ours_prepared(table, count, 1, module=module))
            with table.noise.watching():
                command = pinned(0, sys.executable, *SIGNING, kind, "alone", str(count // 2))
                said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
            found.setdefault(f"{kind} alone", []).append(float(said))
    table.rates("ours with DKIM RSA-2048, 10,000", found["rsa"])
    table.rates("the RSA-2048 signer alone", found["rsa alone"])
    table.rates("ours with DKIM Ed25519, 20,000", found["ed25519"])
    table.rates("the Ed25519 signer alone", found["ed25519 alone"])
    table.ratios("ours with RSA-2048 / its signer alone", found["rsa"], found["rsa alone"], least=0.85)
    table.ratios("ours with Ed25519 / unsigned", found["ed25519"], found["unsigned"], least=0.4)


def test_the_window_meanwhile(table: Table, rounds: int, screen: str) -> None:
    """Nothing is pinned here: sender, sink, screen and window share the machine as they do at home."""
    busy: list[dict[str, float]] = []
    idle: list[dict[str, float]] = []
    for _ in range(rounds):
        with sink(None) as server:
            prepared = ours.Prepared(100_000).launch(server.port, TEN, Wanted.PAUSE)
            try:
                with table.noise.watching(server.process):
                    told = _window_over(prepared)
            finally:
                prepared.close()
        busy.append(told["busy"])
        idle.append(told["idle"])
    values = {name: [one[name] for one in busy] for name in ("p99", "worst", "rate")}
    at_rest = statistics.median(one["p99"] for one in idle)
    table.rates("ours, 100,000, with the window on the same two cores", values["rate"])
    table.add(
        "window meanwhile: 5 ms timer late, p99",
        statistics.median(values["p99"]),
        "ms",
        most=20.0,
        values=values["p99"],
        note=f"{figure_ms(at_rest)} at rest",
    )
    table.add("window meanwhile: longest stall", max(values["worst"]), "ms", most=50.0, values=values["worst"])


def figure_ms(value: float) -> str:
    return f"{value:.1f} ms"


def _window_over(prepared: ours.Prepared) -> dict[str, dict[str, float]]:
    """Open the window on a paused campaign, let it be resumed as a person does, and measure until it is finished."""
    home = {"XDG_CONFIG_HOME": str(prepared.folder / "config")}
    command = [sys.executable, "-m", "tests.benchmarks.sending.window", str(prepared.root), str(prepared.campaign_id)]
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(CORES))
    window = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **home}
    )
    assert window.stdin is not None and window.stdout is not None
    try:
        while "ready" not in (line := window.stdout.readline()):
            assert line, "the window ended"
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_CONFIG_HOME", home["XDG_CONFIG_HOME"])
            resume(prepared.store, prepared.campaign_id)
        while not prepared.campaign.counts.accepted:
            time.sleep(0.02)
        window.stdin.write("begun\n")
        window.stdin.flush()
        while prepared.campaign.state is not CampaignState.FINISHED:
            time.sleep(0.1)
        said, _ = window.communicate("ended\n", timeout=60)
    finally:
        window.kill()
        window.wait()
        os.sched_setaffinity(0, cores)
        end_those_of(prepared.root)
    assert prepared.campaign.counts.accepted == prepared.count
    told: dict[str, dict[str, float]] = json.loads(said)
    told["busy"]["rate"] = prepared.count / prepared.seconds()
    return told


def test_growth_and_recovery(table: Table, full: bool) -> None:
    """From ten thousand to a million; the million is launched, killed on its way and brought to its end."""
    nothing = ours_prepared(table, 1, 3)
    start_up = statistics.median(one.cpu_seconds for one in nothing)
    small = ours_prepared(table, 10_000, 5)
    costs = [(one.cpu_seconds - start_up) / one.count * 1e6 for one in small]
    table.add("10,000: processor time a message", statistics.median(costs), "us", values=costs)
    peaks = [one.peak_mb for one in small]
    table.add("10,000: peak memory", max(peaks), "MB", most=150.0, values=peaks)
    if not full:
        return
    with sink() as server:
        million = ours.Prepared(MILLION)
        try:
            with table.noise.watching(server.process):
                began, worked = time.perf_counter(), time.process_time()
                million.launch(server.port, TEN)
                passed = time.perf_counter() - began
            worked = time.process_time() - worked
            table.add("1,000,000: launch", passed, "s", most=20.0, note=f"{worked:.1f} s of processor time")
            _a_million(table, million, statistics.median(costs), start_up)
        finally:
            million.close()
    with sink() as server:
        million = ours.Prepared(MILLION).launch(server.port, TEN)
        try:
            _killed(table, million)
        finally:
            million.close()


def _a_million(table: Table, million: ours.Prepared, small_cost: float, start_up: float) -> None:
    with table.noise.watching():
        measured = million.send()
    cost = (measured.cpu_seconds - start_up) / measured.count * 1e6
    table.rates("ours, 1,000,000", [measured.rate])
    table.add("1,000,000: processor time a message", cost, "us")
    table.add("1,000,000: peak memory", measured.peak_mb, "MB", most=150.0)
    table.add("cost a message, 1,000,000 / 10,000", cost / small_cost, "x", most=1.15)


def _killed(table: Table, million: ours.Prepared) -> None:
    first = million.start()
    while million.campaign.counts.accepted < MILLION // 3:
        time.sleep(0.1)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    with sqlite3.connect(million.root / "mailer.db") as database:
        (last,) = database.execute("SELECT max(id) FROM attempts").fetchone()
    killed_at, began = time.time(), time.perf_counter()
    second = million.start()
    while not _newer(million.root, last, killed_at):
        time.sleep(0.01)
    passed = time.perf_counter() - began
    second.terminate()
    second.wait()
    counts = million.campaign.counts
    assert counts.uncertain <= TEN, counts
    note = f"until the next answer, start of Python included; {counts.uncertain} uncertain"
    table.add("1,000,000: recovery after a kill", passed, "s", most=5.0, note=note)


def _newer(root: Path, last: int, when: float) -> bool:
    with sqlite3.connect(root / "mailer.db") as database:
        found = database.execute("SELECT 1 FROM attempts WHERE id > ? AND at > ? LIMIT 1", (last, when)).fetchone()
    return found is not None
