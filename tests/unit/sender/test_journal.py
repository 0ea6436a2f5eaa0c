"""The order of things in the journal: reply and mark in one write, content after it, commits before rotation."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, cast

import pytest

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.sender.journal import StoreJournal
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.ports import Claimed, Job, Settlement
from mailer_gui.store import flight
from mailer_gui.store.dispatch import Dispatch
from mailer_gui.store.flight import FlightLog, read_flights

ACCEPTED = Settlement(DeliveryStatus.ACCEPTED, 1e9, 3, 250, "250 ok")


class FakeDispatch:
    def __init__(self, story: list[str]) -> None:
        self.story = story
        self.results: list[int] = []

    def step(self, results: list[Any], *_: Any, accepted: list[Any], **__: Any) -> list[Any]:
        self.story.append("commit")
        self.results += [result.id for result in results] + [one[0] for one in accepted]
        return []


class Bench:
    def __init__(self, folder: Path, *, synced: bool) -> None:
        self.story: list[str] = []
        self.path = folder / "flight.log"
        self.log = FlightLog(self.path, "boot", 1, synced=synced)
        self.dispatch = FakeDispatch(self.story)
        self.journal = StoreJournal(cast("Dispatch", self.dispatch), self.log, self.failed)
        self.campaign = CampaignRun(1, "shop@sender.example", [3], lambda job: b"")

    def failed(self, error: Exception) -> None:
        self.story.append("failed")

    def job(self, number: int) -> Job:
        return Job(Claimed(1, number, 1, "a@dest.example", "a@dest.example", "{}", 0.0, number), self.campaign)

    def go(self, number: int) -> Any:
        return lambda: self.story.append(f"content {number}")


async def test_the_reply_and_the_next_mark_are_one_write_before_the_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path, synced=False)
    real = os.write

    def write(fd: int, data: bytes) -> int:
        assert data.count(b"\n") == 1
        bench.story.append("write " + "".join(note[:1].decode() for note in data[9:].split(b"\x1e")))
        return real(fd, data)

    monkeypatch.setattr(os, "write", write)
    bench.journal.mark(bench.job(1), 3, bench.go(1))
    assert bench.story == []
    await asyncio.sleep(0)
    bench.journal.settle(bench.job(1), ACCEPTED)
    bench.journal.mark(bench.job(2), 3, bench.go(2))
    bench.journal.accepted(bench.job(4), 1e9, 3, 250, "250 ok")
    bench.journal.mark(bench.job(3), 3, bench.go(3))
    await asyncio.sleep(0)
    assert bench.story == ["write m", "content 1", "write rmrm", "content 2", "content 3"]


async def test_one_content_that_fails_does_not_hold_up_the_others(tmp_path: Path) -> None:
    bench = Bench(tmp_path, synced=False)
    told: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context["exception"]))

    def fails() -> None:
        raise ValueError("no")

    bench.journal.mark(bench.job(1), 3, bench.go(1))
    bench.journal.mark(bench.job(2), 3, fails)
    bench.journal.mark(bench.job(3), 3, bench.go(3))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (bench.story, [str(error) for error in told]) == (["content 1", "content 3"], ["no"])


async def test_a_synced_log_is_synced_once_for_all_before_their_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path, synced=True)
    monkeypatch.setattr(FlightLog, "sync", lambda self: bench.story.append("sync"))
    for number in (1, 2, 3):
        bench.journal.mark(bench.job(number), 3, bench.go(number))
    assert bench.story == []
    await asyncio.sleep(0)
    assert bench.story == ["sync", "content 1", "content 2", "content 3"]
    assert set(read_flights(bench.path, "boot").marks) == {1, 2, 3}


async def test_a_sync_that_fails_lets_no_content_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path, synced=True)

    def full(self: FlightLog) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(FlightLog, "sync", full)
    bench.journal.mark(bench.job(1), 3, bench.go(1))
    await asyncio.sleep(0)
    assert bench.story == ["failed"]


async def test_a_mark_that_cannot_be_written_lets_no_content_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path, synced=False)

    def full(*_: object) -> int:
        raise OSError("no space left")

    bench.journal.mark(bench.job(1), 3, bench.go(1))
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        await asyncio.sleep(0)
    assert bench.story == ["failed"]


async def test_a_reply_leaves_the_log_only_after_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path, synced=False)
    monkeypatch.setattr(flight, "ROTATE_AT", 1)
    bench.journal.mark(bench.job(1), 3, bench.go(1))
    bench.journal.mark(bench.job(2), 3, bench.go(2))
    bench.journal.settle(bench.job(1), ACCEPTED)
    bench.journal.flush()
    assert set(read_flights(bench.path, "boot").ended) == {1}
    bench.journal.commit()
    assert bench.dispatch.results == [1]
    found = read_flights(bench.path, "boot")
    assert (found.complete, set(found.marks), found.ended) == (True, {2}, {})


async def test_a_commit_that_fails_forgets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path, synced=False)

    def full(*_: object, **__: object) -> list[Any]:
        raise OSError("no space left")

    monkeypatch.setattr(bench.dispatch, "step", full)
    bench.journal.settle(bench.job(1), ACCEPTED)
    assert bench.journal.accepted(bench.job(2), 1e9, 3, 250, "250 ok") == 2
    with pytest.raises(OSError, match="no space left"):
        bench.journal.commit()
    assert bench.journal.pending == 2
