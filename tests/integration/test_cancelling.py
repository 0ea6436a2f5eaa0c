"""A cancel is carried out at once, also when the server never answers what is in flight."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from mailer_gui.model.campaigns import CampaignState, OnUncertain, Wanted
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import InputError
from mailer_gui.sender import states
from mailer_gui.sender.process import Sender
from mailer_gui.sender.rounds import GIVEN_UP
from mailer_gui.sending import wire
from mailer_gui.store import settle
from tests.integration.faulty_server import Behaviour
from tests.integration.runs import ACCEPTED, UNCERTAIN, Run, short_rests, until  # noqa: F401
from tests.integration.workspaces import start_sender

SKIPPED = DeliveryStatus.SKIPPED
CONNECTIONS = 3


async def silent(tmp_path: Path, **options: object) -> tuple[Run, asyncio.Task[int]]:
    """A campaign to 200 people whose server took a message on each connection and says nothing more."""
    run = await Run(tmp_path, Behaviour(hold_dot=asyncio.Event())).prepare(200, connections=CONNECTIONS, **options)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) == CONNECTIONS)
    return run, running


async def cancelled(run: Run) -> int:
    """Cancel, and wait until all but those in flight are skipped; gives how many are."""
    asked = time.monotonic()
    run.store.campaigns.request(run.campaign_id, Wanted.CANCEL)
    await until(lambda: run.campaign.counts.skipped > 0 and run.campaign.counts.waiting <= 2 * CONNECTIONS)
    assert time.monotonic() - asked < 5.0  # 0.3 s on a machine with nothing else to do
    assert run.campaign.state is CampaignState.CANCELLED
    assert run.campaign.in_flight >= CONNECTIONS
    return run.campaign.in_flight


async def test_the_rest_is_skipped_at_once_and_those_in_flight_still_count(tmp_path: Path) -> None:
    run, running = await silent(tmp_path)
    await cancelled(run)
    with pytest.raises(InputError, match="still waits"):
        run.store.campaigns.remove(run.campaign_id)
    assert run.server.behaviour.hold_dot is not None
    run.server.behaviour.hold_dot.set()
    await asyncio.wait_for(running, 10)
    run.check_sums()
    counts = run.campaign.counts
    assert (counts.accepted, counts.skipped, counts.waiting) == (CONNECTIONS, 200 - CONNECTIONS, 0)
    assert len(run.server.ledger) == CONNECTIONS


async def test_asked_a_second_time_it_waits_no_longer(tmp_path: Path) -> None:
    """Also with *never miss*: what was cancelled is not sent again."""
    run, running = await silent(tmp_path, on_uncertain=OnUncertain.RESEND, retry_after=(0.01,))
    await cancelled(run)
    run.store.campaigns.request(run.campaign_id, Wanted.GIVE_UP)
    await asyncio.wait_for(running, 10)
    run.check_sums()
    counts = run.campaign.counts
    assert (counts.uncertain, counts.skipped, counts.waiting) == (CONNECTIONS, 200 - CONNECTIONS, 0)
    unsure = [one for one in run.store.deliveries.page(run.campaign_id, limit=200) if one.status is UNCERTAIN]
    assert {one.reason for one in unsure} == {GIVEN_UP}
    assert {one.address for one in unsure} == set(run.server.ledger)


@pytest.mark.slow
async def test_a_server_that_is_silent_for_too_long_leaves_them_uncertain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "DOT_TIMEOUT", 1.0)
    run, running = await silent(tmp_path)
    await cancelled(run)
    await asyncio.wait_for(running, 10)
    run.check_sums()
    counts = run.campaign.counts
    assert (counts.uncertain, counts.skipped) == (CONNECTIONS, 200 - CONNECTIONS)


@pytest.mark.slow
async def test_a_refusal_for_now_of_a_cancelled_one_is_not_tried_again(tmp_path: Path) -> None:
    run, running = await silent(tmp_path)
    run.server.behaviour.dot_reply = lambda server, addresses: "451 4.3.0 later"
    await cancelled(run)
    assert run.server.behaviour.hold_dot is not None
    run.server.behaviour.hold_dot.set()
    await asyncio.wait_for(running, 10)
    run.check_sums()
    assert set(run.found.values()) <= {ACCEPTED, SKIPPED}
    assert run.campaign.counts.deferred == run.campaign.counts.waiting == 0


@pytest.mark.slow
async def test_a_sender_that_dies_meanwhile_leaves_its_rest_to_the_next(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour(hold_dot=asyncio.Event())).prepare(200, connections=CONNECTIONS)
    sender = start_sender(run.store.paths.root)
    try:
        await until(lambda: len(run.server.ledger) == CONNECTIONS)
        await cancelled(run)
    finally:
        sender.kill()
        sender.wait()
    assert run.store.campaigns.active()  # so that a sender is started for it
    assert await asyncio.to_thread(start_sender(run.store.paths.root).wait, 20) == 0
    run.check_sums()
    counts = run.campaign.counts
    assert run.campaign.state is CampaignState.CANCELLED
    assert (counts.uncertain, counts.skipped, counts.waiting) == (CONNECTIONS, 200 - CONNECTIONS, 0)
    assert run.store.campaigns.active() == []


@pytest.mark.slow
async def test_skipping_many_holds_up_no_other_campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of a large one is skipped in slices; another one goes on between them."""
    monkeypatch.setattr(states, "SLICE", 0.0)
    monkeypatch.setattr(settle, "_BATCH", 5)
    run = await Run(tmp_path, Behaviour(delay=0.002)).prepare(300, connections=2)
    other = run.store.campaigns.copy(run.campaign_id)
    revision = run.store.campaigns.revision(run.campaign_id)
    run.store.campaigns.launch(other.id, revision.compiled, other.message, revision.accounts)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) > 10)
    run.store.campaigns.request(run.campaign_id, Wanted.CANCEL)
    await until(lambda: run.campaign.counts.skipped >= 5)
    before = run.store.campaigns.get(other.id).counts.accepted
    await until(lambda: run.campaign.counts.skipped > 20)
    assert run.campaign.counts.waiting > 0
    assert run.store.campaigns.get(other.id).counts.accepted > before
    await asyncio.wait_for(running, 20)
    assert (run.campaign.state, run.campaign.counts.waiting) == (CampaignState.CANCELLED, 0)
    assert run.store.campaigns.get(other.id).counts.accepted == 300
