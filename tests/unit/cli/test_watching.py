"""Watching from the command line ends whenever nothing more can happen, and never before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mailer_gui.cli import main, watching
from mailer_gui.cli.output import Output
from mailer_gui.cli.watching import status_line
from mailer_gui.model.accounts import PRACTICE_ACCOUNT_NAME, Account, Identity, Security
from mailer_gui.model.campaigns import Audience, CampaignState, Counts, DeliveryPlan, Wanted
from mailer_gui.model.errors import LoginError
from mailer_gui.model.live import CampaignStatus
from mailer_gui.model.messages import Message
from mailer_gui.operations import campaigns, importing
from mailer_gui.operations.workspace import Workspace, open_workspace


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace with one person on the list "all"; no sender is started, and nobody waits long for one."""
    monkeypatch.setattr(campaigns, "ensure_sender", lambda ws: None)
    for name in ("LOOK_SECONDS", "WAKE_SECONDS", "SENDER_GRACE_SECONDS"):
        monkeypatch.setattr(watching, name, 0.01)
    people = tmp_path / "people.csv"
    people.write_text("email\nana@example.org\n")
    opened = open_workspace(tmp_path / "workspace")
    importing.import_contacts(opened, people, list_name="all")
    yield opened
    opened.close()


def draft(ws: Workspace) -> int:
    plan = DeliveryPlan((ws.accounts.by_name(PRACTICE_ACCOUNT_NAME).id,))
    audience = Audience((ws.lists.by_name("all").id,))
    return campaigns.create(ws, "Spring", Message("Hello", text="Hello"), audience, plan).id


def test_a_draft_cannot_be_watched(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["campaigns", "watch", str(draft(ws)), "--workspace", str(ws.paths.root)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing to watch" in said.err


def test_a_campaign_without_a_sender_is_not_watched_for_ever(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    campaign = campaigns.send(ws, draft(ws))
    status = watching.watch_to_end(ws, campaign.id, Output(as_json=True))
    assert status.state is CampaignState.SENDING
    assert watching.tell_end(status, Output(as_json=True)) == 4
    assert "not running any more" in capsys.readouterr().err


def test_a_pause_that_its_sender_did_not_live_to_carry_out_is_one(ws: Workspace) -> None:
    campaign = campaigns.send(ws, draft(ws))
    ws.campaigns.request(campaign.id, Wanted.PAUSE)
    assert watching.watch_to_end(ws, campaign.id, Output(as_json=True)).state is CampaignState.PAUSED


def test_only_the_command_line_speaks_of_the_variable(ws: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    identity = Identity("shop@example.org", "Shop")
    shop = ws.accounts.save(Account(0, "Shop", "smtp.example.org", 465, Security.TLS, identity, "anna"))
    campaign = campaigns.get(ws, draft(ws))
    campaigns.save_draft(ws, replace(campaign, plan=DeliveryPlan((shop.id,))))
    ws.secrets.remember_for_now(shop, "known")
    campaigns.send(ws, campaign.id)
    ws.secrets.remember({shop.id: ""})
    missing = LoginError("It needs its password.", hint="Enter it in Accounts.", terminal="Or set it.")
    ws.accounts.set_stopped(shop.id, missing.said)
    ws.campaigns.set_state(campaign.id, CampaignState.PAUSED, reason=missing.said)
    assert main.run(["campaigns", "status", str(campaign.id), "--workspace", str(ws.paths.root)]) == 0
    said = capsys.readouterr().out
    assert "It needs its password. Enter it in Accounts. Or set the environment variable MAILER_PASSWORD_SHOP." in said
    assert "MAILER_PASSWORD" not in campaigns.get(ws, campaign.id).reason


def test_what_another_process_prepares_is_waited_for(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "SENDER_GRACE_SECONDS", 60.0)
    campaign = draft(ws)
    ws.campaigns.set_state(campaign, CampaignState.PREPARING)
    monkeypatch.setattr(campaigns, "wake", lambda ws: ws.campaigns.set_state(campaign, CampaignState.FINISHED) is None)
    assert watching.watch_to_end(ws, campaign, Output(as_json=True)).state is CampaignState.FINISHED


def test_what_is_said_of_a_campaign_adds_up() -> None:
    counts = Counts(planned=12, accepted=5, rejected=1, deferred=2, uncertain=1, skipped=3)
    status = CampaignStatus(1, "Spring", CampaignState.SENDING, counts)
    assert status_line(status) == "12 planned: 5 accepted, 1 rejected, 2 deferred, 1 uncertain, 3 skipped."
    cancelled = CampaignStatus(1, "Spring", CampaignState.CANCELLED, counts)
    assert status_line(cancelled) == "12 planned: 5 accepted, 1 rejected, 1 uncertain, 3 skipped, 2 still in flight."
