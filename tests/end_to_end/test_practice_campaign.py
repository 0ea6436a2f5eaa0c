"""The practice campaign from the command line, with a well-behaved and with a misbehaving practice server."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.operations import demo, practice
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.practice.misbehaviour import is_rejected
from tests.end_to_end.program import Program


def test_the_demonstration_ends_with_a_report_and_everybody_has_the_letter(program: Program, tmp_path: Path) -> None:
    answer = program.run("demo", "--no-window", "--recipients", 200)
    assert (answer.data["state"], answer.data["planned"], answer.data["accepted"]) == ("finished", 200, 200)
    assert Path(answer.data["report"]).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    ws = open_workspace(program.workspace)
    mailbox = practice.mailbox(ws)
    ws.close()
    mails = mailbox.page(0, 1000)
    people = dict(person for person, _ in zip(demo.sample_people(), range(200), strict=False))
    assert sorted(mail.recipient for mail in mails) == sorted(people)
    for mail in mails:
        name = people[mail.recipient].get("first_name", "friend")
        message = mailbox.read(mail.key)
        assert mail.subject == f"Warm bread on Saturday, {name}"
        assert f"Good morning, {name}\n" in message.text
        assert f"Good morning, {name}" in message.html
    sent = {mailbox.path(mail.key).read_bytes() for mail in mails}
    written = program.data("campaigns", "outbox", answer.data["id"], "--out", tmp_path / "outbox")
    assert written["written"] == 200
    assert {file.read_bytes() for file in (tmp_path / "outbox").glob("*.eml")} == sent, "byte for byte"


def test_a_rehearsal_with_every_trouble_at_once_adds_up(program: Program, tmp_path: Path) -> None:
    ws = open_workspace(program.workspace)
    practice.set_behaviour(ws, PracticeBehaviour(greylist=True, reject_percent=4, drop_percent=3))
    campaign = demo.prepare(ws, 300)
    mailbox = practice.mailbox(ws)
    status = program.data("campaigns", "send", campaign, "--wait", code=3)
    people = [address for address, _ in zip((a for a, _ in demo.sample_people()), range(300), strict=False)]
    refused = [address for address in people if is_rejected(address, 4)]
    assert status["waiting"] == 0
    assert status["accepted"] + status["rejected"] + status["uncertain"] == status["planned"] == 300
    assert status["rejected"] == len(refused)
    assert status["uncertain"] == (300 - len(refused)) * 3 // 100
    outcomes = {one.address: one.status.word for one in ws.deliveries.page(campaign, limit=1000)}
    ws.close()
    kept = Counter(mail.recipient for mail in mailbox.page(0, 1000))
    assert set(kept.values()) == {1}, "nobody has it twice"
    assert {address for address in people if outcomes[address] == "accepted"} <= kept.keys()
    assert {outcomes[address] for address in kept} == {"accepted", "uncertain"}, "some uncertain ones have it"
    assert {address for address in people if outcomes[address] == "rejected"} == set(refused)
    report = program.data("report", campaign, "--csv", tmp_path / "report.csv")
    text = (tmp_path / "report.csv").read_text(encoding="utf-8-sig")
    assert text.count("uncertain") >= status["uncertain"]
    assert json.dumps(report)
