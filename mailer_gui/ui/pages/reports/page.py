"""The page of reports: the list, or one report in front of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QStackedWidget

from mailer_gui.ui.context import PageContext
from mailer_gui.ui.page import Page
from mailer_gui.ui.pages.reports.listing import ReportList
from mailer_gui.ui.pages.reports.report import CampaignReport
from mailer_gui.ui.widgets.basics import column


def make(context: PageContext) -> Page:
    """Make the page."""
    return ReportsPage(context)


class ReportsPage(Page):
    """A list of campaigns that were sent; `open_with(id)` opens the report of one."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.list = ReportList(context, self._open)
        self.report = CampaignReport(context, self._back)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.report)
        self.setLayout(column(self._stack))

    def open_with(self, argument: Any) -> None:
        """Open the report of the campaign with this id."""
        if isinstance(argument, int):
            self._open(argument)

    def refresh(self) -> None:
        """Read again what is in front."""
        if self._stack.currentWidget() is self.report:
            self.report.refresh()
        else:
            self.list.refresh()

    def leave(self) -> None:
        """Stop looking."""
        self.report.rest()

    def go_back(self) -> None:
        """Go from a report to the list, from the list to the campaigns."""
        if self._stack.currentWidget() is self.report:
            self._back()
        else:
            self.context.navigate("campaigns", None)

    def start_search(self) -> None:
        """Go to the search box."""
        search = self.report.search if self._stack.currentWidget() is self.report else self.list.search
        search.setFocus()
        search.selectAll()

    def _open(self, campaign_id: int) -> None:
        self._stack.setCurrentWidget(self.report)
        self.setFocus()
        self.report.show_campaign(campaign_id)

    def _back(self) -> None:
        self.report.rest()
        self._stack.setCurrentWidget(self.list)
        self.list.refresh()
