"""Several senders on one campaign, and several accounts: shared, never twice, and nobody is lost when one dies."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailer_gui.model.accounts import Account, Identity, Limits
from mailer_gui.model.campaigns import Audience, CampaignState, DeliveryPlan, Wanted
from mailer_gui.model.contacts import Source
from mailer_gui.model.messages import Message
from mailer_gui.operations import campaigns, outbox
from mailer_gui.sender import process
from mailer_gui.sender.main import SLOT
from mailer_gui.sender.process import Sender
from mailer_gui.store import codec
from mailer_gui.store.database import Store, open_store
from mailer_gui.store.lease import SenderLock
from tests.integration.faulty_server import Behaviour, Server
from tests.integration.killing import LedgerServer, statuses
from tests.integration.runs import ACCEPTED, UNCERTAIN, Run, all_accepted, short_rests, until  # noqa: F401
from tests.integration.workspaces import account, launched, sender_environment, start_sender

pytestmark = pytest.mark.slow  # whole processes and real waits; the units have their quick tests

PATIENCE = 60.0


@pytest.fixture
def ledger_server(tmp_path: Path) -> Iterator[LedgerServer]:
    server = LedgerServer(tmp_path, "--delay", "0.002")
    yield server
    server.stop()


def with_accounts(run: Run, *more: Account) -> None:
    """The campaign may use these accounts too, as if they had been chosen at launch."""
    store, campaign = run.store, run.campaign
    accounts = [*store.campaigns.revision(campaign.id).accounts, *(store.accounts.save(one) for one in more)]
    plan = codec.plan_to_json(replace(campaign.plan, account_ids=tuple(one.id for one in accounts)))
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET plan = ?", (plan,))
        connection.exec_driver_sql(
            "UPDATE revisions SET plan = ?, accounts = ?", (plan, codec.accounts_to_json(accounts))
        )


def second_slot(root: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mailer_gui", "--sender", str(root), SLOT, "2"]
    return subprocess.Popen(command, env=sender_environment(root, 2.0), stderr=subprocess.PIPE)


def wait(fact: object) -> None:
    assert callable(fact)
    deadline = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


async def both(run: Run, monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Task[int], asyncio.Task[int], Store]:
    """Two senders in this process, each with its lock and its own store."""
    run.store.campaigns.set_senders(run.campaign_id, 2)
    other = open_store(run.store.paths.root)
    locks = [SenderLock(run.store.paths, slot) for slot in (1, 2)]
    for lock in locks:
        lock.take()
    monkeypatch.setenv(process.IDLE_VARIABLE, "1.0")  # the second one waits for the first to begin
    tasks = [asyncio.create_task(Sender(run.store).live()), asyncio.create_task(Sender(other, 2).live())]
    tasks[0].add_done_callback(lambda _: locks[0].give_back())
    tasks[1].add_done_callback(lambda _: locks[1].give_back())
    return tasks[0], tasks[1], other


def epochs_used(store: Store) -> int:
    with store.transaction() as connection:
        return int(connection.exec_driver_sql("SELECT count(DISTINCT epoch) FROM deliveries").scalar() or 0)


async def test_two_senders_share_a_campaign_and_nobody_gets_it_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await Run(tmp_path, Behaviour(delay=0.002)).prepare(1500, connections=4)
    first, second, other = await both(run, monkeypatch)
    await asyncio.wait_for(asyncio.gather(first, second), 60)
    all_accepted(run)
    run.check_sums()
    assert run.server.most_open <= 4
    assert epochs_used(run.store) == 2
    other.close()


async def test_two_senders_pause_and_cancel_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = await Run(tmp_path, Behaviour(delay=0.005)).prepare(3000, connections=4)
    first, second, other = await both(run, monkeypatch)
    await until(lambda: epochs_used(run.store) > 1 and len(run.server.ledger) > 200)
    run.store.campaigns.request(run.campaign_id, Wanted.CANCEL)
    await until(lambda: run.campaign.state is CampaignState.CANCELLED)
    await asyncio.wait_for(asyncio.gather(first, second), 30)
    run.check_sums()
    counts = run.campaign.counts
    assert (counts.waiting, counts.accepted) == (0, len(run.server.ledger))
    other.close()


@pytest.mark.slow
async def test_two_senders_stop_waiting_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server falls silent; the campaign is cancelled, and then a second time."""
    run = await Run(tmp_path, Behaviour(delay=0.005)).prepare(3000, connections=4)
    first, second, other = await both(run, monkeypatch)
    await until(lambda: epochs_used(run.store) > 1 and len(run.server.ledger) > 200)
    run.server.behaviour.hold_dot = asyncio.Event()
    run.store.campaigns.request(run.campaign_id, Wanted.CANCEL)
    await until(lambda: run.campaign.state is CampaignState.CANCELLED and run.campaign.counts.waiting <= 8)
    assert run.campaign.in_flight > 0
    run.store.campaigns.request(run.campaign_id, Wanted.GIVE_UP)
    await asyncio.wait_for(asyncio.gather(first, second), 30)
    run.check_sums()
    counts = run.campaign.counts
    assert counts.waiting == 0
    assert 0 < counts.uncertain <= 4
    other.close()


