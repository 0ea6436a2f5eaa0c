from __future__ import annotations

import pytest

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import FieldType, Source
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.messages import Message
from mailer_gui.model.segments import FieldRule, Group, ListRule, Operator, Segment
from mailer_gui.store.database import Store

PORTO = Group(rules=(FieldRule("city", Operator.IS, "porto"),))


@pytest.fixture
def people(store: Store) -> Store:
    rows = [
        ("ana@example.org", {"city": "Porto", "visits": "12"}, 2),
        ("Ben@example.org", {"city": "PORTO", "visits": "9"}, 3),
        ("eva@shop.example", {"city": "Évora", "born": "1990-05-01"}, 4),
        ("joe@shop.example", {}, 5),
    ]
    store.contacts.upsert_many(rows, Source("people.csv"))
    return store


def addresses(store: Store, *rules: FieldRule | ListRule | Group, every: bool = True) -> list[str]:
    group = Group(every, rules)
    found = [contact.address for contact in store.contacts.rows(store.segments.ids(group))]
    assert store.segments.count(group) == len(found)
    return [address.partition("@")[0] for address in found]


def test_segments_are_kept_by_name(store: Store) -> None:
    made = store.segments.save(Segment(0, " Porto ", PORTO))
    assert (made.name, made.rules) == ("Porto", PORTO)
    assert store.segments.by_name("PORTO") == made
    with pytest.raises(InputError, match="already a segment"):
        store.segments.save(Segment(0, "porto", Group()))
    with pytest.raises(InputError, match="needs a name"):
        store.segments.save(Segment(0, " ", Group()))
    store.segments.save(Segment(made.id, "North", Group()))
    assert store.segments.all() == [Segment(made.id, "North", Group())]
    store.segments.remove(made.id)
    with pytest.raises(NotFoundError):
        store.segments.get(made.id)
    with pytest.raises(NotFoundError):
        store.segments.save(made)


def test_texts_are_compared_without_capital_letters_and_accents(people: Store) -> None:
    assert addresses(people, FieldRule("city", Operator.IS, "pôrto")) == ["ana", "Ben"]
    assert addresses(people, FieldRule("city", Operator.IS_NOT, "porto")) == ["eva", "joe"]
    assert addresses(people, FieldRule("city", Operator.CONTAINS, "VOR")) == ["eva"]
    assert addresses(people, FieldRule("city", Operator.CONTAINS_NOT, "o")) == ["joe"]
    assert addresses(people, FieldRule("city", Operator.BEGINS, "e")) == ["eva"]
    assert addresses(people, FieldRule("address", Operator.ENDS, "@Shop.example")) == ["eva", "joe"]
    assert addresses(people, FieldRule("city", Operator.EMPTY)) == ["joe"]
    assert addresses(people, FieldRule("city", Operator.FILLED)) == ["ana", "Ben", "eva"]
    assert addresses(people, FieldRule("city", Operator.BETWEEN, "f", "q")) == ["ana", "Ben"]


def test_numbers_and_dates_are_compared_as_such(people: Store) -> None:
    assert addresses(people, FieldRule("visits", Operator.MORE, "9", type=FieldType.NUMBER)) == ["ana"]
    assert addresses(people, FieldRule("visits", Operator.IS, "12.0", type=FieldType.NUMBER)) == ["ana"]
    assert addresses(people, FieldRule("visits", Operator.LESS, "many", type=FieldType.NUMBER)) == []
    born = FieldRule("born", Operator.BETWEEN, "1990-05-01", "1990-05-01", FieldType.DATE)
    assert addresses(people, born) == ["eva"]


def test_groups_are_and_or(people: Store) -> None:
    shop, porto = FieldRule("address", Operator.ENDS, "shop.example"), FieldRule("city", Operator.IS, "porto")
    assert addresses(people, shop, porto) == []
    assert addresses(people, shop, porto, every=False) == ["ana", "Ben", "eva", "joe"]
    assert addresses(people, Group(False, (shop, porto)), FieldRule("city", Operator.EMPTY)) == ["joe"]
    assert len(addresses(people)) == 4


def test_a_segment_is_an_audience_everywhere(people: Store) -> None:
    friends = people.lists.get_or_create("Friends")
    people.lists.add_members(friends.id, people.contacts.ids()[3:])
    segment = people.segments.save(Segment(0, "Porto", PORTO))
    most = people.segments.save(Segment(0, "Most", Group(rules=(FieldRule("city", Operator.FILLED),))))
    for audience, size in (
        (Audience(segment_ids=(most.id,)), 3),
        (Audience(segment_ids=(most.id, segment.id)), 3),
        (Audience(segment_ids=(segment.id,)), 2),
        (Audience((friends.id,), segment_ids=(segment.id,)), 3),
        (Audience(segment_ids=(most.id + 1,)), 0),
        (Audience((friends.id,), segment_ids=(most.id + 1,)), 1),
    ):
        campaign = people.campaigns.create("Spring", Message("Hi"), audience)
        assert people.campaigns.audience_size(audience) == (size, 0)
        assert people.campaigns.get(campaign.id).audience == audience
        ids = people.campaigns.audience_ids(audience)
        assert [one.number for one in people.campaigns.draft_recipients(campaign)] == list(ids)
        assert len(ids) == size
        assert people.campaigns.audience_lacking(audience, "city") == (friends.id in audience.list_ids)
        assert sum(people.campaigns.domain_sizes(campaign).values()) == size
        assert people.campaigns.launch(campaign.id, b"", campaign.message, []).counts.planned == size
    assert people.contacts.count(segment_id=segment.id) == 2
    assert people.contacts.count(friends.id, segment_id=segment.id) == 0
    assert len(people.contacts.ids(search="ana", segment_id=segment.id)) == 1
