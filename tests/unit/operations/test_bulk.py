from __future__ import annotations

from typing import Any

import pytest

from mailer_gui.model.bulk import Likeness
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.operations import bulk, contacts, duplicates, lists, suppressions
from mailer_gui.operations.workspace import Workspace


def state(ws: Workspace) -> Any:
    """Everything that a change of contacts can touch, apart from when it was."""
    people = contacts.rows(ws, contacts.ids(ws))
    return (
        [(one.id, one.address, dict(one.fields), one.name, one.consent, one.source) for one in people],
        lists.of_contacts(ws, [one.id for one in people]),
        [(one.key, one.reason) for one in suppressions.all(ws)],
    )


def people(ws: Workspace, *addresses: str, **fields: str) -> list[int]:
    return [contacts.add(ws, address, fields).id for address in addresses]


def test_a_field_of_many_is_set_found_and_taken_back(ws: Workspace) -> None:
    ids = list(contacts.ids(ws))
    before = state(ws)
    change = bulk.set_field(ws, ids, "city", "Porto")
    assert change.count == 2
    assert {one.fields["city"] for one in contacts.rows(ws, ids)} == {"Porto"}
    assert len(contacts.ids(ws, search="porto")) == 2
    assert bulk.set_field(ws, ids, "city", "Porto").count == 0
    assert bulk.undo(ws, change.token) == 2
    assert state(ws) == before
    assert len(contacts.ids(ws, search="porto")) == 0
    assert bulk.undo(ws, change.token) == 0  # once is enough


def test_emptying_a_name_field_changes_the_name(ws: Workspace) -> None:
    ids = list(contacts.ids(ws))
    change = bulk.set_field(ws, ids, "first_name", "")
    assert [one.name for one in contacts.rows(ws, ids)] == ["", ""]
    bulk.undo(ws, change.token)
    assert [one.name for one in contacts.rows(ws, ids)] == ["Ana", "Zoë"]


def test_what_was_changed_since_is_not_taken_back(ws: Workspace) -> None:
    ids = list(contacts.ids(ws))
    change = bulk.set_field(ws, ids, "city", "Porto")
    bulk.set_field(ws, ids[:1], "city", "Faro")
    assert bulk.undo(ws, change.token) == 1
    assert [one.fields.get("city") for one in contacts.rows(ws, ids)] == ["Faro", None]


def test_lists_are_joined_left_and_changed_with_undo(ws: Workspace) -> None:
    ids = [*contacts.ids(ws), *people(ws, "bo@example.org")]
    members = lists.by_name(ws, "members")
    before = state(ws)
    joined = bulk.add_to_list(ws, ids, "members")
    assert joined.count == 1
    left = bulk.remove_from_list(ws, ids[:1], members.id)
    moved = bulk.move_to_list(ws, ids, members.id, "others")
    assert (left.count, moved.count) == (1, 2)
    assert lists.by_name(ws, "members").size == 0
    assert lists.by_name(ws, "others").size == 2
    for change in (moved, left, joined):
        bulk.undo(ws, change.token)
    assert state(ws) == before
    with pytest.raises(NotFoundError):
        ws.bulk.add_to_list(ids, 999)


def test_many_are_changed_in_batches(ws: Workspace) -> None:
    from mailer_gui.model.contacts import Source

    ws.contacts.upsert_many([(f"p{n}@example.org", {}, n) for n in range(1200)], Source("many.csv"))
    told: list[int] = []
    ids = contacts.ids(ws)
    change = bulk.set_field(ws, ids, "plan", "gold", progress=lambda done, _total: told.append(done))
    assert (change.count, told[-1], len(told)) == (1202, 1202, 3)
    assert bulk.undo(ws, change.token) == 1202


def test_merging_keeps_everything_and_is_undone(ws: Workspace) -> None:
    keep, other = contacts.ids(ws)
    lists.add_members(ws, lists.get_or_create(ws, "others").id, [other])
    suppressions.add(ws, "zoe@example.net", "unsubscribed")
    before = state(ws)
    change = bulk.merge(ws, [keep, other], keep)
    (one,) = contacts.rows(ws, contacts.ids(ws))
    assert (one.id, one.address) == (keep, "ana@example.org")
    assert one.fields == {"first_name": "Ana", "city": "São Paulo"}
    assert lists.of_contacts(ws, [keep]) == {keep: ("members", "others")}
    assert suppressions.of_address(ws, "ana@example.org") is not None  # who unsubscribed once has done so
    assert bulk.undo(ws, change.token) == 1
    assert state(ws) == before


def test_a_merge_is_undone_after_what_came_later_was_undone(ws: Workspace) -> None:
    (keep,), (other,) = people(ws, "kim@example.org", plan="gold"), people(ws, "lee@example.org", city="Porto")
    before = state(ws)
    merged = bulk.merge(ws, [keep, other], keep)
    emptied = bulk.set_field(ws, [keep], "plan", "")
    bulk.undo(ws, emptied.token)  # the field is there again, but in another place
    bulk.undo(ws, merged.token)
    assert state(ws) == before


def test_a_bounced_address_does_not_silence_the_kept_one(ws: Workspace) -> None:
    keep, other = contacts.ids(ws)
    suppressions.add(ws, "zoe@example.net", "bounced")
    bulk.merge(ws, [other, keep], keep)
    assert suppressions.of_address(ws, "ana@example.org") is None


def test_merging_needs_two_who_are_there(ws: Workspace) -> None:
    keep, _ = contacts.ids(ws)
    with pytest.raises(InputError):
        bulk.merge(ws, [keep], keep)
    with pytest.raises(NotFoundError):
        bulk.merge(ws, [keep, 999], keep)


def test_probable_duplicates(ws: Workspace) -> None:
    dots = people(ws, "maria.silva@gmail.com", "mariasilva+shop@googlemail.com")
    same = people(ws, "j.koehler@firm.example", "jk@firm.example", first_name="Jürgen", last_name="Köhler")
    people(ws, "jurgen@other.example", first_name="Jurgen", last_name="Kohler")
    phones = people(ws, "bo@example.org", mobile_phone="+351 912 345 678")
    phones += people(ws, "bo@work.example", tel="00351912345678", city="Faro")
    people(ws, "x@firm.example", "y@firm.example", first_name="Support")
    found = duplicates.find(ws)
    assert found.total == 3
    assert [(one.likeness, set(one.ids)) for one in found.groups] == [
        (Likeness.MAILBOX, set(dots)),
        (Likeness.NAME, set(same)),
        (Likeness.PHONE, set(phones)),
    ]
    assert found.groups[2].ids[0] == phones[1]  # more is known of it
    assert found.groups[1].who == "Jürgen Köhler"


def test_merges_of_one_action_are_taken_back_together(ws: Workspace) -> None:
    ana, zoe = contacts.ids(ws)
    bo, cy, di = people(ws, "bo@example.org", "cy@example.org", "di@example.org", city="Faro")
    suppressions.add(ws, "cy@example.org", "unsubscribed")
    before = state(ws)
    first = bulk.merge(ws, [ana, bo], ana)
    assert bulk.merge(ws, [zoe, cy], zoe, first.token).token == first.token
    bulk.merge(ws, [ana, zoe, di], ana, first.token)  # of those that were merged already, too
    assert list(contacts.ids(ws)) == [ana]
    assert bulk.undo(ws, first.token) == 4
    assert state(ws) == before
