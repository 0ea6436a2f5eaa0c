"""What the board is told: what a paused campaign asks, where a staged start stands, what slows it down."""

from __future__ import annotations

import time
from dataclasses import asdict

import pytest

from mailer_gui.model.accounts import PACE, PRACTICE_ACCOUNT_NAME, Account, Identity, LearnedPace, Security
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, DeliveryPlan, Guard, Rest
from mailer_gui.model.errors import InputError
from mailer_gui.model.live import Asks, Stage, StoppedAccount
from mailer_gui.model.messages import Message
from mailer_gui.model.schedule import Schedule
from mailer_gui.operations import campaigns
from mailer_gui.operations.live import read_status
from mailer_gui.operations.workspace import Workspace

MESSAGE = Message("Hello", text="Dear {{ first_name }} {{ unsubscribe_url }}")
TOMORROW = time.strftime("%Y-%m-%d %H:%M", time.localtime(time.time() + 86400))


def launched(ws: Workspace, plan: DeliveryPlan | None = None) -> Campaign:
    practice = ws.accounts.by_name(PRACTICE_ACCOUNT_NAME).id
    members = ws.lists.by_name("members").id
    chosen = DeliveryPlan((practice,), schedule=plan.schedule, first=plan.first) if plan else DeliveryPlan((practice,))
    return campaigns.send(ws, campaigns.create(ws, "Spring", MESSAGE, Audience((members,)), chosen).id)


@pytest.fixture
def scheduled(ws: Workspace) -> Campaign:
    return launched(ws, DeliveryPlan(schedule=Schedule(start=TOMORROW)))


def test_a_person_s_own_pause_asks_nothing(ws: Workspace) -> None:
    campaign = launched(ws)
    campaigns.pause(ws, campaign.id)
    assert read_status(ws, campaign.id).asks is Asks.NOTHING


def test_refusals_and_a_stopped_account_are_told_apart(ws: Workspace) -> None:
    campaign = launched(ws)
    ws.campaigns.set_state(campaign.id, CampaignState.PAUSED, reason="Many were refused.")
    assert read_status(ws, campaign.id).asks is Asks.OTHER
    ws.accounts.set_stopped(campaign.plan.account_ids[0], "The password was refused.")
    assert read_status(ws, campaign.id).asks is Asks.ACCOUNT
    ws.campaigns.set_guard(campaign.id, Guard(asks=True))
    assert read_status(ws, campaign.id).asks is Asks.REFUSALS


def test_a_missed_start_is_asked_about_until_it_is_sent(ws: Workspace, scheduled: Campaign) -> None:
    late = time.time() - scheduled.plan.schedule.late_after - 60
    ws.campaigns.request(scheduled.id, scheduled.wanted, start_at=late)
    ws.campaigns.set_state(scheduled.id, CampaignState.PAUSED, reason="It should have begun.")
    assert read_status(ws, scheduled.id).asks is Asks.LATE
    again = campaigns.send(ws, scheduled.id, now=True)
    assert again.state is CampaignState.SENDING
    assert read_status(ws, scheduled.id).asks is Asks.NOTHING


def test_another_time_is_kept_also_after_a_missed_start(ws: Workspace, scheduled: Campaign) -> None:
    later = float(round(time.time()) + 7200)
    moved = campaigns.reschedule(ws, scheduled.id, later)
    assert (moved.state, moved.start_at) == (CampaignState.SCHEDULED, later)
    ws.campaigns.request(scheduled.id, scheduled.wanted, start_at=time.time() - 86400)
    ws.campaigns.set_state(scheduled.id, CampaignState.PAUSED, reason="It should have begun.")
    moved = campaigns.reschedule(ws, scheduled.id, later)
    assert (moved.state, moved.reason, moved.start_at) == (CampaignState.SCHEDULED, "", later)


def test_only_what_waits_for_a_start_can_be_moved(ws: Workspace, scheduled: Campaign) -> None:
    with pytest.raises(InputError, match="has passed"):
        campaigns.reschedule(ws, scheduled.id, time.time() - 1)
    with pytest.raises(InputError, match="does not wait"):
        campaigns.reschedule(ws, launched(ws).id, time.time() + 60)


def test_a_careful_beginning_is_told_while_it_waits(ws: Workspace) -> None:
    campaign = launched(ws, DeliveryPlan(first=1))
    ws.campaigns.set_state(campaign.id, CampaignState.RESTING, rest=Rest("The first one got it.", 5.0))
    assert read_status(ws, campaign.id).stage is None
    with ws.transaction() as connection:
        connection.exec_driver_sql("UPDATE counters SET accepted = 1")
    assert read_status(ws, campaign.id).stage == Stage(1)
    ws.campaigns.set_guard(campaign.id, Guard(stage_until=5.0))
    assert read_status(ws, campaign.id).stage == Stage(1, 5.0)
    ws.campaigns.set_guard(campaign.id, Guard(stage_over=True))
    assert read_status(ws, campaign.id).stage is None


def test_a_person_who_has_seen_enough_ends_the_careful_beginning(ws: Workspace) -> None:
    campaign = launched(ws, DeliveryPlan(first=1))
    with pytest.raises(InputError, match="does not wait"):
        campaigns.skip_stage(ws, campaign.id)
    ws.campaigns.set_state(campaign.id, CampaignState.RESTING, rest=Rest("The first one got it.", 5.0))
    ws.campaigns.set_guard(campaign.id, Guard(stage_until=time.time() + 3600))
    again = campaigns.skip_stage(ws, campaign.id)
    assert (again.state, again.guard) == (CampaignState.SENDING, Guard(stage_over=True))


def test_an_account_that_stopped_is_named_while_others_go_on(ws: Workspace) -> None:
    shop = ws.accounts.save(Account(0, "Shop", "smtp.example.org", 465, Security.TLS, Identity("shop@example.org")))
    practice = ws.accounts.by_name(PRACTICE_ACCOUNT_NAME)
    members = ws.lists.by_name("members").id
    both = DeliveryPlan((practice.id, shop.id))
    campaign = campaigns.send(ws, campaigns.create(ws, "Spring", MESSAGE, Audience((members,)), both).id)
    assert read_status(ws, campaign.id).stopped == ()
    ws.accounts.set_stopped(shop.id, "The password was refused.")
    assert read_status(ws, campaign.id).stopped == (StoppedAccount(shop.id, "Shop", "The password was refused."),)


def test_a_learned_pace_is_told_while_it_sends(ws: Workspace) -> None:
    campaign = launched(ws)
    learned = LearnedPace(2, 30.0, 1.0, "The server asked for less")
    ws.accounts.set_quirk(campaign.plan.account_ids[0], PACE, asdict(learned))
    assert read_status(ws, campaign.id).slowed == learned
    campaigns.pause(ws, campaign.id)
    assert read_status(ws, campaign.id).slowed is None
