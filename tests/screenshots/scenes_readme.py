"""The picture in the README: the live board in the middle of a campaign. `make picture` writes it."""

from __future__ import annotations

import math
import time
from dataclasses import replace

from mailer_gui.model.accounts import Account, Identity, Security
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, Counts, DeliveryPlan
from mailer_gui.model.deliveries import Attempt, DeliveryStatus
from mailer_gui.model.live import CampaignStatus, Snapshot
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.theme import ThemeMode, theme
from tests.screenshots.stage import Scene, Stage

COUNTS = Counts(4102, 2296, 13, 21, 0, 3)
PEOPLE = (
    ("Ana Souza", "ana.souza@padaria.example"),
    ("Jürgen Köhler", "koehler@werk.example"),
    ("Olga Petrova", "petrova@post.example"),
    ("Li Wei 李伟", "liwei@shop.example"),
    ("Chloé Martin", "chloe@atelier.example"),
    ("Søren Østergård", "soren@havn.example"),
    ("Inês Conceição", "ines@livraria.example"),
    ("Zoë van Dijk", "zoe@fiets.example"),
    ("Νίκος Δήμου", "nikos@kafeneio.example"),
    ("Maya Cohen", "maya@studio.example"),
)
GONE = (DeliveryStatus.REJECTED, 550, "5.1.1 No such user here")
LATER = (DeliveryStatus.DEFERRED, 451, "4.7.1 Greylisted, try again later")


def picture(now: float) -> Snapshot:
    """Invent one look at a campaign that has been under way for a quarter of an hour."""
    newest = []
    for place in range(40):
        name, address = PEOPLE[place % len(PEOPLE)]
        fine = (DeliveryStatus.ACCEPTED, 250, f"2.0.0 Ok: queued as 4fK2x{9173 - 7 * place:X}")
        outcome = {2: GONE, 5: LATER}.get(place, fine)
        newest.append(Attempt(900 - place, 1, address, name, 1, now - place * 0.47, *outcome, 1))
    rates = tuple(
        (now - 240 + i, 128 + 9 * math.sin(i / 11) + 5 * math.sin(i / 3.1) - 46 * math.exp(-(((i - 150) / 16) ** 2)))
        for i in range(240)
    )
    status = CampaignStatus(0, "Spring newsletter", CampaignState.SENDING, COUNTS, "", None, now - 900, now)
    return Snapshot(status, now, 128.0, COUNTS.waiting / 128 * 60, tuple(newest), rates, sender_alive=True)


async def readme(stage: Stage) -> None:
    """The live board, light, 1280x800."""
    now = time.time()
    campaign = Campaign(
        1,
        "Spring newsletter",
        CampaignState.SENDING,
        plan=DeliveryPlan((1,)),
        audience=Audience((1,)),
        counts=COUNTS,
        launched_at=now - 900,
    )
    stage.window.navigate("campaigns")
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    stage.window.navigate("campaign")
    await stage.calm(0.5)
    page._id, page._campaign = campaign.id, campaign
    page._accounts = {1: Account(1, "News", "h", 587, Security.TLS, Identity("news@bakery.example"))}
    page.header.set(campaign.name)
    page._stack.setCurrentWidget(page.board)
    page.board._id = campaign.id
    page.board.stop()
    look = picture(now)
    page.board.show_snapshot(replace(look, status=replace(look.status, id=campaign.id)))
    page.board.groups.show_groups(())
    stage.window.context.badge("campaigns", 1)
    stage.window.context.badge("contacts", 4102)
    stage.window._toast.hide()
    theme().use(ThemeMode.LIGHT)
    stage.window.resize(1280, 800)
    await stage.calm(0.5)
    path = stage.out / "screenshot.png"
    stage.window.grab().save(str(path))
    stage.taken.append(path)


SCENES: dict[str, Scene] = {"readme": readme}
