"""Limits, hours and the planner's answer in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from mailer_gui.model.accounts import Account, Identity, Limits, Security
from mailer_gui.model.forecasts import Forecast
from mailer_gui.model.schedule import Schedule
from mailer_gui.ui.pages.campaign.account_words import limits_words
from mailer_gui.ui.pages.campaign.forecast import details, end_words, pace_words
from mailer_gui.ui.pages.campaign.timing import hours_words

NOW = 1_700_000_000.0
DAY = 86400.0
NEWS = Account(1, "News", "h", 587, Security.STARTTLS, Identity("news@example.org"), limits=Limits(per_day=500))


@pytest.fixture(autouse=True)
def english(look: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))


def forecast(seconds: float | None, starts_in: float = 0.0, per_minute: float = 1200.0) -> Forecast:
    end = None if seconds is None else NOW + starts_in + seconds
    return Forecast(1, 4102, NOW, NOW + starts_in, end, per_minute, reasons=("“News” may send 500 messages per day.",))


def test_limits_are_said_in_words() -> None:
    assert limits_words(Limits(per_second=4, per_day=500)) == "at most 4 a second, 500 a day"
    assert limits_words(Limits()) == "no limits"


def test_the_limit_that_decides_is_named() -> None:
    assert pace_words(forecast(8 * DAY), [NEWS]) == "500 a day"
    assert pace_words(forecast(8 * DAY), [NEWS, NEWS]) == "1,000 a day"
    assert pace_words(forecast(240), [NEWS]) == "about 1,200 a minute"


def test_a_pace_is_not_named_when_waits_decide() -> None:
    assert pace_words(forecast(8 * DAY), [NEWS, replace(NEWS, limits=Limits())]) == ""
    assert end_words(forecast(8 * DAY), [replace(NEWS, limits=Limits())]).count(" at ") == 0


def test_a_limit_that_the_pace_never_reaches_is_not_named() -> None:
    assert pace_words(forecast(8 * DAY, per_minute=0.2), [NEWS]) == "about 1 a minute"


@pytest.mark.parametrize(
    ("answer", "begins"),
    [
        (forecast(40), "Takes about 40 seconds."),
        (forecast(8 * DAY), "Ends "),
        (forecast(40, DAY), "Begins "),
        (forecast(2 * DAY, DAY), "Begins "),
        (forecast(None), "“News” may send 500 messages per day."),
        (None, ""),
    ],
)
def test_the_planner_is_said_in_one_sentence(answer: Forecast | None, begins: str) -> None:
    said = end_words(answer, [NEWS])
    assert said.startswith(begins)
    assert said.count(". ") == 0


def test_a_start_far_away_has_its_time() -> None:
    begun = datetime.fromtimestamp(NOW + 20 * DAY)
    assert f", {begun:%H:%M} and takes about" in end_words(forecast(40, 20 * DAY), [NEWS])


def test_without_people_or_accounts_it_says_what_is_missing() -> None:
    assert end_words(forecast(40), []) == "Choose an account to see when it ends."
    assert end_words(replace(forecast(40), people=0), [NEWS]) == "Choose who gets it to see when it ends."


def test_a_guessed_pace_is_called_a_guess() -> None:
    assert "guess" in details(forecast(40), [NEWS])[-1]
    assert "guess" not in details(replace(forecast(40), measured=True), [NEWS])[-1]


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule(), "Any hour, every day"),
        (Schedule(opens="09:00", closes="17:30"), "09:00 to 17:30, every day"),
        (Schedule(opens="09:00", closes="17:30", weekdays=(0, 1, 2, 3, 4)), "09:00 to 17:30, Mon to Fri"),
        (Schedule(weekdays=(0, 2)), "Any hour, Mon, Wed"),
    ],
)
def test_hours_and_days_are_said_in_a_few_words(schedule: Schedule, words: str) -> None:
    assert hours_words(schedule) == words
