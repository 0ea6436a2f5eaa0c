"""The commands about limits, uncertain deliveries, the rest, the plan and the dialogue: stable JSON and exit codes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.cli import main
from mailer_gui.model.accounts import PRACTICE_ACCOUNT_NAME
from mailer_gui.model.campaigns import Audience, CampaignState, DeliveryPlan, Rest, Wanted
from mailer_gui.model.contacts import Source
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.messages import Message
from mailer_gui.model.schedule import Schedule
from mailer_gui.operations import campaigns, importing
from mailer_gui.operations.workspace import Workspace, open_workspace


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace with three people on the list "all"; no sender is started."""
    monkeypatch.setattr(campaigns, "ensure_sender", lambda ws: None)
    people = tmp_path / "people.csv"
    people.write_text("email\nana@example.org\nben@example.org\nzoe@example.net\n")
    opened = open_workspace(tmp_path / "workspace")
    importing.import_contacts(opened, people, list_name="all")
    yield opened
    opened.close()


class Runner:
    def __init__(self, ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        self.ws, self.capsys = ws, capsys

    def run(self, *words: str, code: int = 0) -> dict[str, Any]:
        assert main.run([*words, "--json", "--workspace", str(self.ws.paths.root)]) == code
        said = self.capsys.readouterr().out
        found: dict[str, Any] = json.loads(said) if said else {}
        return found

    def say(self, *words: str) -> str:
        assert main.run([*words, "--workspace", str(self.ws.paths.root)]) == 0
        return self.capsys.readouterr().out


@pytest.fixture
def cli(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(ws, capsys)


def draft(ws: Workspace, **plan: Any) -> str:
    audience = Audience((ws.lists.by_name("all").id,))
    wanted = DeliveryPlan((ws.accounts.by_name(PRACTICE_ACCOUNT_NAME).id,), **plan)
    return str(campaigns.create(ws, "Spring", Message("Hello", text="{{ unsubscribe_url }}"), audience, wanted).id)


def settle(ws: Workspace, number: str, *statuses: DeliveryStatus) -> None:
    counts = {status: statuses.count(status) for status in DeliveryStatus}
    with ws.transaction() as connection:
        for place, status in enumerate(statuses, 1):
            values = status, place
            connection.exec_driver_sql("UPDATE deliveries SET status = ?, reason = 'why' WHERE id = ?", values)
        connection.exec_driver_sql(
            "UPDATE counters SET accepted = ?, rejected = ?, uncertain = ?",
            tuple(counts[s] for s in (DeliveryStatus.ACCEPTED, DeliveryStatus.REJECTED, DeliveryStatus.UNCERTAIN)),
        )
    ws.campaigns.set_state(int(number), CampaignState.FINISHED)


def test_limits_are_shown_and_set(cli: Runner) -> None:
    limits = ["accounts", "limits", PRACTICE_ACCOUNT_NAME]
    first = cli.run(*limits)
    assert [(one["window"], one["limit"], one["used"]) for one in first["limits"]] == [
        ("second", 0, 0),
        ("minute", 0, 0),
        ("hour", 0, 0),
        ("day", 0, 0),
    ]
    cli.run(*limits, "--per-hour", "20", "--warm-up", "5,10")
    changed = cli.run(*limits, "--domain", "example.org", "--per-minute", "3", "--connections", "1")
    assert [one["limit"] for one in changed["limits"]] == [0, 0, 20, 5]
    assert changed["warm_up"] == {"steps": [5, 10], "started_at": None, "day": 1}
    (domain,) = changed["domains"]
    assert (domain["domain"], domain["per_minute"], domain["connections"]) == ("example.org", 3, 1)
    assert cli.run(*limits, "--domain", "example.org", "--remove", "--warm-up", "off")["domains"] == []
    assert "no limit" in cli.say(*limits)
    cli.run(*limits, "--warm-up", "many", code=2)
    cli.run(*limits, "--remove", code=2)
    assert cli.run("accounts", "depth", PRACTICE_ACCOUNT_NAME, "8") == {"name": PRACTICE_ACCOUNT_NAME, "depth": 8}
    cli.run("accounts", "depth", PRACTICE_ACCOUNT_NAME, "0", code=2)


def test_uncertain_ones_are_listed_left_and_sent_again(cli: Runner) -> None:
    number = draft(cli.ws)
    cli.run("campaigns", "send", number)
    settle(cli.ws, number, DeliveryStatus.UNCERTAIN, DeliveryStatus.UNCERTAIN, DeliveryStatus.ACCEPTED)
    found = cli.run("campaigns", "uncertain", number)["uncertain"]
    assert [(one["address"], one["reason"]) for one in found] == [
        ("ana@example.org", "why"),
        ("ben@example.org", "why"),
    ]
    assert "may or may not have got it" in cli.say("campaigns", "uncertain", number)
    cli.run("campaigns", "uncertain", number, "--address", "ana@example.org", code=2)
    assert cli.run("campaigns", "uncertain", number, "--leave", "--address", "ana@example.org")["left"] == 1
    assert cli.run("campaigns", "uncertain", number, "--resend")["queued"] == 1
    assert cli.run("campaigns", "status", number)["waiting"] == 1
    assert "Nobody is uncertain" in cli.say("campaigns", "uncertain", number)


def test_the_rest_becomes_a_campaign(cli: Runner) -> None:
    number = draft(cli.ws)
    cli.run("campaigns", "send", number)
    cli.run("campaigns", "rest", number, code=2)
    settle(cli.ws, number, DeliveryStatus.REJECTED, DeliveryStatus.UNCERTAIN, DeliveryStatus.ACCEPTED)
    rest = cli.run("campaigns", "rest", number)
    assert (rest["rest_of"], rest["people"], rest["state"]) == (int(number), 2, "draft")
    assert cli.run("campaigns", "rest", number, "--send")["id"] == rest["id"]
    assert cli.run("campaigns", "status", str(rest["id"]))["planned"] == 2


def test_one_person_is_spoken_of_as_one(cli: Runner, tmp_path: Path) -> None:
    cli.ws.contacts.upsert_many(
        [("ana@example.org", {"town": "Lisbon"}, 2), ("ben@example.org", {"town": "Porto"}, 3)],
        Source("towns.csv"),
        None,
    )
    number = draft(cli.ws)
    message = Message("Hello", text="To {{ town }} {{ unsubscribe_url }}")
    campaigns.save_draft(cli.ws, replace(campaigns.get(cli.ws, int(number)), message=message))
    plan = cli.run("campaigns", "plan", number)
    assert (plan["people"], plan["lacking"]) == (2, 1)
    words = "1 person lacks a field"
    assert words in cli.say("campaigns", "plan", number)
    said = cli.say("campaigns", "outbox", number, "--out", str(tmp_path / "out"))
    assert f"Wrote 2 messages to {tmp_path / 'out'}." in said
    assert words in said


def test_the_plan_tells_the_end_and_changes_nothing(cli: Runner) -> None:
    number = draft(cli.ws)
    plan = cli.run("campaigns", "plan", number)
    assert (plan["people"], plan["campaign_id"]) == (3, int(number))
    assert 0 <= plan["seconds"] < 60
    assert "It will be through on" in cli.say("campaigns", "plan", number)
    assert cli.run("campaigns", "status", number)["state"] == "draft"


def test_status_says_why_it_rests_and_when_it_begins(cli: Runner) -> None:
    number = draft(cli.ws)
    cli.run("campaigns", "send", number)
    until = time.time() + 60
    cli.ws.campaigns.set_state(int(number), CampaignState.RESTING, rest=Rest("The limit is reached.", until))
    assert cli.run("campaigns", "status", number)["resting"] == {"why": "The limit is reached.", "until": until}
    assert "The limit is reached. Goes on at" in cli.say("campaigns", "status", number)
    later = draft(cli.ws, schedule=Schedule(start="2099-01-01 09:00", zone="UTC"))
    assert cli.run("campaigns", "send", later)["state"] == "scheduled"
    assert "It begins on" in cli.say("campaigns", "status", later)
    cli.run("campaigns", "send", later, "--now")
    assert cli.ws.campaigns.get(int(later)).start_at == pytest.approx(time.time(), abs=30)


def test_senders_are_kept_and_bounded(cli: Runner) -> None:
    number = draft(cli.ws)
    cli.run("campaigns", "send", number, "--senders", "99", code=2)
    cli.run("campaigns", "send", number, "--senders", "2")
    assert cli.ws.campaigns.get(int(number)).senders == 2


def test_a_dialogue_that_is_kept_is_shown(cli: Runner) -> None:
    number = draft(cli.ws)
    cli.run("campaigns", "send", number)
    assert cli.run("campaigns", "dialogue", number, "--address", "ana@example.org")["dialogues"] == []
    with cli.ws.transaction() as connection:
        connection.exec_driver_sql(
            "INSERT INTO dialogues (delivery_id, campaign_id, number, at, failed, lines)"
            " VALUES (1, 1, 1, 1.0, 1, 'C: MAIL' || char(10) || 'S: 550 no')"
        )
    (kept,) = cli.run("campaigns", "dialogue", number, "--address", "ana@example.org")["dialogues"]
    assert kept["lines"] == ["C: MAIL", "S: 550 no"]
    assert "S: 550 no" in cli.say("campaigns", "dialogue", number, "--address", "ana@example.org")
    cli.run("campaigns", "dialogue", number, "--address", "nobody@example.org", code=2)


def test_a_cancel_is_asked_twice_to_stop_waiting(cli: Runner) -> None:
    number = draft(cli.ws)
    cli.run("campaigns", "send", number)
    assert "Cancelling" in cli.say("campaigns", "cancel", number)
    cli.ws.campaigns.set_state(int(number), CampaignState.CANCELLED)  # as the sender does; all three are in flight
    told = cli.say("campaigns", "status", number)
    assert "3 still in flight" in told
    assert f"To stop waiting for the server's answers: mailer-gui campaigns cancel {number}" in told
    assert "answers to 3 messages are not waited for" in cli.say("campaigns", "cancel", number)
    assert cli.ws.campaigns.get(int(number)).wanted is Wanted.GIVE_UP
