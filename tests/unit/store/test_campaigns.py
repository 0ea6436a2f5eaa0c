from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, Counts, DeliveryPlan, Rest, Wanted
from mailer_gui.model.contacts import Source
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.messages import Message
from mailer_gui.store import schema, settle
from mailer_gui.store.database import Store

SETTLED = {
    DeliveryStatus.ACCEPTED: "accepted",
    DeliveryStatus.REJECTED: "rejected",
    DeliveryStatus.DEFERRED: "deferred",
    DeliveryStatus.UNCERTAIN: "uncertain",
    DeliveryStatus.SKIPPED: "skipped",
}


def campaign_with(store: Store, statuses: list[DeliveryStatus], name: str = "Spring") -> Campaign:
    """A launched campaign whose deliveries stand as given, with counters and one attempt each, as the sender writes."""
    everybody = store.lists.get_or_create(name)
    rows = [(f"p{n:04}@example.org", {"name": f"Zoë {n}"}, n) for n in range(len(statuses))]
    store.contacts.upsert_many(rows, Source("typed"), everybody.id)
    campaign = store.campaigns.create(name, Message("Hi"), Audience((everybody.id,)))
    campaign = store.campaigns.launch(campaign.id, b"", campaign.message, [])
    counts = {word: statuses.count(status) for status, word in SETTLED.items()}
    deliveries, attempts, counters = schema.deliveries, schema.attempts, schema.counters
    with store.transaction() as connection:
        for delivery_id, status in zip(store.deliveries.ids(campaign.id), statuses, strict=True):
            bad = status in (DeliveryStatus.REJECTED, DeliveryStatus.DEFERRED)
            code, reply = (550, f"5.1.1 no <p{delivery_id}>") if bad else (250, "2.0.0 ok")
            values = {"status": int(status), "code": code, "reply": reply, "at": 100.0 + delivery_id, "attempts": 1}
            connection.execute(deliveries.update().where(deliveries.c.id == delivery_id).values(values))
            attempt = {key: values[key] for key in ("status", "code", "reply", "at")}
            attempt |= {"delivery_id": delivery_id, "campaign_id": campaign.id, "number": 1, "account_id": 1}
            connection.execute(attempts.insert().values(attempt))
        connection.execute(
            counters.update()
            .where(counters.c.campaign_id == campaign.id)
            .values(first_at=101.0, last_at=100.0 + len(statuses), **counts)
        )
    return store.campaigns.get(campaign.id)


def add_up(store: Store, campaign_id: int) -> Counts:
    counts, real = store.deliveries.counts(campaign_id), store.reports.by_status(campaign_id)
    assert {word: getattr(counts, word) for word in SETTLED.values()} == {
        word: real.get(status, 0) for status, word in SETTLED.items()
    }
    assert counts.planned == sum(real.values())
    return counts


def test_a_draft_comes_back_as_it_was_saved(store: Store) -> None:
    from dataclasses import replace

    draft = store.campaigns.create("Spring")
    assert (draft.state, draft.message, draft.counts) == (CampaignState.DRAFT, Message(), Counts())
    wanted = replace(
        draft,
        name="Summer",
        message=Message("Subject", "<p>", "text", "Shop", "shop@example.org", "r@example.org", (("X-A", "b"),)),
        audience=Audience((3, 1)),
        plan=DeliveryPlan((2,), retry_after=(1.0, 2.5)),
    )
    saved = store.campaigns.save_draft(wanted)
    assert saved == replace(wanted, changed_at=saved.changed_at)
    copied = store.campaigns.copy(draft.id)
    assert (copied.name, copied.message) == ("Summer (copy)", wanted.message)
    assert [campaign.id for campaign in store.campaigns.all()] == [copied.id, draft.id]
    with pytest.raises(NotFoundError):
        store.campaigns.get(99)
    with pytest.raises(NotFoundError):
        store.campaigns.request(99, Wanted.RUN)


