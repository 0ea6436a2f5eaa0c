"""Every starter is a sound message: no finding, small, whole, and nothing that spam filters mind."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from mailer_gui.compose.blocks.rich import chips
from mailer_gui.compose.blocks.writer import html_of_blocks
from mailer_gui.model.blocks import Document
from mailer_gui.model.campaigns import Audience, Campaign, DeliveryPlan
from mailer_gui.operations import outbox, outbox_look, preflight, spam_score, starters
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
def test_texts_are_translated_and_chips_stay(key: str) -> None:
    def shouted(text: str) -> str:
        return text.replace("you", "ihr")

    before, after = starters.document(key, {}), starters.document(key, {}, shouted)
    assert Document.load(after.dump()) == after
    assert before != after
    for one, other in zip(before.walk(), after.walk(), strict=True):
        assert len(chips(str(one.values.get("html", "")))) == len(chips(str(other.values.get("html", ""))))
        assert one.values.get("link") == other.values.get("link")


@pytest.mark.slow
@pytest.mark.skipif(not spam_score.is_available(), reason="SpamAssassin is not installed here")
@pytest.mark.parametrize("key", starters.NAMES)
def test_spamassassin_minds_nothing(ws: Workspace, key: str) -> None:
    found = spam_score.score(ws, begun(ws, key).id)
    assert found is not None
    assert {rule.name for rule in found.rules} <= {"HTML_MESSAGE", "NO_RELAYS", "NO_RECEIVED"}
