"""The practice server as the rest of the program uses it: started on demand, from several processes at once."""

import os
import signal
import smtplib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailer_gui.model.errors import InputError
from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.operations import demo, practice
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.processes import is_held
from mailer_gui.store.database import Store as Workspace
from tests.integration.peers.own_processes import wait_until
from tests.support.processes import of_workspace

pytestmark = pytest.mark.slow  # whole processes and real waits; the units have their quick tests


@pytest.fixture
def ws(workspace: Path) -> Iterator[Workspace]:
    opened = open_workspace(workspace)
    yield opened
    opened.close()


def test_it_starts_when_needed_and_only_once_however_many_ask(ws: Workspace, workspace: Path) -> None:
    assert practice.running_port(ws) == 0
    with ThreadPoolExecutor(4) as callers:
        ports = set(callers.map(lambda _: practice.ensure_running(ws), range(4)))
    assert len(ports) == 1
    assert ws.accounts.ensure_practice().port == ports.pop()
    wait_until(lambda: len(of_workspace(workspace)) == 1, lambda: f"{of_workspace(workspace)}")
    assert practice.ensure_running(ws) == practice.running_port(ws)


def test_its_mail_is_in_the_mailbox_and_its_log_in_the_one_log(ws: Workspace, workspace: Path) -> None:
    port = practice.ensure_running(ws)
    mailbox = practice.mailbox(ws)
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.sendmail("shop@example.com", ["ana@example.org"], "Subject: hello\r\n\r\nGood day\r\n")
    (mail,) = mailbox.page()
    assert mailbox.read(mail.key).text == "Good day\n"
    log = ws.paths.log.read_text(encoding="utf-8")
    assert f"listens on port {port}" in log
    assert "ana@example.org" not in log
    assert practice.empty(ws) == 1
    assert mailbox.count() == 0


def test_a_killed_one_is_started_again_at_the_same_port(ws: Workspace, workspace: Path) -> None:
    port = practice.ensure_running(ws)
    (process,) = of_workspace(workspace)
    os.kill(process, signal.SIGKILL)
    wait_until(lambda: not is_held(ws.paths.practice_lock), lambda: "the lock is still held")
    assert practice.ensure_running(ws) == port


def test_it_goes_when_idle(ws: Workspace, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILER_PRACTICE_IDLE", "0.2")
    practice.ensure_running(ws)
    wait_until(lambda: not of_workspace(workspace), lambda: "it is still there")
    assert practice.running_port(ws) == 0


def test_behaviour_is_kept_and_followed(ws: Workspace) -> None:
    assert practice.behaviour(ws) == PracticeBehaviour()
    wanted = PracticeBehaviour(greylist=True, reject_percent=5, slow_seconds=0.5, drop_percent=1)
    practice.set_behaviour(ws, wanted)
    assert practice.behaviour(ws) == wanted
    practice.set_behaviour(ws, PracticeBehaviour(reject_percent=100))
    with smtplib.SMTP("127.0.0.1", practice.ensure_running(ws)) as client:
        client.ehlo()
        client.mail("shop@example.com")
        assert client.rcpt("ana@example.org")[0] == 550
        practice.set_behaviour(ws, PracticeBehaviour())
        wait_until(lambda: client.rcpt("ana@example.org")[0] == 250, lambda: "still refused", 5)


@pytest.mark.parametrize("odd", [[], "x", {"reject_percent": "many"}, {"unknown": 1}, None, {"slow_seconds": None}])
def test_an_odd_setting_is_no_behaviour(ws: Workspace, odd: object) -> None:
    ws.settings.set(practice.BEHAVIOUR_SETTING, odd)
    assert practice.behaviour(ws) == PracticeBehaviour()


@pytest.mark.parametrize("bad", [{"reject_percent": 101}, {"drop_percent": -1}, {"slow_seconds": 61.0}])
def test_impossible_behaviour_is_refused(ws: Workspace, bad: dict[str, int]) -> None:
    with pytest.raises(InputError):
        practice.set_behaviour(ws, PracticeBehaviour(**bad))  # type: ignore[arg-type]  # the names are its fields


def test_the_practice_campaign_is_ready_to_be_sent(ws: Workspace) -> None:
    campaign = ws.campaigns.get(demo.prepare(ws))
    assert campaign.name == "Practice campaign"
    (people,) = ws.lists.all()
    assert (people.name, people.size) == ("Sample people", 200)
    assert campaign.audience.list_ids == (people.id,)
    assert campaign.plan.account_ids == (ws.accounts.ensure_practice().id,)
    assert '{{ first_name | default: "friend" }}' in campaign.message.text
    assert '{{ first_name | default: "friend" }}' in campaign.message.html
    again = ws.campaigns.get(demo.prepare(ws))
    assert (again.name, again.audience) == ("Practice campaign 2", campaign.audience)
    larger = ws.campaigns.get(demo.prepare(ws, 3000))
    assert [(one.name, one.size) for one in ws.lists.all()] == [("Sample people", 200), ("Sample people (3,000)", 3000)]
    assert larger.name == "Practice campaign 3"
    for wrong in (0, 100_001):
        with pytest.raises(InputError):
            demo.prepare(ws, wrong)


def test_sample_people_can_never_be_real() -> None:
    people = dict(zip(range(20_000), demo.sample_people(), strict=False))
    addresses = [address for address, _ in people.values()]
    assert len(set(addresses)) == len(addresses)
    assert {address.partition("@")[2] for address in addresses} == {"example.org", "example.com", "example.net"}
    assert all(address.isascii() and address == address.lower() for address in addresses)
    assert all(fields["city"] and fields["last_name"] for _, fields in people.values())
    assert sum("first_name" not in fields for _, fields in people.values()) > 100, "so that the default is seen"
    assert len({fields["language"] for _, fields in people.values()}) >= 20
