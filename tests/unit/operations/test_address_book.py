"""Whatever is done to the address book in whatever order, it is what a plain model of it says."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mailer_gui.model.contacts import MergePolicy, SuppressionReason
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.operations import bulk, contacts, erasing, exporting, importing, lists, suppressions
from mailer_gui.operations.workspace import open_workspace

ADDRESSES = st.sampled_from([f"{name}@example.org" for name in ("ana", "ben", "Carla", "dora")])
CITIES = st.sampled_from(["", "Porto", "Évora"])
LISTS = st.sampled_from(["Red", "Blue"])
SOME = st.sets(st.integers(0, 3), min_size=2)
"""Places among the contacts that are there."""


@dataclass
class Person:
    address: str
    fields: dict[str, str]
    consent: str = ""
    lists: set[str] = field(default_factory=set)
    events: list[tuple[str, str]] = field(default_factory=list)

    def copy(self) -> Person:
        return Person(self.address, dict(self.fields), self.consent, set(self.lists), list(self.events))


class AddressBook(RuleBasedStateMachine):
    """The address book and its model: people by id, who is never mailed, and how to take each change back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.ws = open_workspace(Path(self.folder.name) / "workspace")
        self.people: dict[int, Person] = {}
        self.never: dict[str, str] = {}
        self.erased: set[str] = set()
        self.undos: dict[str, Callable[[], int]] = {}
        self.removed: list[tuple[Any, dict[int, Person]]] = []
        self.files = itertools.count()
        for name, city in (("ana", "Porto"), ("ben", "Évora"), ("carla", "")):
            self.add(f"{name}@example.org", city)
        self.join({0}, "Red")
        self.join({1, 2}, "Blue")

    def teardown(self) -> None:
        self.ws.close()
        self.folder.cleanup()

    def by_key(self, address: str) -> int | None:
        return next((n for n, one in self.people.items() if one.address.lower() == address.lower()), None)

    def some(self, places: set[int]) -> list[int]:
        known = sorted(self.people)
        return [known[place] for place in places if place < len(known)]

    @rule(
        rows=st.lists(st.tuples(ADDRESSES, CITIES, CITIES), min_size=1, max_size=5),
        policy=st.sampled_from(MergePolicy),
        onto=st.none() | LISTS,
        consent=st.sampled_from(["", "asked", "form"]),
    )
    def import_file(
        self, rows: list[tuple[str, str, str]], policy: MergePolicy, onto: str | None, consent: str
    ) -> None:
        file = Path(self.folder.name) / f"{next(self.files)}.csv"
        file.write_text("mail,city,plan\n" + "".join(f"{','.join(row)}\n" for row in rows), encoding="utf-8")
        done = importing.import_contacts(self.ws, file, policy=policy, list_name=onto, consent=consent)
        first: dict[str, tuple[int, tuple[str, str, str]]] = {}
        for line, row in enumerate(rows, 2):
            if row[0].lower() not in self.erased:
                first.setdefault(row[0].lower(), (line, row))
        kinds = {"new": 0, "changed": 0, "unchanged": 0}
        for key, (line, (address, city, plan)) in first.items():
            new = {name: value for name, value in (("city", city), ("plan", plan)) if value}
            number = self.by_key(key)
            if number is None:
                found = self.ws.contacts.by_address(address)
                assert found is not None and (found.source.origin, found.source.row) == (file.name, line)
                number, kind = found.id, "new"
                self.people[number] = Person(address, new, consent)
            else:
                kind = self._comes_again(self.people[number], new, policy, consent, f"{file.name}:{line}")
            kinds[kind] += 1
            if onto:
                self.people[number].lists.add(onto)
        assert (done.new, done.changed, done.unchanged) == tuple(kinds.values())
        assert done.invalid == sum(row[0].lower() in self.erased for row in rows)
        assert done.duplicate == len(rows) - done.invalid - len(first)

    def _comes_again(self, one: Person, new: dict[str, str], policy: MergePolicy, consent: str, what: str) -> str:
        before = one.copy()
        if policy is MergePolicy.OVERWRITE:
            one.fields.update(new)
        elif policy is MergePolicy.FILL:
            one.fields = new | one.fields
        if consent and (policy is MergePolicy.OVERWRITE or (policy is MergePolicy.FILL and not one.consent)):
            one.consent = consent
        if one == before:
            return "unchanged"
        one.events.append(("imported", what))
        return "changed"

    @rule(address=ADDRESSES, city=CITIES)
    def add(self, address: str, city: str) -> None:
        if address.lower() in self.erased or self.by_key(address) is not None:
            with pytest.raises(InputError):
                contacts.add(self.ws, address)
            return
        added = contacts.add(self.ws, address, {"city": city})
        self.people[added.id] = Person(address, {"city": city} if city else {})

    @rule(place=st.integers(0, 3), address=ADDRESSES, plan=CITIES, consent=st.sampled_from(["", "asked"]))
    def edit(self, place: int, address: str, plan: str, consent: str) -> None:
        for number in self.some({place}):
            one, old = contacts.get(self.ws, number), self.people[number]
            wanted = replace(one, address=address, fields={**one.fields, "plan": plan}, consent=consent)
            if address.lower() in self.erased or self.by_key(address) not in (None, number):
                with pytest.raises(InputError):
                    contacts.save(self.ws, wanted)
                continue
            contacts.save(self.ws, wanted)
            if address.lower() != old.address.lower():
                old.events.append(("moved", old.address))
            old.address, old.consent = address, consent
            old.fields = {name: value for name, value in {**old.fields, "plan": plan}.items() if value}

    @rule(places=SOME, name=st.sampled_from(["city", "plan"]), value=CITIES)
    def set_field(self, places: set[int], name: str, value: str) -> None:
        ids = self.some(places)
        change = bulk.set_field(self.ws, ids, name, value)
        before = {n: old for n in ids if (old := self.people[n].fields.get(name, "")) != value}
        self._set(before, name, dict.fromkeys(before, value))
        assert change.count == len(before)

        def back() -> int:
            still = {n for n in before if n in self.people and self.people[n].fields.get(name, "") == value}
            self._set(still, name, before)
            return len(still)

        self.undos[change.token] = back

    def _set(self, ids: Any, name: str, values: dict[int, str]) -> None:
        for number in ids:
            self.people[number].fields.pop(name, None)
            if values[number]:
                self.people[number].fields[name] = values[number]

    @rule(places=SOME, name=LISTS)
    def join(self, places: set[int], name: str) -> None:
        fresh = [n for n in self.some(places) if name not in self.people[n].lists]
        change = bulk.add_to_list(self.ws, self.some(places), name)
        assert change.count == len(fresh)
        for number in fresh:
            self.people[number].lists.add(name)
        self.undos[change.token] = lambda: self._leave(fresh, name)

    @rule(places=SOME, name=LISTS)
    def leave(self, places: set[int], name: str) -> None:
        on = [n for n in self.some(places) if name in self.people[n].lists]
        change = bulk.remove_from_list(self.ws, self.some(places), lists.get_or_create(self.ws, name).id)
        assert change.count == len(on) == self._leave(on, name)

        def back() -> int:
            again = [n for n in on if n in self.people and name not in self.people[n].lists]
            for number in again:
                self.people[number].lists.add(name)
            return len(again)

        self.undos[change.token] = back

    def _leave(self, ids: list[int], name: str) -> int:
        on = [n for n in ids if n in self.people and name in self.people[n].lists]
        for number in on:
            self.people[number].lists.discard(name)
        return len(on)

    @rule(places=SOME)
    def merge(self, places: set[int]) -> None:
        ids = self.some(places)
        if len(ids) < 2:
            return
        keep, *others = ids
        change = bulk.merge(self.ws, ids, keep)
        one, before = self.people[keep], self.people[keep].copy()
        taken = {number: self.people.pop(number) for number in others}
        for other in taken.values():
            one.fields = {**other.fields, **one.fields}
            one.consent = one.consent or other.consent
            one.lists |= other.lists
            one.events.append(("merged", other.address))
        gained, made, key = one.lists - before.lists, dict(one.fields), one.address.lower()
        silent = key not in self.never and any(
            self.never.get(other.address.lower()) == SuppressionReason.UNSUBSCRIBED for other in taken.values()
        )
        if silent:
            self.never[key] = SuppressionReason.UNSUBSCRIBED

        def back() -> int:
            kept = self.people.get(keep)
            if kept is not None:
                if kept.fields == made:
                    kept.fields, kept.consent = before.fields, before.consent
                kept.lists -= gained
                gone = {other.address for other in taken.values()}
                kept.events = [one for one in kept.events if one[0] != "merged" or one[1] not in gone]
            if silent:
                self.never.pop(key, None)
            return self._put_back(taken)

        self.undos[change.token] = back

    def _put_back(self, taken: dict[int, Person]) -> int:
        back = {
            number: one
            for number, one in taken.items()
            if self.by_key(one.address) is None and one.address.lower() not in self.erased
        }
        for number, one in back.items():
            self.people[number] = one.copy()
            self.people[number].events = [event for event in one.events if event[1].lower() not in self.erased]
        return len(back)

    @rule(places=SOME)
    def remove(self, places: set[int]) -> None:
        ids = self.some(places)
        self.removed.append((contacts.remove(self.ws, ids), {number: self.people.pop(number) for number in ids}))

    @rule(last=st.booleans())
    def restore(self, last: bool) -> None:
        if self.removed:
            removed, people = self.removed.pop(-1 if last else 0)
            assert contacts.restore(self.ws, removed) == self._put_back(people)

    @rule()
    def undo_and_restore_all(self) -> None:
        while self.removed:
            self.restore(last=True)
        while self.undos:
            self.undo(last=True)

    @rule(last=st.booleans())
    def undo(self, last: bool) -> None:
        if self.undos:
            token = list(self.undos)[-1 if last else 0]
            assert bulk.undo(self.ws, token) == self.undos.pop(token)()

    @rule(address=ADDRESSES, reason=st.sampled_from(["unsubscribed", "bounced"]))
    def suppress(self, address: str, reason: str) -> None:
        if address.lower() not in self.erased:
            suppressions.add(self.ws, address, reason)
            self.never.setdefault(address.lower(), reason)

    @rule(address=ADDRESSES)
    def erase(self, address: str) -> None:
        key, number = address.lower(), self.by_key(address)
        theirs = {now for now, one in self.people.items() if any(had.lower() == key for _, had in one.events)}
        if number is None and theirs:
            with pytest.raises(InputError, match="address"):
                erasing.erase(self.ws, address)
            return
        if number is None and key not in self.never and key not in self.erased:
            with pytest.raises(NotFoundError):
                erasing.erase(self.ws, address)
            return
        erasing.erase(self.ws, address)
        gone = {key}
        if number is not None:
            gone |= {had.lower() for kind, had in self.people.pop(number).events if kind != "imported"}
            gone -= {one.address.lower() for one in self.people.values()}  # somebody else has it now
        self.erased |= gone
        for one in self.people.values():
            one.events = [event for event in one.events if event[1].lower() not in gone]
        for one_of_them in gone:
            self.never.pop(one_of_them, None)
        self.undos = {token: lambda: 0 for token in self.undos}

    @rule(address=ADDRESSES)
    def allow(self, address: str) -> None:
        key = address.lower()
        if key in self.never or key in self.erased:
            suppressions.remove(self.ws, address)
            self.never.pop(key, None)
            self.erased.discard(key)

    @rule(suffix=st.sampled_from([".csv", ".xlsx", ".vcf"]))
    def what_is_exported_changes_nothing_when_it_comes_again(self, suffix: str) -> None:
        if self.people:
            file = Path(self.folder.name) / f"{next(self.files)}{suffix}"
            assert exporting.export_people(self.ws, file) == len(self.people)
            done = importing.import_contacts(self.ws, file)
            assert (done.unchanged, done.new, done.changed) == (len(self.people), 0, 0)

    @invariant()
    def it_is_what_the_model_says(self) -> None:
        with self.ws.database.reading() as connection:
            ask = connection.exec_driver_sql
            events: dict[int, list[tuple[str, str]]] = {}
            for number, kind, detail, origin, row in ask(
                "SELECT contact_id, kind, detail, origin, row FROM contact_events ORDER BY id"
            ):
                events.setdefault(number, []).append((kind, detail or f"{origin}:{row}"))
            members = {
                (name, n) for name, n in ask("SELECT name, contact_id FROM list_members JOIN lists ON id = list_id")
            }
        found = {one.id: one for one in contacts.rows(self.ws, contacts.ids(self.ws))}
        assert {n: (one.address, dict(one.fields), one.consent) for n, one in found.items()} == {
            n: (one.address, one.fields, one.consent) for n, one in self.people.items()
        }
        assert members == {(name, n) for n, one in self.people.items() for name in one.lists}
        assert events == {n: one.events for n, one in self.people.items() if one.events}

    @invariant()
    def a_search_finds_exactly_those(self) -> None:
        for word in ("porto", "evora"):
            want = {n for n, one in self.people.items() if any(fold(v) == word for v in one.fields.values())}
            assert set(contacts.ids(self.ws, search=word)) == want

    @invariant()
    def who_is_never_mailed(self) -> None:
        for name in ("ana", "ben", "carla", "dora", "emil"):
            found = suppressions.of_address(self.ws, f"{name}@example.org")
            key = f"{name}@example.org"
            want = "erased" if key in self.erased else self.never.get(key)
            assert (found.reason if found else None) == want

    @invariant()
    def nothing_is_left_of_the_erased(self) -> None:
        if self.erased:
            with self.ws.transaction() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                left = "\n".join(raw.iterdump()).lower()
            assert not [key for key in self.erased if key in left]


def fold(text: str) -> str:
    return text.lower().replace("é", "e")


@pytest.mark.slow
def test_the_address_book_is_what_a_plain_model_says() -> None:
    run_state_machine_as_test(
        AddressBook,
        settings=settings(
            max_examples=30, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
