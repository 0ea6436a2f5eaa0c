"""A campaign is sent from its last step, as a person does it, for scenes of what comes after."""

from __future__ import annotations

from mailer_gui.ui import preferences
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from tests.screenshots.stage import Stage


async def begun(stage: Stage, campaign_id: int) -> CampaignPage:
    """Open a campaign, send it, and wait for its live board."""
    stage.window.navigate("campaign", campaign_id)
    page = stage.window.page("campaign")
    assert isinstance(page, CampaignPage)
    await stage.until(lambda: page.writing.draft.campaign.id == campaign_id)
    page.writing.go_to(Step.REVIEW)
    await stage.until(lambda: page.writing.review.may_send)
    preferences.set_undo_seconds(0)
    page.send()
    preferences.set_undo_seconds(preferences.UNDO_SECONDS)
    await stage.until(lambda: (look := page.board.snapshot) is not None and look.status.id == campaign_id)
    return page
