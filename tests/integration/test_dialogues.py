"""What was said to the server about a delivery is kept: of failures always, of others when asked, never a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailer_gui.operations import reports
from mailer_gui.sender import journal
from tests.integration.faulty_server import Behaviour, Server
from tests.integration.runs import Run, all_accepted, change_plan, short_rests  # noqa: F401

pytestmark = pytest.mark.slow  # whole processes and real waits; the units have their quick tests


def said(run: Run, address: str) -> list[str]:
    return [line for one in reports.dialogues_with(run.store, run.campaign_id, address) for line in one.lines]


def count_dialogues(run: Run) -> int:
    with run.store.transaction() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM dialogues").scalar() or 0)


async def test_the_dialogue_of_a_failed_delivery_is_kept_without_secrets(tmp_path: Path) -> None:
    def refuse(server: Server, address: str) -> str | None:
        return "550 5.1.1 no such user" if address.startswith("p3@") else None

    def spam(server: Server, addresses: list[str]) -> str | None:
        return "554-5.7.1 This looks\r\n554 5.7.1 like spam" if addresses[0].startswith("p4@") else None

    behaviour = Behaviour(rcpt_reply=refuse, dot_reply=spam, auth={"user": "top-secret"})
    run = await Run(tmp_path, behaviour).prepare(5, connections=1, username="user")
    run.store.secrets.remember({run.campaign.plan.account_ids[0]: "top-secret"})
    await run.send()
    run.check_sums()
    rcpt = said(run, "p3@dest3.example")
    assert rcpt[0] == f"* connected to 127.0.0.1:{run.store.accounts.get(2).port}"
    assert "C: AUTH (user name and password are not kept)" in rcpt
    assert rcpt[-1].startswith(("S: 554", "S: 503", "C: DATA"))
    place = rcpt.index("C: RCPT TO:<p3@dest3.example>")
    assert (rcpt[place - 1], rcpt[place + 1]) == ("S: 250 2.1.0 ok", "S: 550 5.1.1 no such user")
    dot = said(run, "p4@dest4.example")
    assert dot[-2:] == ["S: 554-5.7.1 This looks", "S: 554 5.7.1 like spam"]
    assert dot[-4].startswith("C: (the message, ")
    assert not any("secret" in line or "Hello" in line for line in rcpt + dot)
    assert said(run, "p1@dest1.example") == []


@pytest.mark.parametrize("pipelining", [True, False])
async def test_the_last_dialogues_are_kept_when_asked_and_no_more(tmp_path: Path, pipelining: bool) -> None:
    run = await Run(tmp_path, Behaviour(pipelining=pipelining)).prepare(40, connections=1)
    change_plan(run, keep_dialogues=3)
    await run.send()
    all_accepted(run)
    assert count_dialogues(run) == 3
    last = said(run, run.server.ledger[-1])
    assert last[-1].startswith("S: 250 ")
    assert any(line.startswith("S: 354") for line in last)
    assert "S: 250 2.1.5 ok" in last


async def test_dialogues_of_many_failures_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MOST_FAILED", 20)
    run = await Run(tmp_path, Behaviour(rcpt_reply=lambda server, address: "550 5.1.1 no")).prepare(150)
    change_plan(run, stop_at_rejected=0.0)
    await run.send()
    assert run.campaign.counts.rejected == 150
    assert count_dialogues(run) == 20


async def test_a_broken_connection_after_the_dot_is_told_in_the_dialogue(tmp_path: Path) -> None:
    def drop(server: Server, point: str, address: str) -> bool:
        return point == "taken" and address.startswith("p2@")

    run = await Run(tmp_path, Behaviour(drop_at=drop)).prepare(3, connections=1)
    await run.send()
    run.check_sums()
    assert said(run, "p2@dest2.example")[-2:] == ["C: .", "* The connection was lost before the server answered."]
