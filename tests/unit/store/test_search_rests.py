from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from mailer_gui.model.contacts import Source
from mailer_gui.model.work import never
from mailer_gui.store import erasing, search, search_parts, search_rests, search_texts
from mailer_gui.store.connection import connect, driver
from mailer_gui.store.database import Store
from tests.unit.store.index_terms import terms

QUENBY = "quenby.xylander@example.org"
PEOPLE = 3_000


@pytest.fixture
def book(store: Store) -> Store:
    """An address book with one unusual name, whose index has many parts; some stand on several levels."""
    for start in range(0, PEOPLE, 300):
        rows = [(f"p{n}@example.org", {"name": f"Person {n}", "city": "Porto"}, n) for n in range(start, start + 300)]
        store.contacts.upsert_many(rows, Source("a"))
        store.contacts.finish_import()
    store.contacts.add(QUENBY, {"name": "Quenby Xylander", "city": "Zwolle"})
    store.contacts.finish_import()
    for start in range(0, PEOPLE, 300):
        rows = [(f"p{n}@example.org", {"city": "Faro"}, n) for n in range(start, start + 300, 7)]
        store.contacts.upsert_many(rows, Source("b"))
        store.contacts.finish_import()
    return store


def in_index(store: Store) -> set[str]:
    with store.database.reading() as connection:
        return terms(driver(connection))


def of_people(store: Store) -> set[str]:
    """Give the pieces of the texts that the index should have."""
    with store.database.reading() as connection:
        texts = [text for (text,) in driver(connection).execute("SELECT folded FROM contact_search")]
    return {text[at : at + 3] for text in texts for at in range(len(text) - 2)}


def test_no_piece_of_an_erased_person_is_left_in_the_index(book: Store) -> None:
    assert {"xyl", "yla", "zwo", "por"} <= in_index(book)
    erasing.erase(book.database, QUENBY)
    assert in_index(book) == of_people(book)
    assert len(book.contacts.ids(search="example")) == PEOPLE
    assert not book.contacts.ids(search="xylander")


def test_nor_of_one_who_was_removed_before(book: Store) -> None:
    found = book.contacts.by_address(QUENBY)
    assert found is not None
    book.contacts.remove([found.id])
    erasing.erase(book.database, QUENBY, sure=True)
    assert in_index(book) == of_people(book)


def test_nor_when_parts_are_being_merged_just_then(book: Store) -> None:
    with closing(connect(book.database.paths.database)) as raw:
        for pages in (-4, 2, 2):
            raw.execute("INSERT INTO contact_search (contact_search, rank) VALUES ('merge', ?)", (pages,))
        assert search_parts.count(raw) > 1  # it is in the middle
    erasing.erase(book.database, QUENBY)
    assert in_index(book) == of_people(book)


def test_what_was_stopped_is_finished_another_time(book: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(search_rests, "take_out", lambda database, cancel=never: False)
        erasing.erase(book.database, QUENBY)
    assert erasing.is_unfinished(book.database) and "xyl" in in_index(book)
    erasing.finish(book.database, cancel=lambda: True)
    assert erasing.is_unfinished(book.database)
    erasing.finish(book.database)
    assert not erasing.is_unfinished(book.database)
    assert in_index(book) == of_people(book)


def make_old(raw: sqlite3.Connection) -> None:
    """Leave the index as an older version made it: fields without the signs of their names."""
    raw.execute("DELETE FROM settings WHERE key IN ('search_signs', 'search_plain')")
    raw.execute("UPDATE contact_search SET folded = 'old ' || rowid WHERE rowid % 2")


def test_whom_an_older_version_has_indexed_is_indexed_anew_without_an_import(book: Store) -> None:
    before = of_people(book)
    assert not search.is_old(book.database)
    with book.transaction() as connection:
        make_old(driver(connection))
    assert search.is_old(book.database)
    looks = iter([False] * 3)
    search.renew(book.database, cancel=lambda: next(looks, True))
    with book.database.reading() as connection:
        assert 0 < search_texts.plain(driver(connection)) < PEOPLE
    told: list[tuple[int, int | None]] = []
    search.renew(book.database, lambda done, total: told.append((done, total)))
    assert not search.is_old(book.database)
    assert told[-1][0] == told[-1][1]
    assert of_people(book) == before
