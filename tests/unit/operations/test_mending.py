"""What the program mends is mended; links and SpamAssassin answer truthfully."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from mailer_gui.compose.letter import letter_of_text
from mailer_gui.model.blocks import Document, Place, new_block
from mailer_gui.model.campaigns import Audience, Campaign, DeliveryPlan
from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import BodyKind, Message, Purpose
from mailer_gui.operations import demo, link_check, mending, preflight, spam_score, versions
from mailer_gui.operations.workspace import Workspace

WORDS = "the bakery has new opening hours from Monday on. We bake fresh bread every morning from seven, and cake too."
BLOCKS = Document().inserted(new_block("text", "b1", html=f"<p>{WORDS}</p>"), Place(0))


def draft(ws: Workspace, message: Message) -> Campaign:
    ws.settings.set("postal_address", "Bakery Lane 1")
    plan = DeliveryPlan((ws.accounts.ensure_practice().id,))
    return ws.campaigns.create("c", message, Audience((ws.lists.by_name("members").id,)), plan)


def codes(ws: Workspace, campaign: Campaign) -> list[str]:
    return [one.code for one in preflight.check(ws, campaign.id)]


@pytest.mark.parametrize(
    "message",
    [
        Message("Hi", f"<html><body><p>{WORDS}</p></body></html>"),
        Message("Hi", f"<p>{WORDS}</p>", text=WORDS),
        Message("Hi", text=WORDS, kind=BodyKind.PLAIN),
        Message("Hi", source=WORDS, kind=BodyKind.MARKDOWN),
        Message("Hi", source=letter_of_text(WORDS).dump(), kind=BodyKind.LETTER),
        Message("Hi", source=BLOCKS.dump(), kind=BodyKind.BLOCKS),
    ],
)
def test_a_footer_is_added_where_it_lacks(ws: Workspace, message: Message) -> None:
    campaign = draft(ws, replace(message, purpose=Purpose.MARKETING))
    assert codes(ws, campaign) == ["no-unsubscribe", "no-postal"]
    ws.campaigns.save_draft(campaign)
    mended = mending.mend(ws, campaign.id, "footer")
    assert codes(ws, mended) == []
    assert "opening hours" in str(mended.message)
    assert versions.all(ws, campaign.id)[0].message == mended.message


@pytest.mark.parametrize(
    ("html", "code", "mend", "kept"),
    [
        ('<p>{w} <a href="http://a.example/?b=http://c">x</a> {u}</p>', "link-plain", "https", "?b=http://c"),
        (
            "<p>{w} <img src='https://a.example/x.png' title='a > b'> {u}</p>",
            "no-alt",
            "alt",
            "title='a > b' alt=\"\">",
        ),
    ],
)
def test_one_thing_is_mended_and_nothing_else(ws: Workspace, html: str, code: str, mend: str, kept: str) -> None:
    campaign = draft(ws, Message("Hi", html.replace("{w}", WORDS).replace("{u}", "{{ unsubscribe_url }}")))
    assert codes(ws, campaign) == [code]
    mended = mending.mend(ws, campaign.id, mend)
    assert codes(ws, mended) == [] and kept in mended.message.html


def test_what_cannot_be_mended_is_said(ws: Workspace) -> None:
    with pytest.raises(InputError):
        mending.mend(ws, draft(ws, Message("Hi")).id, "magic")


class _Site(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        status = {"/ok": 200, "/gone": 404, "/get-only": 200 if self.command == "GET" else 405}[self.path]
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_links_are_opened_when_asked(ws: Workspace, site: str) -> None:
    html = "".join(f'<a href="{site}/{page}">x</a>' for page in ("ok", "gone", "get-only", "ok"))
    campaign = draft(
        ws, Message("Hi", f'{html}<a href="http://127.0.0.1:1/">y</a><a href="{{{{ unsubscribe_url }}}}">z</a>')
    )
    answers = [(one.url.rpartition("/")[2], one.works, one.status) for one in link_check.check_links(ws, campaign.id)]
    assert answers == [("ok", True, 200), ("gone", False, 404), ("get-only", True, 200), ("", False, 0)]


def test_spamassassin_is_asked_only_where_it_is(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = draft(ws, Message("Hi", f"<p>{WORDS}</p>"))
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert spam_score.score(ws, campaign.id) is None


@pytest.mark.skipif(not spam_score.is_available(), reason="SpamAssassin is not installed here")
@pytest.mark.slow
def test_spamassassin_finds_nothing_in_an_ordinary_message(ws: Workspace) -> None:
    foot = '<p><a href="{{ unsubscribe_url }}">Unsubscribe</a> {{ postal_address }}</p>'
    body = f"<p>Hello, {WORDS}</p>{foot}"
    found = spam_score.score(ws, draft(ws, Message("New opening hours", body)).id)
    assert found is not None
    assert {rule.name for rule in found.rules if rule.points > 0.01} <= {"HTML_MESSAGE", "NO_RELAYS", "NO_RECEIVED"}


@pytest.mark.skipif(not spam_score.is_available(), reason="SpamAssassin is not installed here")
@pytest.mark.slow
def test_spamassassin_minds_nothing_in_the_sample_newsletter(ws: Workspace) -> None:
    found = spam_score.score(ws, demo.prepare(ws, 3))
    assert found is not None
    assert {rule.name for rule in found.rules} <= {"HTML_MESSAGE", "NO_RELAYS", "NO_RECEIVED"}
