from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.contacts import Suppression
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import InputError, NotFoundError
from mailer_gui.model.messages import Message
from mailer_gui.operations import bulk, contacts, erasing, history, importing, lists, suppressions
from mailer_gui.operations.workspace import Workspace
from mailer_gui.practice.mailbox import Mailbox
from mailer_gui.store.flight import Ended, FlightLog, read_flights


def launch(ws: Workspace, name: str) -> int:
    campaign = ws.campaigns.create(name, Message("Hi"), Audience((lists.by_name(ws, "members").id,)))
    ws.campaigns.launch(campaign.id, b"", campaign.message, [])
    return campaign.id


def settle(ws: Workspace, campaign_id: int, status: DeliveryStatus, reply: str) -> None:
    with ws.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET status = ?, code = 550, reply = iif(key LIKE 'ana%', ?, '') WHERE campaign_id = ?",
            (int(status), reply, campaign_id),
        )
        connection.exec_driver_sql("UPDATE counters SET rejected = rejected + 2 WHERE campaign_id = ?", (campaign_id,))


def everything(ws: Workspace) -> str:
    """All bytes of the workspace that could hold a name, as they are read, in small letters."""
    with ws.transaction() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        text = "\n".join(raw.iterdump())
    mails = [one.read_bytes().decode() for one in ws.paths.practice.glob("*")]
    return "\n".join([text, *mails]).lower()


def test_nothing_says_any_more_who_it_was(ws: Workspace) -> None:
    ana = contacts.get(ws, contacts.ids(ws)[0])
    contacts.save(ws, replace(ana, address="ana.new@example.org"))
    done, waiting = launch(ws, "Spring"), launch(ws, "Winter")
    settle(ws, done, DeliveryStatus.REJECTED, "no user ana.new@example.org here")
    suppressions.add(ws, "ana@example.org", "bounced", "Ana wrote")
    bulk.set_field(ws, [ana.id], "city", "Lisboa")
    mailbox = Mailbox(ws.paths.practice)
    mailbox.add("me@example.org", ["ana@example.org"], b"To: ana@example.org\r\nSubject: Dear Ana\r\n\r\nHello Ana\r\n")
    mailbox.add("me@example.org", ["zoe@example.net"], b"To: zoe@example.net\r\nSubject: Dear\r\n\r\nHello\r\n")
    before = [ws.deliveries.counts(one) for one in (done, waiting)]
    found = erasing.erase(ws, "Ana.New@example.org")
    assert (found.deliveries, set(found.addresses)) == (2, {"ana.new@example.org", "ana@example.org"})
    left = everything(ws)
    assert "ana" not in left.replace("'analyze'", "")
    assert "zoe@example.net" in left and mailbox.count() == 1
    after = [ws.deliveries.counts(one) for one in (done, waiting)]
    assert after[0] == before[0]
    assert after[1] == replace(before[1], skipped=before[1].skipped + 1)
    with pytest.raises(NotFoundError):
        history.of_address(ws, "ana.new@example.org")


def test_an_erased_person_is_never_mailed_again(ws: Workspace) -> None:
    erasing.erase(ws, "ana@example.org")
    assert suppressions.of_address(ws, "Ana@Example.org") is not None
    assert [one.key[0] for one in suppressions.all(ws)] == ["#"]
    ws.contacts.upsert_many([("ana@example.org", {}, 1)], contacts.get(ws, contacts.ids(ws)[0]).source)
    campaign = launch(ws, "Spring")
    assert ws.deliveries.counts(campaign).waiting == 1  # only Zoë


def test_whoever_is_being_written_to_is_not_erased_halfway(ws: Workspace) -> None:
    campaign = launch(ws, "Spring")
    with ws.transaction() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET status = 1 WHERE campaign_id = ?", (campaign,))
    mailbox = Mailbox(ws.paths.practice)
    mailbox.add("me@example.org", ["ana@example.org"], b"To: ana@example.org\r\n\r\nHello\r\n")
    with pytest.raises(InputError, match="on its way"):
        erasing.erase(ws, "ana@example.org")
    assert ws.contacts.by_address("ana@example.org") is not None
    assert len(mailbox.keys_to("ana@example.org")) == 1


def test_who_is_in_no_address_book_is_erased_from_campaigns(ws: Workspace) -> None:
    campaign = launch(ws, "Spring")
    contacts.remove(ws, [contacts.ids(ws)[0]])
    assert erasing.erase(ws, "ana@example.org").deliveries == 1
    assert {one.address for one in ws.deliveries.iterate(campaign)} == {"erased", "zoe@example.net"}


def test_an_address_that_nobody_has_is_not_said_to_be_erased(ws: Workspace) -> None:
    with pytest.raises(NotFoundError, match="Nothing was erased"):
        erasing.erase(ws, "ann@example.org")
    assert suppressions.all(ws) == []
    erasing.erase(ws, "ana@example.org")
    erasing.erase(ws, "ana@example.org")  # again is no mistake
    Mailbox(ws.paths.practice).add("me@example.org", ["tom@example.org"], b"To: tom@example.org\r\n\r\nHello\r\n")
    erasing.erase(ws, "tom@example.org")


