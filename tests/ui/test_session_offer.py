"""Starting with the session: offered once, never forced, and shown as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.operations import session_start
from mailer_gui.ui import preferences
from mailer_gui.ui.closing import Closing
from mailer_gui.ui.pages.settings import SettingsPage
from mailer_gui.ui.session_offer import offer_session_start
from mailer_gui.ui.window import Window

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000


@pytest.fixture(autouse=True)
def fresh(in_workspace: InWorkspace) -> Iterator[None]:
    """Nobody was asked, and nothing is on; the same afterwards."""
    preferences._keep("session_start_offered", "false")
    yield
    preferences._keep("session_start_offered", "false")
    in_workspace(session_start.turn_off)


def press(window: Window, word: str) -> None:
    buttons = [made for dialog in window.dialogs() for made in dialog.findChildren(QPushButton)]
    next(made for made in buttons if made.text() == word).click()


def test_it_is_offered_once_and_turned_on_when_wished(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    told: list[int] = []
    offer_session_start(window, window.tasks, lambda: told.append(1))
    qtbot.waitUntil(lambda: bool(window.dialogs()), timeout=LONG_MS)
    assert told == []
    press(window, "Start with my session")
    qtbot.waitUntil(lambda: told == [1], timeout=LONG_MS)
    assert in_workspace(session_start.is_on)
    offer_session_start(window, window.tasks, lambda: told.append(2))
    assert told == [1, 2]


def test_no_is_an_answer_that_lasts(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    told: list[int] = []
    offer_session_start(window, window.tasks, lambda: told.append(1))
    qtbot.waitUntil(lambda: bool(window.dialogs()), timeout=LONG_MS)
    window.dialogs()[0].reject()
    assert told == [1]
    assert not in_workspace(session_start.is_on)
    offer_session_start(window, window.tasks, lambda: told.append(2))
    assert told == [1, 2]


def test_who_has_it_on_is_not_asked(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    in_workspace(session_start.turn_on)
    told: list[int] = []
    offer_session_start(window, window.tasks, lambda: told.append(1))
    qtbot.waitUntil(lambda: told == [1], timeout=LONG_MS)
    assert window.dialogs() == []


def test_closing_while_sending_offers_it_before_the_window_goes(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mailer_gui.operations import campaigns

    monkeypatch.setattr(campaigns, "all", lambda _: [Campaign(7, "Spring", CampaignState.SENDING)])
    monkeypatch.setattr(campaigns, "wake", lambda _: True)
    window.may_close = False
    closed: list[int] = []
    Closing(window, lambda: closed.append(1))
    window.close()
    qtbot.waitUntil(lambda: bool(window.dialogs()), timeout=LONG_MS)
    press(window, "Go on in the background")
    qtbot.waitUntil(lambda: any("restart" in one.windowTitle() for one in window.dialogs()), timeout=LONG_MS)
    assert closed == []
    press(window, "Only when I open Mailer")
    qtbot.waitUntil(lambda: closed == [1], timeout=LONG_MS)


def test_the_settings_show_what_is_so(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> None:
    window.navigate("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page.session_note.text().startswith("It is off."), timeout=LONG_MS)
    page.session.click()
    qtbot.waitUntil(lambda: page.session_note.text().startswith("It is on."), timeout=LONG_MS)
    assert in_workspace(session_start.is_on)
    page.session.click()
    qtbot.waitUntil(lambda: page.session_note.text().startswith("It is off."), timeout=LONG_MS)
    assert not in_workspace(session_start.is_on)
