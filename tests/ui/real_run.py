"""What test_real_run plays, in a process of its own: the web engine stands only one end of the loop per process.

`python -m tests.ui.real_run WORKSPACE SCENE` ends with 0 when every fact came true.
"""

from __future__ import annotations

import asyncio
import email
import os
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from qasync import QEventLoop  # type: ignore[import-untyped]  # it ships no types

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.ui import preferences
from mailer_gui.ui.app import make_application, make_window
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.send_test import send_test
from mailer_gui.ui.pages.campaign.start_dialog import StartDialog
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.pages.reports.page import ReportsPage
from mailer_gui.ui.widgets.graphics import BACKEND
from mailer_gui.ui.widgets.html_view import web_engine_can_run
from mailer_gui.ui.window import Window

PEOPLE = 60
PATIENCE = 60.0


async def until(fact: Callable[[], object]) -> None:
    """Wait until a fact is true."""
    end = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.02)


async def open_step(window: Window, campaign_id: int, step: Step) -> CampaignPage:
    """Open a draft at one of its steps."""
    await until(lambda: window.current)
    window.navigate("campaign", campaign_id)
    page = window.page("campaign")
    assert isinstance(page, CampaignPage)
    await until(lambda: page.writing.draft.campaign.id == campaign_id)
    page.writing.go_to(step)
    return page


async def open_campaign(window: Window) -> CampaignPage:
    """Open a practice campaign that is ready to be sent."""
    from mailer_gui.operations import demo

    await until(lambda: window.current)
    campaign_id = await window.tasks.ask(lambda ws: demo.prepare(ws, PEOPLE))
    page = await open_step(window, campaign_id, Step.REVIEW)
    await until(lambda: page.writing.review.may_send)
    return page


async def from_send_to_report(window: Window) -> None:
    """Everybody gets it, the board says so, and so does the report."""
    page = await open_campaign(window)
    preferences.set_undo_seconds(0)
    page.send()
    await until(lambda: (look := page.board.snapshot) is not None and look.status.state.is_over)
    assert page.board.progress.big.text() == str(PEOPLE)
    assert page.board.tiles.sent.value == str(PEOPLE)
    assert page.board.attempts.rowCount() == min(PEOPLE, 50)
    window.navigate("reports", page._id)
    reports = window.page("reports")
    assert isinstance(reports, ReportsPage)
    await until(lambda: reports.report.model.rowCount() == PEOPLE)
    await until(lambda: reports.report.totals.text() == f"{PEOPLE} people = {PEOPLE} sent")
    assert window.dialogs() == []


async def test_message(window: Window) -> None:
    """A test message arrives at its address, and the campaign is a draft as before."""
    from mailer_gui.operations import campaigns, practice

    page = await open_campaign(window)
    dialog = send_test(page, window.context, page._id, None, lambda: "me@example.org")
    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Send a test").click()
    await until(lambda: any("The server took it" in x.text() for x in dialog.findChildren(QLabel)))
    dialog.reject()
    arrived = await window.tasks.ask(lambda ws: [mail.recipient for mail in practice.mailbox(ws).page()])
    assert arrived == ["me@example.org"]
    campaign = await window.tasks.ask(lambda ws: campaigns.get(ws, page._id))
    assert not campaign.state.is_launched


class Remade(QObject):
    """Counts how often the system's window was made anew while it was shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.count = 0
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count."""
        self.count += event.type() is QEvent.Type.WinIdChange
        return False


async def no_click_is_swallowed(window: Window) -> None:
    """Once a campaign is open the window stays the same window, also when the first web page appears."""
    from mailer_gui.operations import demo

    await until(lambda: window.current)
    before = Remade(window)  # the page may be built ahead while the campaign is still made
    campaign_id = await window.tasks.ask(lambda ws: demo.prepare(ws, PEOPLE))
    window.navigate("campaign", campaign_id)
    after = Remade(window)
    page = window.page("campaign")
    assert isinstance(page, CampaignPage)
    await until(lambda: page.writing.draft.campaign.id == campaign_id)
    shown: list[bool] = []
    page.writing.review.preview._html.rendered.connect(lambda: shown.append(True))
    page.writing.go_to(Step.REVIEW)
    await until(lambda: shown)
    await asyncio.sleep(0.2)  # what comes with the first page comes at once
    assert after.count == 0, "the window was made anew under a person's hands"
    assert web_engine_can_run() == bool(before.count) or QGuiApplication.platformName() == "offscreen"


