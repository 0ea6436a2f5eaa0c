from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.model.contacts import Source
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.store import history, search
from mailer_gui.store.connection import driver
from mailer_gui.store.database import Store, open_store
from mailer_gui.store.folding import fold

FILE = Source("people.csv")


def add(store: Store, *addresses: str, list_id: int | None = None, **fields: str) -> list[int]:
    store.contacts.upsert_many([(address, fields, row) for row, address in enumerate(addresses, 2)], FILE, list_id)
    known = store.contacts.existing([address.lower() for address in addresses])
    return [known[address.lower()].id for address in addresses]


def test_a_row_is_new_then_unchanged_then_changed(store: Store) -> None:
    def batch(fields: dict[str, str]) -> tuple[int, int, int]:
        return store.contacts.upsert_many([("Ana@example.org", fields, 2)], FILE)

    assert batch({"city": "Porto", "plan": "gold"}) == (1, 0, 0)
    assert batch({"city": "Porto"}) == (0, 0, 1)
    assert batch({"city": "", "plan": "silver"}) == (0, 1, 0)
    ana = store.contacts.by_address("aNA@example.org")
    assert ana is not None
    assert (ana.address, ana.fields) == ("Ana@example.org", {"city": "Porto", "plan": "silver"})


def test_without_merging_the_new_fields_replace_the_old_ones(store: Store) -> None:
    add(store, "ana@example.org", city="Porto")
    assert store.contacts.upsert_many([("ana@example.org", {"plan": "gold"}, 1)], FILE, merge=False) == (0, 1, 0)
    ana = store.contacts.by_address("ana@example.org")
    assert ana is not None and ana.fields == {"plan": "gold"}


def test_a_contact_remembers_where_it_came_from(store: Store) -> None:
    store.contacts.upsert_many([("ana@example.org", {}, 17)], Source("people.csv", at=1000.0))
    ana = store.contacts.by_address("ana@example.org")
    assert ana is not None and ana.source == Source("people.csv", 17, 1000.0)


def test_the_same_person_twice_in_a_batch_is_one_contact(store: Store) -> None:
    rows = [("ana@example.org", {"city": "Porto"}, 2), ("ANA@example.org", {"plan": "gold"}, 3)]
    assert store.contacts.upsert_many(rows, FILE) == (1, 0, 1)
    ana = store.contacts.by_address("ana@example.org")
    assert ana is not None and ana.fields == {"city": "Porto", "plan": "gold"}


_FIELDS = st.dictionaries(st.sampled_from(["city", "plan", "first_name"]), st.sampled_from(["", "a", "b", "é"]))
_ROWS = st.lists(st.tuples(st.sampled_from(["a@x.example", "A@x.example", "b@x.example", "c@y.example"]), _FIELDS))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(_ROWS, max_size=4))
def test_batches_end_where_one_row_at_a_time_would(
    store: Store, batches: list[list[tuple[str, dict[str, str]]]]
) -> None:
    store.contacts.remove(store.contacts.ids())
    wanted: dict[str, dict[str, str]] = {}
    for batch in batches:
        rows = [(address, fields, row) for row, (address, fields) in enumerate(batch, 1)]
        counted = store.contacts.upsert_many(rows, FILE)
        before, touched = set(wanted), set()
        for address, fields in batch:
            known = wanted.setdefault(address.lower(), {})
            merged = {**known, **{name: value for name, value in fields.items() if value}}
            if merged != known:
                touched.add(address.lower())
            wanted[address.lower()] = merged
        new, changed = len(wanted) - len(before), len(touched & before)
        assert counted == (new, changed, len(rows) - new - changed)
    found = {contact.address.lower(): dict(contact.fields) for contact in store.contacts.iterate()}
    assert found == wanted
    assert set(store.contacts.field_names()) >= {name for fields in wanted.values() for name in fields}


