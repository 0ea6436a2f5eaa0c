"""The live board: numbers as they are, tiles that filter, questions with their answers, nothing that flickers."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mailer_gui.model.accounts import LearnedPace
from mailer_gui.model.campaigns import Campaign, CampaignState, Counts, Rest
from mailer_gui.model.deliveries import Attempt, DeliveryStatus, server_words
from mailer_gui.model.live import Asks, CampaignStatus, Snapshot, Stage, StoppedAccount
from mailer_gui.model.reports import ReplyGroup
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.deliveries import meaning
from mailer_gui.ui.pages.campaign import live
from mailer_gui.ui.pages.campaign.board_words import progress_words
from mailer_gui.ui.pages.campaign.live import LiveBoard
from mailer_gui.ui.pages.campaign.page import CampaignPage
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.pages.campaigns.lines import Line, columns
from tests.ui.campaigns_there import uncertain_ones

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000
STOPPED = (StoppedAccount(3, "News", "The server refused the password."),)


def look(state: CampaignState = CampaignState.SENDING, **more: Any) -> Snapshot:
    counts = more.pop("counts", Counts(4102, 2296, 13, 21, 1, 0))
    status = CampaignStatus(1, "Spring", state, counts, more.pop("reason", ""), more.pop("rest", None), 1.0, 2.0)
    told = {
        name: more.pop(name) for name in ("asks", "stage", "undecided", "slowed", "start_at", "stopped") if name in more
    }
    status = replace(status, undecided=counts.uncertain)
    status = replace(status, **told)
    return Snapshot(status, time.time(), 128.0, 840.0, sender_alive=more.pop("sender_alive", True), **more)


@pytest.fixture
def board(qtbot: QtBot, context: PageContext) -> LiveBoard:
    made = LiveBoard(context)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def test_numbers_are_shown_as_they_are(board: LiveBoard) -> None:
    board.show_snapshot(look())
    tiles = board.tiles
    values = [tile.value for tile in (tiles.sent, tiles.waiting, tiles.rejected, tiles.uncertain, tiles.skipped)]
    assert board.progress.big.text() == "2,310"
    assert board.progress.of.text() == "of 4,102"
    assert values == ["2,296", "1,792", "13", "1", "0"]
    assert board.progress.words.text().startswith("About 14 minutes left, ends near ")


def test_the_same_look_again_paints_nothing(qtbot: QtBot, board: LiveBoard) -> None:
    attempt = Attempt(1, 1, "ana@example.org", "Ana", 1, 1.0, DeliveryStatus.ACCEPTED, 250, "2.0.0 Ok", 1)
    snapshot = look(newest=(attempt,))
    board.show_snapshot(snapshot)
    resets: list[int] = []
    board.attempts.modelReset.connect(lambda: resets.append(1))
    board.attempts.rowsInserted.connect(lambda: resets.append(1))
    board.show_snapshot(replace(snapshot, at=snapshot.at + 0.2))
    assert resets == []


def test_a_rest_says_why_and_until_when(board: LiveBoard) -> None:
    rest = Rest("The server asked for less", time.time() + 600)
    board.show_snapshot(look(CampaignState.RESTING, rest=rest, counts=Counts(10, 5)))
    assert board.banner.isVisible()
    assert board.progress.words.text().startswith("Resting until ")


def test_a_sender_that_ended_is_said_after_a_moment_with_a_way_on(qtbot: QtBot, board: LiveBoard) -> None:
    gone = look(sender_alive=False, counts=Counts(10, 5))
    board.show_snapshot(gone)
    assert not board.banner.isVisible()
    board.show_snapshot(replace(gone, at=gone.at + live.LONELY_SECONDS))
    assert board.banner._title.text() == "Sending has stopped."
    assert board.progress.words.text() == "Nothing is being sent just now"
    with qtbot.waitSignal(board.resume_wanted):
        board.banner.action.click()
    board.show_snapshot(replace(gone, sender_alive=True))
    assert not board.banner.isVisible()


def choose(board: LiveBoard, word: str) -> None:
    next(made for made in board.question.findChildren(QPushButton) if made.text() == word).click()


def test_the_way_on_from_a_stopped_account_is_the_account(board: LiveBoard, told: Any) -> None:
    paused = look(CampaignState.PAUSED, reason="The server refused the password.", counts=Counts(10, 5))
    board.show_snapshot(replace(paused, status=replace(paused.status, asks=Asks.ACCOUNT, stopped=STOPPED)))
    assert board.question.text.text() == "The server refused the password."
    assert not board.banner.isVisible()
    choose(board, "Open the account")
    assert told.pages == [("accounts", 3)]


def test_a_scheduled_campaign_says_when_and_offers_another_time(qtbot: QtBot, board: LiveBoard) -> None:
    board.show_snapshot(look(CampaignState.SCHEDULED, counts=Counts(212), start_at=time.time() + 3 * 3600 + 5))
    assert board.question.isVisible()
    assert board.question.text.text().startswith("In 3 hours, to 212 people.")
    assert board.progress.words.text() == "Begins in 3 hours"
    with qtbot.waitSignal(board.wished) as wish:
        choose(board, "Change the time")
    assert wish.args == ["time"]


def test_a_missed_start_is_a_question_with_three_answers(qtbot: QtBot, board: LiveBoard) -> None:
    reason = (
        "It should have begun on 1 December, 09:00, but this computer was off or asleep. Go on, and it is sent now."
    )
    board.show_snapshot(look(CampaignState.PAUSED, counts=Counts(212), reason=reason, asks=Asks.LATE))
    assert board.question.words() == ["Send it now", "Choose another time", "Do not send it"]
    assert "Go on" not in board.question.text.text()
    with qtbot.waitSignal(board.wished) as wish:
        choose(board, "Send it now")
    assert wish.args == ["now"]


def test_many_refusals_are_a_question_and_can_be_looked_at(board: LiveBoard) -> None:
    reason = "30 of 250 people were refused for good."
    board.show_snapshot(look(CampaignState.PAUSED, counts=Counts(900, 220, 30), reason=reason, asks=Asks.REFUSALS))
    assert board.question.text.text() == f"{reason} 650 people still wait."
    choose(board, "Look at the refusals")
    assert board.tiles.statuses == (DeliveryStatus.REJECTED,)


def test_the_buttons_of_a_question_stay_while_its_words_change(board: LiveBoard) -> None:
    at = time.time() + 7200
    board.show_snapshot(look(CampaignState.SCHEDULED, counts=Counts(212), start_at=at))
    before = board.question.findChildren(QPushButton)
    board.show_snapshot(replace(look(CampaignState.SCHEDULED, counts=Counts(212), start_at=at), at=at - 60))
    assert board.question.findChildren(QPushButton) == before
    assert board.question.text.text().startswith("In 1 minute")


def test_a_careful_beginning_says_how_it_went_and_when_it_goes_on(qtbot: QtBot, board: LiveBoard) -> None:
    rest = Rest("The first 100 people got it.", time.time() + 3000)
    board.show_snapshot(
        look(CampaignState.RESTING, counts=Counts(900, 98, 2), rest=rest, stage=Stage(100, time.time() + 3000))
    )
    assert board.question.title.text() == "The first 100 went out."
    assert board.question.text.text() == (
        "2 were refused for good. The rest goes on by itself in 50 minutes when all is well."
    )
    choose(board, "Look at the refusals")
    assert board.tiles.statuses == (DeliveryStatus.REJECTED,)
    with qtbot.waitSignal(board.wished) as wish:
        choose(board, "Go on now")
    assert wish.args == ["skip_stage"]


def test_an_account_that_stopped_while_others_go_on_is_named(board: LiveBoard, told: Any) -> None:
    board.show_snapshot(look(stopped=STOPPED, undecided=0))
    assert board.banner._title.text() == "“News” has stopped, the others go on."
    board.banner.action.click()
    assert told.pages == [("accounts", 3)]


def test_a_slow_pace_hides_no_way_on(board: LiveBoard) -> None:
    gone = look(sender_alive=False, slowed=LearnedPace(1, 12.0, time.time(), "421"), undecided=0)
    board.show_snapshot(gone)
    board.show_snapshot(replace(gone, at=gone.at + live.LONELY_SECONDS))
    assert (board.banner._title.text(), board.banner.action.text()) == ("Sending has stopped.", "Go on")


def test_a_slower_pace_is_said_while_it_goes_on(board: LiveBoard) -> None:
    board.show_snapshot(look(slowed=LearnedPace(2, None, time.time(), "The server asked for less"), undecided=0))
    assert board.banner._title.text() == "Slower for a moment."
    assert "over 2 connections" in board.banner._text.text()
    assert not board.banner.action.isVisible()


def test_a_rehearsal_ends_with_the_way_to_its_messages(board: LiveBoard, told: Any) -> None:
    board.rehearsal = True
    board.show_snapshot(look(CampaignState.FINISHED, counts=Counts(10, 10)))
    assert board.banner._title.text() == "The rehearsal is over."
    board.banner.action.click()
    assert told.pages == [("practice", None)]


def test_a_campaign_that_the_program_stopped_offers_to_resume(qtbot: QtBot, board: LiveBoard) -> None:
    board.show_snapshot(look(CampaignState.PAUSED, reason="The server refused the password.", counts=Counts(10, 5)))
    assert board.banner.action.text() == "Resume"
    with qtbot.waitSignal(board.resume_wanted):
        board.banner.action.click()


def test_uncertain_ones_are_asked_about_until_they_are_left(board: LiveBoard) -> None:
    board._id = 1
    board.show_snapshot(look())
    assert board.banner.action.text() == "Look at them"
    board.banner.action.click()
    assert board.tiles.statuses == (DeliveryStatus.UNCERTAIN,)
    board.tiles.release()
    board.show_snapshot(look(undecided=0))
    assert not board.banner.isVisible()


def test_uncertain_ones_can_be_sent_again_or_left(
    qtbot: QtBot, board: LiveBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[list[int]] = []
    monkeypatch.setattr(board, "send_again", again.append)
    monkeypatch.setattr(live, "query", lambda *_: lambda _ws: array("q", [4, 5, 6]))
    board.show_snapshot(look(counts=Counts(10, 5, 0, 0, 3)))
    board.tiles.uncertain.set_checked(True)
    qtbot.waitUntil(lambda: board.table.model().rowCount() == 3, timeout=LONG_MS)
    assert board.decision.again.text() == "Send again to 3 people"
    board.table.selectRow(1)
    assert board.decision.again.text() == "Send again to 1 person"
    board.decision.again.click()
    board.table.clearSelection()
    board.decision.again.click()
    assert again == [[5], []]


def test_leaving_one_or_all_is_remembered_in_the_workspace(
    qtbot: QtBot, board: LiveBoard, in_workspace: InWorkspace, told: Any
) -> None:
    from mailer_gui.operations import live as operations

    campaign_id = in_workspace(uncertain_ones)
    status = in_workspace(lambda ws: operations.read_status(ws, campaign_id))
    assert status.undecided == 3
    board._id = campaign_id
    board.show_snapshot(Snapshot(status, time.time()))
    board.tiles.uncertain.set_checked(True)
    qtbot.waitUntil(lambda: board.table.model().rowCount() == 3, timeout=LONG_MS)
    board.table.selectRow(0)
    board.decision.leave.click()
    qtbot.waitUntil(lambda: len(told.notices) == 1, timeout=LONG_MS)
    assert in_workspace(lambda ws: operations.read_status(ws, campaign_id)).undecided == 2
    board.table.clearSelection()
    board.decision.leave.click()
    qtbot.waitUntil(lambda: len(told.notices) == 2, timeout=LONG_MS)
    assert in_workspace(lambda ws: operations.read_status(ws, campaign_id)).undecided == 0


@pytest.mark.slow
def test_the_rest_of_a_campaign_becomes_a_draft_for_exactly_those(
    qtbot: QtBot, context: PageContext, in_workspace: InWorkspace, told: Any
) -> None:
    from mailer_gui.operations import campaigns

    campaign_id = in_workspace(uncertain_ones)
    page = CampaignPage(context)
    qtbot.addWidget(page)
    page.show()
    page.open_with(campaign_id)
    page.refresh()
    qtbot.waitUntil(page.steering.rest.isVisible, timeout=LONG_MS)
    assert page.steering.rest.toolTip() == "Makes a draft for the 3 people who did not get it"
    page.steering.rest.click()
    qtbot.waitUntil(lambda: bool(told.pages), timeout=LONG_MS)
    key, rest_id = told.pages[0]
    rest = in_workspace(lambda ws: campaigns.get(ws, rest_id))
    assert (key, rest.audience.rest_of, rest.state) == ("campaign", campaign_id, CampaignState.DRAFT)
    page.leave()
    page.open_with(rest_id)
    page.refresh()
    qtbot.waitUntil(lambda: page.writing.draft.campaign.id == rest_id, timeout=LONG_MS)
    page.writing.go_to(Step.AUDIENCE)
    qtbot.waitUntil(lambda: page.writing.audience.rest._people.text() == "3", timeout=LONG_MS)
    qtbot.waitUntil(page.writing.audience.rest.isVisible, timeout=LONG_MS)


def test_only_one_tile_is_chosen_and_a_second_click_releases_it(board: LiveBoard) -> None:
    board.tiles.sent.set_checked(True)
    board.tiles.rejected.set_checked(True)
    assert board.tiles.statuses == (DeliveryStatus.REJECTED,)
    board.tiles.rejected.set_checked(False)
    assert not list(board.tiles.statuses)


def test_what_went_wrong_is_hidden_while_nothing_did(board: LiveBoard) -> None:
    assert not board.groups.isVisible()
    board.groups.show_groups((ReplyGroup("The mailbox does not exist", "Remove it.", 13, "550", "rejected"),))
    assert board.groups.isVisible()
    board.groups.show_groups((ReplyGroup("Taken", "", 3, "250", "accepted"),))
    assert not board.groups.isVisible()


def test_a_refusal_is_explained_and_success_is_not() -> None:
    assert meaning(DeliveryStatus.ACCEPTED, 250, "2.0.0 Ok") == ""
    assert meaning(DeliveryStatus.REJECTED, 550, "5.1.1 no such user") != ""


def test_the_code_is_not_said_twice() -> None:
    assert server_words(550, "550 5.1.1 no") == "550 5.1.1 no"
    assert server_words(550, "5.1.1 no") == "550 5.1.1 no"
    assert server_words(0, "connection lost") == "connection lost"


def test_a_launch_that_ended_in_the_middle_can_go_on(qtbot: QtBot, board: LiveBoard) -> None:
    board.show_snapshot(look(CampaignState.PREPARING, counts=Counts(10)))
    assert board.banner.action.text() == "Go on"
    with qtbot.waitSignal(board.go_on_wanted):
        board.banner.action.click()


def test_the_list_says_that_nobody_sends() -> None:
    state = next(column for column in columns() if column.key == "state")
    sending = Campaign(1, "Spring", CampaignState.SENDING)
    assert (state.cell(Line(sending, "")).text, state.cell(Line(sending, "")).pill) == ("Sending", "info")
    orphaned = state.cell(Line(sending, "", is_orphaned=True))
    assert (orphaned.text, orphaned.pill) == ("Stopped", "bad")


def test_a_cancelled_campaign_says_that_answers_are_awaited() -> None:
    counts = Counts(200, 40, 0, 0, 0, 158)
    assert progress_words(look(CampaignState.CANCELLED, counts=counts)) == (
        "Cancelled. The server's answers to 2 messages are awaited."
    )
