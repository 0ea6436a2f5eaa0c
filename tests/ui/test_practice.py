"""The practice mailbox, rehearsing trouble, the first page, the settings, and HTML that can do no harm."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.ui import preferences
from mailer_gui.ui.pages.first_run import FirstRunPage
from mailer_gui.ui.pages.practice.page import PracticePage
from mailer_gui.ui.pages.practice.trouble import TroubleDialog, describe
from mailer_gui.ui.pages.settings import SettingsPage
from mailer_gui.ui.theme import ThemeMode, theme
from mailer_gui.ui.widgets import html_view
from mailer_gui.ui.widgets.html_view import HtmlView
from mailer_gui.ui.window import Window
from tests.ui.hands import press_key

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000
MESSAGE = (
    "From: Corner Bakery <news@bakery.example>\r\nTo: {to}\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe_{n}?=\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n'
    "--b\r\nContent-Type: text/plain\r\n\r\nHello {n}\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<p>Hello <b>{n}</b></p>\r\n--b--\r\n"
)


def deliver(ws: Any, count: int, first: int = 0) -> None:
    from mailer_gui.operations import practice

    box = practice.mailbox(ws)
    for n in range(first, first + count):
        to = f"person{n}@example.org"
        box.add("news@bakery.example", [to], MESSAGE.format(to=to, n=n).encode())


@pytest.fixture
def page(qtbot: QtBot, window: Window, in_workspace: InWorkspace) -> PracticePage:
    """The page with three messages."""
    in_workspace(lambda ws: deliver(ws, 3))
    window.navigate("practice")
    found = window.page("practice")
    assert isinstance(found, PracticePage)
    qtbot.waitUntil(lambda: recipients(found) == [2, 1, 0], timeout=LONG_MS)
    return found


def recipients(page: PracticePage) -> list[int]:
    lines = [page.model.row_at(row) for row in range(page.model.rowCount())]
    return [int(line.mail.recipient.removeprefix("person").split("@")[0]) for line in lines if line is not None]


def press(dialog: Any, word: str) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.text() == word).click()


def test_the_newest_message_is_open_and_can_be_read_three_ways(qtbot: QtBot, page: PracticePage) -> None:
    qtbot.waitUntil(lambda: page.viewer.subject.text() == "Grüße 2", timeout=LONG_MS)
    assert "<b>2</b>" in page.viewer.page.html()
    assert page.viewer.text.toPlainText().strip() == "Hello 2"
    assert "Subject: =?utf-8?q?" in page.viewer.source.toPlainText()
    page.table.selectRow(2)
    qtbot.waitUntil(lambda: page.viewer.subject.text() == "Grüße 0", timeout=LONG_MS)


def test_what_arrives_meanwhile_is_shown(qtbot: QtBot, page: PracticePage, in_workspace: InWorkspace) -> None:
    in_workspace(lambda ws: deliver(ws, 2, first=3))
    qtbot.waitUntil(lambda: recipients(page) == [4, 3, 2, 1, 0], timeout=LONG_MS)


def test_search_finds_messages(qtbot: QtBot, page: PracticePage) -> None:
    page.search.setText("person1@")
    qtbot.waitUntil(lambda: recipients(page) == [1], timeout=LONG_MS)
    page.search.clear()
    qtbot.waitUntil(lambda: recipients(page) == [2, 1, 0], timeout=LONG_MS)


def test_emptying_asks_first(qtbot: QtBot, window: Window, page: PracticePage) -> None:
    page.ask_empty()
    press(window.dialogs()[0], "Keep them")
    page.ask_empty()
    qtbot.waitUntil(lambda: len(window.dialogs()) == 1, timeout=LONG_MS)
    press(window.dialogs()[0], "Empty")
    qtbot.waitUntil(page.nothing.isVisible, timeout=LONG_MS)


def test_rehearsing_is_chosen_in_plain_words_and_shown(
    qtbot: QtBot, window: Window, page: PracticePage, in_workspace: InWorkspace
) -> None:
    dialog = page.ask_trouble()
    assert isinstance(dialog, TroubleDialog)
    dialog.greylist.setChecked(True)
    dialog.refuse.setChecked(True)
    dialog.share.setValue(20)
    press(dialog, "Use this")
    qtbot.waitUntil(page.banner.isVisible, timeout=LONG_MS)

    def behaviour(ws: Any) -> PracticeBehaviour:
        from mailer_gui.operations import practice

        return practice.behaviour(ws)

    assert in_workspace(behaviour) == PracticeBehaviour(greylist=True, reject_percent=20)
    press(page.banner, "Stop")
    qtbot.waitUntil(lambda: not page.banner.isVisible(), timeout=LONG_MS)
    assert in_workspace(behaviour) == PracticeBehaviour()


def test_every_trouble_is_described() -> None:
    words = describe(PracticeBehaviour(True, 10, 0.5, 5))
    for part in ("try again later", "10 %", "0.5 s", "5 %"):
        assert part in words


# The first page


def test_the_first_page_leads_to_a_finished_practice_campaign(
    qtbot: QtBot, loop: Any, window: Window, in_workspace: InWorkspace
) -> None:
    assert window.current == "first_run"
    page = window.page("first_run")
    assert isinstance(page, FirstRunPage)
    press_key(page.try_it.action, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.current == "campaign", timeout=30_000)

    def states(ws: Any) -> list[tuple[CampaignState, int]]:
        from mailer_gui.operations import campaigns

        return [(one.state, one.counts.accepted) for one in campaigns.all(ws)]

    qtbot.waitUntil(lambda: in_workspace(states) == [(CampaignState.FINISHED, 200)], timeout=60_000)


def test_the_other_doors_lead_to_account_and_import(qtbot: QtBot, window: Window) -> None:
    page = window.page("first_run")
    assert isinstance(page, FirstRunPage)
    page.set_up.action.click()
    assert window.current == "accounts"
    assert len(window.dialogs()) == 1


def test_a_used_workspace_begins_with_its_campaigns(
    qtbot: QtBot, look: Any, in_workspace: InWorkspace, workspace: Path
) -> None:
    from mailer_gui.operations import contacts
    from mailer_gui.ui.app import make_window

    in_workspace(lambda ws: contacts.add(ws, "ana@example.org"))
    window = make_window(workspace)
    qtbot.addWidget(window)
    window.may_close = True
    window.show()
    qtbot.waitUntil(lambda: bool(window.current), timeout=LONG_MS)
    assert window.current == "campaigns"
    window.tasks.close()


# Settings


def test_the_look_is_changed_at_once_and_kept(qtbot: QtBot, window: Window) -> None:
    window.navigate("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    try:
        page.modes[ThemeMode.DARK].click()
        assert theme().colours.is_dark
        assert preferences.theme_mode() is ThemeMode.DARK
    finally:
        page.use_theme(ThemeMode.SYSTEM)


def test_the_time_to_undo_is_kept(window: Window) -> None:
    window.navigate("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    before = preferences.undo_seconds()
    page.undo.setValue(3)
    assert preferences.undo_seconds() == 3
    preferences.set_undo_seconds(before)


def test_the_state_of_the_password_store_is_said(qtbot: QtBot, window: Window) -> None:
    window.navigate("settings")
    page = window.page("settings")
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: "no password store" in page.store.text(), timeout=LONG_MS)


# HTML


@pytest.fixture
def spy() -> Iterator[tuple[str, list[str]]]:
    """A web server that notes who asks for what."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_arguments: Any) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


