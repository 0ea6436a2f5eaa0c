"""Every starter is a sound message: no finding, small, whole, and nothing that spam filters mind."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from mailer_gui.compose.blocks.rich import chips
from mailer_gui.compose.blocks.writer import html_of_blocks
from mailer_gui.model.blocks import Document
from mailer_gui.model.campaigns import Audience, Campaign, DeliveryPlan
from mailer_gui.operations import outbox, outbox_look, preflight, starters
from mailer_gui.operations.workspace import Workspace


def begun(ws: Workspace, key: str) -> Campaign:
    ws.settings.set("postal_address", "Bakery Lane 1, 12345 Anytown")
    account = ws.accounts.ensure_practice()
    message = replace(starters.begin(ws, key), from_name="The House", from_address="news@shop.example")
    audience = Audience((ws.lists.by_name("members").id,))
    return ws.campaigns.create(key, message, audience, DeliveryPlan((account.id,)))


def test_there_are_at_least_eight_with_a_picture_each() -> None:
    found = starters.all()
    assert len(found) >= 8
    assert all(one.thumbnail.is_file() and one.name and one.about and one.subject for one in found)


@pytest.mark.parametrize("key", starters.NAMES)
def test_a_starter_is_sound(ws: Workspace, key: str) -> None:
    campaign = begun(ws, key)
    assert preflight.check(ws, campaign.id) == []
    assert outbox_look.look_over(ws, campaign.id).counts == {}
    html = html_of_blocks(campaign.message.source)
    assert len(html.encode()) < 102 * 1024 and "googleapis" not in html
    shown = outbox.preview(ws, campaign.id, address="ana@example.org")
    assert set(shown.pictures) == {image.content_id for image in campaign.message.images}
    parsed = message_from_bytes(shown.source, policy=default)
    assert not parsed.defects and parsed["Subject"] == campaign.message.subject
    assert "Ana" in shown.html and "Ana" in shown.text and "{{" not in shown.html
    pictures = [part for part in parsed.walk() if part.get_content_maintype() == "image"]
    assert len(pictures) == len(campaign.message.images)
    assert all(part.get_payload(decode=True).startswith(b"\xff\xd8\xff") for part in pictures)  # type: ignore[union-attr]  # bytes
    assert sum(image.size for image in campaign.message.images) < 200_000


@pytest.mark.parametrize("key", starters.NAMES)
def test_every_text_goes_through_the_translation_and_chips_stay(key: str) -> None:
    def marked(text: str) -> str:
        if text == "en":
            return "nl"
        return text.replace("<p>", "<p>\u27e6") if "<p>" in text else f"\u27e6{text}\u27e7"

    before, after = starters.document(key, {}), starters.document(key, {}, marked)
    assert Document.load(after.dump()) == after
    assert (before.language, after.language) == ("en", "nl")
    assert after.preview == f"\u27e6{before.preview}\u27e7"
    for one, other in zip(before.walk(), after.walk(), strict=True):
        assert chips(str(one.values.get("html", ""))) == chips(str(other.values.get("html", "")))
        for name in ("html", "label", "alt", "unsubscribe"):
            if one.values.get(name):
                assert "\u27e6" in str(other.values[name]), (name, other.values[name])
        for line in str(other.values.get("links", "")).splitlines():
            assert line.startswith("\u27e6") and line.endswith(tuple("/abcdefghijklmnopqrstuvwxyz"))
        for name in ("link", "picture", "align", "size", "colour"):
            assert one.values.get(name) == other.values.get(name)
    (found,) = [one for one in starters.all(marked) if one.key == key]
    assert all(text.startswith("\u27e6") for text in (found.name, found.about, found.subject))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("spamassassin") is None, reason="SpamAssassin is not installed here")
def test_spamassassin_minds_nothing(ws: Workspace) -> None:
    """All of them in one run of its local tests, for it takes seconds to begin."""
    mails = [outbox.preview(ws, begun(ws, key).id, address="ana@example.org").source for key in starters.NAMES]
    box = b"".join(b"From a@b Thu Jan  1 00:00:00 2026\n" + mail.replace(b"\r\n", b"\n") + b"\n" for mail in mails)
    command = ["spamassassin", "--local", "--test-mode", "--mbox"]
    said = subprocess.run(command, input=box, capture_output=True, timeout=100, check=True).stdout.decode()
    reports = said.split("Content analysis details:")[1:]
    assert len(reports) == len(mails)
    for key, report in zip(starters.NAMES, reports, strict=True):
        rules = set(re.findall(r"^ *-?\d+\.\d+ ([A-Z][A-Z0-9_]+) ", report, re.MULTILINE))
        assert "HTML_MESSAGE" in rules
        assert rules <= {"HTML_MESSAGE", "NO_RELAYS", "NO_RECEIVED"}, key
