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