EVIL = """<html><head><link rel="stylesheet" href="{at}/style.css">
<meta http-equiv="refresh" content="0; url={at}/moved"></head>
<body style="background: url({at}/back.png)"><p id="p">calm</p><img src="{at}/pixel.gif">
<iframe src="{at}/frame"></iframe><video autoplay src="{at}/film.mp4"></video>
<script>document.getElementById("p").textContent = "JS RAN"; fetch("{at}/fetch")</script></body></html>"""


@pytest.mark.parametrize("engine", [True, False])
def test_html_runs_nothing_and_loads_nothing(
    qtbot: QtBot, look: Any, spy: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch, engine: bool
) -> None:
    at, asked = spy
    if not engine:
        monkeypatch.setattr(html_view, "_can_run", False)
    elif not html_view.web_engine_can_run():
        pytest.skip("needs the web engine")
    view = HtmlView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    with qtbot.waitSignal(view.rendered, timeout=LONG_MS):
        view.show_html(EVIL.format(at=at))
    shown: list[str] = []
    web = view._webs.get(False)
    if web is None:
        shown.append(view._plain.toPlainText())
    else:
        web.page().toPlainText(shown.append)
    qtbot.waitUntil(lambda: bool(shown), timeout=LONG_MS)
    assert "calm" in shown[0]
    assert "JS RAN" not in shown[0]
    assert asked == []
    assert "not loaded" in view._note.text()


def test_a_hidden_view_costs_nothing_until_it_is_seen(qtbot: QtBot, look: Any) -> None:
    view = HtmlView()
    qtbot.addWidget(view)
    view.show_html("<p>later</p>")
    assert not view._webs
    with qtbot.waitSignal(view.rendered, timeout=LONG_MS):
        view.show()
