from __future__ import annotations

import math
from array import array
from collections.abc import Callable
from typing import Any

import pytest

from mailer_gui.model.contacts import Contact, FieldType, Source, Suppression
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.segments import FieldRule, Group, Operator, Segment
from mailer_gui.model.verification import Verdict
from mailer_gui.store import choosing, field_types, glance, ordering, places, segment_members
from mailer_gui.store.database import Store
from mailer_gui.store.folding import fold

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
    found = full.contacts.look(most, list_id, words, order)
    assert found is not None
    assert found.ids == whole[:most]


def test_there_is_no_glance_when_it_could_be_wrong_or_everything_is_as_quick(full: Store) -> None:
    assert full.contacts.look(5, search="nobody") is None
    assert full.contacts.look(5, verdict=Verdict.TYPO) is None
    full.contacts.upsert_many([("late@example.org", {}, 1)], FILE)
    assert full.contacts.look(2, search="porto") is None


@pytest.fixture(params=["not indexed", "half indexed", "indexed"])
def book(store: Store, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An address book in which everything occurs, read as if it were a large one."""
    for module, name, size in (
        (segment_members, "PIECE", 16),
        (ordering, "PIECE", 16),
        (segment_members, "_FEW", 5),
        (choosing, "_FEW", 5),
        (ordering, "_MOST_VALUES", 40),
        (glance, "_REACH", 10),
        (glance, "_SAMPLE", 30),
        (glance, "_SPARE", 1),
        (places, "_SAMPLE", 20),
        (places, "_SPARE", 2),
    ):
        monkeypatch.setattr(module, name, size)
    towns, names = ("Évora", "evora", "Zürich", "Aveiro", "", "Faro\x1f"), ("ana", "Ben", "Élodie", "ana ")
    for number in range(60):
        fields = {
            "city": towns[number % 5 if number < 50 else 5],
            "name": names[number % 4],
            "visits": ("10", "9", "-2.5", "many", "")[number % 5],
            "unique": f"u{(number * 7) % 60}",
        }
        row = [(f"p{(number * 13) % 60}@d{number % 3}.example", fields, number)]
        store.contacts.upsert_many(row, Source(("people.csv", "More.csv")[number % 2], number, float(number % 7)))
        if number == 30 and request.param != "not indexed":
            store.contacts.finish_import()
    store.contacts.remove(store.contacts.ids()[10:14])
    for name, part in (("Zebras", slice(0, 20)), ("apes", slice(10, 40, 3))):
        store.lists.add_members(store.lists.get_or_create(name).id, store.contacts.ids()[part])
    store.suppressions.add([Suppression("p1@d1.example"), Suppression("@d2.example")])
    field_types.keep(store.settings, {"visits": FieldType.NUMBER})
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE contacts SET changed_at = id % 5, verdict = 'typo' WHERE id % 4")
    if request.param == "indexed":
        store.contacts.finish_import()
    return store


def _keys(book: Store, people: list[Contact]) -> dict[str, Callable[[Contact], Any]]:
    """What contacts are in the order of, in Python."""
    of_lists = book.lists.of_contacts([one.id for one in people])
    silent = book.suppressions.suppressed_among([one.address for one in people])
    return {
        "address": lambda one: one.address.lower(),
        "added": lambda one: one.id,
        "name": lambda one: one.name.lower(),
        "source": lambda one: one.source.origin.lower(),
        "consent": lambda one: one.consent,
        "check": lambda one: "" if one.verdict is Verdict.NOT_CHECKED else one.verdict.value,
        "mark": lambda one: one.address in silent,
        "lists": lambda one: min((name.lower() for name in of_lists.get(one.id, ())), default=""),
        "changed": lambda one: one.changed_at,
        "visits": lambda one: _visits(one.fields.get("visits")),
        "city": lambda one: fold(one.fields.get("city", "")),
        "field:name": lambda one: fold(one.fields.get("name", "")),
        "unique": lambda one: one.fields.get("unique", ""),
        "none": lambda one: "",
    }


def _visits(text: str | None) -> float:
    if not text:
        return -math.inf
    return 0.0 if text == "many" else float(text)


@pytest.mark.slow
def test_large_tables_are_in_the_order_of_every_column(book: Store) -> None:
    choices: list[dict[str, Any]] = [
        {},
        {"list_id": book.lists.by_name("Zebras").id},
        {"verdict": (Verdict.TYPO, Verdict.OK)},
        {"suppressed": True},
        {"search": "e"},  # from here on the search index is up to date
        {"search": "ana evora"},
        {"search": "p", "verdict": Verdict.TYPO},
    ]
    people = book.contacts.rows(book.contacts.ids())
    keys, sought, looked = _keys(book, people), {False: 0, True: 0}, {False: 0, True: 0}
    for choice in choices:
        chosen = set(book.contacts.ids(**choice))
        assert len(chosen) > 3
        assert choice.get("suppressed") or book.contacts.count(**choice) == len(chosen)
        for order, key in keys.items():
            up = [one.id for one in sorted(people, key=lambda one: (key(one), one.id)) if one.id in chosen]
            for name, wanted in ((order, up), (f"-{order}", up[::-1])):
                assert list(book.contacts.ids(order=name, **choice)) == wanted, (choice, name)
                look = book.contacts.look(7, order=name, **choice)
                looked[look is None] += 1
                assert look is None or list(look.ids) == wanted[:7], (choice, name)
                if look is None or look.total is None:
                    continue
                assert look.total == len(wanted)
                for start in (0, 3, len(wanted) // 2, len(wanted) - 7, len(wanted) - 1):
                    found = book.contacts.rows_at(look, start, 7)
                    assert found is None or list(found) == wanted[start : start + 7], (choice, name, start)
                    sought[found is None] += 1
    assert sought[False] > 20 * sought[True]  # who is not found at once is rare
    assert looked[False] > 5 * looked[True]


def test_a_segment_is_a_filter_beside_others(book: Store) -> None:
    evora = Group(rules=(FieldRule("city", Operator.IS, "ÉVORA"),))
    segment = book.segments.save(Segment(0, "Évora", evora)).id
    zebras = book.lists.by_name("Zebras").id
    wanted = [
        one.id
        for one in book.contacts.rows(book.contacts.ids(zebras, order="-added"))
        if fold(one.fields.get("city", "")) == "evora"
    ]
    assert list(book.contacts.ids(zebras, order="-added", segment_id=segment)) == wanted
    assert book.contacts.count(zebras, segment_id=segment) == len(wanted) > 3
    look = book.contacts.look(3, zebras, order="-added", segment_id=segment)
    assert look is not None
    assert look.ids == array("q", wanted[:3])


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