def test_a_long_batch_is_several_transactions_and_one_result(store: Store) -> None:
    rows = [(f"p{n}@example.org", {"n": str(n)}, n) for n in range(2_500)]
    assert store.contacts.upsert_many(rows, FILE) == (2_500, 0, 0)
    assert [contact.fields["n"] for contact in store.contacts.iterate()] == [str(n) for n in range(2_500)]


def test_ids_come_in_the_wanted_order(store: Store) -> None:
    b, a, c = (
        add(store, "b@example.org", name="anton", city="Rom")[0],
        add(store, "a@example.org", name="Carla", city="Graz")[0],
        add(store, "C@example.org", name="Berta", city="Wien")[0],
    )
    orders = {"address": [a, b, c], "-address": [c, b, a], "added": [b, a, c], "name": [b, c, a], "city": [a, b, c]}
    assert {order: list(store.contacts.ids(order=order)) for order in orders} == orders
    assert [contact.id for contact in store.contacts.rows([c, 999, a])] == [c, a]


def test_field_names_are_known_in_the_order_they_came(store: Store) -> None:
    add(store, "ana@example.org", city="Porto", plan="gold")
    add(store, "ben@example.org", plan="gold", age="7")
    assert store.contacts.field_names() == ["city", "plan", "age"]


@pytest.mark.parametrize("text", ["müller", "MULLER", "üll", "ül", "m", "shop_5", "100%", "müller gra", "@EXAMPLE.org"])
def test_search_finds_any_part_whatever_capitals_and_accents(store: Store, text: str) -> None:
    ana, *_ = add(store, "shop_5@example.org", name="Zoë Müller", city="Graz", off="100% wool")
    add(store, "shopx5@elsewhere.example", name="Karl", off="1000 wool")
    assert list(store.contacts.ids(search=text))[:1] == [ana]
    if text != "m":
        assert store.contacts.count(search=text) == 1


def test_search_does_not_look_at_the_names_of_fields(store: Store) -> None:
    add(store, "ana@example.org", company="Wool Ltd")
    assert not store.contacts.ids(search="company")


def test_search_follows_every_change(store: Store) -> None:
    ana, ben = add(store, "ana@example.org", "ben@example.org", city="Porto")
    assert list(store.contacts.ids(search="porto")) == [ana, ben]
    add(store, "ana@example.org", city="Lisboa")
    assert list(store.contacts.ids(search="porto")) == [ben]
    removed = store.contacts.remove([ana])
    assert not store.contacts.ids(search="lisboa")
    store.contacts.restore(removed)
    assert list(store.contacts.ids(search="lisboa")) == [ana]
    store.contacts.finish_import()
    assert list(store.contacts.ids(search="ana lisb")) == [ana]


def test_search_within_a_list(store: Store) -> None:
    friends = store.lists.get_or_create("Friends").id
    ana, _ = add(store, "ana@example.org", "eva@example.org")
    store.lists.add_members(friends, [ana])
    assert list(store.contacts.ids(friends, "example")) == [ana]
    assert store.contacts.count(friends) == 1


def test_removed_contacts_come_back_with_their_lists(store: Store) -> None:
    friends = store.lists.get_or_create("Friends").id
    ids = add(store, *(f"p{n}@example.org" for n in range(600)), list_id=friends, city="Porto")
    before = store.contacts.rows(ids)
    removed = pickle.loads(pickle.dumps(store.contacts.remove(ids)))
    assert (removed.count, store.contacts.count(), store.contacts.count(friends)) == (600, 0, 0)
    assert store.contacts.restore(removed) == 600
    assert store.contacts.rows(ids) == before
    assert store.contacts.count(friends) == 600


def test_a_removed_contact_does_not_push_out_its_successor(store: Store) -> None:
    (ana,) = add(store, "ana@example.org", city="Porto")
    removed = store.contacts.remove([ana])
    (other,) = add(store, "ana@example.org", city="Graz")
    assert other != ana
    assert store.contacts.restore(removed) == 0
    assert store.contacts.get(other).fields == {"city": "Graz"}


