"""The main job, three times: a list of 5,000 rows as programs write it comes in, everybody gets their own letter."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.program import Program, expected_subject, expected_text
from tests.integration.peers.arrived import Arrived
from tests.integration.peers.mail_server import MailServer
from tests.integration.peers.sink import Sink
from tests.support import tables
from tests.support.tables import Table

COLUMNS = {"address": "E-Mail", "first_name": "Vorname", "city": "Ort", "note": "Notiz"}


@pytest.mark.slow
@pytest.mark.parametrize("write", [tables.as_excel, tables.as_unicode_text])
def test_through_smtp_sink(
    program: Program, smtp_sink: Sink, tmp_path: Path, write: Callable[[Path, Table], Path]
) -> None:
    table = tables.people(tables.WESTERN if write is tables.as_excel else tables.WORLD)
    campaign = sent(program, tmp_path, write(tmp_path / "people.csv", table), table, smtp_sink.port)
    everybody_has_the_right_letter(program, campaign, tmp_path, table, smtp_sink.arrived())


@pytest.mark.slow
def test_through_postfix_into_the_mailbox(program: Program, mail_server: MailServer, tmp_path: Path) -> None:
    table = tables.people()
    file = tables.as_spreadsheet(tmp_path / "people.csv", table)
    campaign = sent(program, tmp_path, file, table, mail_server.smtp)
    mail_server.wait_until_delivered()
    everybody_has_the_right_letter(program, campaign, tmp_path, table, mail_server.arrived())


def sent(program: Program, folder: Path, file: Path, table: Table, port: int) -> int:
    """Import the list, send the letter, and check every number on the way; gives the campaign's id."""
    maps = [word for field, column in COLUMNS.items() for word in ("--map", f"{field}={column}")]
    bad = folder / "bad.csv"
    counted = program.data("contacts", "import", file, "--list", "People", "--bad-rows", bad, *maps)
    expected = {"rows": len(table.rows), "new": table.good, "duplicate": table.duplicates, "invalid": table.bad}
    expected |= {"changed": 0, "unchanged": 0, "suppressed": 0}
    assert {name: counted[name] for name in expected} == expected
    with bad.open(encoding="utf-8-sig", newline="") as rows:
        assert len(list(csv.reader(rows))) == table.bad + 1
    program.add_account("Post", port)
    campaign = program.make_campaign(folder, "Post", "People")
    status = program.data("campaigns", "send", campaign, "--wait")
    assert (status["state"], status["planned"], status["accepted"]) == ("finished", table.good, table.good)
    return campaign


def everybody_has_the_right_letter(
    program: Program, campaign: int, folder: Path, table: Table, arrived: list[Arrived]
) -> None:
    people = people_of(table)
    assert Counter(one.recipient.lower() for one in arrived) == Counter(dict.fromkeys(people, 1)), "each exactly once"
    for one in arrived:
        person = people[one.recipient.lower()]
        text, _, link = one.text.rpartition("\nmailto:")
        assert text + "\n" == expected_text(person)
        assert link.startswith("shop@example.com?subject=unsubscribe")
        assert one.subject == expected_subject(person)
        assert one.sender == "shop@example.com"
    program.run("campaigns", "outbox", campaign, "--out", folder / "outbox")
    written = {file.read_bytes() for file in (folder / "outbox").iterdir()}
    assert written == {one.content for one in arrived}, "the outbox shows the very bytes"


def people_of(table: Table) -> dict[str, dict[str, str]]:
    """Give whom the table is about, by address: of several rows for one address the first counts."""
    places = {field: table.header.index(column) for field, column in COLUMNS.items()}
    people: dict[str, dict[str, str]] = {}
    for row in table.rows:
        person = {field: row[place].strip() for field, place in places.items()}
        address = person.pop("address").lower()
        if address.startswith("person."):  # all others are bad on purpose
            people.setdefault(address, person)
    return people
