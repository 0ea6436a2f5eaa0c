"""A real practice campaign with refusals, sent through the real sender; then its report."""

from __future__ import annotations

from typing import Any

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.ui.pages.reports.page import ReportsPage
from tests.screenshots.begun import begun
from tests.screenshots.stage import Scene, Stage

PEOPLE = 400


def prepare(ws: Any) -> int:
    """Make a campaign whose server refuses some, and give its id."""
    from mailer_gui.operations import demo, practice

    practice.set_behaviour(ws, PracticeBehaviour(reject_percent=4, slow_seconds=0.02, drop_percent=1))
    return demo.prepare(ws, PEOPLE)


async def no_reports(stage: Stage) -> None:
    """The reports before anything was sent."""
    stage.window.navigate("reports")
    await stage.calm(0.5)
    await stage.shoot("reports-empty")


async def real_campaign(stage: Stage) -> None:
    """Send it, watch it, read its report."""
    campaign_id = await stage.window.tasks.ask(prepare)
    page = await begun(stage, campaign_id)
    await stage.until(lambda: (look := page.board.snapshot) is not None and look.status.counts.accepted > 60)
    await stage.shoot("live-real")
    await stage.until(lambda: page.board.snapshot is not None and page.board.snapshot.status.state.is_over)
    await stage.calm(1.0)
    page.board.tiles.rejected.set_checked(True)
    await stage.calm(0.5)
    await stage.shoot("live-real-rejected")
    page.board.tiles.uncertain.set_checked(True)
    await stage.calm(0.5)
    await stage.shoot("live-real-uncertain")
    page.board.tiles.release()
    stage.window.navigate("reports", campaign_id)
    reports = stage.window.page("reports")
    assert isinstance(reports, ReportsPage)
    await stage.until(lambda: reports.report.report is not None and reports.report.model.rowCount() == PEOPLE)
    await stage.calm(0.5)
    await stage.shoot("report")
    reports.report.tiles.rejected.set_checked(True)
    await stage.until(lambda: 0 < reports.report.model.rowCount() < PEOPLE)
    await stage.until(lambda: reports.report.model.row_at(0) is not None)
    rejected = reports.report.model.row_at(0)
    assert rejected is not None
    assert rejected.status is DeliveryStatus.REJECTED
    reports.report._open(0)
    await stage.calm(1.5)
    await stage.shoot("delivery", stage.window.dialogs()[0])
    await stage.close_dialogs()
    reports.report.tiles.release()
    reports.go_back()
    await stage.calm(0.5)
    await stage.shoot("reports")


SCENES: dict[str, Scene] = {"reports-empty": no_reports, "real-campaign": real_campaign}