async def test_a_limit_holds_with_two_senders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(12, limits=Limits(per_second=5), connections=4)
    times: list[float] = []
    run.server.on_taken = lambda _: times.append(time.monotonic())
    first, second, other = await both(run, monkeypatch)
    await asyncio.wait_for(asyncio.gather(first, second), 30)
    all_accepted(run)
    assert all(later - earlier >= 0.999 for earlier, later in zip(times, times[5:], strict=False))
    other.close()


@pytest.mark.slow
def test_one_of_two_senders_is_killed_and_the_other_settles_what_it_left(
    tmp_path: Path, ledger_server: LedgerServer
) -> None:
    root = tmp_path / "workspace"
    store, campaign_id = launched(root, ledger_server.port, 6000, connections=8, messages_per_connection=500)
    store.campaigns.set_senders(campaign_id, 2)
    first = start_sender(root)
    second = second_slot(root)
    wait(lambda: epochs_used(store) > 1)
    time.sleep(0.2)
    second.kill()
    second.wait()
    wait(lambda: store.campaigns.get(campaign_id).state is CampaignState.FINISHED)
    first.wait(30)
    found, taken = statuses(store, campaign_id), ledger_server.taken()
    assert [address for address, count in taken.items() if count > 1] == []
    assert set(found.values()) <= {ACCEPTED, UNCERTAIN}
    assert list(found.values()).count(UNCERTAIN) <= 4
    assert all(taken[address] for address, status in found.items() if status is ACCEPTED)
    store.close()


async def test_accounts_share_by_capacity(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour(delay=0.004)).prepare(300, connections=1)
    fast = Server(Behaviour(delay=0.001))
    with_accounts(run, account(await fast.start(), name="Fast", connections=4))
    await run.send()
    assert run.campaign.state is CampaignState.FINISHED
    together = Counter(run.server.ledger) + Counter(fast.ledger)
    assert set(together.values()) == {1}
    assert len(together) == 300
    assert len(fast.ledger) > 2 * len(run.server.ledger) > 0


async def test_another_account_takes_over_from_one_that_is_stopped(tmp_path: Path) -> None:
    def ill(server: Server, sender: str) -> str | None:
        return "530 5.7.0 authentication required" if server.commands["MAIL"] > 10 else None

    run = await Run(tmp_path, Behaviour(mail_reply=ill)).prepare(200)
    other = Server(Behaviour(delay=0.001))
    with_accounts(run, account(await other.start(), name="Other", connections=2))
    await run.send()
    assert run.campaign.state is CampaignState.FINISHED
    together = Counter(run.server.ledger) + Counter(other.ledger)
    assert set(together.values()) == {1}
    assert len(together) == 200
    stopped = run.store.accounts.get(run.campaign.plan.account_ids[0])
    assert "authentication required" in stopped.stopped_reason


