"""The last step and the outbox: a clean campaign of 4,000 people, and one with faults."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mailer_gui.model.messages import Message, Purpose
from mailer_gui.ui.outbox_reading import OutboxReading
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.pages.outbox.page import OutboxPage
from tests.screenshots.stage import Scene, Stage

PEOPLE = 4_000
FAULTY = (
    "<p>Dear {{ first_name | default: 'friend' }},</p><p>your card of {{ card }} is ready in {{ city }}.</p>"
    '<p><a href="https://bakery.example">Our shop</a> <a href="http://bakery.example/offer">The offer</a></p>'
    "{% if site %}<p><a href='{{ site }}'>Your site</a></p>{% endif %}<p>{{ note | default: '' }}</p>"
    '<p style="color:#cccccc;background:#ffffff">Small print that nobody can read</p><img src="https://bakery.example/card.png">'
)


def clean(ws: Any) -> int:
    """Make a practice campaign of many people."""
    from mailer_gui.operations import demo

    return demo.prepare(ws, PEOPLE)


def faulty(ws: Any) -> int:
    """Make a campaign with a fault of every kind."""
    from mailer_gui.model.contacts import Source

    campaign = ws.campaigns.get(clean(ws))
    odd = [
        ({"city": "Rome", "card": "gold"}, 300),
        ({"city": "Oslo", "card": "N/A", "first_name": "Ana"}, 40),
        ({"city": "Oslo", "card": "blue", "first_name": "Li", "note": "see {{ name }}"}, 3),
        ({"city": "Lima", "card": "blue", "first_name": "Jo", "site": "www.jo.example"}, 7),
        ({"city": "Lima", "card": "blue", "first_name": "Bo", "note": "x" * 9000}, 2),
        ({"first_name": "Max", "card": "blue"}, 21),
        ({"city": "Kiel", "card": "blue", "first_name": "Zoë"}, 3600),
    ]
    rows = [
        (f"{fields.get('first_name', 'guest').lower()}{number}-{place}@shop.example", fields, number)
        for place, (fields, count) in enumerate(odd)
        for number in range(count)
    ]
    list_id = ws.lists.get_or_create("Customers with gaps").id
    ws.contacts.upsert_many(rows, Source("gaps.csv"), list_id)
    message = Message("LAST CHANCE!!! Your card", FAULTY, purpose=Purpose.MARKETING)
    audience = replace(campaign.audience, list_ids=(list_id,))
    made = replace(campaign, name="Cards for everybody", message=message, audience=audience)
    return int(ws.campaigns.save_draft(made).id)


async def show(stage: Stage, make: Any, name: str) -> None:
    """Take the pictures of one campaign's last step and outbox."""
    campaign_id = await stage.window.tasks.ask(make)
    stage.window.navigate("campaign", campaign_id)
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    await stage.until(lambda: page.writing.draft.campaign.id == campaign_id)
    page.writing.go_to(Step.REVIEW)
    review = page.writing.review
    await stage.until(lambda: len(review.checks.lines) > 1)
    await stage.calm(1.0)
    await stage.shoot(f"review-{name}")
    review.extras._read.click()
    reading = OutboxReading.of(stage.window.tasks)
    await stage.until(lambda: not reading.is_busy(campaign_id))
    await stage.calm(0.5)
    await stage.shoot(f"review-{name}-read")
    stage.window.navigate("outbox", campaign_id)
    outbox = stage.window.page("outbox")
    assert isinstance(outbox, OutboxPage)
    await stage.until(lambda: outbox.facts is not None and outbox.model.complete and len(outbox.model.ids))
    await stage.calm(1.0)
    await stage.shoot(f"outbox-{name}")
    if outbox.findings.tiles:
        list(outbox.findings.tiles.values())[-3].set_checked(True)
        await stage.calm(1.0)
        await stage.shoot(f"outbox-{name}-rows")


async def without_faults(stage: Stage) -> None:
    """Nothing but ticks."""
    await show(stage, clean, "clean")


async def with_faults(stage: Stage) -> None:
    """Everything that can be wrong."""
    await show(stage, faulty, "faults")


SCENES: dict[str, Scene] = {"outbox-clean": without_faults, "outbox-faults": with_faults}
