"""The delivery step: every control is kept in the draft as it is chosen, and the planner follows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailer_gui.model.campaigns import Campaign, CampaignState, DeliveryPlan, OnUncertain
from mailer_gui.model.forecasts import Forecast
from mailer_gui.model.schedule import Schedule
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.delivery import DeliveryStep
from mailer_gui.ui.pages.campaign.draft import Draft, start_of
from mailer_gui.ui.pages.campaign.forecast import Forecaster

InWorkspace = Callable[[Callable[[Any], Any]], Any]
LONG_MS = 15_000


@pytest.fixture
def draft(qtbot: QtBot, context: PageContext) -> Draft:
    made = Draft(context, context.tasks)
    made._timer.setInterval(600_000)  # nothing is written: the draft on screen is what is looked at
    made.take(Campaign(1, "Spring", CampaignState.DRAFT))
    return made


@pytest.fixture
def step(qtbot: QtBot, context: PageContext, draft: Draft) -> DeliveryStep:
    made = DeliveryStep(context, draft)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: bool(made.senders.boxes), timeout=LONG_MS)
    return made


def test_looking_changes_nothing(draft: Draft, step: DeliveryStep) -> None:
    for fold in (step.timing.hours, step.care.stage, step.care.guard, step.care.uncertain, step.care.keeping):
        fold.head.click()
        assert fold.body.isVisible()
    assert draft.campaign.plan == DeliveryPlan()


def test_a_start_has_a_day_a_time_and_a_zone(draft: Draft, step: DeliveryStep) -> None:
    step.timing.later.setChecked(True)
    step.timing.start.show_words("2099-12-01 09:00")
    step.timing.start.changed.emit()
    step.timing.zone.setEditText("Asia/Tokyo")
    step.timing.zone._take()
    schedule = draft.campaign.plan.schedule
    assert (schedule.start, schedule.zone) == ("2099-12-01 09:00", "Asia/Tokyo")
    assert start_of(draft.campaign) == schedule.start_at()
    step.timing.at_once.setChecked(True)
    assert draft.campaign.plan.schedule.start == ""


def test_a_zone_that_does_not_exist_is_not_taken(draft: Draft, step: DeliveryStep) -> None:
    step.timing.zone.setEditText("Asia/Nowhere")
    step.timing.zone._take()
    assert step.timing.zone.zone == ""
    assert step.timing.zone.currentText().startswith("This computer")


def test_a_later_start_is_offered_for_tomorrow(draft: Draft, step: DeliveryStep) -> None:
    step.timing.later.setChecked(True)
    start = draft.campaign.plan.schedule.start_at()
    assert start is not None
    assert 0 < start - time.time() < 34 * 3600


def test_a_time_that_has_passed_is_said_at_once(draft: Draft, step: DeliveryStep) -> None:
    step.timing.later.setChecked(True)
    step.timing.start.show_words("2020-01-01 09:00")
    step.timing.start.changed.emit()
    assert step.timing.remark.text() == "This time has passed. Choose a later one."


def test_hours_and_weekdays_are_kept(draft: Draft, step: DeliveryStep) -> None:
    step.timing.limited.setChecked(True)
    step.timing.opens.show_words("08:30")
    for day in (5, 6):
        step.timing.week.days[day].click()
    schedule = draft.campaign.plan.schedule
    assert (schedule.opens, schedule.closes, schedule.weekdays) == ("08:30", "17:30", (0, 1, 2, 3, 4))
    assert schedule.mistake() == ""
    assert step.timing.hours.head.summary == "08:30 to 17:30, Mon to Fri"


def test_one_day_stays_chosen(draft: Draft, step: DeliveryStep) -> None:
    for day in step.timing.week.days:
        day.click()
    assert draft.campaign.plan.schedule.weekdays == (6,)


def test_hours_that_are_none_are_said(step: DeliveryStep) -> None:
    step.timing.hours.open()
    step.timing.limited.setChecked(True)
    step.timing.closes.show_words(step.timing.opens.words())
    assert step.timing._hours_error.isVisible()


def test_the_patience_for_a_missed_start_is_kept(draft: Draft, step: DeliveryStep) -> None:
    step.timing.later.setChecked(True)
    step.timing.patience.count.setValue(4)
    assert draft.campaign.plan.schedule.late_after == 4 * 3600
    assert step.timing.late.head.summary == "Ask me after 4 hours"


def test_a_careful_beginning_is_kept(draft: Draft, step: DeliveryStep) -> None:
    step.care.staged.setChecked(True)
    step.care.first.setValue(250)
    step.care.wait.unit.setCurrentIndex(0)
    step.care.wait.count.setValue(90)
    plan = draft.campaign.plan
    assert (plan.first, plan.first_wait) == (250, 5400.0)
    assert step.care.stage.head.summary == "First 250 people, then wait 90 minutes"


def test_the_usual_share_stays_the_usual_one_until_it_is_changed(draft: Draft, step: DeliveryStep) -> None:
    step.care.keep.setValue(50)
    assert (draft.campaign.plan.keep_dialogues, draft.campaign.plan.stop_at_rejected) == (50, None)
    step.care.share.setValue(2.5)
    assert draft.campaign.plan.stop_at_rejected == pytest.approx(0.025)
    step.care.guarded.setChecked(False)
    assert draft.campaign.plan.stop_at_rejected == 0.0


def test_a_rehearsal_stops_for_nothing_unless_it_is_wished(draft: Draft, step: DeliveryStep) -> None:
    assert step.care.guard.head.summary == "When more than 10 % are refused"
    next(iter(step.senders.boxes.values())).setChecked(True)  # the practice server
    assert step.care.guard.head.summary == "Never"
    assert draft.campaign.plan.stop_at_rejected is None
    step.care.guarded.setChecked(True)
    assert draft.campaign.plan.stop_at_rejected == pytest.approx(0.1)


def test_the_wheel_scrolls_past_a_field(qtbot: QtBot, step: DeliveryStep) -> None:
    step.care.keeping.open()
    box = step.care.keep
    step.setFocus()
    before = box.value()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(box.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.value() == before


def test_what_is_chosen_in_one_card_does_not_undo_another(draft: Draft, step: DeliveryStep) -> None:
    next(iter(step.senders.boxes.values())).setChecked(True)
    step.timing.limited.setChecked(True)
    step.care.again.setChecked(True)
    plan = draft.campaign.plan
    assert len(plan.account_ids) == 1
    assert plan.schedule.opens == "09:00"
    assert plan.on_uncertain is OnUncertain.RESEND


def test_a_draft_is_shown_as_it_was_kept(qtbot: QtBot, draft: Draft, step: DeliveryStep) -> None:
    schedule = Schedule("2099-12-01 10:15", "Europe/Berlin", "22:00", "06:00", (0, 1), 7200.0)
    kept = DeliveryPlan((), OnUncertain.RESEND, (60.0,), schedule, 0.05, 10, 1800.0, 7)
    draft.take(replace(draft.campaign, plan=kept))
    step.refresh()
    qtbot.waitUntil(lambda: step.timing.schedule() == schedule, timeout=LONG_MS)
    step.care.chosen.emit(step.care.plan())
    assert draft.campaign.plan == kept


def test_shares_are_said_when_there_are_several(step: DeliveryStep, draft: Draft) -> None:
    (account_id,) = step.senders.boxes
    step.senders.boxes[account_id].setChecked(True)
    answer = Forecast(1, 10, 0.0, 0.0, 60.0, 10.0, shares=((account_id, 1.0),))
    step.show_forecast(answer)
    assert step.senders._shares[account_id].text() == ""


def test_the_planner_answers_about_the_draft_in_the_workspace(
    qtbot: QtBot, context: PageContext, in_workspace: InWorkspace
) -> None:
    from mailer_gui.operations import demo

    campaign_id = in_workspace(lambda ws: demo.prepare(ws, 20))
    forecaster = Forecaster(context, context.tasks)
    with qtbot.waitSignal(forecaster.told, timeout=LONG_MS):
        forecaster.ask(campaign_id)
    assert forecaster.forecast is not None
    assert forecaster.forecast.people == 20
    assert [share for _, share in forecaster.forecast.shares] == [1.0]
