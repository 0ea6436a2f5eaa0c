"""Campaigns: the list, the four steps, the seconds to undo, the live board."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QScrollArea

from mailer_gui.model.accounts import Account, Identity, LearnedPace, Limits, Security
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, Counts, DeliveryPlan, Rest
from mailer_gui.model.deliveries import Attempt, DeliveryStatus
from mailer_gui.model.live import Asks, CampaignStatus, Snapshot
from mailer_gui.model.live import Stage as Staged
from mailer_gui.model.reports import ReplyGroup
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.start_dialog import StartDialog
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.pages.campaigns.lines import Line
from mailer_gui.ui.pages.campaigns.page import CampaignsPage
from mailer_gui.ui.session_offer import offer_session_start
from tests.screenshots.stage import Scene, Stage

INVENTED = 1_000_000
"""An id that no campaign of the workspace has."""
PEOPLE = (
    ("Ana Souza", "ana@padaria.example"),
    ("Jürgen Köhler", "jk@werk.example"),
    ("Olga Petrova", "petrova@old.example"),
    ("Li Wei 李伟", "liwei@shop.example"),
    ("Chloé Martin", "chloe@atelier.example"),
    ("", "office@bakery.example"),
)


def campaigns() -> list[Campaign]:
    """Invented campaigns in every state."""
    now = time.time()
    draft = Campaign(9, "Summer closing", CampaignState.DRAFT, changed_at=now - 3600)
    return [
        Campaign(
            1,
            "Spring newsletter",
            CampaignState.SENDING,
            counts=Counts(4102, 2296, 13, 21, 1, 0),
            launched_at=now - 900,
        ),
        Campaign(2, "Members’ evening", CampaignState.RESTING, counts=Counts(212, 66), launched_at=now - 5000),
        Campaign(3, "Invoice reminder", CampaignState.SCHEDULED, counts=Counts(212), launched_at=now - 100),
        Campaign(
            4, "Welcome, new members", CampaignState.FINISHED, counts=Counts(1907, 1904, 3), launched_at=now - 86400 * 4
        ),
        Campaign(
            5, "Autumn offer", CampaignState.FINISHED, counts=Counts(3988, 3951, 37), launched_at=now - 86400 * 40
        ),
        Campaign(6, "Opening hours", CampaignState.PAUSED, counts=Counts(980, 400), launched_at=now - 86400 * 2),
        draft,
        replace(draft, id=10, name="A very long name for a campaign that nobody would give it but somebody will"),
    ]


async def first_campaigns(stage: Stage) -> None:
    """The list while it is empty."""
    stage.window.navigate("campaigns")
    await stage.calm(0.5)
    await stage.shoot("campaigns-empty")


async def list_of_campaigns(stage: Stage) -> None:
    """The list with campaigns in every state."""
    page = stage.window.page("campaigns")
    assert isinstance(page, CampaignsPage)
    stage.window.navigate("campaigns")
    await stage.calm(0.5)
    page.refresh = lambda: None  # type: ignore[method-assign]  # the invented ones stay
    page._take([Line(campaign, "News", is_orphaned=campaign.id == 2) for campaign in campaigns()])
    await stage.shoot("campaigns")
    page.start_new()
    await stage.calm()
    await stage.shoot("campaign-new", stage.window.dialogs()[0])
    await stage.close_dialogs()


def prepare(ws: Any) -> int:
    """Make an account and a practice campaign, and give the campaign's id."""
    from mailer_gui.operations import demo

    account = Account(
        0,
        "News",
        "smtp.bakery.example",
        587,
        Security.STARTTLS,
        Identity("news@bakery.example", "Bakery Example"),
        limits=Limits(per_second=4, per_day=500),
    )
    if not any(known.name == account.name for known in ws.accounts.all()):
        ws.accounts.save(account)
    return demo.prepare(ws)


async def open_draft(stage: Stage) -> CampaignPage:
    """Open a fresh practice campaign."""
    campaign_id = await stage.window.tasks.ask(prepare)
    stage.window.navigate("campaign", campaign_id)
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    await stage.until(lambda: page._campaign is not None and page._campaign.id == campaign_id)
    return page


async def steps(stage: Stage) -> None:
    """The four steps of a draft."""
    page = await open_draft(stage)
    writing = page.writing
    for step in Step:
        writing.go_to(step)
        await stage.calm(1.5 if step in (Step.MESSAGE, Step.REVIEW) else 0.6)
        await stage.shoot(f"campaign-{step.value}")
    writing.go_to(Step.MESSAGE)
    writing.message.preview.tabs.setCurrentIndex(2)
    await stage.calm(0.5)
    await stage.shoot("campaign-message-source")
    writing.message.preview.tabs.setCurrentIndex(0)
    writing.message.html.setPlainText("<p>Dear {{ first_name | dflt }}</p>\n<p>{{ oops</p>")
    await stage.calm(1.5)
    await stage.shoot("campaign-message-mistake")
    writing.go_to(Step.REVIEW)
    await stage.calm(1.0)
    await stage.shoot("campaign-review-mistake")
    page._send_test()
    await stage.calm(0.5)
    await stage.shoot("campaign-test", stage.window.dialogs()[0])


