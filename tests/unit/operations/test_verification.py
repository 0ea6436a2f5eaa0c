from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mailer_gui.deliverability.mail_servers import NameServer
from mailer_gui.model.contacts import Source
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.verification import Verdict
from mailer_gui.operations import contacts, verification
from mailer_gui.operations.workspace import Workspace
from tests.support.dns_server import BROKEN, SILENT, DnsServer, serving

MX = {"MX": ["10 mx.example."]}
ZONE: dict[str, dict[str, list[str]] | str] = {
    "example.org": MX,
    "example.net": MX,
    "gmail.com": MX,
    "gmial.com": MX,
    "mailinator.com": MX,
    "refuses.example": {"MX": ["0 ."]},
    "broken.example": BROKEN,
}
PEOPLE = {
    "bob@gmial.com": Verdict.TYPO,
    "carl@mailinator.com": Verdict.DISPOSABLE,
    "info@example.org": Verdict.ROLE,
    "dora@nowhere.example": Verdict.NO_MAIL_SERVER,
    "emil@refuses.example": Verdict.NO_MAIL_SERVER,
    "fred@broken.example": Verdict.NOT_CHECKED,
    "gina@shop.invalid": Verdict.INVALID,
}


def fill(ws: Workspace, addresses: list[str], list_name: str = "") -> None:
    list_id = ws.lists.get_or_create(list_name).id if list_name else None
    ws.contacts.upsert_many([(address, {}, 1) for address in addresses], Source("test"), list_id)


def at(server: DnsServer) -> NameServer:
    return NameServer("127.0.0.1", server.port)


def verdict_of(ws: Workspace, address: str) -> tuple[Verdict, str]:
    contact = ws.contacts.by_address(address)
    assert contact is not None
    return contact.verdict, contact.verdict_detail


def test_every_contact_gets_its_verdict_and_can_be_found_by_it(ws: Workspace) -> None:
    fill(ws, list(PEOPLE))
    with serving(ZONE) as server:
        result = verification.verify(ws, mx=True, server=at(server))
    assert result.checked == sum(result.counts.values()) == 9
    assert {address: verdict_of(ws, address)[0] for address in PEOPLE} == PEOPLE
    assert verdict_of(ws, "ana@example.org") == (Verdict.OK, "example.org takes mail.")
    assert verdict_of(ws, "bob@gmial.com")[1] == "bob@gmail.com"
    assert verdict_of(ws, "emil@refuses.example")[1] == "refuses.example says that it takes no mail."
    assert verdict_of(ws, "fred@broken.example")[1] == "There was no answer from DNS about broken.example."
    assert [c.address for c in contacts.rows(ws, contacts.ids(ws, verdict=Verdict.ROLE))] == ["info@example.org"]
    assert contacts.count(ws, verdict=Verdict.NO_MAIL_SERVER) == 2
    (unknown,) = contacts.rows(ws, contacts.ids(ws, verdict=Verdict.NOT_CHECKED))
    assert unknown.address == "fred@broken.example"
    assert [one.address for one in result.samples[Verdict.TYPO]] == ["bob@gmial.com"]
    assert Verdict.OK not in result.samples