def test_updating_a_contact(store: Store) -> None:
    from dataclasses import replace

    ana, ben = add(store, "ana@example.org", "ben@example.org")
    changed = store.contacts.update(
        replace(store.contacts.get(ana), address="Anna@example.org", fields={"city": "Graz"})
    )
    assert (changed.address, changed.fields) == ("Anna@example.org", {"city": "Graz"})
    with pytest.raises(InputError, match="already"):
        store.contacts.update(replace(changed, address="BEN@example.org"))
    with pytest.raises(InputError, match="already"):
        store.contacts.add("ben@EXAMPLE.org")
    store.contacts.remove([ben])
    with pytest.raises(NotFoundError):
        store.contacts.get(ben)


def test_a_contact_that_is_typed_in(store: Store) -> None:
    added = store.contacts.add("eva@example.org", {"first_name": "Eva", "last_name": "Example"})
    assert (added.name, added.source.origin) == ("Eva Example", "typed")


def test_the_ids_of_a_workspace_survive_closing_it(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    (ana,) = add(store, "ana@example.org")
    store.contacts.remove([ana])
    store.close()
    again = open_store(tmp_path)
    assert add(again, "ben@example.org")[0] > ana  # a number is never used for somebody else
    again.close()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.9])
@pytest.mark.parametrize("words", ["müller", "MULLER porto", "an", "an müller", "nobody"])
def test_a_search_finds_the_same_people_however_many_it_expects(
    store: Store, monkeypatch: pytest.MonkeyPatch, share: float, words: str
) -> None:
    cities = ("Porto", "Pôrto", "Rome")
    rows = [
        (f"an{n}@example.org" if n % 2 else f"x{n}@example.org", {"n": "Müller", "c": cities[n % 3]}, n)
        for n in range(30)
    ]
    store.contacts.upsert_many(rows, Source("people.csv"))
    some = store.lists.get_or_create("Some").id
    store.lists.add_members(some, store.contacts.ids()[::2])
    texts = {
        one.id: fold(" ".join((one.address, *one.fields.values()))) for one in store.contacts.rows(store.contacts.ids())
    }
    wanted = [number for number, text in texts.items() if all(word in text for word in fold(words).split())]
    members = set(store.contacts.ids(some))
    monkeypatch.setattr(search, "share", lambda *_: share)
    assert list(store.contacts.ids(search=words)) == wanted
    assert list(store.contacts.ids(search=words, order="-address")) == wanted[::-1]
    assert list(store.contacts.ids(some, words)) == [number for number in wanted if number in members]
    assert store.contacts.count(search=words) == len(wanted)


def test_the_share_of_a_search_is_estimated(store: Store) -> None:
    store.contacts.upsert_many(
        [(f"p{n}@example.org", {"c": "Pôrto" if n % 4 else "Rome"}, n) for n in range(40)], Source("a")
    )
    store.contacts.finish_import()
    with store.database.reading() as connection:
        found = [search.share(driver(connection), words) for words in ("PORTO", "rome example", "nobody")]
    assert found == [0.75, 0.25, 0.0]


def test_who_is_put_back_twice_has_one_history_and_stays_off_the_lists_they_left(store: Store) -> None:
    members = store.lists.get_or_create("members")
    (ana,) = add(store, "ana@example.org", list_id=members.id)
    store.contacts.update(replace(store.contacts.get(ana), address="ana.new@example.org"))
    known = history.events(store.database, ana)
    assert len(known) == 1
    removed = store.contacts.remove([ana])
    assert store.contacts.restore(removed) == 1
    store.bulk.remove_from_list([ana], members.id)
    assert store.contacts.restore(removed) == 0
    assert history.events(store.database, ana) == known
    assert store.lists.by_name("members").size == 0