async def delivery(stage: Stage) -> None:
    """The delivery step of a campaign that is scheduled, shared, and careful."""
    page = await open_draft(stage)
    step = page.writing.delivery
    page.writing.go_to(Step.DELIVERY)
    await stage.until(lambda: len(step.senders.boxes) > 1)
    for box in step.senders.boxes.values():
        box.setChecked(True)
    step.timing.later.setChecked(True)
    step.timing.zone.show_zone("Asia/Tokyo")
    step.timing.zone.chosen.emit("Asia/Tokyo")
    step.timing.limited.setChecked(True)
    step.timing.hours.open()
    await stage.until(lambda: "Begins" in step.line.words.text())
    await stage.shoot("campaign-delivery-scheduled")
    area = step.findChild(QScrollArea)
    assert area is not None
    step.timing.hours.open(False)
    for fold in (step.timing.late, step.care.stage, step.care.guard, step.care.uncertain, step.care.keeping):
        fold.open()
    step.care.staged.setChecked(True)
    await stage.calm()
    area.ensureWidgetVisible(step.care.keeping.body)
    await stage.shoot("campaign-delivery-care")
    page.writing.go_to(Step.REVIEW)
    await stage.calm(1.5)
    await stage.shoot("campaign-review-scheduled")
    await stage.shoot("campaign-delivery-calendar", step.timing.start.day.calendarWidget())


async def empty_draft(stage: Stage) -> None:
    """A draft in which nothing is written yet."""
    from mailer_gui.operations import campaigns as operations

    made = await stage.window.tasks.ask(lambda ws: operations.create(ws, "Summer closing"))
    stage.window.navigate("campaign", made.id)
    await stage.calm(0.6)
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    page.writing.go_to(Step.MESSAGE)
    await stage.calm(0.6)
    await stage.shoot("campaign-message-empty")
    page.writing.go_to(Step.REVIEW)
    await stage.calm(0.6)
    await stage.shoot("campaign-review-empty")


async def countdown(stage: Stage) -> None:
    """The seconds in which Send can be undone."""
    page = await open_draft(stage)
    page._begin_launch(200)
    await stage.calm(0.3)
    await stage.shoot("campaign-undo")
    page.go_back()
    await stage.calm(0.3)


def snapshot(state: CampaignState, counts: Counts, reason: str = "", rest: Rest | None = None) -> Snapshot:
    """Invent one look at a campaign."""
    now = time.time()
    outcomes = (
        (DeliveryStatus.ACCEPTED, 250, "2.0.0 Ok: queued as 4fK2x91"),
        (DeliveryStatus.ACCEPTED, 250, "2.0.0 Ok: queued as 4fK2x8Z"),
        (DeliveryStatus.REJECTED, 550, "5.1.1 no such user"),
        (DeliveryStatus.DEFERRED, 451, "4.7.1 greylisted, try again later"),
        (DeliveryStatus.ACCEPTED, 250, "2.0.0 Ok: queued as 4fK2x7Q"),
        (DeliveryStatus.UNCERTAIN, 0, ""),
    )
    newest = tuple(
        Attempt(100 - i, 1, PEOPLE[i % 6][1], PEOPLE[i % 6][0], 1, now - i * 0.7, *outcomes[i % 6], 1)
        for i in range(24)
    )
    rates = tuple((now - 240 + i, 120 + (i * 37 % 23) - (60 if 130 < i < 160 else 0)) for i in range(240))
    status = CampaignStatus(0, "Spring newsletter", state, counts, reason, rest, now - 900, now)
    left = counts.waiting / 128 * 60 if state is CampaignState.SENDING else None
    return Snapshot(status, now, 128.0, left, newest, rates, sender_alive=True)