def test_what_is_wanted_and_where_it_stands(store: Store) -> None:
    campaign = campaign_with(store, [DeliveryStatus.QUEUED])
    store.campaigns.create("A draft")
    assert [one.id for one in store.campaigns.active()] == [campaign.id]
    store.campaigns.set_state(campaign.id, CampaignState.RESTING, rest=Rest("daily limit", 5000.0))
    assert store.campaigns.get(campaign.id).rest == Rest("daily limit", 5000.0)
    store.campaigns.set_state(campaign.id, CampaignState.PAUSED, "Too many rejections.")
    paused = store.campaigns.get(campaign.id)
    assert (paused.rest, paused.reason) == (None, "Too many rejections.")
    store.campaigns.request(campaign.id, Wanted.PAUSE)
    assert store.campaigns.active() == []
    store.campaigns.request(campaign.id, Wanted.CANCEL)
    assert [one.wanted for one in store.campaigns.active()] == [Wanted.CANCEL]
    store.campaigns.set_state(campaign.id, CampaignState.CANCELLED)
    assert store.campaigns.active()[0].in_flight > 0
    store.campaigns.request(campaign.id, Wanted.RUN)
    store.campaigns.request(campaign.id, Wanted.GIVE_UP)
    assert [one.wanted for one in store.campaigns.active()] == [Wanted.GIVE_UP]
    store.campaigns.skip_rest(campaign.id, "cancelled")
    assert store.campaigns.active() == []
    assert store.campaigns.get(campaign.id).finished_at is not None


def test_the_facts_of_a_campaign_stay_the_same(store: Store) -> None:
    campaign, other = store.campaigns.create("Spring"), store.campaigns.create("Summer")
    store.settings.set("postal_address", "1 Example Street")
    facts = store.campaigns.facts(campaign)
    assert facts == store.campaigns.facts(store.campaigns.get(campaign.id))
    assert (facts.campaign_id, facts.name, facts.postal_address) == (campaign.id, "Spring", "1 Example Street")
    assert len(facts.salt) == 32
    assert facts.salt != store.campaigns.facts(other).salt


_STATUSES = st.lists(st.sampled_from([s for s in DeliveryStatus if s is not DeliveryStatus.CLAIMED]), max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(statuses=_STATUSES, steps=st.lists(st.sampled_from(["skip", "requeue", "requeue some"]), max_size=4))
def test_counters_add_up_after_everything(store: Store, statuses: list[DeliveryStatus], steps: list[str]) -> None:
    campaign = campaign_with(store, statuses, f"Campaign {len(store.campaigns.all())}")
    for step in steps:
        before = add_up(store, campaign.id)
        ids = store.deliveries.ids(campaign.id)
        if step == "skip":
            assert store.campaigns.skip_rest(campaign.id, "cancelled") == before.waiting
        elif step == "requeue":
            assert store.deliveries.requeue(ids, asked_by_person=True) == before.rejected + before.uncertain
        else:
            store.deliveries.requeue(ids[::2], asked_by_person=True)
    add_up(store, campaign.id)


def test_skipping_the_rest_in_several_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "_BATCH", 3)
    waiting = [DeliveryStatus.QUEUED, DeliveryStatus.DEFERRED] * 5
    campaign = campaign_with(store, [*waiting, DeliveryStatus.ACCEPTED, DeliveryStatus.UNCERTAIN])
    seen: list[int] = []
    assert store.campaigns.skip_rest(campaign.id, "cancelled", lambda done, _: seen.append(done)) == 10
    assert seen == [3, 6, 9, 10]
    assert add_up(store, campaign.id) == Counts(planned=12, accepted=1, uncertain=1, skipped=10)
    skipped = store.deliveries.page(campaign.id, DeliveryStatus.SKIPPED)
    assert {delivery.reason for delivery in skipped} == {"cancelled"}


def test_only_a_person_can_have_something_sent_again(store: Store) -> None:
    campaign = campaign_with(store, [DeliveryStatus.UNCERTAIN, DeliveryStatus.REJECTED, DeliveryStatus.ACCEPTED])
    store.campaigns.set_state(campaign.id, CampaignState.FINISHED)
    ids = store.deliveries.ids(campaign.id)
    with pytest.raises(InputError, match="person"):
        store.deliveries.requeue(ids, asked_by_person=False)
    assert store.deliveries.requeue(ids, asked_by_person=True) == 2
    assert add_up(store, campaign.id) == Counts(planned=3, accepted=1)
    again = store.campaigns.get(campaign.id)
    assert (again.state, again.finished_at) == (CampaignState.SENDING, None)
    store.campaigns.set_state(campaign.id, CampaignState.CANCELLED)


def test_nothing_of_a_cancelled_campaign_is_sent_again(store: Store) -> None:
    campaign = campaign_with(store, [DeliveryStatus.UNCERTAIN])
    store.campaigns.set_state(campaign.id, CampaignState.CANCELLED)
    with pytest.raises(InputError, match="cancelled"):
        store.deliveries.requeue(store.deliveries.ids(campaign.id), asked_by_person=True)
    assert add_up(store, campaign.id).uncertain == 1


