"""A full disk, a locked database, a stopped process, a power cut, and the practice server's rehearsals."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.compose.compiled import CampaignFacts, compile_message
from mailer_gui.model.campaigns import Audience, CampaignState, DeliveryPlan
from mailer_gui.model.contacts import Source
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import DiskFullError
from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.operations import practice
from mailer_gui.sender.process import CANNOT_WRITE, Sender
from mailer_gui.sending.claims import LARGEST_BATCH
from mailer_gui.store import flight, identity
from mailer_gui.store.database import open_store
from mailer_gui.store.dispatch import Dispatch
from tests.integration.faulty_server import Behaviour
from tests.integration.killing import statuses
from tests.integration.runs import ACCEPTED, UNCERTAIN, Run, all_accepted, short_rests, until  # noqa: F401
from tests.integration.workspaces import MESSAGE, start_sender

pytestmark = pytest.mark.slow  # whole processes and real waits; the units have their quick tests


async def test_a_database_that_is_locked_for_a_while_only_makes_it_wait(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(300)
    locked = threading.Event()

    def lock() -> None:
        other = sqlite3.connect(run.store.paths.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        locked.set()
        time.sleep(1.0)  # the sender must meet the lock while it is held
        other.execute("COMMIT")
        other.close()

    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) > 20)
    thread = threading.Thread(target=lock)
    thread.start()
    await asyncio.to_thread(locked.wait)
    await asyncio.wait_for(running, 20)
    thread.join()
    all_accepted(run)


async def test_a_full_disk_stops_everything_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(300)
    real: Callable[..., Any] = Dispatch.step
    full = {"now": False}

    def step(self: Dispatch, *words: Any, **more: Any) -> Any:
        if full["now"]:
            raise DiskFullError("There is no space left on the disk.")
        return real(self, *words, **more)

    monkeypatch.setattr(Dispatch, "step", step)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) > 40)
    full["now"] = True
    assert await asyncio.wait_for(running, 20) == CANNOT_WRITE
    assert run.campaign.state is CampaignState.PAUSED
    assert "no space left" in run.campaign.reason
    full["now"] = False
    run.store.campaigns.request(run.campaign_id, run.campaign.wanted.RUN)
    await run.send()
    run.check_sums()
    assert set(run.found.values()) == {ACCEPTED}  # the answers that came meanwhile are in the flight log
    assert set(run.server.ledger) == set(run.found)


async def test_a_flight_log_that_cannot_be_written_stops_before_the_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(300)
    real = flight.FlightLog.put
    full = {"now": False}

    def put(self: flight.FlightLog) -> None:
        if full["now"] and self._buffer:
            raise OSError(28, "No space left on device")
        real(self)

    monkeypatch.setattr(flight.FlightLog, "put", put)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) > 40)
    full["now"] = True
    assert await asyncio.wait_for(running, 20) == CANNOT_WRITE
    assert "no space left on the disk" in run.campaign.reason
    full["now"] = False
    run.store.campaigns.request(run.campaign_id, run.campaign.wanted.RUN)
    await run.send()
    run.check_sums()
    assert set(run.found.values()) <= {ACCEPTED, UNCERTAIN}
    assert list(run.found.values()).count(UNCERTAIN) <= 4
    assert set(run.server.ledger) == set(run.found)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGSTOP")
async def test_a_stopped_process_is_still_the_sender(tmp_path: Path) -> None:
    """Its heartbeat is old, but its lock is held: nobody may take over."""
    run = await Run(tmp_path, Behaviour(delay=0.01)).prepare(300)
    first = start_sender(run.store.paths.root)
    try:
        await until(lambda: len(run.server.ledger) > 20)
        first.send_signal(signal.SIGSTOP)
        second = start_sender(run.store.paths.root)
        assert await asyncio.to_thread(second.wait, 20) == 11
        first.send_signal(signal.SIGCONT)
        await until(lambda: run.campaign.state is CampaignState.FINISHED)
        await asyncio.to_thread(first.wait, 20)
    finally:
        first.kill()
    all_accepted(run)


@pytest.mark.skipif(not identity.boot_id(), reason="needs a boot id")
async def test_a_power_cut_makes_doubt_but_never_a_second_copy(tmp_path: Path) -> None:
    """The log is cut at a random byte, and the machine has another boot id."""
    run = await Run(tmp_path, Behaviour()).prepare(3000)
    draw = random.Random(3)
    path = run.store.paths.flight_log()
    for _ in range(3):
        sender = start_sender(run.store.paths.root)
        before = len(run.server.ledger)
        await until(lambda before=before: len(run.server.ledger) > before + 100)  # type: ignore[misc]  # bound now
        sender.kill()
        sender.wait()
        content = path.read_bytes().rstrip(b"\0")
        header, rest = content.split(b"\n", 1)
        other = header.replace(identity.boot_id().encode(), b"00000000-0000-4000-8000-000000000000")[9:]
        path.write_bytes(flight._line(other) + rest[: draw.randrange(len(rest) + 1)])
    sender = start_sender(run.store.paths.root)
    await until(lambda: run.campaign.state is CampaignState.FINISHED)
    await asyncio.to_thread(sender.wait, 20)
    run.check_sums()
    found = run.found
    assert set(found.values()) == {ACCEPTED, UNCERTAIN}
    assert list(found.values()).count(UNCERTAIN) <= 3 * (2 * LARGEST_BATCH + 20)


async def test_a_rehearsal_with_the_practice_server(workspace: Path) -> None:
    """Greylisting and rejections, on an account that starts its own server."""
    store = open_store(workspace)
    account = store.accounts.ensure_practice()
    practice.set_behaviour(store, PracticeBehaviour(greylist=True, reject_percent=30))
    target = store.lists.get_or_create("everybody")
    rows = [(f"p{i}@dest.example", {"name": f"Person {i}"}, i) for i in range(1, 31)]
    store.contacts.upsert_many(rows, Source("test"), target.id)
    campaign = store.campaigns.create("Rehearsal", MESSAGE, Audience((target.id,)), DeliveryPlan((account.id,)))
    facts = CampaignFacts(campaign.id, campaign.name, "00" * 16, "1 Sample Street", "", "")
    compiled = compile_message(MESSAGE, account.identity, facts, store.attachments.read)
    store.campaigns.launch(campaign.id, compiled.dump(), MESSAGE, [account])
    assert await asyncio.wait_for(Sender(store).live(), 60) == 0
    found = list(statuses(store, campaign.id).values())
    assert store.campaigns.get(campaign.id).state is CampaignState.FINISHED
    assert set(found) == {ACCEPTED, DeliveryStatus.REJECTED}
    assert practice.mailbox(store).count() == found.count(ACCEPTED)
    store.close()


async def test_a_sender_that_cannot_begin_says_why_and_sends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(5)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(flight.FlightLog, "_start", refuse)
        assert await asyncio.wait_for(Sender(run.store).live(), 20) == CANNOT_WRITE
    assert run.campaign.state is CampaignState.PAUSED
    assert "no space left on the disk" in run.campaign.reason
    assert run.server.ledger == []
    run.store.campaigns.request(run.campaign_id, run.campaign.wanted.RUN)
    await run.send()
    all_accepted(run)
