"""Campaigns are checked, frozen, and afterwards nothing changes what was approved."""

from __future__ import annotations

import dataclasses
import errno
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.model.accounts import PRACTICE_ACCOUNT_NAME, Account, Identity, Security
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, DeliveryPlan, Rest, Wanted
from mailer_gui.model.checks import CheckState
from mailer_gui.model.contacts import Suppression
from mailer_gui.model.errors import DiskFullError, InputError, NotFoundError, PreflightError
from mailer_gui.model.messages import Message
from mailer_gui.operations import campaigns, outbox, preflight
from mailer_gui.operations.workspace import Workspace
from mailer_gui.sending import connect
from mailer_gui.store.lease import SenderLock

GOOD = Message(
    subject="Hello {{ first_name }}",
    text="Dear {{ first_name }}, greetings to {{ city | default: 'your town' }}. {{ unsubscribe_url }}",
)


def draft(ws: Workspace, message: Message = GOOD, *, lists: bool = True, account: bool = True) -> Campaign:
    members = ws.lists.by_name("members").id
    practice = ws.accounts.by_name(PRACTICE_ACCOUNT_NAME).id
    audience = Audience((members,) if lists else ())
    return campaigns.create(ws, "Spring", message, audience, DeliveryPlan((practice,) if account else ()))


def findings(ws: Workspace, campaign: Campaign) -> list[tuple[str, str]]:
    return [(str(finding.state), finding.title) for finding in preflight.check(ws, campaign.id)]


def test_a_good_campaign_has_nothing_to_say(ws: Workspace) -> None:
    assert findings(ws, draft(ws)) == []


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (dataclasses.replace(GOOD, subject=" "), ("bad", "The subject is empty")),
        (Message("Hello"), ("bad", "The message is empty")),
        (dataclasses.replace(GOOD, text="{{ first_name"), ("bad", "Text, line 1")),
        (dataclasses.replace(GOOD, text="{{ city }} {{ unsubscribe_url }}"), ("warning", "1 person lacks the field")),
        (dataclasses.replace(GOOD, text="{{ zork }}"), ("bad", "Nobody on the chosen lists has the field “zork”")),
        (Message("Hello", text="Hello"), ("warning", "The message has no link to unsubscribe")),
    ],
)
def test_what_is_wrong_with_the_message_is_said(ws: Workspace, message: Message, said: tuple[str, str]) -> None:
    state, title = said
    assert any(s == state and t.startswith(title.lstrip()) for s, t in findings(ws, draft(ws, message)))


def test_a_field_that_nobody_has_is_refused_and_the_known_ones_are_named(ws: Workspace) -> None:
    campaign = draft(ws, dataclasses.replace(GOOD, text="{{ zork }}"))
    with pytest.raises(PreflightError, match="first_name, city"):
        campaigns.send(ws, campaign.id)
    assert campaigns.get(ws, campaign.id).state is CampaignState.DRAFT


def test_nobody_chosen_and_no_account_forbid_sending(ws: Workspace) -> None:
    found = preflight.check(ws, draft(ws, lists=False, account=False).id)
    assert [f.step for f in found if f.state is CheckState.BAD] == ["audience", "delivery"]


def test_a_campaign_that_is_not_ready_is_not_sent_and_stays_a_draft(ws: Workspace) -> None:
    campaign = draft(ws, Message("Hello"))
    with pytest.raises(PreflightError, match="The message is empty"):
        campaigns.send(ws, campaign.id)
    assert campaigns.get(ws, campaign.id).state is CampaignState.DRAFT


def test_sending_freezes_the_audience_and_the_message(ws: Workspace) -> None:
    campaign = campaigns.send(ws, draft(ws).id)
    assert campaign.state is CampaignState.SENDING
    assert (campaign.counts.planned, campaign.counts.waiting) == (2, 2)
    before = outbox.preview(ws, campaign.id).source
    ana = ws.contacts.by_address("ana@example.org")
    assert ana is not None
    ws.contacts.update(dataclasses.replace(ana, fields={"first_name": "Changed"}))
    assert outbox.preview(ws, campaign.id).source == before
    with pytest.raises(InputError, match="cannot be changed"):
        campaigns.save_draft(ws, campaign)