async def test_another_account_goes_on_while_one_waits_for_its_limit(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare(60, limits=Limits(per_hour=5))
    other = Server(Behaviour())
    with_accounts(run, account(await other.start(), name="Other"))
    await run.send()
    assert run.campaign.state is CampaignState.FINISHED
    assert len(run.server.ledger) <= 5
    assert len(run.server.ledger) + len(other.ledger) == 60


async def test_every_account_writes_under_its_own_from_and_a_retry_returns_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns, "ensure_sender", lambda ws: None)
    senders: dict[str, set[str]] = {"one": set(), "two": set()}
    tried: dict[str, set[str]] = {}

    def behaviour(name: str) -> Behaviour:
        def mail(server: Server, line: str) -> None:
            senders[name].add(line.split("<")[1].split(">")[0])

        def grey(server: Server, address: str) -> str | None:
            tried.setdefault(address, set()).add(name)
            return "451 4.7.1 greylisted" if server.tries[address] == 1 else None

        return Behaviour(delay=0.001, mail_reply=mail, rcpt_reply=grey)

    servers = {name: Server(behaviour(name)) for name in senders}
    store = open_store(tmp_path / "workspace")
    accounts = [
        store.accounts.save(
            account(await server.start(), name=name, identity=Identity(f"{name}@shop.example", name.title()))
        )
        for name, server in servers.items()
    ]
    everybody = store.lists.get_or_create("everybody")
    rows: list[tuple[str, dict[str, str], int]] = [(f"p{i}@dest.example", {}, i) for i in range(80)]
    store.contacts.upsert_many(rows, Source("test"), everybody.id)
    message = Message("Hello", text="Hello from {{ sender_name }}. {{ unsubscribe_url }}")
    plan = DeliveryPlan(tuple(one.id for one in accounts), retry_after=(0.2,))
    draft = campaigns.create(store, "Spring", message, Audience((everybody.id,)), plan)
    campaigns.send(store, draft.id)
    assert await asyncio.wait_for(Sender(store).live(), 30) == 0
    assert store.campaigns.get(draft.id).state is CampaignState.FINISHED
    assert senders == {"one": {"one@shop.example"}, "two": {"two@shop.example"}}
    assert {len(names) for names in tried.values()} == {1}
    together = Counter(servers["one"].ledger) + Counter(servers["two"].ledger)
    assert (len(together), set(together.values())) == (80, {1})
    assert outbox.write_outbox(store, draft.id, tmp_path / "outbox").written == 80
    written = {file.read_bytes() for file in (tmp_path / "outbox").iterdir()}
    sent = {body for server in servers.values() for body in server.bodies.values()}
    assert {body.replace(b"\r\n", b"\n").strip() for body in sent} == {
        message.replace(b"\r\n", b"\n").strip() for message in written
    }
    for name, server in servers.items():
        assert server.ledger
        for body in server.bodies.values():
            assert f"From: {name.title()} <{name}@shop.example>".encode() in body
            assert f"Hello from {name.title()}".encode() in body
    store.close()


@pytest.mark.endurance
@pytest.mark.timeout(600)
def test_kills_of_either_sender(tmp_path: Path, ledger_server: LedgerServer) -> None:
    """Thirty kills, now of the first, now of the second: nobody twice, nobody lost, few uncertain."""
    root, draw, connections = tmp_path / "workspace", random.Random(30), 8
    store, campaign_id = launched(root, ledger_server.port, 60_000, connections=connections)
    store.campaigns.set_senders(campaign_id, 2)
    start: dict[int, Callable[[Path], subprocess.Popen[bytes]]] = {1: start_sender, 2: second_slot}
    living = {slot: begin(root) for slot, begin in start.items()}
    for _ in range(30):
        before = ledger_server.count()
        wait(lambda before=before: ledger_server.count() > before)
        time.sleep(draw.uniform(0.3, 0.8))
        slot = draw.choice((1, 2))
        living[slot].kill()
        living[slot].wait()
        living[slot] = start[slot](root)
    for _ in range(100):
        if living[1].poll() is not None:
            living[1] = start[1](root)
        if store.campaigns.get(campaign_id).state is CampaignState.FINISHED:
            break
        time.sleep(1.0)
    for process_ in living.values():
        process_.wait(60)
    found, taken = statuses(store, campaign_id), ledger_server.taken()
    assert [address for address, count in taken.items() if count > 1] == []
    assert set(found.values()) <= {ACCEPTED, UNCERTAIN}
    assert list(found.values()).count(UNCERTAIN) <= 30 * connections
    assert all(taken[address] for address, status in found.items() if status is ACCEPTED)
    assert all(found[address] in (ACCEPTED, UNCERTAIN) for address in taken)
    store.close()
