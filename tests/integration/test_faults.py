"""The real engine, store and sender against a server that misbehaves: everybody ends where they belong, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailer_gui.model.campaigns import CampaignState, OnUncertain
from mailer_gui.model.deliveries import DeliveryStatus
from tests.integration.faulty_server import Behaviour, Drops, Server
from tests.integration.runs import ACCEPTED, MANY, REJECTED, UNCERTAIN, Run, all_accepted, sent, short_rests  # noqa: F401


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(),
        Behaviour(pipelining=False),
        Behaviour(one_byte=True),
        Behaviour(glued=True),
        Behaviour(one_byte=True, pipelining=False),
        Behaviour(extensions=()),
        Behaviour(banner="220-line one\r\n220-line two\r\n220 faulty"),
    ],
    ids=["plain", "no pipelining", "byte by byte", "glued", "byte by byte, serial", "no extensions", "long banner"],
)
async def test_everybody_gets_it_once(tmp_path: Path, behaviour: Behaviour) -> None:
    run = await sent(tmp_path, behaviour)
    all_accepted(run)


async def test_connections_are_reused_and_envelopes_ride_behind_the_dot(tmp_path: Path) -> None:
    run = await sent(tmp_path, Behaviour(), connections=2)
    all_accepted(run)
    assert run.server.connections == 2
    assert run.server.commands["RSET"] == 0


async def test_a_connection_carries_as_many_messages_as_the_account_says(tmp_path: Path) -> None:
    run = await sent(tmp_path, Behaviour(), connections=1, messages_per_connection=7)
    all_accepted(run)
    assert run.server.connections == -(-MANY // 7)


@pytest.mark.parametrize("point", ["banner", "ehlo", "mail", "rcpt", "data", "content", "dot"])
@pytest.mark.parametrize("pipelining", [True, False])
async def test_a_drop_before_the_mail_is_taken(tmp_path: Path, point: str, pipelining: bool) -> None:
    # A third one in a row, before anything ever worked, would ask a person.
    drops = Drops(point, fits=lambda server: server.commands["MAIL"] not in (1, 2))
    run = await sent(tmp_path, Behaviour(pipelining=pipelining, drop_at=drops))
    assert drops.left == 0
    unsure = [address for address, status in run.found.items() if status is UNCERTAIN]
    # After the dot has left nobody can know, even when the server did not take it.
    assert len(unsure) == (2 if point in ("content", "dot") else 0)
    assert list(run.found.values()).count(ACCEPTED) == MANY - len(unsure)
    assert run.campaign.state is CampaignState.FINISHED


async def test_a_drop_after_the_mail_is_taken_is_uncertain(tmp_path: Path) -> None:
    victims = {"p7@dest0.example", "p20@dest6.example"}
    run = await sent(
        tmp_path, Behaviour(drop_at=lambda server, point, address: point == "taken" and address in victims)
    )
    assert {address for address, status in run.found.items() if status is UNCERTAIN} == victims
    assert run.campaign.state is CampaignState.FINISHED
    assert set(run.server.ledger) == set(run.found)


async def test_never_miss_sends_uncertain_ones_again_with_the_same_message_id(tmp_path: Path) -> None:
    taken: list[bytes] = []

    def drop(server: Server, point: str, address: str) -> bool:
        if point == "taken" and address == "p7@dest0.example" and not taken:
            taken.append(server.bodies[address])
            return True
        return False

    run = await Run(tmp_path, Behaviour(drop_at=drop)).prepare(on_uncertain=OnUncertain.RESEND, retry_after=(0.05,))
    await run.send()
    assert set(run.found.values()) == {ACCEPTED}
    assert run.server.twice == ["p7@dest0.example"]
    assert run.server.bodies["p7@dest0.example"] == taken[0]
    delivery = run.store.deliveries.by_address(run.campaign_id, "p7@dest0.example")
    assert delivery is not None
    assert [attempt.status for attempt in run.store.deliveries.attempts_of(delivery.id)] == [UNCERTAIN, ACCEPTED]


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("asks_anyway", [True, False])
async def test_refused_recipients_are_rejected_and_the_others_get_it(
    tmp_path: Path, pipelining: bool, asks_anyway: bool
) -> None:
    def refuse(server: Server, address: str) -> str | None:
        return "550 5.1.1 no such person" if address.startswith(("p1", "p3")) else None

    behaviour = Behaviour(pipelining=pipelining, rcpt_reply=refuse, accept_data_without_recipients=asks_anyway)
    run = await sent(tmp_path, behaviour)
    refused = {address for address in run.found if address.startswith(("p1", "p3"))}
    assert {address for address, status in run.found.items() if status is REJECTED} == refused
    assert set(run.server.ledger) == set(run.found) - refused
    delivery = run.store.deliveries.by_address(run.campaign_id, "p1@dest1.example")
    assert delivery is not None
    assert (delivery.code, delivery.reply) == (550, "550 5.1.1 no such person")


@pytest.mark.parametrize(
    ("where", "reply", "status"),
    [
        ("dot", "554 5.7.1 looks like spam", REJECTED),
        ("dot", "552 5.2.2 mailbox full", REJECTED),
        ("data", "554 5.7.1 not for you", REJECTED),
        ("rcpt", "551 5.1.6 moved", REJECTED),
    ],
)
async def test_a_refusal_for_good(tmp_path: Path, where: str, reply: str, status: DeliveryStatus) -> None:
    victim = "p9@dest2.example"
    behaviour = Behaviour()
    if where == "dot":
        behaviour.dot_reply = lambda server, addresses: reply if victim in addresses else None
    elif where == "data":
        behaviour.data_reply = lambda server, addresses: reply if victim in addresses else None
    else:
        behaviour.rcpt_reply = lambda server, address: reply if address == victim else None
    run = await sent(tmp_path, behaviour)
    assert {address for address, found in run.found.items() if found is not ACCEPTED} == {victim}
    assert run.found[victim] is status


async def test_greylisting_is_answered_and_rests_nobody(tmp_path: Path) -> None:
    def grey(server: Server, address: str) -> str | None:
        return "451 4.7.1 greylisted, come back" if server.tries[address] == 1 else None

    run = await sent(tmp_path, Behaviour(rcpt_reply=grey), retry_after=(0.05, 0.05))
    all_accepted(run)
    assert run.campaign.counts.deferred == 0
    assert set(run.server.tries.values()) == {2}


async def test_retries_that_are_used_up_end_as_rejected(tmp_path: Path) -> None:
    run = await sent(
        tmp_path,
        Behaviour(dot_reply=lambda server, addresses: "451 4.3.0 try again"),
        people=3,
        retry_after=(0.02, 0.02),
    )
    assert set(run.found.values()) == {REJECTED}
    delivery = run.store.deliveries.by_address(run.campaign_id, "p1@dest1.example")
    assert delivery is not None
    assert (delivery.attempts, delivery.reason) == (3, "gave up after 3 tries")


@pytest.mark.parametrize("point", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("pipelining", [True, False])
async def test_421_anywhere_counts_against_nobody(tmp_path: Path, point: str, pipelining: bool) -> None:
    left = {"count": 4}

    def goodbye(*_: object) -> str | None:
        left["count"] -= 1
        return "421 4.3.2 shutting down" if left["count"] >= 0 and left["count"] % 2 == 0 else None

    behaviour = Behaviour(pipelining=pipelining)
    setattr(behaviour, f"{point}_reply", goodbye)
    run = await sent(tmp_path, behaviour)
    all_accepted(run)


async def test_too_many_messages_in_one_session(tmp_path: Path) -> None:
    per_connection: dict[int, int] = {}

    def limit(server: Server, line: str) -> str | None:
        number = server.connections
        per_connection[number] = per_connection.get(number, 0) + 1
        return "421 4.7.0 too many messages in this session" if per_connection[number] > 10 else None

    run = await sent(tmp_path, Behaviour(mail_reply=limit), connections=1)
    all_accepted(run)


@pytest.mark.parametrize("reply", ["450 4.7.1 too many messages, slow down", "432 4.3.2 too many connections"])
async def test_throttling_rests_the_account_and_not_the_recipients(tmp_path: Path, reply: str) -> None:
    left = {"count": 3}

    def throttle(server: Server, address: str) -> str | None:
        left["count"] -= 1
        return reply if left["count"] >= 0 else None

    run = await sent(tmp_path, Behaviour(rcpt_reply=throttle))
    all_accepted(run)
    assert run.store.deliveries.attempts_of(1)[0].number == 1


@pytest.mark.parametrize("garbage", ["what a lovely day", "25", "999 no", "250 " + "x" * 10_000])
async def test_garbage_instead_of_the_last_reply_is_uncertain(tmp_path: Path, garbage: str) -> None:
    victim = "p9@dest2.example"
    run = await sent(tmp_path, Behaviour(dot_reply=lambda server, addresses: garbage if victim in addresses else None))
    assert {address for address, found in run.found.items() if found is not ACCEPTED} == {victim}
    assert run.found[victim] is UNCERTAIN


@pytest.mark.parametrize("point", ["mail", "rcpt", "data", "dot"])
async def test_extra_lines_never_make_a_wrong_acceptance(tmp_path: Path, point: str) -> None:
    """A reply nobody asked for shifts all that follow; then the message before is uncertain, not accepted."""
    said: list[int] = []

    def extra(server: Server, at: str) -> str:
        if at == point and server.commands["MAIL"] == 5 and not said:
            said.append(1)
            return "250 2.0.0 by the way"
        return ""

    refused = {"p5@dest5.example", "p6@dest6.example"}
    run = await sent(
        tmp_path,
        Behaviour(extra=extra, rcpt_reply=lambda server, a: "550 5.1.1 no" if a in refused else None),
        connections=1,
    )
    for address, status in run.found.items():
        if address not in run.server.ledger:
            assert status in (REJECTED, UNCERTAIN), address
    assert list(run.found.values()).count(UNCERTAIN) <= 2


async def test_a_server_that_mixes_up_its_replies_gets_one_command_at_a_time(tmp_path: Path) -> None:
    def extra(server: Server, at: str) -> str:
        return "250 2.0.0 by the way" if at == "mail" and server.commands["MAIL"] in (5, 15, 25) else ""

    run = await sent(tmp_path, Behaviour(extra=extra), connections=1)
    assert "no_pipelining" in run.store.accounts.quirks(run.campaign.plan.account_ids[0])


async def test_a_wrong_password_makes_one_failed_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_PASSWORD_TEST_SERVER", "wrong")
    run = await sent(tmp_path, Behaviour(auth={"anna": "right"}), username="anna", connections=10)
    assert run.server.logins == ["anna"]
    assert run.campaign.state is CampaignState.PAUSED
    assert "refused the user name or the password" in run.campaign.reason
    assert run.store.accounts.get(run.campaign.plan.account_ids[0]).stopped_reason == run.campaign.reason
    assert run.campaign.counts.waiting == MANY


async def test_a_missing_password_pauses_and_says_where_to_enter_it(tmp_path: Path) -> None:
    run = await sent(tmp_path, Behaviour(auth={"anna": "right"}), username="anna")
    assert run.server.logins == []
    assert run.campaign.state is CampaignState.PAUSED
    assert run.campaign.reason.endswith("needs its password. Enter the password again in Accounts.")


async def test_a_right_password_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_PASSWORD_TEST_SERVER", "right")
    run = await sent(tmp_path, Behaviour(auth={"anna": "right"}), username="anna")
    all_accepted(run)


@pytest.mark.parametrize(
    ("reply", "where"),
    [
        ("550 5.7.26 unauthenticated mail is not accepted", "dot_reply"),
        ("550 5.7.515 access denied, domain does not meet the required level", "dot_reply"),
        ("553 5.7.1 sender address not yours", "mail_reply"),
    ],
)
async def test_trouble_with_the_domain_stops_the_campaign_at_once(tmp_path: Path, reply: str, where: str) -> None:
    behaviour = Behaviour()
    setattr(behaviour, where, lambda *_: reply)
    run = await sent(tmp_path, behaviour, connections=1)
    assert run.campaign.state is CampaignState.PAUSED
    assert reply in run.campaign.reason
    assert run.campaign.counts.rejected == 0
    assert run.campaign.counts.waiting == MANY


async def test_a_port_where_nobody_listens_pauses_with_a_sentence(tmp_path: Path) -> None:
    run = await Run(tmp_path, Behaviour()).prepare()
    await run.server.stop()
    await run.send()
    assert run.campaign.state is CampaignState.PAUSED
    assert "does not answer on port" in run.campaign.reason


async def test_big_content_that_breaks_in_the_middle_is_not_uncertain(tmp_path: Path) -> None:
    """The dot of big content is written only when the content has left."""
    drops = Drops("content")
    run = await sent(
        tmp_path,
        Behaviour(drop_at=drops, extensions=("8BITMIME",)),
        people=4,
        attachment=bytes(9_000_000),
        connections=1,
    )
    assert drops.left == 0
    all_accepted(run)


async def test_sent_again_by_a_person_has_all_its_tries_anew(tmp_path: Path) -> None:
    """Neither the tries before nor the days since the first one count against it."""
    left = {"refusals": 6}

    def refuse(*_: object) -> str | None:
        left["refusals"] -= 1
        return "451 4.3.0 try again" if left["refusals"] >= 0 else None

    run = await sent(tmp_path, Behaviour(dot_reply=refuse), people=1, retry_after=(0.01,) * 5)
    assert set(run.found.values()) == {REJECTED}
    with run.store.transaction() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET date = date - 400000")
    left["refusals"] = 5
    assert run.store.deliveries.requeue([1], asked_by_person=True) == 1
    await run.send()
    all_accepted(run)
    assert run.store.deliveries.get(1).attempts == 12
