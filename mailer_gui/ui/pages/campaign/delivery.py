"""The third step: which accounts send it, when, and how carefully; below it the planner says when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.campaigns import DeliveryPlan
from mailer_gui.model.forecasts import Forecast
from mailer_gui.model.schedule import Schedule
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.care import CareCard
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.forecast import ForecastLine
from mailer_gui.ui.pages.campaign.senders import SendersCard
from mailer_gui.ui.pages.campaign.timing import TimingCard
from mailer_gui.ui.widgets.basics import column, scrolled


class DeliveryStep(QWidget):
    """Three cards, each with a sensible default, and the planner's sentence."""

    known = Signal(list)

    def __init__(self, context: PageContext, draft: Draft) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self._accounts: list[Account] = []
        self.senders = SendersCard(context)
        self.timing = TimingCard()
        self.care = CareCard()
        self.line = ForecastLine()
        inner = QWidget()
        inner.setLayout(column(self.senders, self.timing, self.care, None, spacing=14))
        layout = column(scrolled(inner), self.line, spacing=14)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.senders.chosen.connect(self._choose_accounts)
        self.timing.chosen.connect(self._choose_schedule)
        self.care.chosen.connect(self._choose_care)

    def refresh(self) -> None:
        """Read the accounts again."""
        self._context.tasks.read(self, _read_accounts, self._show)

    def show_forecast(self, forecast: Forecast | None) -> None:
        """Show what the planner says."""
        chosen = self._draft.campaign.plan.account_ids
        self.line.show_forecast(forecast, [one for one in self._accounts if one.id in chosen])
        self.senders.show_shares(forecast)

    def _show(self, accounts: Sequence[Account]) -> None:
        self._accounts = list(accounts)
        plan = self._draft.campaign.plan
        self.senders.show_accounts(accounts, plan.account_ids)
        self._look_for_rehearsal()
        if plan.schedule != self.timing.schedule():
            self.timing.show_schedule(plan.schedule)
        if plan != self.care.plan():
            self.care.show_plan(plan)
        self.known.emit(self._accounts)

    def _choose_accounts(self, chosen: tuple[int, ...]) -> None:
        self._draft.set_plan(replace(self._draft.campaign.plan, account_ids=chosen))
        self._look_for_rehearsal()

    def _look_for_rehearsal(self) -> None:
        chosen = [one for one in self._accounts if one.id in self._draft.campaign.plan.account_ids]
        self.care.show_rehearsal(bool(chosen) and all(one.kind is AccountKind.PRACTICE for one in chosen))

    def _choose_schedule(self, schedule: Schedule) -> None:
        self._draft.set_plan(replace(self._draft.campaign.plan, schedule=schedule))

    def _choose_care(self, care: DeliveryPlan) -> None:
        """Take over what the card is about; accounts and schedule are chosen elsewhere."""
        self._draft.set_plan(
            replace(
                self._draft.campaign.plan,
                on_uncertain=care.on_uncertain,
                stop_at_rejected=care.stop_at_rejected,
                first=care.first,
                first_wait=care.first_wait,
                keep_dialogues=care.keep_dialogues,
            )
        )


def _read_accounts(ws: Any) -> list[Account]:
    from mailer_gui.operations import accounts

    return list(accounts.all(ws))
