"""What goes wrong with real servers: each trouble has its exit code and a sentence, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from mailer_gui.operations.demo import sample_people
from tests.end_to_end.program import Program, write_people
from tests.integration.peers.mail_server import PASSWORD, USER, MailServer
from tests.integration.peers.own_processes import free_ports, wait_until
from tests.integration.peers.sink import Sink

PEOPLE = 40


@pytest.fixture
def people(tmp_path: Path, program: Program) -> str:
    """A small list of people in the workspace; gives its name."""
    file = tmp_path / "people.csv"
    write_people(file, ({"email": address, **fields} for address, fields in islice(sample_people(), PEOPLE)))
    return imported(program, file)


def imported(program: Program, file: Path) -> str:
    program.run("contacts", "import", file, "--list", "People")
    return "People"


def test_a_wrong_password_stops_at_once_and_the_right_one_goes_on(
    program: Program, people: str, mail_server: MailServer, tmp_path: Path
) -> None:
    program.variables["MAILER_PASSWORD_POST"] = "wrong"
    certificates = mail_server.certificates.authority
    program.add_account("Post", mail_server.submission, "starttls", username=USER, ca_file=certificates)
    campaign = program.make_campaign(tmp_path, "Post", people)
    before = mail_server.refused_logins()
    answer = program.run("campaigns", "send", campaign, "--wait", code=4)
    assert "password" in answer.err
    assert f"campaigns resume {campaign}" in answer.err
    assert mail_server.refused_logins() == before + 1, "one failed login, or the provider locks the account"
    status = program.status(campaign)
    assert (status["state"], status["waiting"], status["accepted"]) == ("paused", PEOPLE, 0)
    program.variables["MAILER_PASSWORD_POST"] = PASSWORD
    program.run("campaigns", "resume", campaign)
    program.run("campaigns", "send", campaign, "--wait")
    mail_server.wait_until_delivered()
    assert len({one.recipient for one in mail_server.arrived()}) == len(mail_server.arrived()) == PEOPLE
    assert mail_server.refused_logins() == before + 1


@pytest.mark.parametrize("which", ["expired", "misnamed"])
def test_a_bad_certificate_sends_nothing_not_even_the_password(
    program: Program, people: str, mail_server: MailServer, tmp_path: Path, which: str
) -> None:
    program.variables["MAILER_PASSWORD_POST"] = PASSWORD
    port, certificates = getattr(mail_server, which), mail_server.certificates.authority
    program.add_account("Post", port, "starttls", username=USER, ca_file=certificates)
    campaign = program.make_campaign(tmp_path, "Post", people)
    answer = program.run("campaigns", "send", campaign, "--wait", code=4)
    assert "certificate" in answer.err
    assert program.status(campaign)["waiting"] == PEOPLE
    assert "sasl_username" not in mail_server.log().rpartition(f"postfix/{which}/smtpd")[2]
    steps = program.run("accounts", "test", "Post", code=4)
    assert "certificate" in (steps.out + steps.err)


@pytest.mark.parametrize("host", ["localhost", "mail.nothing.example"])
def test_a_server_that_cannot_be_reached(program: Program, people: str, tmp_path: Path, host: str) -> None:
    program.add_account("Post", free_ports(1)[0], "starttls", host=host)
    campaign = program.make_campaign(tmp_path, "Post", people)
    answer = program.run("campaigns", "send", campaign, "--wait", code=4)
    assert host in answer.err
    status = program.status(campaign)
    assert (status["state"], status["waiting"]) == ("paused", PEOPLE)


def test_refused_and_postponed_people_are_told_apart_in_the_report(
    program: Program, mail_server: MailServer, tmp_path: Path
) -> None:
    names = [
        f"p{number}@{place}" for place in ("example.org", "refused.example", "later.example") for number in range(6)
    ]
    file = tmp_path / "people.csv"
    write_people(file, ({"email": name, "first_name": "Ana"} for name in names))
    program.add_account("Post", mail_server.smtp)
    campaign = program.make_campaign(tmp_path, "Post", imported(program, file), retry_after=[0.2, 0.2])
    status = program.data("campaigns", "send", campaign, "--wait", code=3)
    assert (status["accepted"], status["rejected"], status["waiting"]) == (6, 12, 0)
    table = tmp_path / "report.csv"
    program.run("report", campaign, "--csv", table)
    text = table.read_text(encoding="utf-8-sig")
    assert text.count("550 5.1.1") == 6
    assert text.count("450 4.2.1") == 6
    mail_server.wait_until_delivered()
    assert sorted(one.recipient for one in mail_server.arrived()) == names[:6]


def test_a_server_that_goes_away_and_comes_back_leaves_nobody_out(
    program: Program, people: str, smtp_sink: Sink, tmp_path: Path
) -> None:
    program.add_account("Post", smtp_sink.port, connections=2, per_second=10)
    campaign = program.make_campaign(tmp_path, "Post", people)
    program.run("campaigns", "send", campaign)
    wait_until(lambda: len(smtp_sink.arrived()) > 5, program.log)
    smtp_sink.stop()
    wait_until(lambda: program.status(campaign)["state"] == "resting", program.log)
    resting = program.status(campaign)["resting"]
    assert resting["why"]
    assert resting["until"] > 0
    smtp_sink.start()
    status = program.data("campaigns", "send", campaign, "--wait", code=None)
    assert status["state"] == "finished"
    assert status["accepted"] + status["uncertain"] == PEOPLE
    assert status["uncertain"] <= 2
    times = Counter(one.recipient for one in smtp_sink.arrived() if one.content.endswith(b"--\r\n"))
    outcomes = program.outcomes(campaign, tmp_path)
    assert set(times.values()) == {1}
    assert {name for name, outcome in outcomes.items() if outcome == "accepted"} <= times.keys()