def test_an_earlier_address_leads_to_the_person_and_goes_with_them(ws: Workspace) -> None:
    ana, zoe = contacts.ids(ws)
    bulk.merge(ws, [ana, zoe], ana)
    with pytest.raises(InputError, match=r"earlier address of ana@example\.org"):
        erasing.erase(ws, "zoe@example.net")
    assert contacts.get(ws, ana).address == "ana@example.org"
    again = contacts.add(ws, "zoe@example.net")
    assert erasing.erase(ws, "ana@example.org").addresses == ("ana@example.org",)  # the other is somebody else's now
    assert contacts.get(ws, again.id) and suppressions.of_address(ws, "zoe@example.net") is None


def test_history_of_others_does_not_name_who_is_erased(ws: Workspace) -> None:
    ana, zoe = contacts.ids(ws)
    bulk.merge(ws, [ana, zoe], ana)
    contacts.add(ws, "zoe@example.net")
    erasing.erase(ws, "zoe@example.net")
    assert "zoe@example.net" not in everything(ws)
    assert [one.kind.value for one in history.of_contact(ws, ana)] == ["came"]


def test_whoever_comes_back_does_not_bring_the_name_of_an_erased_person(ws: Workspace) -> None:
    ana, zoe = contacts.ids(ws)
    merged = bulk.merge(ws, [ana, zoe], ana)
    removed = contacts.remove(ws, [ana])
    bulk.undo(ws, merged.token)
    erasing.erase(ws, "zoe@example.net")
    contacts.restore(ws, removed)
    assert contacts.get(ws, ana) and "zoe@example.net" not in everything(ws)


def test_only_a_whole_address_is_erased(ws: Workspace) -> None:
    ws.suppressions.add([Suppression("@example.org")])
    for wrong in ("@example.org", "ana", ""):
        with pytest.raises(InputError):
            erasing.erase(ws, wrong)


def test_everything_about_a_person_is_written(ws: Workspace, tmp_path: Path) -> None:
    launch(ws, "Spring")
    out = tmp_path / "ana.json"
    history.export_person(ws, contacts.ids(ws)[0], out)
    known = json.loads(out.read_text())
    assert known["fields"] == {"first_name": "Ana", "city": "São Paulo"}
    assert known["lists"] == ["members"]
    assert {one["campaign"] for one in known["history"]} == {"", "Spring"}


def test_no_byte_of_a_person_is_left_in_any_file(ws: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    rows = [f"p{number}@example.org,Person {number},Town {number}\n" for number in range(400)]
    file.write_text("mail,name,city\nQuenby.Xylander@example.org,Quenby Xylander,Zwolle\n" + "".join(rows))
    importing.import_contacts(ws, file, list_name="members")
    campaign = launch(ws, "Spring")
    settle(ws, campaign, DeliveryStatus.ACCEPTED, "")
    quenby = ws.contacts.by_address("quenby.xylander@example.org")
    assert quenby is not None
    contacts.save(ws, replace(quenby, fields={"name": "Quenby Xylander", "city": "Zwolle near Xylander"}))
    bulk.set_field(ws, [quenby.id], "city", "Xylander town")
    removed = contacts.remove(ws, [quenby.id])
    contacts.restore(ws, removed)
    ws.contacts.finish_import()
    with ws.imports.begin("list.csv", {"corrections": {"x": "Quenby.Xylander@example.org"}}, "", 1):
        pass
    ws.paths.log.parent.mkdir(exist_ok=True)
    ws.paths.log.write_text("Sent to Quenby.Xylander@example.org.\nSent to zoe@example.net.\n")
    unknown = "550 5.1.1 <Quenby.Xylander@example.org>: unknown"
    flights = FlightLog(ws.paths.flight_log(), "boot", 1, synced=False)
    for number, reply in enumerate((unknown, "250 zoe@example.net"), 1):
        flights.mark(number, 1, 1)
        flights.end(number, Ended(1, 1.0, DeliveryStatus.REJECTED, 550, 0.0, 1, reply, ""))
        flights.put()
    flights.close()
    with ws.transaction() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET reason = ?", (f"It said {unknown}",))
        connection.exec_driver_sql("UPDATE accounts SET stopped_reason = ?", (unknown,))
    ws.paths.reports.mkdir()
    (ws.paths.reports / "spring.html").write_text("<td>quenby.xylander@example.org</td><td>Quenby</td>")
    old_copy = ws.paths.database.with_name(f"{ws.paths.database.name}.version-0001")
    old_copy.write_bytes(b"quenby.xylander@example.org")
    assert b"xylander" in bytes_of(ws)
    erasing.erase(ws, "quenby.xylander@example.org")
    left = bytes_of(ws)
    for word in (b"xylander", b"quenby", b"zwolle"):
        assert word not in left
    assert b"sent to zoe@example.net." in left
    known = read_flights(ws.paths.flight_log(), "boot")
    assert known.complete
    assert [one.reply for one in known.ended.values()] == [f"550 5.1.1 <{'*' * 27}>: unknown", "250 zoe@example.net"]
    assert ws.campaigns.get(campaign).reason == "It said 550 5.1.1 <***>: unknown"
    assert contacts.restore(ws, removed) == 0
    assert ws.contacts.by_address("quenby.xylander@example.org") is None


def bytes_of(ws: Workspace) -> bytes:
    """Every byte of every file of the workspace in small letters: also free pages, the log, the index."""
    return b"\n".join(one.read_bytes() for one in ws.paths.root.rglob("*") if one.is_file()).lower()
