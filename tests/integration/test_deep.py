"""Several messages in flight on one connection: the same faults, judged right for each of a group."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from mailer_gui.model.campaigns import CampaignState, Wanted
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.operations import outbox, reports
from mailer_gui.sender.process import Sender
from tests.integration.faulty_server import Behaviour, Drops, Server
from tests.integration.killing import statuses
from tests.integration.peers.mail_server import MailServer
from tests.integration.runs import (  # noqa: F401
    ACCEPTED,
    MANY,
    REJECTED,
    UNCERTAIN,
    Run,
    all_accepted,
    sent,
    short_rests,
    until,
)
from tests.integration.workspaces import launched

DEPTH = 4
pytestmark = pytest.mark.slow  # all together; the quick run has the property of `unit/sending/test_deep_wire.py`


def deep(**changes: object) -> Behaviour:
    return Behaviour(chunking=True, **changes)  # type: ignore[arg-type]  # a test's shorthand


def unsure(run: Run) -> list[str]:
    return [address for address, status in run.found.items() if status is UNCERTAIN]


@pytest.mark.parametrize(
    "behaviour",
    [deep(), deep(one_byte=True), deep(glued=True), deep(extensions=())],
    ids=["plain", "byte by byte", "glued", "no extensions"],
)
async def test_everybody_gets_it_once(tmp_path: Path, behaviour: Behaviour) -> None:
    run = await sent(tmp_path, behaviour, depth=DEPTH)
    all_accepted(run)
    assert run.server.commands["BDAT"] == run.server.commands["RSET"] == MANY
    assert run.server.commands["DATA"] == 0
    body = run.server.bodies["p7@dest0.example"]
    assert b"\r\n.A line with a dot in front\r\n" in body  # as it is: BDAT needs no further dot


async def test_so_many_are_in_flight_and_no_more(tmp_path: Path) -> None:
    run = await Run(tmp_path, deep(hold_dot=asyncio.Event())).prepare(60, connections=2, depth=DEPTH)
    sender = Sender(run.store)
    running = asyncio.create_task(sender.live())
    await until(lambda: len(run.server.ledger) == 2)
    await until(lambda: sender._engine.in_flight == 2 * DEPTH)
    assert run.server.behaviour.hold_dot is not None
    run.server.behaviour.hold_dot.set()
    await asyncio.wait_for(running, 10)
    all_accepted(run)
    assert run.server.connections == 2


async def test_a_connection_carries_as_many_messages_as_the_account_says(tmp_path: Path) -> None:
    run = await sent(tmp_path, deep(), connections=1, messages_per_connection=7, depth=DEPTH)
    all_accepted(run)
    assert run.server.connections == -(-MANY // 7)


@pytest.mark.parametrize(
    ("where", "reply"),
    [("rcpt", "550 5.1.1 no such person"), ("dot", "554 5.7.1 looks like spam"), ("dot", "552 5.2.2 mailbox full")],
)
async def test_what_is_refused_in_a_group_touches_no_other(tmp_path: Path, where: str, reply: str) -> None:
    victims = {f"p{number}@dest{number % 7}.example" for number in (3, 9, 10, 11, 40)}
    behaviour = deep()
    if where == "rcpt":
        behaviour.rcpt_reply = lambda server, address: reply if address in victims else None
    else:
        behaviour.dot_reply = lambda server, addresses: reply if victims & {*addresses} else None
    run = await sent(tmp_path, behaviour, connections=1, depth=DEPTH)
    assert {address for address, status in run.found.items() if status is REJECTED} == victims
    assert set(run.server.ledger) >= set(run.found) - victims
    assert list(run.found.values()).count(ACCEPTED) == MANY - len(victims)
    delivery = run.store.deliveries.by_address(run.campaign_id, "p9@dest2.example")
    assert delivery is not None
    assert delivery.reply == reply


async def test_what_is_refused_for_now_is_tried_again(tmp_path: Path) -> None:
    def grey(server: Server, address: str) -> str | None:
        return "451 4.7.1 greylisted" if server.tries[address] == 1 and address.startswith("p1") else None

    run = await sent(tmp_path, deep(rcpt_reply=grey), depth=DEPTH, retry_after=(0.05,))
    all_accepted(run)


async def test_a_sender_that_is_refused_for_now_rests_the_account(tmp_path: Path) -> None:
    left = {"count": 3}

    def refuse(server: Server, line: str) -> str | None:
        left["count"] -= 1
        return "450 4.3.0 not now" if left["count"] >= 0 else None

    run = await sent(tmp_path, deep(mail_reply=refuse), depth=DEPTH)
    all_accepted(run)
    assert run.store.deliveries.attempts_of(1)[0].number == 1


@pytest.mark.parametrize("point", ["mail", "rcpt", "dot"])
async def test_421_anywhere_leaves_nobody_uncertain(tmp_path: Path, point: str) -> None:
    left = {"count": 40}

    def goodbye(*_: object) -> str | None:
        left["count"] -= 1
        return "421 4.3.2 shutting down" if left["count"] in (33, 14) else None

    behaviour = deep()
    setattr(behaviour, f"{point}_reply", goodbye)
    run = await sent(tmp_path, behaviour, depth=DEPTH)
    assert left["count"] < 14
    all_accepted(run)


@pytest.mark.parametrize("point", ["mail", "rcpt", "data", "content", "dot", "taken"])
async def test_a_drop_leaves_at_most_the_depth_uncertain(tmp_path: Path, point: str) -> None:
    drops = Drops(point, fits=lambda server: server.commands["MAIL"] >= 12)
    run = await sent(tmp_path, deep(drop_at=drops), depth=DEPTH)
    assert drops.left == 0
    assert 2 <= len(unsure(run)) <= 2 * DEPTH
    assert list(run.found.values()).count(ACCEPTED) == MANY - len(unsure(run))
    assert run.campaign.state is CampaignState.FINISHED


@pytest.mark.parametrize("garbage", ["what a lovely day", "999 no", "250 " + "x" * 10_000, "354 go on"])
async def test_garbage_is_no_answer(tmp_path: Path, garbage: str) -> None:
    victim = "p9@dest2.example"
    run = await sent(
        tmp_path, deep(dot_reply=lambda server, addresses: garbage if victim in addresses else None), depth=DEPTH
    )
    assert victim in unsure(run)
    assert len(unsure(run)) <= DEPTH
    assert list(run.found.values()).count(ACCEPTED) == MANY - len(unsure(run))


@pytest.mark.parametrize("point", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("words", ["250 2.0.0 by the way", "250 2.1.5 by the way", "250 by the way"])
async def test_extra_lines_never_make_a_wrong_acceptance(tmp_path: Path, point: str, words: str) -> None:
    """A reply nobody asked for shifts all that follow; what the server says in an answer's place tells."""
    said: list[int] = []

    def extra(server: Server, at: str) -> str:
        if at == point and server.commands["MAIL"] == 5 and not said:
            said.append(1)
            return words
        return ""

    refused = {"p5@dest5.example", "p6@dest6.example"}
    run = await sent(
        tmp_path,
        deep(extra=extra, rcpt_reply=lambda server, a: "550 5.1.1 no" if a in refused else None),
        connections=1,
        depth=DEPTH,
    )
    for address, status in run.found.items():
        if address not in run.server.ledger:
            assert status in (REJECTED, UNCERTAIN), address


