"""Others change the address book between the making of a part of the search index and its writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.contacts import Source
from mailer_gui.store import search, search_ahead, search_parts, search_texts
from mailer_gui.store.codec import fields_to_json
from mailer_gui.store.connection import driver
from mailer_gui.store.database import Store, open_store
from mailer_gui.store.erasing import erase
from mailer_gui.store.folding import fold, folded_values

ROWS = [(f"p{number}@example.org", {"city": f"Pôrto {number}"}, number) for number in range(30)]


@pytest.fixture
def other(store: Store) -> Iterator[Store]:
    """The same workspace in another program."""
    store.contacts.upsert_many(ROWS, Source("people.csv"))
    opened = open_store(store.paths.root)
    yield opened
    opened.close()


def fill(store: Store, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> list[search_ahead.Part]:
    """Fill the index in parts of ten; `meanwhile` happens when the first one is made and not written yet."""
    make, parts = search_ahead.make, list[search_ahead.Part]()

    def made(*asked: Any) -> search_ahead.Part:
        parts.append(make(*asked))
        if len(parts) == 1:
            meanwhile()
        return parts[-1]

    for name, value in (("_MANY_NEW", 0), ("_FIRST_BATCH", 10), ("_LARGEST", 10)):
        monkeypatch.setattr(search, name, value)
    monkeypatch.setattr(search_ahead, "make", made)
    store.contacts.finish_import()
    return parts


def indexed(store: Store) -> dict[int, str]:
    with store.database.reading() as connection:
        connection.exec_driver_sql("INSERT INTO contact_search (contact_search) VALUES ('integrity-check')")
        return dict(driver(connection).execute("SELECT id, c0 FROM contact_search_content").fetchall())


def wanted(store: Store) -> dict[int, str]:
    """The text of everybody, made one by one from who is there now."""
    with store.database.reading() as connection:
        raw = driver(connection)
        signs = search_texts.Signs(raw, 0)
        rows = raw.execute("SELECT id, address, fields FROM contacts").fetchall()
        return {number: search_texts.text_of(address, fields, signs) for number, address, fields in rows}


def edit(other: Store) -> None:
    third = other.contacts.by_address("p3@example.org")
    assert third is not None
    other.contacts.update(replace(third, address="new@example.org", fields={"city": "Graz"}))


def give_a_new_field(other: Store) -> None:
    other.contacts.upsert_many([("p4@example.org", {"shoe": "40"}, 1)], Source("more.csv"))


def remove(other: Store) -> None:
    other.contacts.remove(sorted(other.contacts.ids())[2:9:3])


def erase_one(other: Store) -> None:
    erase(other.database, "p5@example.org")


def add(other: Store) -> None:
    other.contacts.remove(sorted(other.contacts.ids())[-25:])
    other.contacts.upsert_many([(f"q{number}@example.org", {"b": "2"}, number) for number in range(7)], Source("x"))


def index_some(other: Store) -> None:
    """Bring the index up to date, and with it the signs of other names than those that were new here."""
    other.contacts.upsert_many([("p1@example.org", {"aim": "sea"}, 1)], Source("more.csv"))
    with other.database.transaction() as connection:
        search._index_new(driver(connection), 5)


@pytest.mark.parametrize("change", [edit, give_a_new_field, remove, erase_one, add, index_some])
def test_what_somebody_changes_meanwhile_is_not_indexed_as_it_was(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch, change: Callable[[Store], None]
) -> None:
    fill(store, monkeypatch, lambda: change(other))
    assert indexed(store) == wanted(store)
    with store.database.reading() as connection:
        assert search_ahead.reached(driver(connection)) == max(indexed(store))


def test_what_is_written_elsewhere_meanwhile_costs_no_second_making(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[int]()

    def texts_of(rows: list[search_texts.Row], signs: search_texts.Signs) -> list[tuple[int, str]]:
        made.append(len(rows))
        return search_texts.texts_of(rows, signs)

    monkeypatch.setattr(search_ahead, "texts_of", texts_of)
    fill(store, monkeypatch, lambda: other.settings.set("window", 1))
    assert made == [10, 10, 10, 0]
    assert indexed(store) == wanted(store)


def test_an_end_between_two_parts_leaves_a_sound_index(
    store: Store, other: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        fill(store, patch, lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    assert not indexed(other)
    store.contacts.finish_import()
    assert indexed(other) == wanted(other)


_TEXT = st.text(st.sampled_from('aÄ é"\\\n,:{}%\x1f\0\u0301ﬁİ'), max_size=4)
_PEOPLE = st.lists(st.tuples(_TEXT, st.dictionaries(st.sampled_from(["a", "b %s", ",", ":", 'q"', ""]), _TEXT)))


@given(_PEOPLE)
def test_texts_of_many_are_those_of_each(people: list[tuple[str, dict[str, str]]]) -> None:
    raw = sqlite3.connect(":memory:")
    raw.execute("CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT)")
    rows = [(number, f"{at}@example.org", fields_to_json(fields)) for number, (at, fields) in enumerate(people)]
    rows = [row for row in rows if row[1].isprintable()]
    signs = search_texts.Signs(raw, 0)
    assert search_texts.texts_of(rows, signs) == [(n, search_texts.text_of(a, f, signs)) for n, a, f in rows]
    raw.close()


@pytest.mark.parametrize(
    "shapes", [["ab"], ["ab", "ab"], ["ab", "a", "ba", "b"], ["", "a"], ["a", ""], ["a", "b", "ab"]]
)
def test_people_with_other_fields_are_not_taken_for_alike(shapes: list[str]) -> None:
    raw = sqlite3.connect(":memory:")
    raw.execute("CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT)")
    rows = [
        (at, "x@example.org", fields_to_json({name: f"{name}{at}" for name in who})) for at, who in enumerate(shapes)
    ]
    signs = search_texts.Signs(raw, 0)
    assert search_texts.texts_of(rows, signs) == [(n, search_texts.text_of(a, f, signs)) for n, a, f in rows]
    raw.close()


@given(st.lists(st.text(st.sampled_from("aB\nÄ\u0301ﬁ\r "))))
def test_a_column_is_folded_as_each_of_its_values(texts: list[str]) -> None:
    assert folded_values(texts) == [fold(text) for text in texts]


@pytest.mark.parametrize("ids", [[], [7], [3, 4, 5], [3, 5, 9], [1, 1_000_000, 1_000_001]])
def test_texts_of_any_ids_are_written_as_one_part_of_the_index(store: Store, ids: list[int]) -> None:
    texts = [(number, f'anä{number} "\x1f\ue000') for number in ids]
    with store.database.transaction() as connection:
        search_texts.Texts(texts).write(driver(connection))
    assert indexed(store) == dict(texts)
    with store.database.reading() as connection:
        assert search_parts.count(driver(connection)) == bool(ids)
