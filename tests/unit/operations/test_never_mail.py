from __future__ import annotations

from mailer_gui.model.contacts import FieldType
from mailer_gui.operations import contacts, fields, never_mail, suppressions
from mailer_gui.operations.workspace import Workspace


def three(ws: Workspace) -> list[int]:
    return [contacts.add(ws, address).id for address in ("Eva@example.org", "bo@example.org", "cy@blocked.example")]


def keys(ws: Workspace) -> set[str]:
    return {one.key for one in suppressions.all(ws)}


def test_people_are_never_mailed_and_it_is_undone_exactly(ws: Workspace) -> None:
    ids = three(ws)
    suppressions.add(ws, "bo@example.org", "unsubscribed")
    found = never_mail.block(ws, ids)
    assert (found.count, found.keys) == (3, ("eva@example.org", "cy@blocked.example"))
    assert keys(ws) == {"eva@example.org", "bo@example.org", "cy@blocked.example"}
    assert never_mail.allow_keys(ws, found.keys) == 2
    assert keys(ws) == {"bo@example.org"}


def test_people_are_mailed_again_but_not_against_their_domain(ws: Workspace) -> None:
    ids = three(ws)
    suppressions.add(ws, "@blocked.example", note="all of them")
    suppressions.add(ws, "eva@example.org", "unsubscribed", "by letter")
    before = suppressions.all(ws)
    found = never_mail.allow(ws, ids)
    assert [one.key for one in found.removed] == ["eva@example.org"]
    assert found.by_domain == 1
    assert keys(ws) == {"@blocked.example"}
    suppressions.restore(ws, found.removed)
    assert suppressions.all(ws) == before


def test_what_fields_hold_is_kept(ws: Workspace) -> None:
    fields.set_types(ws, {"since": FieldType.DATE, "paid": FieldType.YES_NO})
    fields.set_types(ws, {"since": FieldType.TEXT, "sum": FieldType.NUMBER})
    assert fields.types(ws) == {"paid": FieldType.YES_NO, "sum": FieldType.NUMBER}


def test_numbers_are_ordered_as_numbers(ws: Workspace) -> None:
    for place, value in enumerate(("10", "9", "100", "-1")):
        contacts.add(ws, f"n{place}@example.org", {"sum": value})
    fields.set_types(ws, {"sum": FieldType.NUMBER})
    found = [one.fields["sum"] for one in contacts.rows(ws, contacts.ids(ws, order="-sum")) if "sum" in one.fields]
    assert found == ["100", "10", "9", "-1"]