async def test_without_chunking_it_sends_one_at_a_time_and_says_so(tmp_path: Path) -> None:
    run = await sent(tmp_path, Behaviour(), depth=DEPTH)
    all_accepted(run)
    assert run.server.commands["BDAT"] == 0
    quirks = run.store.accounts.quirks(run.campaign.plan.account_ids[0])
    assert quirks["no_depth"]["why"] == "it does not offer CHUNKING"


async def test_a_server_that_does_not_know_what_it_offers(tmp_path: Path) -> None:
    run = await sent(tmp_path, deep(knows_bdat=False), depth=DEPTH, connections=1)
    assert set(run.found.values()) <= {ACCEPTED, UNCERTAIN}
    assert len(unsure(run)) < DEPTH  # those behind the first, whose content was already under way
    assert set(run.server.ledger) == set(run.found) - set(unsure(run))
    assert "no_depth" in run.store.accounts.quirks(run.campaign.plan.account_ids[0])


async def test_big_content_has_its_last_chunk_when_it_has_left(tmp_path: Path) -> None:
    """A drop in the middle of it is then known to be safe."""
    drops = Drops("content")
    run = await sent(
        tmp_path,
        deep(drop_at=drops, extensions=("8BITMIME",)),
        people=4,
        attachment=bytes(9_000_000),
        connections=1,
        depth=DEPTH,
    )
    assert drops.left == 0
    all_accepted(run)
    assert run.server.commands["BDAT"] == 2 + 2 * 4


