"""Kill -9 of the real sender: nobody twice, nobody lost, and at most one uncertain delivery per connection."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.killing import EXACT, LedgerServer, Trial, run_with_kills
from tests.integration.workspaces import launched

CONNECTIONS = 10


@pytest.fixture
def ledger_server(tmp_path: Path) -> Iterator[LedgerServer]:
    server = LedgerServer(tmp_path, "--delay", "0.002")
    yield server
    server.stop()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_twenty_kills(tmp_path: Path, ledger_server: LedgerServer) -> None:
    """The flight log is rotated every 150 messages or so, so that kills meet that too."""
    store, campaign_id = launched(
        tmp_path / "workspace", ledger_server.port, 12_000, connections=CONNECTIONS, messages_per_connection=500
    )
    verdict = run_with_kills(Trial(store, campaign_id, ledger_server, "--rotate-at", "20000"), 20, random.Random(20))
    counts = store.deliveries.counts(campaign_id)
    store.close()
    assert verdict.kills == 20
    assert verdict.wrong == EXACT
    assert max(verdict.uncertain_per_kill) <= CONNECTIONS
    assert counts.accepted + counts.uncertain == counts.planned == 12_000
    assert counts.uncertain == sum(verdict.uncertain_per_kill)


@pytest.mark.endurance
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--greylist-percent", "20"),
        ("--drop-percent", "1"),
        ("--no-pipelining",),
        ("--greylist-percent", "20", "--drop-percent", "1"),
    ],
    ids=["plain", "greylisting", "dropping", "one-command-at-a-time", "greylisting-and-dropping"],
)
def test_two_hundred_kills(tmp_path: Path, options: tuple[str, ...]) -> None:
    server = LedgerServer(tmp_path, "--delay", "0.002", *options)
    try:
        store, campaign_id = launched(
            tmp_path / "workspace",
            server.port,
            100_000,
            connections=20,
            messages_per_connection=500,
            retry_after=(0.2, 0.5, 1.0, 2.0, 2.0, 2.0),
        )
        trial = Trial(store, campaign_id, server, "--rotate-at", "20000", patience=600)
        verdict = run_with_kills(trial, 200, random.Random(200))
        store.close()
    finally:
        server.stop()
    print(f"\n{' '.join(options) or 'plain'}: {verdict}")
    assert verdict.kills == 200
    assert verdict.wrong == EXACT
    assert max(verdict.uncertain_per_kill) <= 20


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_kills_with_several_in_flight_on_each_connection(tmp_path: Path) -> None:
    """Twenty kills at depth 4: the uncertain ones are at most four for each connection."""
    kills_with_depth(tmp_path, kills=20, people=10_000, connections=5, depth=4)


@pytest.mark.endurance
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("more", [(), ("--greylist-percent", "20", "--drop-percent", "1")], ids=["plain", "troubled"])
def test_many_kills_with_several_in_flight(tmp_path: Path, more: tuple[str, ...]) -> None:
    kills_with_depth(tmp_path, *more, kills=100, people=60_000, connections=10, depth=8)


def kills_with_depth(tmp_path: Path, *more: str, kills: int, people: int, connections: int, depth: int) -> None:
    server = LedgerServer(tmp_path, "--chunking", "--delay", "0.002", *more)
    try:
        store, campaign_id = launched(
            tmp_path / "workspace",
            server.port,
            people,
            connections=connections,
            depth=depth,
            messages_per_connection=500,
            retry_after=(0.2, 0.5, 1.0, 2.0, 2.0, 2.0),
        )
        trial = Trial(store, campaign_id, server, "--rotate-at", "20000", patience=600)
        verdict = run_with_kills(trial, kills, random.Random(kills))
        store.close()
    finally:
        server.stop()
    print(f"\ndepth {depth} on {connections} connections {' '.join(more)}: {verdict}")
    assert verdict.kills == kills
    assert verdict.wrong == EXACT
    assert connections < max(verdict.uncertain_per_kill) <= depth * connections
