"""A file comes in part by part, sorted where the address book is large: the outcome is the same, also after crashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailer_gui.model.contacts import MergePolicy, Source
from mailer_gui.store import file_import
from mailer_gui.store.database import Store, open_store
from mailer_gui.store.file_import import FileImport
from mailer_gui.store.imports import Unfinished
from mailer_gui.store.meeting import BEFORE, Person

PEOPLE = st.lists(st.tuples(st.integers(0, 25), st.sampled_from(["", "Porto", "Lisboa"])), min_size=1, max_size=60)


class Crash(BaseException):
    """The process ends here."""


def rows(drawn: Sequence[tuple[int, str]]) -> list[Person]:
    return [
        (key := f"p{number:02}@example.org", key, "", f'{{"city":"{city}"}}' if city else "{}", line)
        for line, (number, city) in enumerate(drawn, 2)
    ]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every address book a large one, and parts of it small."""
    monkeypatch.setattr(file_import, "_LARGE", 0)
    monkeypatch.setattr(file_import, "_LARGEST", 4)
    monkeypatch.setattr(file_import, "_SMALLEST", 1)


def prepared(root: Path) -> Store:
    store = open_store(root)
    known = [(f"p{number:02}@example.org", {"city": "Faro"}, 0) for number in range(0, 26, 3)]
    store.contacts.upsert_many(known, Source("typed"))
    store.lists.get_or_create("All")
    return store


def noted(store: Store, lines: int) -> Unfinished:
    """Note that an import begins, and let go of it."""
    with store.imports.begin("list.csv", {}, "", lines) as begun:
        return begun


def as_left(store: Store) -> tuple[Any, ...]:
    """Everything an import leaves behind, but for the order in which people came."""
    with store.transaction() as connection:
        ask = connection.exec_driver_sql
        people = ask("SELECT key, fields, consent, source_row, source_origin FROM contacts ORDER BY key").all()
        members = ask("SELECT key FROM list_members JOIN contacts ON id = contact_id ORDER BY key").all()
        events = ask("SELECT key, row FROM contact_events JOIN contacts AS c ON c.id = contact_id ORDER BY key").all()
    return people, members, events


def brought(store: Store, begun: Unfinished, people: Sequence[Person], lot: int, crashes: Iterator[int]) -> bytes:
    """Bring people in by lots as an import does, crashing after so many parts; gives the kinds of those written now."""
    left, kinds = next(crashes, -1), bytearray()
    source = Source("list.csv", 0, begun.started_at)
    with store.contacts.import_file(source, 1, MergePolicy.OVERWRITE, "", begun) as into:
        write_part = FileImport._write_part

        def part(*args: Any) -> Any:
            nonlocal left
            if left == 0:
                raise Crash
            left -= 1
            return write_part(into, *args)

        setattr(into, "_write_part", part)  # noqa: B010 - a type checker may not see the crash
        for start in range(0, len(people), lot):
            some = people[start : start + lot]
            old = [person for person in some if begun.has(person[-1], person[0])]
            kinds += into.remember(old).kinds if old else b""
            new = [person for person in some if not begun.has(person[-1], person[0])]
            if new or some[-1][-1] > begun.line:
                kinds += into.write(new, ["city"], (begun.id, some[-1][-1])).kinds
    return bytes(kinds)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=PEOPLE, lot=st.sampled_from([7, 20, 60]), crashes=st.lists(st.integers(0, 9), max_size=3))
@pytest.mark.usefixtures("small_parts")
def test_sorted_parts_and_crashes_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, str]], lot: int, crashes: list[int]
) -> None:
    people = rows(drawn)
    at_once = prepared(tmp_path_factory.mktemp("once"))
    wanted = noted(at_once, len(people))
    with at_once.contacts.import_file(Source("list.csv", 0, wanted.started_at), 1) as into:
        for person in people:
            into.write([person], ["city"], (wanted.id, person[-1]))
    parted = prepared(tmp_path_factory.mktemp("parted"))
    begun, coming = noted(parted, len(people)), iter(crashes)
    while True:
        try:
            kinds = brought(parted, begun, people, lot, coming)
            break
        except Crash:
            (begun,) = parted.imports.all()
    assert as_left(parted) == as_left(at_once)
    (one,), (other,) = at_once.imports.all(), parted.imports.all()
    assert (one.counts, one.line) == (other.counts, other.line)
    assert len(kinds) == len(people)
    assert kinds.count(BEFORE) == len({key for key, *_, line in people if begun.has(line, key)})
    at_once.close()
    parted.close()


@pytest.mark.usefixtures("small_parts")
def test_a_stop_ends_it_between_two_parts(tmp_path: Path) -> None:
    store = prepared(tmp_path)
    begun = noted(store, 60)
    people = rows([(25 - place, "Porto") for place in range(25)])
    with store.contacts.import_file(Source("list.csv", 0, begun.started_at), 1) as into:
        found = into.write(people, ["city"], (begun.id, people[-1][-1]), stop=lambda: True)
    (left,) = store.imports.all()
    assert found.left_out == 21 and left.line == 0 and left.until == people[-1][-1]
    assert left.key == sorted(person[0] for person in people)[3]
    assert store.lists.all()[0].size == 4
    store.close()


@pytest.mark.usefixtures("small_parts")
def test_others_find_their_turn_between_two_parts(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    seen: list[int] = []
    other = sqlite3.connect(tmp_path / "mailer.db", timeout=0, isolation_level=None)

    def look() -> bool:
        other.execute("BEGIN IMMEDIATE")  # would raise if the lock were held
        seen.append(other.execute("SELECT count(*) FROM contacts").fetchone()[0])
        other.execute("COMMIT")
        return False

    people = [(f"a{line}@example.org",) * 2 + ("", "{}", line) for line in range(2, 52)]
    with store.contacts.import_file(Source("list.csv", 0, 1.0), None) as into:
        into.write(people, [], None, stop=look)
    other.close()
    store.close()
    assert len(seen) >= 49 // 4 and seen == sorted(set(seen))