async def test_pause_and_resume(tmp_path: Path) -> None:
    run = await Run(tmp_path, deep(delay=0.005)).prepare(300, depth=DEPTH)
    running = asyncio.create_task(Sender(run.store).live())
    await until(lambda: len(run.server.ledger) > 20)
    run.store.campaigns.request(run.campaign_id, Wanted.PAUSE)
    await until(lambda: run.campaign.state is CampaignState.PAUSED)
    await asyncio.wait_for(running, 10)
    assert set(run.found.values()) == {ACCEPTED, DeliveryStatus.QUEUED}
    run.store.campaigns.request(run.campaign_id, Wanted.RUN)
    await run.send()
    all_accepted(run)


async def test_a_real_postfix_takes_each_message_once_and_as_it_is(
    tmp_path: Path,
    mail_server: MailServer,
    short_rests: None,  # noqa: F811 - the fixture
) -> None:
    """Among them people whom it refuses: those before and behind them in the same breath get theirs."""
    mail_server.forget()
    people = [f"p{n}@{'refused' if n % 50 in (4, 5) else f'dest{n % 7}'}.example" for n in range(1, 401)]
    store, campaign_id = launched(tmp_path / "workspace", mail_server.smtp, people, connections=2, depth=16)
    assert await asyncio.wait_for(Sender(store).live(), 60) == 0
    found = statuses(store, campaign_id)
    refused = {address for address in people if "refused" in address}
    assert {address for address, status in found.items() if status is REJECTED} == refused
    assert {address for address, status in found.items() if status is ACCEPTED} == {*people} - refused
    assert "no_depth" not in store.accounts.quirks(store.campaigns.get(campaign_id).plan.account_ids[0])
    written = tmp_path / "outbox"
    outbox.write_outbox(store, campaign_id, written)
    await asyncio.to_thread(mail_server.wait_until_delivered)
    arrived = {one.recipient: one.content for one in mail_server.arrived()}
    assert sorted(one.recipient for one in mail_server.arrived()) == sorted({*people} - refused)
    for file in written.iterdir():
        address = file.stem.partition("-")[2]
        assert address in refused or arrived[address] == file.read_bytes(), address
    store.close()


async def test_the_dialogue_tells_of_bdat(tmp_path: Path) -> None:
    def refuse(server: Server, address: str) -> str | None:
        return "550 5.1.1 no such person" if address.startswith("p3@") else None

    def spam(server: Server, addresses: list[str]) -> str | None:
        return "554 5.7.1 looks like spam" if addresses[0].startswith("p4@") else None

    run = await sent(tmp_path, deep(rcpt_reply=refuse, dot_reply=spam), people=6, connections=1, depth=DEPTH)
    refused, spammed = (
        [
            line
            for one in reports.dialogues_with(run.store, run.campaign_id, f"p{number}@dest{number}.example")
            for line in one.lines
        ]
        for number in (3, 4)
    )
    assert refused[-2:] == ["C: RCPT TO:<p3@dest3.example>", "S: 550 5.1.1 no such person"]
    verbs = [line.split()[1] for line in spammed[-7:]]
    assert verbs == ["MAIL", "250", "RCPT", "250", "BDAT", "(the", "554"]
    assert not any(line in ("C: DATA", "C: .") or line.startswith("S: 354") for line in refused + spammed)
