"""While the disk takes a commit, sending goes on: nothing of it counts before, and nothing noted meanwhile is lost."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import pytest

from mailer_gui.model.contacts import Suppression
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import StoreError
from mailer_gui.sender.clock import SystemClock
from mailer_gui.sender.journal import StoreJournal
from mailer_gui.sending import claims
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.claims import Claims
from mailer_gui.sending.engine import Engine
from mailer_gui.sending.ports import Wish
from mailer_gui.store import flight
from mailer_gui.store.committing import Committer
from mailer_gui.store.dispatch import Dispatch
from mailer_gui.store.flight import FlightLog, read_flights
from tests.integration.workspaces import launched

QUEUED, CLAIMED, ACCEPTED = DeliveryStatus.QUEUED, DeliveryStatus.CLAIMED, DeliveryStatus.ACCEPTED


class Bench:
    """A launched campaign of thirty, and an engine without connections whose disk waits for `disk`."""

    def __init__(self, root: Path, disk: threading.Event) -> None:
        self.disk = disk
        self.store, self.campaign_id = launched(root / "workspace", 1, 30)
        self.dispatch = Dispatch(self.store.paths)
        self.dispatch.begin(1, "boot", "test")
        self.path = root / "flight.log"
        self.failures: list[Exception] = []
        log = FlightLog(self.path, "boot", 1, synced=False)
        self.journal = StoreJournal(self.dispatch, log, self.failures.append)
        self.engine = Engine(self.journal, SystemClock(), cast("Any", self), cast("Any", None))
        self.claims: Claims = self.engine._claims
        self.claims._batch = 5
        self.run = CampaignRun(self.campaign_id, "shop@sender.example", [], lambda job: b"")
        self.engine._roster.campaigns[self.campaign_id] = self.run

    def failed(self, error: Exception) -> None:
        self.failures.append(error)

    def accept(self, count: int) -> None:
        for _ in range(count):
            self.claims.accepted(self.run.queue.popleft(), 1e9, 1, 250, "250 ok")

    def begin_commit(self, count: int) -> None:
        """Have five accepted stored and so many claimed, with a disk that takes its time."""
        self.claims._refills = lambda: [Wish(self.campaign_id, count)]  # type: ignore[method-assign]  # no accounts here
        self.accept(5)
        assert self.journal.is_committing

    def count(self, status: DeliveryStatus) -> int:
        with sqlite3.connect(self.store.paths.database) as database:
            statement = "SELECT count(*) FROM deliveries WHERE status = ?"
            return int(database.execute(statement, (int(status),)).fetchone()[0])

    async def committed(self) -> None:
        self.disk.set()
        while self.journal.is_committing:  # noqa: ASYNC110 - what ends it has no event
            await asyncio.sleep(0.001)


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    disk = threading.Event()
    real = Committer.commit

    def commit(self: Committer) -> None:
        if threading.current_thread() is not threading.main_thread():
            assert disk.wait(20)
        real(self)

    monkeypatch.setattr(Committer, "commit", commit)
    monkeypatch.setattr(claims, "BATCH", 5)
    made = Bench(tmp_path, disk)
    made.claims.fill(made.run, 8)
    assert (len(made.run.queue), made.count(CLAIMED)) == (8, 8)
    yield made
    disk.set()
    made.claims.commit()
    made.dispatch.close()
    made.store.close()


async def test_nothing_is_claimed_before_the_disk_has_it(bench: Bench) -> None:
    bench.begin_commit(4)
    bench.accept(2)
    assert len(bench.run.queue) == 1
    assert (bench.count(CLAIMED), bench.count(ACCEPTED)) == (8, 0)
    await bench.committed()
    assert len(bench.run.queue) == 5
    assert (bench.count(CLAIMED), bench.count(ACCEPTED)) == (7, 5)
    assert bench.journal.pending == 2
    bench.claims.commit()
    assert (bench.count(CLAIMED), bench.count(ACCEPTED)) == (5, 7)


async def test_who_needs_more_waits_for_what_is_under_way_and_claims_nothing_else(bench: Bench) -> None:
    bench.begin_commit(4)
    bench.accept(3)
    asyncio.get_running_loop().run_in_executor(None, bench.disk.set)
    bench.claims.fill(bench.run, None)
    assert len(bench.run.queue) == 4
    assert bench.count(CLAIMED) == 7


async def test_what_was_claimed_for_a_held_campaign_goes_back(bench: Bench) -> None:
    bench.begin_commit(4)
    bench.engine.hold(bench.run)
    assert not bench.run.queue
    await bench.committed()
    bench.engine.forget(bench.run)
    assert (bench.count(QUEUED), bench.count(CLAIMED), bench.count(ACCEPTED)) == (25, 0, 5)


async def test_a_suppression_meets_those_whose_claim_is_under_way(bench: Bench) -> None:
    bench.begin_commit(4)
    bench.disk.set()
    bench.store.suppressions.add([Suppression("x@dest.example")])  # it had to wait for the claim
    assert len(bench.engine.held()) == 7


async def test_nothing_left_is_said_only_when_nothing_came_back_meanwhile(bench: Bench) -> None:
    bench.begin_commit(100)
    job = bench.run.queue.popleft()
    bench.claims.release(job)
    await bench.committed()
    assert len(bench.run.queue) == 2 + 22
    assert not bench.run.dry
    bench.run.queue.clear()
    bench.claims.fill(bench.run, None)
    assert [one.id for one in bench.run.queue] == [job.id]
    assert bench.run.dry


async def test_a_full_flight_log_begins_anew_only_when_everything_is_stored(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.begin_commit(1)
    bench.accept(2)
    bench.claims.journal.flush()
    monkeypatch.setattr(flight, "ROTATE_AT", 1)
    await bench.committed()
    assert len(read_flights(bench.path, "boot").ended) == 7
    bench.accept(1)
    bench.claims._store()
    assert not bench.journal.is_committing  # it had to be a whole one
    assert bench.count(ACCEPTED) == 8
    assert read_flights(bench.path, "boot").ended == {}


async def test_a_change_of_the_log_waits_for_the_disk(bench: Bench) -> None:
    bench.begin_commit(1)
    asyncio.get_running_loop().run_in_executor(None, bench.disk.set)
    bench.journal.set_synced(True)
    assert bench.count(ACCEPTED) == 5
    assert bench.journal.is_committing
    await bench.committed()
    assert len(bench.run.queue) == 4


async def test_a_disk_that_takes_nothing_ends_it_all(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Committer) -> None:
        self.roll_back()
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Committer, "commit", full)
    bench.begin_commit(4)
    while not bench.failures:  # noqa: ASYNC110 - what ends it has no event
        await asyncio.sleep(0.001)
    assert isinstance(bench.failures[0], StoreError)
    assert bench.claims.broken
    assert len(bench.run.queue) == 3
    assert bench.count(ACCEPTED) == 0
    assert len(read_flights(bench.path, "boot").ended) == 5  # so the next start knows
    with pytest.raises(StoreError):
        bench.journal.commit()