@pytest.mark.parametrize("when", ["before", "after"])
def test_two_who_press_send_at_once_send_it_once(ws: Workspace, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, launch = draft(ws), ws.campaigns.launch

    def slower(campaign_id: int, *args: Any, **options: Any) -> Campaign:
        launch(campaign_id, *args, **options)  # the other one
        if when == "after":
            ws.campaigns.set_state(campaign_id, CampaignState.FINISHED)
        return launch(campaign_id, *args, **options)

    monkeypatch.setattr(ws.campaigns, "launch", slower)
    sent = campaigns.send(ws, campaign.id)
    assert sent.state is (CampaignState.SENDING if when == "before" else CampaignState.FINISHED)
    assert sent.counts.planned == 2


def test_the_suppressed_are_named_as_skipped(ws: Workspace) -> None:
    ws.suppressions.add([Suppression("@example.net")])
    campaign = campaigns.send(ws, draft(ws).id)
    assert (campaign.counts.planned, campaign.counts.skipped, campaign.counts.waiting) == (2, 1, 1)


def test_an_empty_from_name_is_remarked_and_forbids_nothing(ws: Workspace) -> None:
    shop = ws.accounts.save(Account(0, "Shop", "smtp.example.org", 465, Security.TLS, Identity("shop@example.org")))
    campaign = draft(ws)
    plan = DeliveryPlan((shop.id,))
    ws.campaigns.save_draft(dataclasses.replace(campaign, plan=plan))
    (found,) = preflight.check(ws, campaign.id)
    assert (found.step, found.state) == ("delivery", CheckState.WARNING)
    assert found.title == "The From name is empty, so people see only shop@example.org"
    named = dataclasses.replace(campaign, plan=plan, message=dataclasses.replace(campaign.message, from_name="Shop"))
    ws.campaigns.save_draft(named)
    assert preflight.check(ws, campaign.id) == []


def test_pausing_without_a_sender_pauses_at_once(ws: Workspace) -> None:
    campaign = campaigns.send(ws, draft(ws).id)
    paused = campaigns.pause(ws, campaign.id)
    assert (paused.state, paused.wanted) == (CampaignState.PAUSED, Wanted.PAUSE)
    assert campaigns.resume(ws, campaign.id).wanted is Wanted.RUN


def test_a_campaign_that_nobody_sends_is_noticed_until_it_is_paused(ws: Workspace) -> None:
    assert not campaigns.is_orphaned(ws)
    campaign = campaigns.send(ws, draft(ws).id)
    assert campaigns.is_orphaned(ws)
    campaigns.pause(ws, campaign.id)
    assert not campaigns.is_orphaned(ws)


def test_resuming_lets_a_stopped_account_try_again(ws: Workspace) -> None:
    campaign = campaigns.send(ws, draft(ws).id)
    account = campaign.plan.account_ids[0]
    ws.accounts.set_stopped(account, "The server refused the password.")
    campaigns.resume(ws, campaign.id)
    assert ws.accounts.get(account).stopped_reason == ""


def test_a_draft_can_be_neither_paused_nor_resumed_nor_cancelled(ws: Workspace) -> None:
    campaign = draft(ws)
    for ask in (campaigns.pause, campaigns.resume, campaigns.cancel):
        with pytest.raises(InputError):
            ask(ws, campaign.id)


def test_nothing_undoes_a_cancel_that_the_sender_has_not_carried_out_yet(ws: Workspace) -> None:
    campaign = campaigns.send(ws, draft(ws).id)
    campaigns.cancel(ws, campaign.id)
    for ask in (campaigns.pause, campaigns.resume, campaigns.send):
        asked = ask(ws, campaign.id)
        assert (asked.wanted, asked.state) == (Wanted.CANCEL, CampaignState.SENDING)


def test_a_campaign_whose_preparing_was_interrupted_can_be_taken_back(ws: Workspace) -> None:
    campaign = draft(ws)

    def crash(done: int, total: int | None) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        campaigns.send(ws, campaign.id, progress=crash)
    with pytest.raises(InputError, match="Cancel it first"):
        campaigns.remove(ws, campaign.id)
    assert campaigns.cancel(ws, campaign.id).state is CampaignState.DRAFT
    campaigns.remove(ws, campaign.id)


def test_what_is_read_in_a_drafts_outbox_is_what_is_sent_to_the_byte(ws: Workspace, tmp_path: Path) -> None:
    campaign = draft(ws)
    assert outbox.write_outbox(ws, campaign.id, tmp_path / "before").written == 2
    campaigns.send(ws, campaign.id)
    assert outbox.write_outbox(ws, campaign.id, tmp_path / "after").written == 2
    before = {path.name: path.read_bytes() for path in (tmp_path / "before").iterdir()}
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "after").iterdir()}
    assert any("Zoë" in value.decode("utf-8") or b"Zo=C3=AB" in value for value in before.values())


