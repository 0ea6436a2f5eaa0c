"""A campaign on screen: kept as it is typed, never changed by looking at it, and Send can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.campaigns import Campaign, CampaignState, OnUncertain
from mailer_gui.ui import preferences
from mailer_gui.ui.closing import Closing
from mailer_gui.ui.pages.campaign.editor import field_tag
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.theme import ThemeMode, theme
from mailer_gui.ui.window import Window

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000


def prepare(ws: Any) -> int:
    from mailer_gui.operations import demo

    return demo.prepare(ws, 20)


def read(ws: Any, campaign_id: int) -> Campaign:
    from mailer_gui.operations import campaigns

    return campaigns.get(ws, campaign_id)


@pytest.fixture
def opened(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> Iterator[CampaignPage]:
    """The page of a practice campaign with 20 people, checked and ready."""
    campaign_id = in_workspace(prepare)
    window.navigate("campaign", campaign_id)
    page = window.page("campaign")
    assert isinstance(page, CampaignPage)
    qtbot.waitUntil(lambda: page.writing.draft.campaign.id == campaign_id, timeout=LONG_MS)
    page.writing.go_to(Step.REVIEW)
    qtbot.waitUntil(lambda: page.writing.review.may_send, timeout=LONG_MS)
    yield page
    page.board.stop()


@pytest.mark.slow
def test_looking_at_a_draft_changes_nothing(qtbot: QtBot, opened: CampaignPage, in_workspace: InWorkspace) -> None:
    before = opened.writing.draft.campaign
    for step in (*Step, *Step):
        opened.writing.go_to(step)
        theme().use(ThemeMode.DARK)  # colours the source again, which Qt reports as a change of its text
        theme().use(ThemeMode.LIGHT)
        qtbot.wait(20)
    assert opened.writing.draft.is_kept
    after = in_workspace(lambda ws: read(ws, before.id))
    assert (after.message, after.audience, after.plan) == (before.message, before.audience, before.plan)
    assert after.changed_at == before.changed_at


def test_what_is_typed_is_kept_without_a_save_button(
    qtbot: QtBot, opened: CampaignPage, in_workspace: InWorkspace
) -> None:
    opened.writing.go_to(Step.MESSAGE)
    opened.writing.message.subject.setText("Fresh bread")
    assert opened.header.subtitle.text() == "Draft, saving…"
    qtbot.waitUntil(lambda: opened.writing.draft.is_kept, timeout=LONG_MS)
    assert opened.header.subtitle.text().startswith("Draft, saved ")
    assert in_workspace(lambda ws: read(ws, opened._id)).message.subject == "Fresh bread"


def test_leaving_the_page_keeps_what_was_typed_at_once(
    qtbot: QtBot, window: Window, opened: CampaignPage, in_workspace: InWorkspace
) -> None:
    opened.writing.message.subject.setText("Almost lost")
    window.navigate("campaigns")
    qtbot.waitUntil(lambda: opened.writing.draft.is_kept, timeout=LONG_MS)
    assert in_workspace(lambda ws: read(ws, opened._id)).message.subject == "Almost lost"


def test_a_mistake_is_named_with_its_place_and_forbids_send(qtbot: QtBot, opened: CampaignPage) -> None:
    writing = opened.writing
    writing.message.html.setPlainText("<p>Dear\n{{ first_name </p>")
    qtbot.waitUntil(lambda: writing.draft.is_kept and not writing.review.may_send, timeout=LONG_MS)
    assert not writing.review.send.isEnabled()
    writing.go_to(Step.MESSAGE)
    qtbot.waitUntil(lambda: writing.message.preview._error.isVisible(), timeout=LONG_MS)
    writing.message.preview._error.action.click()
    assert writing.message.html.textCursor().blockNumber() == 1


def test_nobody_can_send_to_nobody(qtbot: QtBot, opened: CampaignPage) -> None:
    opened.writing.go_to(Step.AUDIENCE)
    qtbot.waitUntil(lambda: bool(opened.writing.audience.lists.boxes), timeout=LONG_MS)
    for box in opened.writing.audience.lists.boxes.values():
        box.setChecked(False)
    qtbot.waitUntil(lambda: not opened.writing.review.may_send, timeout=LONG_MS)
    opened.send()
    opened.send()
    assert opened._launches == {}


def test_the_choice_for_uncertain_ones_is_kept(qtbot: QtBot, opened: CampaignPage, in_workspace: InWorkspace) -> None:
    opened.writing.delivery.care.again.setChecked(True)
    qtbot.waitUntil(lambda: opened.writing.draft.is_kept, timeout=LONG_MS)
    assert in_workspace(lambda ws: read(ws, opened._id)).plan.on_uncertain is OnUncertain.RESEND


def test_send_can_be_undone_and_nothing_has_happened(
    qtbot: QtBot, opened: CampaignPage, in_workspace: InWorkspace, workspace: Path
) -> None:
    assert opened.writing.review.send.text() == "Send to 20 people"
    opened.writing.review.send.click()
    assert opened._stack.currentWidget() is opened.countdown
    qtbot.wait(150)
    opened.go_back()
    qtbot.waitUntil(lambda: opened._stack.currentWidget() is opened.writing, timeout=LONG_MS)
    assert in_workspace(lambda ws: read(ws, opened._id)).state is CampaignState.DRAFT
    assert opened._launches == {}
    assert not (workspace / "sender-1.lock").exists()


def test_the_undo_button_has_the_focus(qtbot: QtBot, opened: CampaignPage) -> None:
    opened.send()
    qtbot.waitUntil(lambda: opened.countdown.undo.isVisible())
    assert isinstance(opened.countdown.undo, QPushButton)
    opened.countdown.undo.click()
    assert opened._launches == {}


def test_the_time_to_undo_is_the_one_that_was_set(qtbot: QtBot, opened: CampaignPage) -> None:
    preferences.set_undo_seconds(33)
    opened.send()
    launch = next(iter(opened._launches.values()))
    launch.undo()
    preferences.set_undo_seconds(preferences.UNDO_SECONDS)
    assert launch.seconds == 33


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("first_name", "{{ first_name }}"),
        ("First Name", "{{ ['First Name'] }}"),
        ("l'âge", '{{ ["l\'âge"] }}'),
    ],
)
def test_fields_of_any_name_can_be_inserted(name: str, tag: str) -> None:
    assert field_tag(name) == tag


def test_closing_keeps_what_was_typed_a_moment_ago(
    qtbot: QtBot, window: Window, opened: CampaignPage, in_workspace: InWorkspace
) -> None:
    window.may_close = False
    closed: list[int] = []
    Closing(window, lambda: closed.append(1))
    opened.writing.message.subject.setText("The last word")
    window.close()
    qtbot.waitUntil(lambda: bool(closed), timeout=LONG_MS)
    window.tasks.close()
    qtbot.waitUntil(
        lambda: in_workspace(lambda ws: read(ws, opened._id)).message.subject == "The last word", timeout=LONG_MS
    )


def test_closing_in_the_time_to_undo_asks_what_is_wanted(
    qtbot: QtBot, window: Window, opened: CampaignPage, in_workspace: InWorkspace
) -> None:
    window.may_close = False
    closed: list[int] = []
    Closing(window, lambda: closed.append(1))
    opened.send()
    window.close()
    qtbot.waitUntil(lambda: bool(window.dialogs()), timeout=LONG_MS)
    next(b for b in window.dialogs()[0].findChildren(QPushButton) if b.text() == "Do not send it").click()
    qtbot.waitUntil(lambda: bool(closed), timeout=LONG_MS)
    assert in_workspace(lambda ws: read(ws, opened._id)).state is CampaignState.DRAFT