def test_without_a_look_at_mail_servers_nothing_is_asked(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(ws, list(PEOPLE))
    with serving(ZONE) as server:
        monkeypatch.setenv("MAILER_DNS", f"127.0.0.1:{server.port}")
        result = verification.verify(ws)
        assert not server.asked
    assert (result.domains, result.queries) == (0, 0)
    assert verdict_of(ws, "dora@nowhere.example") == (Verdict.OK, "")


def test_only_the_people_of_the_list_are_checked(ws: Workspace) -> None:
    fill(ws, list(PEOPLE), "Odd")
    (odd,) = [one.id for one in ws.lists.all() if one.name == "Odd"]
    assert verification.verify(ws, odd).checked == len(PEOPLE)
    assert verdict_of(ws, "ana@example.org")[0] is Verdict.NOT_CHECKED


def test_a_domain_is_asked_once_and_remembered_as_long_as_it_holds(ws: Workspace) -> None:
    domains = [f"d{n}.example" for n in range(30)]
    fill(ws, [f"p{n}@{domains[n % 30]}" for n in range(1_500)])
    now = time.time()
    ws.database.clock = lambda: now
    with serving(dict.fromkeys([*domains, "example.org", "example.net"], MX)) as server:
        first = verification.verify(ws, mx=True, server=at(server))
        assert (first.domains, first.queries, server.asked.total()) == (32, 32, 32)
        assert verification.verify(ws, mx=True, server=at(server)).queries == 0
        now += 601  # the answers hold ten minutes
        assert verification.verify(ws, mx=True, server=at(server)).queries == 32


def test_what_dns_did_not_answer_is_asked_again(ws: Workspace) -> None:
    fill(ws, ["fred@broken.example"])
    with serving(ZONE) as server:
        verification.verify(ws, mx=True, server=at(server))
    with serving({**ZONE, "broken.example": MX}) as server:
        result = verification.verify(ws, mx=True, server=at(server))
        assert result.queries == 1
    assert verdict_of(ws, "fred@broken.example")[0] is Verdict.OK


def test_a_cancel_is_answered_soon_and_keeps_what_was_found(ws: Workspace) -> None:
    fill(ws, [f"p@d{n}.example" for n in range(200)])
    wanted = threading.Event()

    def first_answers(done: int, total: int | None) -> None:
        if done:
            wanted.set()
            self_at.append(time.monotonic())

    self_at: list[float] = []
    with serving({"example.org": MX, "example.net": MX}, otherwise=SILENT) as server:
        with pytest.raises(Cancelled, match="remembered"):
            verification.verify(ws, mx=True, server=at(server), progress=first_answers, cancel=wanted.is_set)
        assert time.monotonic() - self_at[0] < 3.0  # the silent ones would take 5 s
    assert set(ws.verifications.known_mail_servers(["example.org", "example.net"])) == {"example.org", "example.net"}


def test_a_domain_without_mail_server_may_have_been_another_one(ws: Workspace) -> None:
    fill(ws, ["ana@aom.com"])
    assert verification.verify(ws).counts[Verdict.OK] == 3
    with serving(ZONE) as server:
        verification.verify(ws, mx=True, server=at(server))
    assert verdict_of(ws, "ana@aom.com")[1] == "aom.com has no mail server. Perhaps aol.com was meant."


def test_the_persons_own_domains_are_known(ws: Workspace) -> None:
    fill(ws, [f"p{n}@bakery-lima.example" for n in range(20)] + ["x@bakery-lmia.example"])
    verification.verify(ws)
    assert verdict_of(ws, "x@bakery-lmia.example") == (Verdict.TYPO, "x@bakery-lima.example")


def test_an_import_and_a_check_say_the_same_of_a_slip_that_comes_often(ws: Workspace) -> None:
    fill(ws, [f"p{number}@gmial.com" for number in range(25)])
    verification.verify(ws)
    assert verdict_of(ws, "p0@gmial.com") == (Verdict.TYPO, "p0@gmail.com")


def test_changed_addresses_are_looked_at_again_with_what_dns_said(ws: Workspace) -> None:
    fill(ws, ["bob@gmial.com", "ana@example.org"])
    with serving(ZONE) as server:
        verification.verify(ws, mx=True, server=at(server))
    bob = ws.contacts.by_address("bob@gmial.com")
    assert bob is not None
    for address, verdict in (
        ("bob@gmail.com", (Verdict.OK, "")),
        ("bob@example.org", (Verdict.OK, "example.org takes mail.")),
        ("bob@gmial.com", (Verdict.TYPO, "bob@gmail.com")),
    ):
        contacts.save(ws, replace(bob, address=address))
        assert verdict_of(ws, address)[0] is Verdict.NOT_CHECKED
        verification.look_again(ws, [bob.id])
        assert verdict_of(ws, address) == verdict


def test_another_address_has_no_verdict_yet(ws: Workspace) -> None:
    fill(ws, ["bob@gmial.com"])
    verification.verify(ws)
    bob = ws.contacts.by_address("bob@gmial.com")
    assert bob is not None
    assert contacts.save(ws, replace(bob, fields={"city": "Kiel"})).verdict is Verdict.TYPO
    changed = contacts.save(ws, replace(bob, address="bob@gmail.com"))
    assert (changed.verdict, changed.verdict_detail) == (Verdict.NOT_CHECKED, "")


LINES = """\
email
ana@example.org
bob@gmial.com
carl@gmail,com
dora(at)gmail.com
emil@hotmail.con
fred@cox.de
gina@aom.com
"""
EXPECTED = {
    "bob@gmial.com": "bob@gmail.com",
    "carl@gmail,com": "carl@gmail.com",
    "dora(at)gmail.com": "dora@gmail.com",
    "emil@hotmail.con": "emil@hotmail.com",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_suggestions_for_one_address_in_a_line(ws: Workspace, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "addresses.txt"
    path.write_bytes(LINES.encode(encoding))
    found = list(verification.suggestions(ws, path))
    assert {one.address: one.suggestion for one in found} == EXPECTED
    assert [one.line for one in found] == [3, 4, 5, 6]
    assert all(0.9 <= one.confidence < 1 for one in found)
    doubtful = {one.address: one for one in verification.suggestions(ws, path, doubtful=True)}
    assert doubtful["gina@aom.com"].suggestion == "gina@aol.com"
    assert doubtful["gina@aom.com"].confidence < 0.9


def test_suggestions_for_a_table(ws: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name;E-Mail;City\nBob;bob@gmial.com;Kiel\nAna;ana@example.org;Porto\n")
    assert [one.suggestion for one in verification.suggestions(ws, path)] == ["bob@gmail.com"]


def test_a_name_behind_a_comma_makes_a_table(ws: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.txt"
    path.write_text("bob@gmial.com,Bob\nana@example.org,Ana\nzoe@example.org,Zoe\n")
    assert [one.suggestion for one in verification.suggestions(ws, path)] == ["bob@gmail.com"]