def test_removing_a_campaign_removes_what_belongs_to_it(store: Store) -> None:
    gone, stays = (
        campaign_with(store, [DeliveryStatus.ACCEPTED] * 3),
        campaign_with(store, [DeliveryStatus.QUEUED], "B"),
    )
    with pytest.raises(InputError, match="under way"):
        store.campaigns.remove(gone.id)
    store.campaigns.set_state(gone.id, CampaignState.FINISHED)
    store.campaigns.remove(gone.id)
    assert [campaign.id for campaign in store.campaigns.all()] == [stays.id]
    with store.transaction() as connection:
        for table in (schema.deliveries, schema.attempts, schema.counters, schema.revisions):
            found = connection.execute(table.select()).all()
            assert {row.campaign_id for row in found} == {stays.id}
    assert store.contacts.count() == 3


def test_limits_do_not_forget_what_a_removed_campaign_sent(store: Store) -> None:
    """For a day only the account, the time and the domain of an attempt stay, and nothing of the person."""
    gone = campaign_with(store, [DeliveryStatus.ACCEPTED] * 3)
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE attempts SET account_id = 7, at = ?", (store.database.clock() - 5,))
    before = store.usage.times_by_domain(7, 0.0)
    assert sum(map(len, before.values())) == 3
    store.campaigns.set_state(gone.id, CampaignState.FINISHED)
    store.campaigns.remove(gone.id)
    assert store.usage.times_by_domain(7, 0.0) == before
    assert len(store.usage.times(7, 0.0)) == 3
    with store.transaction() as connection:
        left = connection.exec_driver_sql("SELECT address, name, fields, contact_id, reply FROM deliveries").all()
        assert set(left) == {("", "", "{}", None, "")}
        connection.exec_driver_sql("UPDATE attempts SET at = at - 90000")
    store.campaigns.remove(store.campaigns.create("Another").id)
    with store.transaction() as connection:
        for table in (schema.deliveries, schema.attempts):
            assert connection.execute(table.select()).all() == []


def test_pages_filter_and_search(store: Store) -> None:
    statuses = [DeliveryStatus.ACCEPTED, DeliveryStatus.REJECTED, DeliveryStatus.QUEUED, DeliveryStatus.UNCERTAIN] * 25
    campaign = campaign_with(store, statuses)
    pages, last = [], 0
    while page := store.deliveries.page(campaign.id, after_id=last, limit=30):
        pages.append(len(page))
        last = page[-1].id
    assert pages == [30, 30, 30, 10]
    for status in DeliveryStatus:
        found = store.deliveries.ids(campaign.id, status)
        assert len(found) == statuses.count(status)
        assert store.deliveries.rows(found) == list(store.deliveries.iterate(campaign.id, status))
    assert [one.address for one in store.deliveries.page(campaign.id, search="P0007@")] == ["p0007@example.org"]
    assert [one.address for one in store.deliveries.page(campaign.id, search="zoe P0042")] == ["p0042@example.org"]
    assert len(store.deliveries.ids(campaign.id, DeliveryStatus.REJECTED, "5.1.1")) == 25
    with pytest.raises(NotFoundError):
        store.deliveries.by_address(campaign.id, "nobody@example.org")
    with pytest.raises(NotFoundError):
        store.deliveries.get(9999)


def test_attempts_and_times(store: Store) -> None:
    campaign = campaign_with(store, [DeliveryStatus.ACCEPTED] * 5)
    newest = store.deliveries.newest(campaign.id, 2)
    assert [(one.address, one.name) for one in newest] == [
        ("p0004@example.org", "Zoë 4"),
        ("p0003@example.org", "Zoë 3"),
    ]
    first = store.deliveries.page(campaign.id)[0]
    (attempt,) = store.deliveries.attempts_of(first.id)
    assert (attempt.number, attempt.status, attempt.code, attempt.account_id) == (1, DeliveryStatus.ACCEPTED, 250, 1)
    assert store.deliveries.times(campaign.id) == (101.0, 105.0)
    assert store.deliveries.times(99) == (None, None)
    assert store.reports.attempts(campaign.id) == 5


def test_replies_are_grouped_by_what_was_said(store: Store) -> None:
    statuses = [DeliveryStatus.REJECTED] * 3 + [DeliveryStatus.UNCERTAIN] + [DeliveryStatus.ACCEPTED] * 2
    campaign = campaign_with(store, statuses)
    first, second = store.reports.replies(campaign.id)
    assert (first.status, first.code, first.count) == (DeliveryStatus.REJECTED, 550, 3)
    assert first.reply.startswith("5.1.1 no <p")
    assert (second.status, second.count) == (DeliveryStatus.UNCERTAIN, 1)
    assert store.reports.domains(campaign.id) == {"example.org": 6}
