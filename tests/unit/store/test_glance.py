from __future__ import annotations

import pytest

from mailer_gui.model.contacts import Source, Suppression
from mailer_gui.model.errors import Cancelled
from mailer_gui.store.database import Store
from mailer_gui.store.glance import glance

FILE = Source("people.csv")


@pytest.fixture
def full(store: Store) -> Store:
    """Thirty people in no order; every third is on a list, every second is in Porto."""
    rows = [
        (f"p{(place * 7) % 30:02}@example.org", {"city": "Pôrto" if place % 2 else "Lisboa"}, place)
        for place in range(30)
    ]
    friends = store.lists.get_or_create("Friends").id
    store.contacts.upsert_many([one for one in rows if one[2] % 3], FILE)
    store.contacts.upsert_many([one for one in rows if not one[2] % 3], FILE, friends)
    store.contacts.finish_import()
    return store


@pytest.mark.parametrize("order", ["address", "-address", "added", "-added"])
@pytest.mark.parametrize("words", ["", "porto", "p0", "porto 1"])
@pytest.mark.parametrize("in_list", [False, True])
def test_a_glance_is_the_beginning_of_what_comes(full: Store, order: str, words: str, in_list: bool) -> None:
    list_id = full.lists.by_name("Friends").id if in_list else None
    whole = full.contacts.ids(list_id, words, order)
    most = min(2, len(whole))
    assert most
    found = glance(full.database, list_id, words, order, most)
    assert found == whole[:most]


def test_there_is_no_glance_when_it_could_be_wrong_or_slow(full: Store) -> None:
    assert glance(full.database, None, "", "name", 5) is None
    assert glance(full.database, None, "nobody", "address", 5) is None
    full.contacts.upsert_many([("late@example.org", {}, 1)], FILE)
    assert glance(full.database, None, "porto", "address", 2) is None


def test_only_those_who_are_never_mailed(full: Store) -> None:
    full.contacts.upsert_many([("x@blocked.example", {}, 1), ("y@fine.example", {}, 2)], FILE)
    full.suppressions.add([Suppression("p03@example.org"), Suppression("@blocked.example")])
    found = full.contacts.rows(full.contacts.ids(suppressed=True))
    assert [one.address for one in found] == ["p03@example.org", "x@blocked.example"]


def test_a_long_read_can_be_stopped(store: Store) -> None:
    store.contacts.upsert_many([(f"p{place}@example.org", {}, place) for place in range(4000)], FILE)
    store.contacts.finish_import()
    with pytest.raises(Cancelled):
        store.contacts.ids(search="p", cancel=lambda: True)
    assert len(store.contacts.ids(search="p", cancel=lambda: False)) == 4000


def test_every_column_has_an_order(full: Store) -> None:
    full.suppressions.add([Suppression("p03@example.org")])
    for order in ("name", "source", "consent", "check", "mark", "lists", "changed", "city", "field:city", "field:name"):
        up, down = full.contacts.ids(order=order), full.contacts.ids(order=f"-{order}")
        assert list(up) == list(reversed(down)), order
    last = full.contacts.rows(full.contacts.ids(order="mark")[-1:])
    assert [one.address for one in last] == ["p03@example.org"]
    first = full.contacts.rows(full.contacts.ids(order="-lists")[:10])
    assert set(full.lists.of_contacts([one.id for one in first]).values()) == {("Friends",)}