def waiting(now: float) -> tuple[tuple[str, Snapshot], ...]:
    """Invent the looks in which a campaign waits for its time, or for a person."""
    scheduled = replace(snapshot(CampaignState.SCHEDULED, Counts(212)), newest=(), rates=())
    late = replace(snapshot(CampaignState.PAUSED, Counts(212), LATE), newest=(), rates=())
    refused = snapshot(CampaignState.PAUSED, Counts(4102, 220, 36), REFUSED)
    stopped = snapshot(CampaignState.PAUSED, Counts(4102, 2296, 13, 21, 0, 0), PASSWORD)
    staged = snapshot(CampaignState.RESTING, Counts(4102, 98, 2), rest=Rest("The first 100 got it.", now + 3000))
    slow = snapshot(CampaignState.SENDING, Counts(4102, 2296, 13, 21, 0, 0))
    pace = LearnedPace(2, None, now - 400, "The server asked for less (“421 4.7.0 too many messages”).")

    def told(look: Snapshot, **facts: Any) -> Snapshot:
        return replace(look, status=replace(look.status, **facts))

    return (
        ("scheduled", told(scheduled, start_at=now + 5 * 86400)),
        ("late", told(late, start_at=now - 86400, asks=Asks.LATE)),
        ("refusals", told(refused, asks=Asks.REFUSALS)),
        ("stopped", told(stopped, asks=Asks.ACCOUNT)),
        ("staged", told(staged, stage=Staged(100, now + 3000))),
        ("slower", told(slow, slowed=pace)),
    )


LATE = "It should have begun on 23 November, 09:00, but this computer was off or asleep. Go on, and it is sent now."
REFUSED = (
    "36 of 256 people were refused for good, which can spoil your reputation. "
    "Look at the reasons in the report, clean the list, and go on only if you are sure."
)
PASSWORD = "The server refused the password. Check it in the account’s settings, then resume."


async def rest_of_another(stage: Stage) -> None:
    """A draft for exactly those whom another campaign did not reach."""
    from mailer_gui.operations import campaigns as operations

    def make(ws: Any) -> int:
        other = operations.create(ws, "Spring newsletter")
        return operations.create(ws, "Spring newsletter (the rest)", audience=Audience(rest_of=other.id)).id

    campaign_id = await stage.window.tasks.ask(make)
    stage.window.navigate("campaign", campaign_id)
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    await stage.until(lambda: page.writing.draft.campaign.id == campaign_id)
    page.writing.go_to(Step.AUDIENCE)
    await stage.calm(0.5)
    await stage.shoot("campaign-rest")


async def another_time(stage: Stage) -> None:
    """Choosing another time, and the offer to start with the session."""
    StartDialog(stage.window, time.time() + 3 * 86400, "Asia/Tokyo", lambda _: None).open()
    await stage.calm(0.3)
    await stage.shoot("campaign-time", stage.window.dialogs()[0])
    await stage.close_dialogs()
    offer_session_start(stage.window, stage.window.tasks)
    await stage.until(stage.window.dialogs)
    await stage.shoot("session-offer", stage.window.dialogs()[0])


async def live(stage: Stage) -> None:
    """The live board: sending, resting, paused by the program, finished."""
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    stage.window.navigate("campaign")
    await stage.calm(0.5)  # what was in front is read again
    campaign = replace(campaigns()[0], id=INVENTED, plan=DeliveryPlan((1,)), audience=Audience((1,)))
    page._id = campaign.id
    page._campaign = campaign
    page._accounts = {1: Account(1, "News", "h", 587, Security.TLS, Identity("news@bakery.example"))}
    page.header.set(campaign.name)
    page._stack.setCurrentWidget(page.board)
    page.board._id = campaign.id
    page.board.stop()
    now = time.time()
    scenes: tuple[tuple[str, Snapshot], ...] = (
        ("sending", snapshot(CampaignState.SENDING, Counts(4102, 2296, 13, 21, 1, 0))),
        (
            "resting",
            snapshot(
                CampaignState.RESTING,
                Counts(4102, 2296, 13, 21, 0, 0),
                rest=Rest("The server asked for less (“421 4.7.0 too many messages”)", now + 360),
            ),
        ),
        ("finished", snapshot(CampaignState.FINISHED, Counts(4102, 4088, 13, 0, 1, 0))),
        ("cancelled", snapshot(CampaignState.CANCELLED, Counts(4102, 2296, 13, 0, 1, 1788))),
        *waiting(now),
    )
    groups = (
        ReplyGroup("The mailbox does not exist", "Take these people off the list.", 13, "550 5.1.1", "rejected"),
        ReplyGroup("Try again later, usual for first contact", "Nothing to do.", 21, "451 4.7.1", "deferred"),
    )
    for name, look in scenes:
        page.board.show_snapshot(replace(look, status=replace(look.status, id=campaign.id)))
        page.board.groups.show_groups(groups if name in ("resting", "finished") else ())
        await stage.calm(0.2)
        await stage.shoot(f"live-{name}")


SCENES: dict[str, Scene] = {
    "campaigns-empty": first_campaigns,
    "campaigns": list_of_campaigns,
    "campaign-steps": steps,
    "campaign-delivery": delivery,
    "campaign-empty": empty_draft,
    "campaign-undo": countdown,
    "campaign-rest": rest_of_another,
    "campaign-time": another_time,
    "live-board": live,
}
