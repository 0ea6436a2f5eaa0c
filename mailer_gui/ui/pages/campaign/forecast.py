"""When a campaign will be through, asked of the planner after every change, and said in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.forecasts import Forecast
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.looking_over import LOOKING
from mailer_gui.ui.texts import duration, number, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import column, label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.words import clear_moment

WORTH_A_CLOCK = 90.0
"""Shorter runs are said as "in 40 seconds", longer ones with the time when they end."""
_REASONS = 3


class Forecaster(QObject):
    """Asks the planner about the draft in the workspace. `told(Forecast or None)` has the newest answer only."""

    told = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._asked = 0
        self.forecast: Forecast | None = None

    def ask(self, campaign_id: int) -> None:
        """Ask anew; what is on its way is dropped."""
        self._asked += 1
        asked = self._asked

        def work(ws: Any) -> Forecast:
            from mailer_gui.operations import planning

            return planning.plan(ws, campaign_id)

        def show(forecast: Forecast | None) -> None:
            if asked == self._asked:
                self.forecast = forecast
                self.told.emit(forecast)

        self._context.tasks.read(self, work, show, lambda _: show(None), lane=LOOKING)


class ForecastLine(Card):
    """The planner's sentence, and in small print what decides about it."""

    def __init__(self) -> None:
        super().__init__(margin=t.M)
        self._icon = QLabel()
        self.words = label("", "strong", wrap=True)
        self.details = label("", "small", wrap=True)
        whole = row(self._icon, column(self.words, self.details, spacing=2), spacing=t.M)
        whole.setStretch(1, 1)
        self.content.addLayout(whole)
        theme().changed.connect(self._paint)
        self._paint()
        self.show_forecast(None, ())

    def show_forecast(self, forecast: Forecast | None, accounts: Sequence[Account]) -> None:
        """Show what is known now."""
        self.words.setText(end_words(forecast, accounts) or tr("Working out when it ends…"))
        self.details.setText(" ".join(details(forecast, accounts)))
        self.details.setVisible(bool(self.details.text()))

    def _paint(self) -> None:
        self._icon.setPixmap(icons.pixmap("clock", theme().colours.accent))


def end_words(forecast: Forecast | None, accounts: Sequence[Account]) -> str:
    """Say in one sentence when it begins and ends, and at which pace; nothing while it is not known."""
    if forecast is None:
        return ""
    if not accounts:
        return tr("Choose an account to see when it ends.")
    if not forecast.people:
        return tr("Choose who gets it to see when it ends.")
    if forecast.ends_at is None:
        return next(iter(forecast.reasons), tr("When it ends cannot be said."))
    waits = forecast.starts_at > forecast.at + 1
    seconds = forecast.ends_at - forecast.starts_at
    start, time = clear_moment(forecast.starts_at, forecast.at), duration(seconds)
    if seconds < WORTH_A_CLOCK:
        return (tr("Begins {start} and takes about {time}.") if waits else tr("Takes about {time}.")).format(
            start=start, time=time
        )
    pace = pace_words(forecast, accounts)
    if pace:
        words = tr("Begins {start}, ends {end} at {pace}.") if waits else tr("Ends {end} at {pace}.")
    else:
        words = tr("Begins {start}, ends {end}.") if waits else tr("Ends {end}.")
    return words.format(start=start, end=clear_moment(forecast.ends_at, forecast.at), pace=pace)


def details(forecast: Forecast | None, accounts: Sequence[Account]) -> list[str]:
    """Give what decides about it, the most important first."""
    if forecast is None or forecast.ends_at is None or not forecast.people or not accounts:
        return []
    found = list(forecast.reasons[:_REASONS])
    practice = all(account.kind is AccountKind.PRACTICE for account in accounts)
    if not forecast.measured and not practice:
        found.append(tr("The pace is a guess until something was sent with this account."))
    return found


def pace_words(forecast: Forecast, accounts: Sequence[Account]) -> str:
    """Say the pace by the longest limit that the run is long enough to feel, else as messages a minute.

    Nothing when waits (hours, a careful beginning) decide far more than any pace.
    """
    seconds = (forecast.ends_at or 0.0) - forecast.starts_at
    limits = [account.limits for account in accounts]
    for words, window, counts in (
        (tr("{count} a day"), 86400.0, [one.per_day for one in limits]),
        (tr("{count} an hour"), 3600.0, [one.per_hour for one in limits]),
        (tr("{count} a minute"), 60.0, [one.per_minute for one in limits]),
    ):
        if seconds > window and all(counts) and sum(counts) < forecast.per_minute * window / 60.0:
            return words.format(count=number(sum(counts)))
    if forecast.people * 60.0 < forecast.per_minute * seconds / 2:
        return ""
    return tr("about {count} a minute").format(count=number(max(1, round(forecast.per_minute))))
