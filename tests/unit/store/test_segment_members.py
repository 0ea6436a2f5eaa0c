from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import Source
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.messages import Message
from mailer_gui.model.segments import FieldRule, Group, HistoryKind, HistoryRule, Operator
from mailer_gui.store import search_texts, side_by_side
from mailer_gui.store.connection import driver
from mailer_gui.store.database import Store, open_store
from mailer_gui.store.folding import PART
from tests.unit.store.test_migrations import OLD_VERSIONS, old_workspace

PORTO = Group(rules=(FieldRule("city", Operator.IS, "pôrto"),))


@pytest.fixture
def people(store: Store) -> Store:
    rows = [(f"p{number}@example.org", {"city": ("Porto", "Braga")[number % 2]}, number) for number in range(10)]
    store.contacts.upsert_many(rows, Source("people.csv"))
    return store


def test_who_was_removed_after_mail_was_sent_is_in_no_segment_until_put_back(people: Store) -> None:
    everybody = people.lists.get_or_create("All")
    people.lists.add_members(everybody.id, people.contacts.ids())
    campaign = people.campaigns.create("Spring", Message("Hi"), Audience((everybody.id,)))
    people.campaigns.launch(campaign.id, b"", campaign.message, [])
    with people.transaction() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET status = 2, at = 1")
    sent, not_sent = (Group(rules=(HistoryRule(kind),)) for kind in (HistoryKind.SENT, HistoryKind.NOT_SENT))
    removed = people.contacts.remove(people.contacts.ids()[-3:])
    assert (people.segments.count(sent), people.segments.count(not_sent)) == (7, 0)
    assert len(people.segments.ids(sent)) == 7
    people.contacts.add("new@example.org")
    assert (people.segments.count(sent), people.segments.count(not_sent)) == (7, 1)
    people.contacts.restore(removed)
    assert (people.segments.count(sent), people.segments.count(not_sent)) == (10, 1)


def test_what_an_older_version_has_indexed_is_found_and_indexed_anew_after_an_import(tmp_path: Path) -> None:
    store = open_store(old_workspace(tmp_path / "old", OLD_VERSIONS[1]))
    assert store.segments.count(PORTO) == 1
    with store.database.reading() as connection:
        assert search_texts.known(driver(connection)) is None
    store.contacts.upsert_many([("eva@example.org", {"city": "PORTO"}, 2)], Source("more.csv"))
    assert len(store.contacts.ids(search="porto")) == 2
    assert store.segments.count(PORTO) == 2
    store.contacts.upsert_many([("joe@example.org", {"city": "Porto"}, 2)], Source("more.csv"))
    store.contacts.finish_import()
    assert store.segments.count(PORTO) == 3
    assert len(store.contacts.ids(search="porto")) == 3
    with store.database.reading() as connection:
        raw = driver(connection)
        assert search_texts.plain(raw) == 0
        texts = [text for (text,) in raw.execute("SELECT folded FROM contact_search ORDER BY rowid")]
    assert [text.partition(PART)[0] for text in texts] == [
        f"{name}@example.org" for name in ("ana", "ben", "eva", "joe")
    ]
    store.close()


def test_counting_can_be_stopped(people: Store) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT ? UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(Cancelled), side_by_side.reading(people.database, lambda: True, lambda _: True) as reader:
        reader.each(endless, [(number,) for number in range(4)], print)
    assert people.segments.count(PORTO, cancel=lambda: True) == 5  # done before anybody looks


def test_two_connections_see_the_same_state(people: Store) -> None:
    writes: list[str] = []

    class Late(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql == "BEGIN" and len(writes) < 2:
                writes.append(f"between{len(writes)}@example.org")
                people.contacts.add(writes[-1])
            return super().execute(sql, *values)

    other = sqlite3.connect(people.paths.database, isolation_level=None, factory=Late)
    with people.database.reading() as connection:
        raw = driver(connection)
        assert side_by_side._begin_together(raw, other)
        counts = [one.execute("SELECT count(*) FROM contacts").fetchone()[0] for one in (raw, other)]
    other.close()
    assert (counts, len(writes)) == ([12, 12], 2)
