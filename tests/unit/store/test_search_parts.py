from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from mailer_gui.model.contacts import Source
from mailer_gui.store import search_parts, search_texts
from mailer_gui.store.connection import connect, driver
from mailer_gui.store.database import Store

PEOPLE = 1_200
FULL = 1_997
"""So many parts that FTS5 soon refuses more."""


@pytest.fixture
def crowded(store: Store) -> Store:
    """Give an address book whose index was merged once, and divided then by very many short transactions."""
    bring_in(store, "Porto")
    store.contacts.finish_import()
    with closing(connect(store.database.paths.database)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        divide(raw, 10)
        while search_parts.merge_some(raw):
            pass
        divide(raw, FULL)
    return store


def bring_in(store: Store, city: str) -> None:
    store.contacts.upsert_many([(f"p{n}@example.org", {"city": city}, n) for n in range(PEOPLE)], Source("a"))


def divide(raw: sqlite3.Connection, wanted: int) -> None:
    """Change one person's text, each time in a transaction, until the index has so many parts."""
    while search_parts.count(raw) < wanted:
        raw.execute("UPDATE contact_search SET folded = folded WHERE rowid = 1")


def parts(store: Store) -> int:
    with store.database.reading() as connection:
        return search_parts.count(driver(connection))


def test_parts_are_those_that_have_pages(crowded: Store) -> None:
    """FTS5 keeps the pages of a part under ids that begin with its number."""
    statement = "SELECT count(DISTINCT id >> 37) FROM contact_search_data WHERE id > 10"
    with crowded.database.reading() as connection:
        raw = driver(connection)
        assert search_parts.count(raw) == raw.execute(statement).fetchone()[0] >= FULL


def test_changed_people_are_indexed_however_many_parts_there_are(crowded: Store) -> None:
    bring_in(crowded, "Faro")
    assert len(crowded.contacts.ids(search="faro")) == PEOPLE
    assert not crowded.contacts.ids(search="porto")
    assert parts(crowded) <= search_parts.MANY


def test_new_people_are_indexed_however_many_parts_there_are(crowded: Store) -> None:
    for person in range(10):
        crowded.contacts.add(f"new{person}@example.org")
        assert len(crowded.contacts.ids(search="new")) == person + 1
    assert parts(crowded) <= search_parts.MANY


def test_people_of_an_older_version_are_indexed_anew_with_few_parts(crowded: Store) -> None:
    with crowded.database.transaction() as connection:
        search_texts.set_plain(driver(connection), PEOPLE)
    crowded.contacts.add("new@example.org")
    told: list[int] = []
    crowded.contacts.finish_import(lambda done, _: told.append(done))
    with crowded.database.reading() as connection:
        assert search_texts.plain(driver(connection)) == 0
    assert told[-1] >= PEOPLE
    assert told == sorted(told)
    assert parts(crowded) <= search_parts.MANY
    assert len(crowded.contacts.ids(search="porto")) == PEOPLE


def test_people_can_be_taken_out_however_many_parts_there_are(crowded: Store) -> None:
    for person in range(10):
        crowded.contacts.remove([person + 1])
    assert len(crowded.contacts.ids(search="porto")) == PEOPLE - 10
