"""Pictures on the web are loaded only after somebody asked for them, and nothing else ever is."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pytestqt.qtbot import QtBot

from mailer_gui.ui.widgets.html_view import HtmlView, web_engine_can_run

LONG_MS = 15_000


class Web:
    """A server on this computer that remembers what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        web = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append(self.path)
                self.send_response(404)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.slow
def test_only_pictures_and_only_when_asked(qtbot: QtBot, look: object, web: Web) -> None:
    if not web_engine_can_run():
        pytest.skip("no web engine here")
    view = HtmlView()
    qtbot.addWidget(view)
    view.show()
    page = (
        f'<link rel="stylesheet" href="{web.address}/style.css"><iframe src="{web.address}/frame"></iframe>'
        f'<script src="{web.address}/script.js"></script><p>bread</p><img src="{web.address}/loaf.png">'
    )
    with qtbot.waitSignal(view.rendered, timeout=LONG_MS):
        view.show_html(page)
    assert view._ask.isVisible() and web.asked == []
    view.asked_for_web.connect(lambda: view.allow_web(allowed=True))
    view._ask.click()
    qtbot.waitUntil(lambda: bool(web.asked), timeout=LONG_MS)
    qtbot.wait(200)  # for what must not come
    assert web.asked == ["/loaf.png"]
    assert not view._ask.isVisible()
    with qtbot.waitSignal(view.rendered, timeout=LONG_MS):
        view.allow_web(allowed=False)
    assert web.asked == ["/loaf.png"]
