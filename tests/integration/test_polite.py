"""Limits per domain, warm-up, backing off, guards and schedules, with the real store, sender and a real server."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from mailer_gui.model.accounts import DomainLimit, Limits, WarmUp
from mailer_gui.model.campaigns import CampaignState, Wanted
from mailer_gui.model.schedule import Schedule
from mailer_gui.operations import campaigns
from mailer_gui.operations.limits import learned_pace
from mailer_gui.sender.process import Sender
from mailer_gui.sending import gate
from tests.integration.faulty_server import Behaviour, Server
from tests.integration.runs import REJECTED, Run, all_accepted, change_plan, short_rests, until  # noqa: F401

pytestmark = pytest.mark.slow  # whole processes and real waits; the units have their quick tests


async def stop(sender: Sender, running: asyncio.Task[int]) -> None:
    sender._stop.set()
    await asyncio.wait_for(running, 10)


async def test_a_domain_gets_no_more_than_its_limit_and_the_others_do_not_wait(tmp_path: Path) -> None:
    people = [f"p{i}@big.example" for i in range(12)] + [f"p{i}@small{i}.example" for i in range(12)]
    times: dict[str, list[float]] = {"big.example": [], "other": []}
    limits = (DomainLimit("big.example", Limits(per_second=4)),)
    run = await Run(tmp_path, Behaviour()).prepare(people, domain_limits=limits)

    def taken(address: str) -> None:
        domain = address.partition("@")[2]
        times[domain if domain in times else "other"].append(time.monotonic())

    run.server.on_taken = taken
    await run.send()
    all_accepted(run)
    run.check_sums()
    big = times["big.example"]
    assert all(later - earlier >= 0.999 for earlier, later in zip(big, big[4:], strict=False))
    assert times["other"][-1] < big[4]


async def test_a_domain_limit_holds_across_a_restart_and_is_told(tmp_path: Path) -> None:
    people = [f"p{i}@big.example" for i in range(6)] + ["other@small.example"]
    limits = (DomainLimit("big.example", Limits(per_hour=2)),)
    run = await Run(tmp_path, Behaviour()).prepare(people, domain_limits=limits)
    for _ in range(2):
        sender = Sender(run.store)
        running = asyncio.create_task(sender.live())
        await until(lambda: run.campaign.state is CampaignState.RESTING and len(run.server.ledger) == 3)
        await stop(sender, running)
        run.check_sums()
    assert Counter(address.partition("@")[2] for address in run.server.ledger) == {
        "big.example": 2,
        "small.example": 1,
    }
    rest = run.campaign.rest
    assert rest is not None
    assert rest.why == "The limit of 2 messages per hour to big.example is reached."


async def test_a_lifted_domain_limit_is_seen_at_once(tmp_path: Path) -> None:
    limits = (DomainLimit("*", Limits(per_hour=1)),)
    run = await Run(tmp_path, Behaviour()).prepare([f"p{i}@big.example" for i in range(5)], domain_limits=limits)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: run.campaign.state is CampaignState.RESTING)
    account = run.store.accounts.get(run.campaign.plan.account_ids[0])
    run.store.accounts.save(replace(account, domain_limits=()))
    await asyncio.wait_for(running, 20)
    all_accepted(run)
    run.check_sums()


async def test_only_so_many_connections_to_one_domain(tmp_path: Path) -> None:
    now, most = Counter[str](), Counter[str]()

    def begin(server: Server, address: str) -> None:
        domain = address.partition("@")[2]
        now[domain] += 1
        most[domain] = max(most[domain], now[domain])

    def dot(server: Server, addresses: list[str]) -> None:
        now[addresses[0].partition("@")[2]] -= 1

    people = [f"p{i}@{'big' if i % 2 else 'small'}.example" for i in range(60)]
    limits = (DomainLimit("big.example", connections=1),)
    run = await Run(tmp_path, Behaviour(delay=0.005, rcpt_reply=begin, dot_reply=dot)).prepare(
        people, domain_limits=limits, connections=6
    )
    await run.send()
    all_accepted(run)
    run.check_sums()
    assert most["big.example"] == 1
    assert most["small.example"] > 1


async def test_a_warm_up_allows_its_step_and_remembers_its_first_day(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(8, warm_up=WarmUp((3, 10)))
    sender = Sender(run.store)
    running = asyncio.create_task(sender.live())
    await until(lambda: run.campaign.state is CampaignState.RESTING)
    await stop(sender, running)
    assert len(run.server.ledger) == 3
    rest = run.campaign.rest
    assert rest is not None
    assert rest.why == "Day 1 of the warm-up allows 3 messages; they are sent."
    account = run.store.accounts.get(run.campaign.plan.account_ids[0])
    assert account.warm_up.started_at is not None
    assert time.time() - account.warm_up.started_at < 60
    begun = replace(account, warm_up=WarmUp((3, 10), account.warm_up.started_at - 86_400))
    run.store.accounts.save(begun)
    await run.send()
    all_accepted(run)


async def test_changed_limits_hold_from_the_next_message_on(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour(delay=0.01)).prepare(400)
    sender = Sender(run.store)
    running = asyncio.create_task(sender.live())
    await until(lambda: len(run.server.ledger) > 20)
    account = run.store.accounts.get(run.campaign.plan.account_ids[0])
    run.store.accounts.save(replace(account, limits=Limits(per_hour=30)))
    await until(lambda: run.campaign.state is CampaignState.RESTING)
    await stop(sender, running)
    run.check_sums()
    assert len(run.server.ledger) < 400


async def test_throttling_halves_the_pace_says_so_and_is_remembered(tmp_path: Path) -> None:
    def slower(server: Server, sender: str) -> str | None:
        return "451 4.7.28 sending rate limit" if server.commands["MAIL"] == 20 else None

    run = await Run(tmp_path, Behaviour(mail_reply=slower)).prepare(60, connections=4)
    await run.send()
    all_accepted(run)
    run.check_sums()
    pace = learned_pace(run.store, run.store.accounts.get(run.campaign.plan.account_ids[0]))
    assert pace is not None
    assert (pace.connections, "sending rate limit" in pace.why) == (2, True)
    assert time.time() - pace.at < 60


async def test_too_many_refusals_stop_and_ask_and_going_on_is_an_agreement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "ENOUGH_TRIED", 40)

    def refuse(server: Server, address: str) -> str | None:
        return "550 5.1.1 no such user" if int(address[1:].partition("@")[0]) % 4 == 0 else None

    run = await Run(tmp_path, Behaviour(rcpt_reply=refuse)).prepare(120, connections=1)
    await run.send()
    run.check_sums()
    stopped = run.campaign
    assert stopped.state is CampaignState.PAUSED
    assert "people were refused for good" in stopped.reason
    assert stopped.guard.asks
    assert 40 <= stopped.counts.accepted + stopped.counts.rejected < 60
    monkeypatch.setattr(campaigns, "ensure_sender", lambda ws: None)
    assert not campaigns.resume(run.store, run.campaign_id).guard.asks
    monkeypatch.setattr(gate, "ENOUGH_TRIED", 400)
    await run.send()
    assert run.campaign.state is CampaignState.FINISHED
    assert list(run.found.values()).count(REJECTED) == 30


async def test_a_staged_start_sends_exactly_the_first_and_then_the_rest(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(50)
    change_plan(run, first=7, first_wait=3600.0)
    sender = Sender(run.store)
    running = asyncio.create_task(sender.live())
    await until(lambda: run.campaign.rest is not None and run.campaign.rest.until is not None)
    await stop(sender, running)
    assert len(run.server.ledger) == 7
    assert run.campaign.state is CampaignState.RESTING
    guard = run.campaign.guard
    assert guard.stage_until is not None
    assert 3500 < guard.stage_until - time.time() <= 3600
    run.store.campaigns.set_guard(run.campaign_id, replace(guard, stage_until=time.time() - 1))
    await run.send()
    all_accepted(run)
    assert run.campaign.guard.stage_over


async def test_a_staged_start_of_everybody_is_finished_at_once(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(5)
    change_plan(run, first=5)
    await run.send()
    all_accepted(run)


async def test_outside_the_allowed_hours_nothing_goes_and_the_reason_is_shown(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(5)
    now = time.gmtime(time.time() + 2 * 3600)
    later = time.gmtime(time.time() + 3 * 3600)
    hours = Schedule(zone="UTC", opens=time.strftime("%H:%M", now), closes=time.strftime("%H:%M", later))
    change_plan(run, schedule=hours)
    sender = Sender(run.store)
    running = asyncio.create_task(sender.live())
    await until(lambda: run.campaign.state is CampaignState.RESTING)
    rest = run.campaign.rest
    assert rest is not None
    assert rest.why == f"Sending is allowed from {hours.opens} to {hours.closes} (UTC)."
    assert 7100 < (rest.until or 0) - time.time() <= 7200
    await stop(sender, running)
    assert run.server.ledger == []
    change_plan(run, schedule=Schedule())
    await run.send()
    all_accepted(run)


async def test_a_start_that_was_missed_by_far_asks_and_a_recent_one_begins(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(5)

    def scheduled(age: float) -> None:
        with run.store.transaction() as connection:
            connection.exec_driver_sql("UPDATE campaigns SET state = 'scheduled', start_at = ?", (time.time() - age,))

    scheduled(7200.0)
    await run.send()
    assert run.campaign.state is CampaignState.PAUSED
    assert "but this computer was off or asleep" in run.campaign.reason
    assert run.server.ledger == []
    run.store.campaigns.request(run.campaign_id, Wanted.RUN)
    scheduled(60.0)
    await run.send()
    all_accepted(run)


async def test_a_scheduled_campaign_is_paused_and_resumed_and_keeps_its_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns, "ensure_sender", lambda ws: None)
    run = await Run(tmp_path, Behaviour()).prepare(5)
    far = time.time() + 3600
    with run.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET state = 'scheduled', start_at = ?", (far,))
    running = asyncio.create_task(Sender(run.store).live())
    await asyncio.sleep(0.1)
    assert not running.done()
    assert campaigns.pause(run.store, run.campaign_id).state is CampaignState.PAUSED
    await asyncio.wait_for(running, 60)  # nothing is left to wait for
    resumed = campaigns.resume(run.store, run.campaign_id)
    assert (resumed.state, resumed.start_at) == (CampaignState.SCHEDULED, far)
    start = time.time() + 0.5
    with run.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET start_at = ?", (start,))
    await run.send()
    all_accepted(run)
    assert time.time() >= start


async def test_a_sender_lives_on_until_a_scheduled_start(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(5)
    start = time.time() + 0.8
    with run.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET state = 'scheduled', start_at = ?", (start,))
    await run.send()
    all_accepted(run)
    assert time.time() >= start
