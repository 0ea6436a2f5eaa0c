from __future__ import annotations

import csv
import errno
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from mailer_gui.model.campaigns import Audience, DeliveryPlan
from mailer_gui.model.contacts import Source
from mailer_gui.model.deliveries import DeliveryStatus as S
from mailer_gui.model.deliveries import server_words
from mailer_gui.model.errors import Cancelled, DiskFullError, InputError, NotFoundError
from mailer_gui.model.messages import Message
from mailer_gui.operations import replies, reports
from mailer_gui.operations.workspace import Workspace, open_workspace

EVIL = '=cmd|" /C calc"!A0 <script>alert(1)</script>'

OUTCOMES: list[tuple[str, str, S, int, str, str]] = [
    ("ana@example.org", "Ana", S.ACCEPTED, 250, "2.0.0 queued as 1", ""),
    ("bo@example.org", EVIL, S.REJECTED, 550, "5.1.1 <bo@example.org>: User unknown", ""),
    ("cy@example.net", "Cy", S.REJECTED, 550, "5.1.1 no such user here", ""),
    ("di@example.net", "Di", S.REJECTED, 451, "4.7.1 greylisted\r\nagain", "gave up after 72 h"),
    ("ed@example.net", "", S.UNCERTAIN, 0, "", "The connection broke."),
    ("fe@example.net", "-Fe", S.SKIPPED, 0, "", "suppressed"),
    ("gi@example.net", "Gi", S.DEFERRED, 452, "4.2.2 Mailbox full", ""),
    ("+hy@example.net", "山田", S.QUEUED, 0, "", ""),
    ("iv@example.net", "<time datetime=x>", S.ACCEPTED, 250, "<time ok", ""),
]


SETTLED = {
    S.ACCEPTED: "accepted",
    S.REJECTED: "rejected",
    S.UNCERTAIN: "uncertain",
    S.SKIPPED: "skipped",
    S.DEFERRED: "deferred",
}
SETTLE = (
    "UPDATE deliveries SET status = :s, code = :c, reply = :r, reason = :w, attempts = :n,"
    " at = CASE WHEN :s THEN 1700000000 END WHERE campaign_id = :id AND (key = :k OR :k = '')"
)


def campaign(ws: Workspace, count: int = 0) -> int:
    """A launched campaign whose deliveries stand as in OUTCOMES, or `count` of them all accepted."""
    members = ws.lists.get_or_create("report")
    people = [(f"p{n}@example.org", {"name": f"Person {n}"}, n) for n in range(count)]
    people = people or [(address, {"name": name}, 1) for address, name, *_ in OUTCOMES]
    ws.contacts.upsert_many(people, Source("x.csv"), members.id)
    practice = ws.accounts.ensure_practice()
    plan = DeliveryPlan(account_ids=(practice.id,))
    message = Message("Hi", text="x", from_name="A <B>")
    made = ws.campaigns.create("Spring & <Co>", message, Audience((members.id,)), plan)
    ws.campaigns.launch(made.id, b"compiled", made.message, [practice])
    outcomes = [("", "", S.ACCEPTED, 250, "2.0.0 ok", "")] if count else OUTCOMES
    with ws.transaction() as connection:
        for address, _, status, code, reply, reason in outcomes:
            values = {"s": int(status), "c": code, "r": reply, "w": reason, "k": address, "n": int(bool(code))}
            connection.execute(text(SETTLE), values | {"id": made.id})
            if name := SETTLED.get(status):
                change = f"UPDATE counters SET {name} = {name} + :n WHERE campaign_id = :id"
                connection.execute(text(change), {"id": made.id, "n": count or 1})
        times = "UPDATE counters SET first_at = 1700000000, last_at = 1700000060 WHERE campaign_id = :id"
        connection.execute(text(times), {"id": made.id})
    return made.id


def test_summary_adds_up_and_groups_by_meaning(ws: Workspace) -> None:
    report = reports.summary(ws, campaign(ws))
    counts = report.status.counts
    assert counts.planned == len(OUTCOMES)
    assert counts.accepted + counts.rejected + counts.uncertain + counts.skipped + counts.waiting == counts.planned
    assert (report.status.first_at, report.status.last_at) == (1_700_000_000, 1_700_000_060)
    assert report.subject == "Hi" and report.from_header.startswith("A <B> <")
    first = report.groups[0]
    assert (first.count, first.status) == (2, "rejected")
    assert first.meaning == "This mailbox does not exist." and first.next_step
    assert first.example.startswith("550 5.1.1")
    assert not any("\n" in group.example or "\r" in group.example for group in report.groups)
    assert sum(group.count for group in report.groups) == 6
    assert report.domains == {"example.net": 7, "example.org": 2}
    with pytest.raises(NotFoundError):
        reports.summary(ws, 999)


def test_rows_are_filtered_and_searched(ws: Workspace) -> None:
    number = campaign(ws)
    assert len(reports.page(ws, number)) == len(OUTCOMES)
    rejected = reports.page(ws, number, S.REJECTED)
    assert [d.address for d in rejected] == ["bo@example.org", "cy@example.net", "di@example.net"]
    assert [d.address for d in reports.page(ws, number, search="GREYLIST di@")] == ["di@example.net"]
    found = reports.ids(ws, number, S.REJECTED)
    assert reports.rows(ws, found[1:2])[0].address == "cy@example.net"
    assert reports.attempts_of(ws, found[0]) == []


