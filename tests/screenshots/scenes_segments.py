"""Segments: none, some, one being built, and as the audience of a campaign."""

from __future__ import annotations

from typing import Any

from mailer_gui.model.campaigns import Audience
from mailer_gui.model.segments import (
    DateRule,
    FieldRule,
    Group,
    HistoryKind,
    HistoryRule,
    ListRule,
    Operator,
    Segment,
    VerdictRule,
    When,
)
from mailer_gui.model.verification import Verdict
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.pages.segments.page import SegmentsPage
from tests.screenshots.scenes_contacts import people
from tests.screenshots.stage import Scene, Stage


def _make(ws: Any) -> tuple[Segment, int]:
    """Make lists and segments, and a draft that goes to some of them."""
    from mailer_gui.operations import campaigns, contacts, lists, segments

    people(ws)
    friends = lists.get_or_create(ws, "Friends of the house").id
    lists.add_members(ws, friends, contacts.ids(ws)[:23])
    lists.get_or_create(ws, "Summer fair")
    quiet = Group(True, (HistoryRule(HistoryKind.NOT_SENT, None, 30), DateRule("added", When.LAST_DAYS, days=365)))
    made = segments.save(ws, Segment(0, "Not written to lately", quiet))
    segments.save(ws, Segment(0, "Addresses to mend", Group(True, (VerdictRule((Verdict.TYPO, Verdict.INVALID)),))))
    rules = Group(
        True,
        (
            FieldRule("city", Operator.IS, "Lisboa"),
            HistoryRule(HistoryKind.NOT_SENT, None, 30),
            Group(False, (ListRule(friends), FieldRule("first_name", Operator.BEGINS, "A"))),
        ),
    )
    lisbon = segments.save(ws, Segment(0, "Friends in Lisbon", rules))
    audience = Audience((friends,), segment_ids=(made.id,))
    return lisbon, campaigns.create(ws, "Autumn letter", audience=audience).id


async def built(stage: Stage) -> None:
    """The empty page, the list, one segment, a rule that is not complete, and the campaign's first step."""
    stage.window.navigate("segments")
    page = stage.window.page("segments")
    assert isinstance(page, SegmentsPage)
    await stage.calm(0.5)
    await stage.shoot("segments-empty")
    lisbon, campaign_id = await stage.window.tasks.ask(_make)
    page.refresh()
    await stage.until(lambda: page.known.lists and all(x.size is not None for x in page.listing.model.rows()))
    await stage.until(lambda: page.listing.model.rowCount() >= 3)
    await stage.shoot("segments")
    page.open_segment(lisbon)
    await stage.until(lambda: page.editor.counting.match is not None)
    await stage.shoot("segment")
    assert page.editor.builder is not None
    row = page.editor.builder.add_rule()
    row.about(("date", "added"))
    page.editor.builder.add_rule()
    await stage.calm(0.6)
    await stage.shoot("segment-incomplete")
    page.editor.left.emit()
    await stage.shoot("segment-unsaved", stage.window.dialogs()[0])
    await stage.close_dialogs()
    page._show_list()
    stage.window.navigate("campaign", campaign_id)
    campaign = stage.window.page("campaign")
    assert isinstance(campaign, CampaignPage)
    await stage.until(lambda: campaign.writing.draft.campaign.id == campaign_id)
    campaign.writing.go_to(Step.AUDIENCE)
    await stage.calm(0.6)
    await stage.shoot("campaign-audience-segments")


SCENES: dict[str, Scene] = {"segments": built}
