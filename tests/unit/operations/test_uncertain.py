"""Nobody gets a message twice without being asked: uncertain deliveries, and sending to the rest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailer_gui.model.accounts import PRACTICE_ACCOUNT_NAME
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, DeliveryPlan
from mailer_gui.model.contacts import Source, Suppression
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import InputError, NotFoundError, PreflightError
from mailer_gui.model.messages import Message
from mailer_gui.model.schedule import Schedule
from mailer_gui.operations import campaigns, outbox, uncertain
from mailer_gui.operations.workspace import Workspace
from mailer_gui.store import codec

STATUSES = {
    "accepted": DeliveryStatus.ACCEPTED,
    "rejected": DeliveryStatus.REJECTED,
    "uncertain": DeliveryStatus.UNCERTAIN,
    "unsure": DeliveryStatus.UNCERTAIN,
}


@pytest.fixture
def sent(ws: Workspace) -> Campaign:
    """A campaign to four people that has finished; what became of each is told by the address."""
    people = [(f"{name}@example.org", {"first_name": name}, row) for row, name in enumerate(STATUSES, 1)]
    target = ws.lists.get_or_create("four")
    ws.contacts.upsert_many(people, Source("four.csv"), target.id)
    practice = ws.accounts.by_name(PRACTICE_ACCOUNT_NAME).id
    message = Message("Hello", text="Dear {{ first_name }} {{ unsubscribe_url }}")
    draft = campaigns.create(ws, "Spring", message, Audience((target.id,)), DeliveryPlan((practice,)))
    campaign = campaigns.send(ws, draft.id)
    with ws.transaction() as connection:
        for name, status in STATUSES.items():
            connection.exec_driver_sql(
                "UPDATE deliveries SET status = ?, reason = 'why' WHERE address = ?", (status, f"{name}@example.org")
            )
        connection.exec_driver_sql("UPDATE counters SET accepted = 1, rejected = 1, uncertain = 2")
        connection.exec_driver_sql("UPDATE campaigns SET state = 'finished'")
    return campaigns.get(ws, campaign.id)


def status_of(ws: Workspace, campaign: Campaign, name: str) -> DeliveryStatus:
    return ws.deliveries.by_address(campaign.id, f"{name}@example.org").status


def test_uncertain_ones_are_listed_and_all_are_sent_again_when_asked(ws: Workspace, sent: Campaign) -> None:
    assert [one.address for one in uncertain.waiting(ws, sent.id)] == ["uncertain@example.org", "unsure@example.org"]
    assert uncertain.resend(ws, sent.id) == 2
    assert uncertain.waiting(ws, sent.id) == []
    again = campaigns.get(ws, sent.id)
    assert (again.state, again.counts.waiting, again.counts.uncertain) == (CampaignState.SENDING, 2, 0)
    assert status_of(ws, sent, "rejected") is DeliveryStatus.REJECTED


def test_one_is_sent_again_and_one_is_left(ws: Workspace, sent: Campaign) -> None:
    assert uncertain.resend(ws, sent.id, "UNSURE@example.org") == 1
    assert uncertain.leave(ws, sent.id, "uncertain@example.org") == 1
    assert uncertain.leave(ws, sent.id, "uncertain@example.org") == 0
    assert uncertain.waiting(ws, sent.id) == []
    left = ws.deliveries.by_address(sent.id, "uncertain@example.org")
    assert (left.status, left.is_left, left.reason) == (DeliveryStatus.UNCERTAIN, True, "left as it is: why")
    assert uncertain.resend(ws, sent.id, "uncertain@example.org") == 1  # a person may think again


def test_only_uncertain_ones_can_be_decided_about(ws: Workspace, sent: Campaign) -> None:
    for ask in (uncertain.resend, uncertain.leave):
        with pytest.raises(InputError, match="is not uncertain: it is accepted"):
            ask(ws, sent.id, "accepted@example.org")
        with pytest.raises(NotFoundError):
            ask(ws, sent.id, "stranger@example.org")
    with pytest.raises(NotFoundError):
        uncertain.waiting(ws, 99)


def test_the_rest_is_exactly_those_who_were_not_reached(ws: Workspace, sent: Campaign) -> None:
    assert uncertain.rest_size(ws, sent.id) == 3
    rest = uncertain.make_rest(ws, sent.id)
    assert (rest.name, rest.state, rest.message) == ("Spring (the rest)", CampaignState.DRAFT, sent.message)
    assert uncertain.make_rest(ws, sent.id).id == rest.id
    assert outbox.preview(ws, rest.id).text.strip().startswith("Dear")
    ws.suppressions.add([Suppression("unsure@example.org")])
    going = campaigns.send(ws, rest.id)
    assert (going.counts.planned, going.counts.skipped) == (3, 1)
    assert {one.address.partition("@")[0] for one in ws.deliveries.iterate(rest.id)} == {
        "rejected",
        "uncertain",
        "unsure",
    }
    with pytest.raises(InputError, match="already sent as"):
        uncertain.make_rest(ws, sent.id)
    assert uncertain.waiting(ws, sent.id) == []
    assert uncertain.resend(ws, sent.id) == 0, "the rest has decided about them: nobody gets it a third time"


def test_a_start_that_has_passed_is_not_the_rests(ws: Workspace, sent: Campaign) -> None:
    plan = replace(sent.plan, schedule=Schedule("2020-01-01 09:00", "UTC", "00:00", "23:59"))
    with ws.transaction() as connection:
        for table in ("campaigns", "revisions"):
            connection.exec_driver_sql(f"UPDATE {table} SET plan = ?", (codec.plan_to_json(plan),))
    for other in (uncertain.make_rest(ws, sent.id), campaigns.copy(ws, sent.id)):
        assert other.plan.schedule == Schedule("", "UTC", "00:00", "23:59")
    assert campaigns.send(ws, uncertain.make_rest(ws, sent.id).id).state is CampaignState.SENDING


def test_those_who_were_left_are_no_rest(ws: Workspace, sent: Campaign) -> None:
    uncertain.leave(ws, sent.id)
    rest = uncertain.make_rest(ws, sent.id)
    going = campaigns.send(ws, rest.id)
    assert [one.address for one in ws.deliveries.iterate(going.id)] == ["rejected@example.org"]


def test_what_was_settled_meanwhile_is_not_sent_again(ws: Workspace, sent: Campaign) -> None:
    """The draft of the rest looks at its campaign again when it is sent."""
    rest = uncertain.make_rest(ws, sent.id)
    with ws.transaction() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET status = 2")
    with pytest.raises(PreflightError, match="reached everybody"):
        campaigns.send(ws, rest.id)


def test_there_is_no_rest_of_a_draft_or_of_a_campaign_that_reached_everybody(ws: Workspace, sent: Campaign) -> None:
    draft = campaigns.copy(ws, sent.id)
    with pytest.raises(InputError, match="not sent yet"):
        uncertain.make_rest(ws, draft.id)
    with ws.transaction() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET status = 2")
    with pytest.raises(InputError, match="no rest"):
        uncertain.make_rest(ws, sent.id)


def test_a_cancelled_campaign_sends_nothing_again_but_has_a_rest(ws: Workspace, sent: Campaign) -> None:
    ws.campaigns.set_state(sent.id, CampaignState.CANCELLED)
    with pytest.raises(InputError, match="cancelled"):
        uncertain.resend(ws, sent.id)
    assert uncertain.make_rest(ws, sent.id).audience.rest_of == sent.id


def test_the_rest_of_a_campaign_that_was_removed_is_said_to_be_unknown(ws: Workspace, sent: Campaign) -> None:
    rest = uncertain.make_rest(ws, sent.id)
    campaigns.remove(ws, sent.id)
    with pytest.raises(PreflightError, match="is deleted, so nobody is known"):
        campaigns.send(ws, rest.id)