def test_csv_has_every_recipient_and_no_formulas(ws: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "report.csv"
    steps: list[tuple[int, int | None]] = []
    assert reports.export_csv(ws, campaign(ws), out, progress=lambda *step: steps.append(step)) == len(OUTCOMES)
    assert steps[-1] == (len(OUTCOMES), len(OUTCOMES))
    assert out.read_bytes().startswith(b"\xef\xbb\xbfaddress,name,status,time,attempts,code,reply,reason,meaning\r\n")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["address"]: row for row in csv.DictReader(file)}
    assert len(rows) == len(OUTCOMES)
    for row in rows.values():
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
    assert rows["bo@example.org"]["name"] == f"'{EVIL}"
    assert rows["'+hy@example.net"]["status"] == "queued" and rows["'+hy@example.net"]["time"] == ""
    di = rows["di@example.net"]
    assert (di["status"], di["code"], di["reply"]) == ("rejected", "451", "4.7.1 greylisted again")
    assert (di["time"], di["reason"]) == ("2023-11-14T22:13:20+00:00", "gave up after 72 h")
    assert "gave up after 72 h" in di["meaning"]
    assert rows["ana@example.org"]["meaning"] == ""
    assert [path.name for path in out.parent.iterdir()] == ["report.csv"]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_page_is_self_contained_escaped_and_whole(ws: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert reports.export_html(ws, campaign(ws), out) == len(OUTCOMES)
    source = out.read_text(encoding="utf-8")
    page = _Page()
    page.feed(source)
    page.close()
    names = [tag for tag, _ in page.tags]
    assert "script" not in names and "img" not in names and "link" not in names and "a" not in names
    assert not re.search(r"https?:|url\(|@import|\son\w+=", source)
    assert "default-src 'none'" in source and "prefers-color-scheme:dark" in source
    assert EVIL in page.words and "<time ok" in page.words and "山田" in page.words
    for address, *_ in OUTCOMES:
        assert page.words.count(address) >= 1
    kinds = [attrs.get("class") or "" for tag, attrs in page.tags if tag == "tr"]
    recipients = kinds[-len(OUTCOMES) :]
    assert sorted(recipients) == sorted(
        ["sent", "sent", "rejected", "rejected", "rejected", "uncertain", "skipped", "waiting", "waiting"]
    )
    ids = [attrs["id"] for tag, attrs in page.tags if tag == "input"]
    assert ids == ["show-all", "show-sent", "show-rejected", "show-uncertain", "show-skipped", "show-waiting"]
    assert [attrs["for"] for tag, attrs in page.tags if tag == "label"] == ids
    assert "This mailbox does not exist." in page.words and "9 recipients" in page.words


def test_an_empty_campaign_has_a_page_too(ws: Workspace, tmp_path: Path) -> None:
    made = ws.campaigns.create("Draft", Message(), Audience(), DeliveryPlan())
    assert reports.export_html(ws, made.id, tmp_path / "a.html") == 0
    assert reports.export_csv(ws, made.id, tmp_path / "a.csv") == 0
    assert "0 recipients" in (tmp_path / "a.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("export", [reports.export_csv, reports.export_html])
def test_what_was_there_stays_when_it_is_stopped_or_fails(
    ws: Workspace, tmp_path: Path, export: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = campaign(ws)
    out = tmp_path / "out" / "report"
    out.parent.mkdir()
    out.write_text("before")
    with pytest.raises(Cancelled):
        export(ws, number, out, cancel=lambda: True)

    def full(*_args: object, **_options: object) -> Iterator[object]:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DiskFullError):
        export(ws, number, out)
    monkeypatch.undo()
    assert [(path.name, path.read_text()) for path in out.parent.iterdir()] == [("report", "before")]
    with pytest.raises(InputError):
        export(ws, number, out / "below a file" / "x")


def test_a_replys_explanation_is_one_text() -> None:
    said = replies.explain(550, "5.1.1 unknown", S.REJECTED)
    assert said.startswith("This mailbox does not exist. ")
    assert replies.explanation(550, "5.1.1 unknown", S.REJECTED).next_step in said


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_streamed(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path / "big")
    try:
        number = campaign(ws, 100_000)
        assert reports.export_csv(ws, number, tmp_path / "big.csv") == 100_000
        assert reports.export_html(ws, number, tmp_path / "big.html") == 100_000
        with (tmp_path / "big.html").open(encoding="utf-8") as file:
            assert sum(line.startswith("<tr class=sent>") for line in file) == 100_000
    finally:
        ws.close()


@pytest.mark.parametrize(
    ("code", "reply", "shown"),
    [(550, "550 5.1.1 no", "550 5.1.1 no"), (550, "5.1.1 no", "550 5.1.1 no"), (0, "", ""), (451, "", "451")],
)
def test_a_code_is_shown_once(code: int, reply: str, shown: str) -> None:
    assert server_words(code, reply) == shown
