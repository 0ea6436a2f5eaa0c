"""The window: it appears first, pages are made when first shown, keys lead everywhere, closing asks at most once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.errors import StoreError
from mailer_gui.operations import contacts, tidying
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.ui import app as front
from mailer_gui.ui import closing, lookout, preferences
from mailer_gui.ui.context import Notice
from mailer_gui.ui.job import Job
from mailer_gui.ui.page import Page
from mailer_gui.ui.palette import Palette
from mailer_gui.ui.window import Window
from tests.ui.hands import press_key


def test_the_window_is_painted_before_the_workspace_is_opened(
    qtbot: QtBot, look: QApplication, workspace: Path
) -> None:
    window = front.make_window(workspace)
    qtbot.addWidget(window)
    existed: list[bool] = []
    window.painted.disconnect()
    window.painted.connect(lambda: existed.append(workspace.exists()))
    window.show()
    qtbot.waitUntil(lambda: bool(existed))
    assert existed == [False]
    window.tasks.close()


def test_the_title_is_always_the_same(window: Window) -> None:
    assert window.windowTitle() == "Mailer"


def test_every_page_opens_by_its_key(window: Window) -> None:
    shown = [entry for entry in front.pages() if entry.place in ("top", "bottom")]
    for place, entry in enumerate(shown, start=1):
        if place > 6:
            break
        press_key(window, getattr(Qt.Key, f"Key_{place}"), Qt.KeyboardModifier.ControlModifier)
        assert window.current == entry.key


@pytest.mark.parametrize(
    ("key", "modifier", "hook"),
    [
        (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier, "start_search"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "go_back"),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, "send"),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, "refresh"),
    ],
)
def test_keys_reach_the_page_in_front(
    window: Window,
    monkeypatch: pytest.MonkeyPatch,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    hook: str,
) -> None:
    asked: list[str] = []
    window.navigate("settings")
    monkeypatch.setattr(window.page("settings"), hook, lambda: asked.append(hook))
    press_key(window, key, modifier)
    assert asked == [hook]


def test_a_page_hears_that_another_one_comes_to_the_front(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    left: list[str] = []
    window.navigate("settings")
    monkeypatch.setattr(window.page("settings"), "leave", lambda: left.append("settings"))
    window.navigate("accounts")
    assert left == ["settings"]


def test_pages_are_made_when_first_shown(window: Window) -> None:
    assert "accounts" not in window._pages
    window.navigate("accounts")
    assert isinstance(window.page("accounts"), Page)


def test_a_page_that_does_not_exist_changes_nothing(window: Window) -> None:
    before = window.current
    window.navigate("nowhere")
    assert window.current == before


def test_a_notice_can_be_undone_once(qtbot: QtBot, window: Window) -> None:
    undone: list[int] = []
    window.notify(Notice("Deleted.", undo=lambda: undone.append(1)))
    undo = next(b for b in window._toast.findChildren(QPushButton) if b.text() == "Undo")
    assert undo.isVisible()
    undo.click()
    undo.click()
    assert undone == [1]
    assert not window._toast.isVisible()


def test_a_workspace_that_cannot_be_used_is_said_and_tried_again(
    qtbot: QtBot, look: QApplication, workspace: Path
) -> None:
    workspace.parent.mkdir(exist_ok=True)
    workspace.write_text("not a folder")
    window = front.make_window(workspace)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: not window.sidebar.isEnabled(), timeout=10_000)
    again = next(b for b in window.findChildren(QPushButton) if b.text() == "Try again")
    workspace.unlink()
    again.click()
    qtbot.waitUntil(lambda: bool(window.current), timeout=15_000)
    assert window.sidebar.isEnabled()
    window.tasks.close()


def test_help_and_log_open(qtbot: QtBot, window: Window) -> None:
    window.show_help()
    window.show_log()
    assert [dialog.windowTitle() for dialog in window.dialogs()] == ["Help", "Log"]
    for dialog in window.dialogs():
        dialog.reject()


def test_an_error_is_shown_with_title_sentence_and_next_step(qtbot: QtBot, window: Window) -> None:
    window.tasks.report(StoreError("The disk is full.", hint="Make room and try again."))
    dialog = window.dialogs()[0]
    texts = " ".join(label.text() for label in dialog.findChildren(type(dialog.heading)))
    assert "The workspace cannot be used" in texts
    assert "The disk is full." in texts
    assert "Make room and try again." in texts
    dialog.reject()


@pytest.fixture
def close(window: Window) -> tuple[Window, list[int]]:
    closed: list[int] = []
    window.may_close = False
    closing.Closing(window, lambda: closed.append(1))
    return window, closed


def test_closing_asks_nothing_when_nothing_is_sent(qtbot: QtBot, close: tuple[Window, list[int]]) -> None:
    window, closed = close
    window.close()
    qtbot.waitUntil(lambda: bool(closed))
    assert not window.isVisible()


@pytest.mark.parametrize(
    ("answer", "asked"),
    [("Go on in the background", ["wake"]), ("Pause", ["pause 7"]), ("Cancel sending", ["cancel 7"])],
)
def test_closing_while_sending_asks_once(
    qtbot: QtBot, close: tuple[Window, list[int]], monkeypatch: pytest.MonkeyPatch, answer: str, asked: list[str]
) -> None:
    from mailer_gui.operations import campaigns

    window, closed = close
    preferences.set_session_start_offered()
    wishes: list[str] = []
    sending = Campaign(7, "Spring", CampaignState.SENDING)
    monkeypatch.setattr(campaigns, "all", lambda _: [sending])
    monkeypatch.setattr(campaigns, "wake", lambda _: wishes.append("wake"))
    for wish in ("pause", "cancel"):
        monkeypatch.setattr(campaigns, wish, lambda _, number, wish=wish: wishes.append(f"{wish} {number}"))
    window.close()
    qtbot.waitUntil(lambda: bool(window.dialogs()))
    window.close()
    assert len(window.dialogs()) == 1
    next(b for b in window.dialogs()[0].findChildren(QPushButton) if b.text() == answer).click()
    qtbot.waitUntil(lambda: bool(closed))
    assert wishes == asked


def test_who_stays_sees_the_page_look_again(
    qtbot: QtBot, close: tuple[Window, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from mailer_gui.operations import campaigns

    window, closed = close
    monkeypatch.setattr(campaigns, "all", lambda _: [Campaign(7, "Spring", CampaignState.SENDING)])
    window.navigate("settings")
    looked: list[str] = []
    monkeypatch.setattr(window.page("settings"), "refresh", lambda: looked.append("settings"))
    window.close()
    qtbot.waitUntil(lambda: bool(window.dialogs()))
    window.dialogs()[0].reject()
    assert (looked, closed) == (["settings"], [])


def test_a_dropped_table_opens_the_import(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[str, Any]] = []
    monkeypatch.setattr(window, "navigate", lambda key, argument=None: opened.append((key, argument)))
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "people.csv"))])
    window.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            mime,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert opened == [("contacts", {"import": str(tmp_path / "people.csv")})]


def test_the_palette_finds_a_page_by_a_few_letters(qtbot: QtBot, window: Window) -> None:
    window.show_palette()
    palette = window.dialogs()[0]
    assert isinstance(palette, Palette)
    palette.search.setText("acc")
    press_key(palette.search, Qt.Key.Key_Return)
    assert window.current == "accounts"


def test_a_sender_that_is_missed_twice_is_started_again_once(
    qtbot: QtBot, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[float] = []
    now = 100.0
    monkeypatch.setattr(lookout, "_wake", lambda _ws: woken.append(now))
    watcher = lookout.Lookout(window, clock=lambda: now)
    for missing in (True, False, True, True, True, True):
        watcher.take(missing)
    qtbot.waitUntil(lambda: bool(woken))
    assert not window._toast.isVisible()
    watcher.take(False)
    assert woken == [100.0]
    assert "It goes on now" in window._toast._text.text()
    now += lookout.QUIET_SECONDS
    watcher.take(True)
    watcher.take(True)
    qtbot.waitUntil(lambda: len(woken) == 2)


def test_what_an_older_version_left_in_the_search_is_made_anew_while_nobody_waits(
    qtbot: QtBot, window: Window, workspace: Path
) -> None:
    started: list[Job] = []
    window.tasks.job_started.connect(started.append)
    ws = open_workspace(workspace)
    contacts.add(ws, "ana@example.org", {"city": "Porto"})
    assert contacts.count(ws, search="porto") == 1
    with ws.transaction() as connection:  # as it was before fields had signs
        connection.exec_driver_sql("DELETE FROM settings WHERE key IN ('search_signs', 'search_plain')")
    assert tidying.is_wanted(ws)
    front.tidy_up(window)
    qtbot.waitUntil(lambda: bool(started) and not window.tasks.jobs(), timeout=60_000)
    assert not tidying.is_wanted(ws)
    ws.close()
