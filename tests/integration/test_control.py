"""Pause, resume, cancel, suppressions, limits and the end of the sender, with the real store and a real server."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from mailer_gui.model.accounts import Limits
from mailer_gui.model.campaigns import CampaignState, Wanted
from mailer_gui.model.contacts import Suppression
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.sender import process, rounds
from mailer_gui.sender.main import ALREADY_RUNNING
from mailer_gui.sender.process import IS_A_COPY, Sender
from mailer_gui.store import identity
from mailer_gui.store.database import open_store
from mailer_gui.store.lease import SenderLock
from tests.integration.faulty_server import Behaviour, Server
from tests.integration.killing import statuses
from tests.integration.runs import ACCEPTED, MANY, UNCERTAIN, Run, all_accepted, sent, short_rests, until  # noqa: F401
from tests.integration.workspaces import account, launched, start_sender

SKIPPED = DeliveryStatus.SKIPPED


async def test_pause_lets_nothing_new_begin_and_resume_sends_exactly_the_rest(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour(delay=0.01)).prepare(400)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) > 20)
    run.store.campaigns.request(run.campaign_id, Wanted.PAUSE)
    asked = time.monotonic()
    await until(lambda: run.campaign.state is CampaignState.PAUSED)
    assert time.monotonic() - asked < 5.0  # 0.3 s on a machine with nothing else to do
    await asyncio.wait_for(running, 60)
    taken = len(run.server.ledger)
    assert taken < 400
    run.check_sums()
    assert run.campaign.counts.accepted == taken
    assert set(run.found.values()) == {ACCEPTED, DeliveryStatus.QUEUED}

    run.server.behaviour.delay = 0
    run.store.campaigns.request(run.campaign_id, Wanted.RUN)
    await run.send()
    all_accepted(run)
    assert run.server.twice == []


async def test_paused_is_said_when_the_last_message_is_answered(tmp_path: Path) -> None:
    """Who reads "paused" may count: nothing changes after that."""
    run = await Run(tmp_path, Behaviour(hold_dot=asyncio.Event())).prepare(30, connections=2)
    hold = run.server.behaviour.hold_dot
    assert hold is not None
    sender = Sender(run.store)
    running = asyncio.create_task(sender.live())
    await asyncio.wait_for(run.server.at_dot.wait(), 10)
    run.store.campaigns.request(run.campaign_id, Wanted.PAUSE)
    await until(lambda: sender._rounds.pauses(run.campaign_id))
    assert run.campaign.state is CampaignState.SENDING
    hold.set()
    await until(lambda: run.campaign.state is CampaignState.PAUSED)
    counts = run.campaign.counts
    assert counts.accepted == len(run.server.ledger) >= 1
    await asyncio.wait_for(running, 10)
    assert (run.campaign.counts, len(run.server.ledger)) == (counts, counts.accepted)
    run.check_sums()


async def test_a_pause_does_not_wait_for_a_silent_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "PAUSE_PATIENCE", 0.1)
    run = await Run(tmp_path, Behaviour(hold_dot=asyncio.Event())).prepare(5, connections=1)
    hold = run.server.behaviour.hold_dot
    assert hold is not None
    running = asyncio.create_task(Sender(run.store).live())
    await asyncio.wait_for(run.server.at_dot.wait(), 10)
    run.store.campaigns.request(run.campaign_id, Wanted.PAUSE)
    await until(lambda: run.campaign.state is CampaignState.PAUSED)
    hold.set()
    await asyncio.wait_for(running, 10)
    run.check_sums()


async def test_resume_while_the_sender_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(process.IDLE_VARIABLE, "0.5")
    run = await Run(tmp_path, Behaviour(delay=0.01)).prepare(200)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) > 20)
    run.store.campaigns.request(run.campaign_id, Wanted.PAUSE)
    await until(lambda: run.campaign.state is CampaignState.PAUSED)
    run.server.behaviour.delay = 0
    run.store.campaigns.request(run.campaign_id, Wanted.RUN)
    await asyncio.wait_for(running, 20)
    all_accepted(run)
    assert run.server.twice == []


async def test_cancel_skips_everybody_who_waits(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour(delay=0.01)).prepare(400)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) > 20)
    run.store.campaigns.request(run.campaign_id, Wanted.CANCEL)
    await until(lambda: run.campaign.state is CampaignState.CANCELLED)
    await asyncio.wait_for(running, 10)
    run.check_sums()
    counts = run.campaign.counts
    assert counts.accepted == len(run.server.ledger) < 400
    assert counts.accepted + counts.skipped == 400
    assert set(run.found.values()) == {ACCEPTED, SKIPPED}


async def test_a_suppression_wins_in_the_middle_of_a_run(tmp_path: Path) -> None:
    """Also for those who are claimed already, or whose envelope is out."""
    run = await Run(tmp_path, Behaviour(hold_dot=asyncio.Event())).prepare(30, connections=1)
    hold = run.server.behaviour.hold_dot
    assert hold is not None
    sender = Sender(run.store)
    running = asyncio.create_task(sender.live())
    await asyncio.wait_for(run.server.at_dot.wait(), 10)
    taken = set(run.server.ledger)
    keys = [Suppression(f"p{number}@dest{number % 7}.example") for number in range(1, 16)]
    run.store.suppressions.add([*keys, Suppression("@dest3.example")])
    await until(lambda: len(sender._engine._roster.suppressed) > 0)
    hold.set()
    await asyncio.wait_for(running, 20)
    run.check_sums()
    forbidden = {key.key for key in keys} | {address for address in run.found if address.endswith("@dest3.example")}
    assert forbidden & set(run.server.ledger) <= taken
    assert {address for address, status in run.found.items() if status is SKIPPED} == forbidden - taken
    assert run.campaign.state is CampaignState.FINISHED


async def test_a_field_that_is_missing_skips_only_that_person(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(5)
    with run.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET fields = '{}' WHERE address LIKE 'p2@%'")
    await run.send()
    run.check_sums()
    delivery = run.store.deliveries.by_address(run.campaign_id, "p2@dest2.example")
    assert delivery is not None
    assert (delivery.status, delivery.attempts) == (SKIPPED, 0)
    assert "name" in delivery.reason
    assert run.campaign.state is CampaignState.FINISHED


async def test_a_limit_is_never_exceeded_and_shown(tmp_path: Path) -> None:
    times: list[float] = []
    run = await Run(tmp_path, Behaviour()).prepare(12, limits=Limits(per_second=5), connections=4)
    run.server.on_taken = lambda _: times.append(time.monotonic())
    await run.send()
    all_accepted(run)
    assert all(later - earlier >= 1.0 for earlier, later in zip(times, times[5:], strict=False))


async def test_a_limit_holds_across_a_restart_and_rests(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(10, limits=Limits(per_hour=3))
    for _ in range(2):
        sender = Sender(run.store)
        running = asyncio.create_task(sender.live())
        await until(lambda: run.campaign.state is CampaignState.RESTING)
        sender._stop.set()
        await asyncio.wait_for(running, 10)
    assert len(run.server.ledger) == 3
    rest = run.campaign.rest
    assert rest is not None
    assert rest.why == "The limit of 3 messages per hour is reached."
    assert rest.until is not None
    assert 3500 < rest.until - time.time() <= 3600
    assert set(run.found.values()) == {ACCEPTED, DeliveryStatus.QUEUED}  # nothing is held for an hour


async def test_deferred_ones_keep_the_sender_alive_and_the_campaign_says_so(tmp_path: Path) -> None:
    def grey(server: Server, address: str) -> str | None:
        return "451 4.7.1 greylisted" if server.tries[address] == 1 else None

    run = await Run(tmp_path, Behaviour(rcpt_reply=grey)).prepare(3, retry_after=(1.6,))
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: run.campaign.state is CampaignState.RESTING)
    assert run.campaign.counts.deferred == 3
    await asyncio.wait_for(running, 20)
    all_accepted(run)


async def test_sigterm_waits_for_answers_and_leaves_the_rest_uncertain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PATIENCE", 0.3)
    run = await Run(tmp_path, Behaviour(hold_dot=asyncio.Event())).prepare(30, connections=2)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) == 2)
    os.kill(os.getpid(), signal.SIGTERM)
    assert await asyncio.wait_for(running, 10) == 0
    run.check_sums()
    found = list(run.found.values())
    assert (found.count(UNCERTAIN), found.count(DeliveryStatus.QUEUED)) == (2, 28)
    run.server.behaviour.hold_dot = None
    await run.send()
    run.check_sums()
    assert list(run.found.values()).count(ACCEPTED) == 28


async def test_a_second_sender_is_refused(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(3)
    lock = SenderLock(run.store.paths)
    lock.take()
    try:
        second = start_sender(run.store.paths.root)
        assert await asyncio.to_thread(second.wait, 20) == ALREADY_RUNNING
    finally:
        lock.give_back()
    assert run.server.ledger == []


async def test_a_copied_workspace_waits_for_a_person(tmp_path: Path) -> None:
    run = await sent(tmp_path, Behaviour(), 5)
    run.store.close()
    shutil.copytree(run.store.paths.root, tmp_path / "copy")
    store = open_store(tmp_path / "copy")
    campaign = store.campaigns.get(run.campaign_id)
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET state = 'sending', wanted = 'run'")
        connection.exec_driver_sql("UPDATE deliveries SET status = 0")
        connection.exec_driver_sql("UPDATE counters SET accepted = 0")
    assert await Sender(store).live() == IS_A_COPY
    campaign = store.campaigns.get(run.campaign_id)
    assert (campaign.state, campaign.reason) == (CampaignState.PAUSED, identity.COPIED)
    assert len(run.server.ledger) == 5

    identity.welcome(store.paths.database, store.settings.workspace_id)
    store.campaigns.request(run.campaign_id, Wanted.RUN)
    assert await Sender(store).live() == 0
    assert set(statuses(store, run.campaign_id).values()) == {ACCEPTED}
    store.close()


async def test_another_account_takes_over_when_one_must_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_PASSWORD_TEST_SERVER", "wrong")
    strict = Server(Behaviour(auth={"anna": "right"}))
    run = Run(tmp_path, Behaviour())
    other = account(await run.server.start(), name="The other one")
    run.store, run.campaign_id = launched(
        tmp_path / "workspace", await strict.start(), MANY, others=[other], username="anna"
    )
    await run.send()
    all_accepted(run)
    assert strict.logins == ["anna"]
    assert [bool(one.stopped_reason) for one in run.store.accounts.chosen(run.campaign.plan.account_ids)] == [
        True,
        False,
    ]


async def test_two_campaigns_share_an_account_and_its_limits(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(6, limits=Limits(per_second=4))
    other = run.store.campaigns.copy(run.campaign_id)
    revision = run.store.campaigns.revision(run.campaign_id)
    run.store.campaigns.launch(other.id, revision.compiled, other.message, revision.accounts)
    times: list[float] = []
    run.server.on_taken = lambda _: times.append(time.monotonic())
    await run.send()
    assert len(times) == 12
    assert all(later - earlier >= 1.0 for earlier, later in zip(times, times[4:], strict=False))
    assert run.store.campaigns.get(other.id).state is CampaignState.FINISHED
    assert run.campaign.state is CampaignState.FINISHED


@pytest.mark.skipif(os.name != "posix", reason="what is open cannot be deleted")
async def test_a_sender_whose_workspace_is_deleted_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it only waits for a time that is days away."""
    monkeypatch.setattr(process, "BEAT", 0.05)
    run = await Run(tmp_path, Behaviour()).prepare(5)
    run.store.campaigns.set_state(run.campaign_id, CampaignState.SCHEDULED)
    run.store.campaigns.request(run.campaign_id, Wanted.RUN, start_at=time.time() + 86400)
    sender = Sender(run.store)
    running = asyncio.create_task(sender.live())
    await until(lambda: sender._states.scheduled)
    shutil.rmtree(run.root / "workspace")
    assert await asyncio.wait_for(running, 10) == process.CANNOT_WRITE
    assert run.server.ledger == []
