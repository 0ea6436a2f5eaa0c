from __future__ import annotations

from collections import Counter
from contextlib import AbstractContextManager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, Counts, DeliveryPlan, OnUncertain, Wanted
from mailer_gui.model.contacts import Source, Suppression
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import Cancelled, InputError, NotFoundError, StoreError
from mailer_gui.model.messages import Attachment, Message
from mailer_gui.store import launch, schema
from mailer_gui.store.connection import Database
from mailer_gui.store.database import Store, open_store

MESSAGE = Message(
    subject="Hello {{ first_name }}",
    html="<p>Hi</p>",
    headers=(("X-Shop", "1"),),
    attachments=(Attachment("a.pdf", "00", 3, "application/pdf"),),
)
PEOPLE = 1_000


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("_FIRST_BATCH", 100), ("_SMALLEST", 100), ("_LARGEST", 100)):
        monkeypatch.setattr(launch, name, size)


@pytest.fixture
def draft(store: Store) -> Campaign:
    return make_draft(store)


def make_draft(store: Store, people: int = PEOPLE) -> Campaign:
    """A draft to two lists that share half of their people; every tenth is suppressed, half of those by domain."""
    first, second = store.lists.get_or_create("First"), store.lists.get_or_create("Second")
    rows = [
        (f"P{n:04}@{'never' if n % 20 == 10 else 'shop'}.example", {"first_name": f"Name {n}"}, n)
        for n in range(people)
    ]
    store.contacts.upsert_many(rows[: people * 3 // 4], Source("a.csv"), first.id)
    store.contacts.upsert_many(rows[people // 4 :], Source("b.csv"), second.id)
    store.contacts.upsert_many([("not.asked@shop.example", {}, 1)], Source("c.csv"))
    store.suppressions.add([Suppression(f"p{n:04}@shop.example") for n in range(0, people, 20)])
    store.suppressions.add([Suppression("@never.example"), Suppression("nobody@shop.example")])
    plan = DeliveryPlan((1,), OnUncertain.RESEND, (60.0, 300.0))
    return store.campaigns.create("Spring", MESSAGE, Audience((first.id, second.id)), plan)


def go(store: Store, campaign: Campaign, **more: object) -> Campaign:
    accounts = store.accounts.chosen(campaign.plan.account_ids)
    return store.campaigns.launch(campaign.id, b"compiled", campaign.message, accounts, **more)  # type: ignore[arg-type]  # passed on


def counters_add_up(store: Store, campaign_id: int) -> Counts:
    counts, real = store.deliveries.counts(campaign_id), store.reports.by_status(campaign_id)
    assert counts == Counts(
        planned=sum(real.values()),
        accepted=real.get(DeliveryStatus.ACCEPTED, 0),
        rejected=real.get(DeliveryStatus.REJECTED, 0),
        deferred=real.get(DeliveryStatus.DEFERRED, 0),
        uncertain=real.get(DeliveryStatus.UNCERTAIN, 0),
        skipped=real.get(DeliveryStatus.SKIPPED, 0),
    )
    return counts


def frozen(store: Store, campaign_id: int) -> Counter[tuple[str, DeliveryStatus]]:
    return Counter((delivery.address, delivery.status) for delivery in store.deliveries.iterate(campaign_id))


def test_everybody_in_the_audience_has_one_delivery(store: Store, draft: Campaign) -> None:
    seen: list[tuple[int, int | None]] = []
    launched = go(store, draft, progress=lambda done, total: seen.append((done, total)))
    assert launched.state is CampaignState.SENDING
    assert launched.counts == counters_add_up(store, draft.id) == Counts(planned=PEOPLE, skipped=100)
    assert max(frozen(store, draft.id).values()) == 1
    assert (seen[0], seen[-1]) == ((0, PEOPLE), (PEOPLE, PEOPLE))
    assert store.campaigns.audience_size(draft.audience) == (PEOPLE, 100)


def test_what_is_frozen_stays(store: Store, draft: Campaign) -> None:
    go(store, draft)
    person = store.contacts.by_address("p0001@shop.example")
    assert person is not None
    store.contacts.upsert_many([(person.address, {"first_name": "Changed"}, 1)], Source("d.csv"))
    (recipient,) = store.deliveries.recipients(draft.id, address="P0001@SHOP.example")
    assert (recipient.address, recipient.fields) == ("P0001@shop.example", {"first_name": "Name 1"})
    assert recipient.date > 0
    store.contacts.remove([person.id])
    delivery = store.deliveries.by_address(draft.id, "p0001@shop.example")
    assert (delivery.name, delivery.status) == ("Name 1", DeliveryStatus.QUEUED)
    revision = store.campaigns.revision(draft.id)
    assert (revision.compiled, revision.message, revision.plan) == (b"compiled", MESSAGE, draft.plan)
    assert revision.accounts == (store.accounts.ensure_practice(),)
    with pytest.raises(InputError):
        store.campaigns.save_draft(draft)


def test_suppressed_people_are_skipped_and_say_why(store: Store, draft: Campaign) -> None:
    go(store, draft)
    for address in ("p0020@shop.example", "p0010@never.example"):
        delivery = store.deliveries.by_address(draft.id, address)
        assert (delivery.status, delivery.reason) == (DeliveryStatus.SKIPPED, "suppressed")
        assert not list(store.deliveries.recipients(draft.id, address=address))
    assert len(list(store.deliveries.recipients(draft.id))) == PEOPLE - 100


@pytest.mark.parametrize("batches", range(11))
@pytest.mark.parametrize("then", ["resume", "undo"])
def test_an_interrupted_launch_is_resumed_or_undone(
    store: Store, draft: Campaign, batches: int, then: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CrashError(Exception):
        pass

    def until_the_crash(done: int, total: int | None) -> None:
        if done >= batches * 100:
            raise CrashError

    with pytest.raises(CrashError):
        go(store, draft, progress=until_the_crash)
    interrupted = store.campaigns.get(draft.id)
    assert interrupted.state is CampaignState.PREPARING
    assert counters_add_up(store, draft.id).planned == batches * 100
    if then == "undo":
        store.campaigns.undo_launch(draft.id)
        assert store.campaigns.save_draft(draft).state is CampaignState.DRAFT
        assert not frozen(store, draft.id)
        with pytest.raises(NotFoundError):
            store.campaigns.revision(draft.id)
    assert go(store, draft).counts == counters_add_up(store, draft.id) == Counts(planned=PEOPLE, skipped=100)
    assert max(frozen(store, draft.id).values()) == 1


def test_going_on_keeps_the_message_that_was_frozen_first(store: Store, draft: Campaign) -> None:
    def crash(done: int, total: int | None) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        go(store, draft, progress=crash)
    store.campaigns.launch(draft.id, b"another", Message("Another"), [])
    assert store.campaigns.revision(draft.id).compiled == b"compiled"


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(crashes=st.lists(st.integers(0, 400), max_size=4), between=st.booleans())
def test_any_number_of_crashes_ends_in_the_same_campaign(store: Store, crashes: list[int], between: bool) -> None:
    campaign = make_draft(store, 400)
    for at in crashes:

        def crash(done: int, total: int | None, at: int = at) -> None:
            if done >= at:
                raise RuntimeError

        with pytest.raises(RuntimeError):
            go(store, campaign, progress=crash)
        counters_add_up(store, campaign.id)
        if between and store.campaigns.get(campaign.id).state is CampaignState.PREPARING:
            store.campaigns.undo_launch(campaign.id)
    assert go(store, campaign).counts == counters_add_up(store, campaign.id) == Counts(planned=400, skipped=40)


def test_a_cancel_leaves_the_draft_as_it_was(store: Store, draft: Campaign) -> None:
    answers = iter([False, False, True])
    with pytest.raises(Cancelled):
        go(store, draft, cancel=lambda: next(answers))
    left = store.campaigns.get(draft.id)
    assert (left.state, left.counts, left.revision_id) == (CampaignState.DRAFT, Counts(), None)
    assert not frozen(store, draft.id)


def test_a_launched_campaign_is_not_launched_or_undone_again(store: Store, draft: Campaign) -> None:
    go(store, draft)
    with pytest.raises(InputError):
        go(store, draft)
    with pytest.raises(InputError):
        store.campaigns.undo_launch(draft.id)
    assert counters_add_up(store, draft.id).planned == PEOPLE


def test_two_processes_launching_one_campaign_make_one_of_it(store: Store, draft: Campaign) -> None:
    other = open_store(store.paths.root)
    launched = []

    def meanwhile(done: int, total: int | None) -> None:
        if done == 300:
            launched.append(go(other, draft))

    with pytest.raises(InputError, match="not being prepared"):
        go(store, draft, progress=meanwhile)
    assert launched[0].counts == counters_add_up(store, draft.id) == Counts(planned=PEOPLE, skipped=100)
    other.close()


def test_what_is_half_taken_back_is_never_sent(store: Store, draft: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process takes the launch back and dies over it; going on here would silently leave its people out."""
    other, transaction, begun = open_store(store.paths.root), Database.transaction, []

    def die_at_the_third(database: Database, **options: bool) -> AbstractContextManager[Connection]:
        begun.append(database is other.database)
        if sum(begun) == 3:
            raise RuntimeError
        return transaction(database, **options)

    def meanwhile(done: int, total: int | None) -> None:
        if done == PEOPLE - 100:
            with monkeypatch.context() as patch, pytest.raises(RuntimeError):
                patch.setattr(Database, "transaction", die_at_the_third)
                other.campaigns.undo_launch(draft.id)

    with pytest.raises(InputError, match="not being prepared"):
        go(store, draft, progress=meanwhile)
    assert counters_add_up(store, draft.id).planned == PEOPLE - 200
    assert go(store, draft).counts == counters_add_up(store, draft.id) == Counts(planned=PEOPLE, skipped=100)
    other.close()


def test_how_a_launched_campaign_begins(store: Store) -> None:
    later = store.database.clock() + 3600
    states = {}
    ways: dict[str, dict[str, object]] = {
        "now": {},
        "later": {"start_at": later},
        "paused": {"wanted": Wanted.PAUSE},
    }
    for name, more in ways.items():
        draft = store.campaigns.copy(make_draft(store, 20).id)
        states[name] = go(store, draft, **more).state
    assert states == {
        "now": CampaignState.SENDING,
        "later": CampaignState.SCHEDULED,
        "paused": CampaignState.PAUSED,
    }


def test_nobody_to_send_to_is_finished_at_once(store: Store) -> None:
    campaign = go(store, store.campaigns.create("Nobody"))
    assert (campaign.state, campaign.counts) == (CampaignState.FINISHED, Counts())
    assert campaign.finished_at is not None


def test_no_write_keeps_another_writer_waiting(store: Store, draft: Campaign) -> None:
    """Between any two batches the lock is free."""
    import sqlite3

    other = sqlite3.connect(store.paths.database, timeout=0, isolation_level=None)

    looks: list[int] = []

    def look(done: int, total: int | None) -> None:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
        looks.append(done)

    go(store, draft, progress=look)
    other.close()
    assert len(looks) > 1


def test_deliveries_and_counters_are_one_transaction(
    store: Store, draft: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "_COUNT", "SELECT mistake")
    with pytest.raises(StoreError, match="mistake"):
        go(store, draft)
    assert not frozen(store, draft.id)
    assert store.deliveries.counts(draft.id) == Counts()


def test_draft_recipients_are_who_would_get_mail(store: Store, draft: Campaign) -> None:
    found = list(store.campaigns.draft_recipients(draft, date=5.0))
    assert len(found) == PEOPLE - 100
    assert (found[0].address, found[0].date) == ("P0001@shop.example", 5.0)
    assert [r.address for r in store.campaigns.draft_recipients(draft, address="p0001@shop.example")] == [
        found[0].address
    ]
    assert not list(store.campaigns.draft_recipients(draft, address="not.asked@shop.example"))
    outside = store.contacts.by_address("not.asked@shop.example")
    assert outside is not None
    assert [r.address for r in store.campaigns.draft_recipients(draft, contact_id=outside.id)] == [outside.address]
    assert store.campaigns.audience_lacking(draft.audience, "first_name") == 0
    assert store.campaigns.audience_lacking(draft.audience, 'no "such" field') == PEOPLE - 100


def test_the_database_knows_the_domain_after_the_last_at(store: Store) -> None:
    target = store.lists.get_or_create("Odd")
    store.contacts.upsert_many([('"a@b"@shop.example', {}, 1)], Source("x"), target.id)
    campaign = go(store, store.campaigns.create("Odd", audience=Audience((target.id,))))
    with store.transaction() as connection:
        domain = connection.execute(schema.deliveries.select().where(schema.deliveries.c.campaign_id == campaign.id))
        assert domain.one().domain == "shop.example"