def test_a_full_disk_under_the_outbox_is_said_in_words(
    ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    campaign = draft(ws)
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(DiskFullError):
        outbox.write_outbox(ws, campaign.id, tmp_path)


def test_the_outbox_of_one_address_and_of_a_stranger(ws: Workspace, tmp_path: Path) -> None:
    campaign = draft(ws)
    assert outbox.write_outbox(ws, campaign.id, tmp_path, "ANA@example.org").written == 1
    with pytest.raises(NotFoundError, match="does not get this campaign"):
        outbox.write_outbox(ws, campaign.id, tmp_path, "stranger@example.org")


async def test_the_envelope_of_a_test_message_is_the_one_a_campaign_would_have(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    envelopes = []

    async def send_once(_account: Account, _password: str | None, *envelope: object) -> str:
        envelopes.append(envelope[:2])
        return "250 OK"

    monkeypatch.setattr(connect, "send_once", send_once)
    campaign = draft(ws, dataclasses.replace(GOOD, from_address="Shop@Bäckerei.example"))
    assert await outbox.send_test(ws, campaign.id, "Me@BÜCHER.example") == "250 OK"
    assert envelopes == [("Shop@xn--bckerei-5wa.example", "Me@xn--bcher-kva.example")]
    for wrong in ("nobody", "me@example.org>\r\nRCPT TO:<you@example.org"):
        with pytest.raises(InputError):
            await outbox.send_test(ws, campaign.id, wrong)


def test_the_preview_names_the_missing_field(ws: Workspace) -> None:
    campaign = draft(ws, Message("Hello", text="To {{ city }}"))
    zoe = ws.contacts.by_address("zoe@example.net")
    assert zoe is not None
    assert outbox.preview(ws, campaign.id, zoe.id).missing == "city"
    ana = ws.contacts.by_address("ana@example.org")
    assert ana is not None
    shown = outbox.preview(ws, campaign.id, ana.id)
    assert (shown.missing, shown.text.strip()) == ("", "To São Paulo")


def test_a_field_may_be_spelt_as_the_column_was(ws: Workspace, tmp_path: Path) -> None:
    """The list's column was “First Name”; here it is called first_name."""
    message = Message(
        subject="Hello {{ ['First Name'] }}",
        text="{{ FirstName | upcase }} {{ first_name }} of {{ City | default: 'somewhere' }} {{ unsubscribe_url }}",
    )
    campaign = draft(ws, message)
    assert findings(ws, campaign) == []
    ana = ws.contacts.by_address("ana@example.org")
    assert ana is not None
    shown = outbox.preview(ws, campaign.id, ana.id)
    assert shown.subject == "Hello Ana"
    assert shown.text.startswith("ANA Ana of São Paulo")
    outbox.write_outbox(ws, campaign.id, tmp_path / "before")
    campaigns.send(ws, campaign.id)
    outbox.write_outbox(ws, campaign.id, tmp_path / "after")
    before, after = (sorted(p.read_bytes() for p in (tmp_path / name).iterdir()) for name in ("before", "after"))
    assert before == after


def test_a_list_tells_at_once_that_nobody_sends(ws: Workspace) -> None:
    """The lock is asked, not the state that the dead sender wrote last."""
    sending, pausing, waiting = (campaigns.send(ws, draft(ws).id) for _ in range(3))
    ws.campaigns.request(pausing.id, Wanted.PAUSE)
    ws.campaigns.set_state(waiting.id, CampaignState.RESTING, rest=Rest("A person must look."))

    def stand() -> dict[int, tuple[CampaignState, bool]]:
        return {one.id: (one.state, gone) for one, gone in campaigns.as_they_stand(ws)}

    lock = SenderLock(ws.paths)
    lock.take()
    wanted = {sending.id: (CampaignState.SENDING, False), pausing.id: (CampaignState.SENDING, False)}
    assert stand() == {**wanted, waiting.id: (CampaignState.RESTING, False)}
    lock.give_back()
    assert stand()[sending.id] == (CampaignState.SENDING, False)  # it may just be starting
    with ws.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET changed_at = changed_at - 60")
    assert stand() == {
        sending.id: (CampaignState.SENDING, True),
        pausing.id: (CampaignState.PAUSED, False),
        waiting.id: (CampaignState.RESTING, False),
    }
