from __future__ import annotations

import pytest

from mailer_gui.model.contacts import Source, Suppression, SuppressionReason
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.store.database import Store


def _people(store: Store, number: int) -> list[int]:
    store.contacts.upsert_many([(f"p{n}@example.org", {}, n) for n in range(number)], Source("people.csv"))
    return list(store.contacts.ids(order="added"))


def test_a_list_has_one_name_whatever_its_capitals(store: Store) -> None:
    made = store.lists.get_or_create(" Newsletter ")
    assert store.lists.get_or_create("NEWSLETTER") == made
    assert store.lists.by_name("newsletter").name == "Newsletter"
    assert store.lists.all() == [made]


def test_sizes_and_members(store: Store) -> None:
    ids = _people(store, 5)
    spring, empty = store.lists.get_or_create("Spring"), store.lists.get_or_create("Empty")
    assert store.lists.add_members(spring.id, [*ids[:3], 12345]) == 3
    assert store.lists.add_members(spring.id, ids[2:4]) == 1
    assert store.lists.remove_members(spring.id, [ids[0], ids[4]]) == 1
    assert [(one.name, one.size) for one in store.lists.all()] == [("Empty", 0), ("Spring", 3)]
    assert list(store.contacts.ids(spring.id)) == ids[1:4]
    assert [contact.id for contact in store.contacts.iterate(spring.id)] == ids[1:4]
    assert [one.id for one in store.lists.of_contact(ids[1])] == [spring.id]
    assert store.lists.get(empty.id) == empty


def test_renaming(store: Store) -> None:
    spring, summer = store.lists.get_or_create("Spring"), store.lists.get_or_create("Summer")
    assert store.lists.rename(spring.id, "spring").name == "spring"
    with pytest.raises(InputError, match="already"):
        store.lists.rename(spring.id, "SUMMER")
    with pytest.raises(InputError):
        store.lists.rename(spring.id, "  ")
    store.lists.remove(summer.id)
    with pytest.raises(NotFoundError):
        store.lists.rename(summer.id, "Autumn")


def test_removing_a_list_keeps_its_contacts_and_leaves_nothing_behind(store: Store) -> None:
    ids = _people(store, 2_500)
    spring, summer = store.lists.get_or_create("Spring"), store.lists.get_or_create("Summer")
    for one in (spring, summer):
        store.lists.add_members(one.id, ids)
    store.lists.remove(spring.id)
    assert store.contacts.count() == 2_500
    with store.transaction() as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT list_id FROM list_members").scalars().all() == [summer.id]


def test_members_that_an_interrupted_removal_left_go_with_the_next_one(store: Store) -> None:
    ids = _people(store, 3)
    spring, summer = store.lists.get_or_create("Spring"), store.lists.get_or_create("Summer")
    store.lists.add_members(spring.id, ids)
    with store.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM lists WHERE id = ?", (spring.id,))
    store.lists.remove(summer.id)
    with store.transaction() as connection:
        assert not connection.exec_driver_sql("SELECT count(*) FROM list_members").scalar()


def test_suppressions_by_address_and_domain(store: Store) -> None:
    items = [
        Suppression("Ana@Example.org", SuppressionReason.UNSUBSCRIBED, "asked by mail", 100.0),
        Suppression("@elsewhere.example", at=200.0),
    ]
    assert store.suppressions.add(items) == 2
    assert store.suppressions.add([Suppression("ana@example.org", SuppressionReason.MANUAL)]) == 0
    ana = store.suppressions.is_suppressed("ANA@example.org")
    assert ana is not None and (ana.reason, ana.note) == (SuppressionReason.UNSUBSCRIBED, "asked by mail")
    domain = store.suppressions.is_suppressed("x@elsewhere.example")
    assert domain is not None and domain.key == "@elsewhere.example"
    assert store.suppressions.is_suppressed("x@sub.elsewhere.example") is None
    asked = ["Ana@example.org", "ben@example.org", '"a@b"@elsewhere.example']
    assert store.suppressions.suppressed_among(asked) == {asked[0], asked[2]}


def test_suppressions_are_listed_found_and_removed(store: Store) -> None:
    store.suppressions.add(
        [Suppression("ana@example.org", at=1.0), Suppression("ben@example.org", note="Boss", at=2.0)]
    )
    assert [one.key for one in store.suppressions.all()] == ["ben@example.org", "ana@example.org"]
    assert [one.key for one in store.suppressions.all("BOSS")] == ["ben@example.org"]
    assert [one.key for one in store.suppressions.since(2.0)] == ["ben@example.org"]
    assert store.suppressions.remove("ANA@example.org") is True
    assert store.suppressions.remove("ana@example.org") is False
    assert store.suppressions.count() == 1