async def scheduled_then_sent(window: Window) -> None:
    """A campaign waits for its time, is moved to another one, and is sent at once when somebody wants it."""
    page = await open_campaign(window)
    preferences.set_undo_seconds(0)
    page.writing.go_to(Step.DELIVERY)
    timing = page.writing.delivery.timing
    timing.later.setChecked(True)
    page.writing.go_to(Step.REVIEW)
    await until(lambda: page.writing.draft.is_kept and page.writing.review.may_send)
    assert page.writing.review.send.text() == f"Schedule for {PEOPLE} people"
    page.send()
    board = page.board
    await until(lambda: (look := board.snapshot) is not None and look.status.state is CampaignState.SCHEDULED)
    await until(window.dialogs)
    press(window, "Only when I open Mailer")
    await until(lambda: board.question.isVisible())
    press(page, "Change the time")
    dialog = window.findChildren(StartDialog)[0]
    dialog.start.show_words("2099-12-01 09:00")
    dialog.start.changed.emit()
    press(dialog, "Change the time")
    far = datetime(2099, 1, 1).timestamp()
    await until(lambda: (look := board.snapshot) is not None and (look.status.start_at or 0.0) > far)
    press(page, "Send now")
    await until(lambda: board.snapshot is not None and board.snapshot.status.state is CampaignState.FINISHED)
    assert board.tiles.sent.value == str(PEOPLE)
    newest = await window.tasks.ask(lambda ws: practice_dates(ws))
    assert all(sent.year < 2099 for sent in newest), "the Date header is that of the day it went"


async def careful_beginning(window: Window) -> None:
    """The first ten get it, then a person has seen enough and the rest follows."""
    page = await open_campaign(window)
    preferences.set_undo_seconds(0)
    page.writing.go_to(Step.DELIVERY)
    care = page.writing.delivery.care
    care.staged.setChecked(True)
    care.first.setValue(10)
    page.writing.go_to(Step.REVIEW)
    await until(lambda: page.writing.draft.is_kept and page.writing.review.may_send)
    page.send()
    board = page.board
    await until(lambda: (look := board.snapshot) is not None and look.status.stage is not None)
    assert board.snapshot is not None
    assert board.snapshot.status.counts.accepted == 10
    press(page, "Go on now")
    await until(lambda: board.snapshot is not None and board.snapshot.status.state is CampaignState.FINISHED)
    assert board.tiles.sent.value == str(PEOPLE)


def practice_dates(ws: Any) -> list[datetime]:
    """Give the Date headers of what has arrived."""
    from mailer_gui.operations import practice

    mailbox = practice.mailbox(ws)
    arrived = [email.message_from_bytes(mailbox.path(one.key).read_bytes()) for one in mailbox.page()]
    return [parsedate_to_datetime(message["Date"]) for message in arrived]


def press(owner: QWidget, word: str) -> None:
    """Press the button with this word that is on screen."""
    next(made for made in owner.findChildren(QPushButton) if made.text() == word and made.isVisible()).click()


SCENES: dict[str, Callable[[Window], Coroutine[Any, Any, None]]] = {
    "careful_beginning": careful_beginning,
    "no_click_is_swallowed": no_click_is_swallowed,
    "scheduled_then_sent": scheduled_then_sent,
    "from_send_to_report": from_send_to_report,
    "test_message": test_message,
}


def main(workspace: Path, scene: str) -> None:
    """Play a scene in the real window."""
    if scene == "no_click_is_swallowed":  # as on a computer with a graphics card: elsewhere no window has to change
        os.environ[BACKEND] = "rhi"  # before the window looks for one; whoever runs the tests may have looked already
    loop = QEventLoop(make_application(["mailer"]))
    asyncio.set_event_loop(loop)
    window = make_window(workspace)
    window.show()

    async def whole() -> None:
        try:
            await SCENES[scene](window)
        finally:
            window.tasks.close()

    with loop:
        loop.run_until_complete(whole())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
    sys.stdout.flush()
    os._exit(0)  # the web engine takes long to say good-bye
