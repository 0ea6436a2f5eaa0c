"""The last step and the outbox: what is wrong is named and mended, and every message can be found and read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.contacts import Source
from mailer_gui.model.messages import BodyKind, Message
from mailer_gui.ui.outbox_reading import OutboxReading
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.pages.outbox.page import OutboxPage
from mailer_gui.ui.window import Window

pytestmark = pytest.mark.slow

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 20_000
BODY = (
    "<p>Dear {{ first_name | default: 'friend' }}, from {{ city }}</p>"
    '<a href="http://shop.example">Shop</a> {{ note | default: "" }}'
)
PEOPLE = (
    ("ana@a.example", {"first_name": "Ana", "city": "Rome"}),
    ("bo@a.example", {"first_name": "Bo", "city": "N/A"}),
    ("cy@a.example", {"city": "Oslo", "note": "a longer message than that of the others"}),
    ("di@a.example", {"first_name": "Di"}),
)


def prepare(ws: Any) -> int:
    from mailer_gui.operations import demo

    made = ws.campaigns.get(demo.prepare(ws, 5))
    people = ws.lists.get_or_create("four").id
    ws.contacts.upsert_many([(a, f, n) for n, (a, f) in enumerate(PEOPLE)], Source("x.csv"), people)
    audience = replace(made.audience, list_ids=(people,))
    changed = replace(made, message=Message("News of the spring", BODY), audience=audience)
    return int(ws.campaigns.save_draft(changed).id)


@pytest.fixture
def opened(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> Iterator[CampaignPage]:
    """The last step of a campaign that has something of everything."""
    campaign_id = in_workspace(prepare)
    window.navigate("campaign", campaign_id)
    page = window.page("campaign")
    assert isinstance(page, CampaignPage)
    qtbot.waitUntil(lambda: page.writing.draft.campaign.id == campaign_id, timeout=LONG_MS)
    page.writing.go_to(Step.REVIEW)
    qtbot.waitUntil(lambda: len(page.writing.review.checks.lines) > 5, timeout=LONG_MS)
    yield page
    page.board.stop()


def titles(page: CampaignPage) -> list[str]:
    return [line.title for line in page.writing.review.checks.lines if line.kind != "good"]


def press(page: CampaignPage, words: str, about: str) -> None:
    line = next(line for line in page.writing.review.checks.lines if about in line.title)
    next(one for one in line.findChildren(QPushButton) if one.text() == words).click()


def outbox_of(qtbot: QtBot, window: Window) -> OutboxPage:
    page = window.page("outbox")
    assert isinstance(page, OutboxPage)
    reading = OutboxReading.of(window.tasks)
    qtbot.waitUntil(lambda: window.current == "outbox" and page.facts is not None, timeout=LONG_MS)
    assert page.facts is not None
    campaign_id, stamp = page.facts.campaign_id, page.facts.stamp
    qtbot.waitUntil(lambda: reading.get(campaign_id, stamp) is not None and page.model.complete, timeout=LONG_MS)
    return page


def shown(page: OutboxPage) -> list[str]:
    rows = [page.model.row_at(place) for place in range(len(page.model.ids))]
    return [row.address.partition("@")[0] if row is not None else "" for row in rows]


def test_findings_are_mended_by_a_button_and_looked_at_again(qtbot: QtBot, opened: CampaignPage) -> None:
    assert any("not encrypted" in title for title in titles(opened))
    press(opened, "Use https", "not encrypted")
    qtbot.waitUntil(lambda: not any("not encrypted" in title for title in titles(opened)), timeout=LONG_MS)
    assert "https://shop.example" in opened.writing.draft.message.html
    press(opened, "Add a footer", "unsubscribe")
    qtbot.waitUntil(lambda: not any("unsubscribe" in title for title in titles(opened)), timeout=LONG_MS)
    shown = opened.writing.message.body_of(BodyKind.HTML)
    assert shown is not None and any(
        "unsubscribe_url" in one.toPlainText() for one in shown.findChildren(QPlainTextEdit)
    )
    assert opened.writing.draft.is_kept


def test_a_mistake_leads_to_its_place(qtbot: QtBot, opened: CampaignPage) -> None:
    places: list[tuple[str, int, int]] = []
    opened.writing.message.preview.mistake.connect(lambda *place: places.append(place))
    message = replace(opened.writing.draft.message, html="<p>Dear\n{{ first_name | dflt }}</p>")
    opened.writing.draft.set_message(html=message.html)
    opened.writing.draft.when_kept(opened.writing.message.refresh)
    qtbot.waitUntil(lambda: any("line 2" in title for title in titles(opened)), timeout=LONG_MS)
    press(opened, "Go there", "line 2")
    qtbot.waitUntil(lambda: bool(places), timeout=LONG_MS)
    assert opened.writing.step is Step.MESSAGE and places[0][:2] == ("html", 2)


def test_the_outbox_lists_searches_sorts_and_explains(qtbot: QtBot, window: Window, opened: CampaignPage) -> None:
    opened.writing.review.outbox.click()
    page = outbox_of(qtbot, window)
    qtbot.waitUntil(lambda: shown(page) == ["ana", "bo", "cy", "di"], timeout=LONG_MS)
    assert {kind: tile.value for kind, tile in page.findings.tiles.items()} == {"skipped": "1", "looks empty": "1"}
    assert page.findings.fallbacks.text() == "1 person gets “friend” for first_name"
    page.findings.tiles["looks empty"].set_checked(True)
    qtbot.waitUntil(lambda: shown(page) == ["bo"] and page.remark.isVisible(), timeout=LONG_MS)
    page.findings.tiles["looks empty"].set_checked(False)
    page.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: shown(page) == ["cy", "ana", "bo", "di"], timeout=LONG_MS)
    page.search.setText("di@")
    qtbot.waitUntil(lambda: shown(page) == ["di"] and page.preview._error_room.isVisible(), timeout=LONG_MS)
    page.go_back()
    assert window.current == "campaign" and opened.writing.step is Step.REVIEW


def test_going_on_and_back_shows_message_after_message(qtbot: QtBot, window: Window, opened: CampaignPage) -> None:
    window.navigate("outbox", opened._id)
    page = outbox_of(qtbot, window)
    qtbot.waitUntil(lambda: page.who.text().startswith("Ana"), timeout=LONG_MS)
    page._on.click()
    page._on.click()
    qtbot.waitUntil(lambda: "cy@a.example" in page.who.text(), timeout=LONG_MS)
    preview = page.preview
    qtbot.waitUntil(lambda: preview._preview is not None and "friend" in preview._preview.html, timeout=LONG_MS)
    page._back.click()
    qtbot.waitUntil(lambda: page.who.text().startswith("Bo"), timeout=LONG_MS)


def test_all_messages_are_saved_as_files(qtbot: QtBot, window: Window, opened: CampaignPage, tmp_path: Path) -> None:
    window.navigate("outbox", opened._id)
    page = outbox_of(qtbot, window)
    out = tmp_path / "Practice-campaign"
    page._write(tmp_path, None)
    qtbot.waitUntil(lambda: len(list(out.glob("*.eml"))) == 3, timeout=LONG_MS)
    page._write(tmp_path, "ana@a.example")
    qtbot.waitUntil(
        lambda: any(b"To: Ana <ana@a.example>" in one.read_bytes() for one in tmp_path.glob("*.eml")), timeout=LONG_MS
    )
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_a_changed_draft_is_read_again(qtbot: QtBot, opened: CampaignPage) -> None:
    extras = opened.writing.review.extras
    extras._read.click()
    qtbot.waitUntil(lambda: extras.messages.kind == "warning", timeout=LONG_MS)
    assert "4 messages were read" in extras.messages.title
    opened.writing.draft.set_message(subject="Another subject")
    qtbot.waitUntil(lambda: opened.writing.draft.is_kept and extras.messages.kind == "muted", timeout=LONG_MS)


def test_a_launched_campaign_has_its_outbox_and_fingerprint(
    qtbot: QtBot, window: Window, in_workspace: InWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mailer_gui.compose.compiled import Compiled
    from mailer_gui.operations import campaigns, demo

    monkeypatch.setattr(campaigns, "ensure_sender", lambda _: None)  # frozen, and nobody sends it

    def launched(ws: Any) -> tuple[int, str]:
        campaign_id = demo.prepare(ws, 6)
        campaigns.send(ws, campaign_id)
        ws.contacts.remove(ws.campaigns.audience_ids(ws.campaigns.get(campaign_id).audience)[:3])
        return campaign_id, Compiled.load(ws.campaigns.revision(campaign_id).compiled).fingerprint

    campaign_id, fingerprint = in_workspace(launched)
    window.navigate("outbox", campaign_id)
    page = outbox_of(qtbot, window)
    qtbot.waitUntil(lambda: len(page.model.ids) == 6 and page.preview._preview is not None, timeout=LONG_MS)
    assert fingerprint[:12] in page.header.subtitle.text()
    assert page.findings.tiles == {}
