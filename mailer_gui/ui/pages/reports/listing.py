"""The campaigns that were sent, with their outcomes."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.campaigns import Campaign
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.texts import counted, number, tr, when
from mailer_gui.ui.widgets.basics import button, page
from mailer_gui.ui.widgets.cards import EmptyState, PageHeader
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.table import DataTable, TableCard
from mailer_gui.ui.words import state_pill


class ReportList(QWidget):
    """The campaigns that were sent, with their outcomes."""

    def __init__(self, context: PageContext, open_report: Any) -> None:
        super().__init__()
        self._context = context
        self._all: list[Campaign] = []
        self.search = SearchField(tr("Search reports"))
        self.search.searched.connect(lambda _: self._show())
        self.header = PageHeader(tr("Reports"), "", self.search)
        self.model: RowsModel[Campaign] = RowsModel(_columns(), key=lambda campaign: campaign.id, parent=self)
        self.table = DataTable(self.model, tr("Reports"), many=False)
        self.table.menu = self._fill_menu
        self._open_report = open_report
        self.table.opened.connect(self._open)
        self._nothing = EmptyState(
            "reports",
            tr("No reports yet"),
            tr("After a campaign is sent you see here what happened for every single person."),
            button(tr("See the campaigns"), "primary", lambda: context.navigate("campaigns", None)),
        )
        self._card = TableCard(self.table, self._nothing)
        layout = page(self.header, self._card)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def refresh(self) -> None:
        """Read again."""
        self._context.tasks.read(self, _launched, self._take)

    def _take(self, campaigns: list[Campaign]) -> None:
        self._all = campaigns
        self._show()

    def _show(self) -> None:
        words = self.search.text().casefold().split()
        shown = [x for x in self._all if all(word in x.name.casefold() for word in words)]
        self.model.set_rows(shown)
        self.search.setVisible(bool(self._all))
        sent = counted(len(self._all), "%Ln campaign was sent", "%Ln campaigns were sent")
        self.header.set(subtitle=sent if self._all else tr("What happened, for every single person"))
        if words and self._all:
            self._nothing.set(tr("Nothing found"), tr("No campaign has these words in its name."))
        self._card.show_empty(not shown)

    def _open(self, row_number: int) -> None:
        campaign = self.model.row_at(row_number)
        if campaign is not None:
            self._open_report(campaign.id)

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        if rows:
            menu.addAction(tr("Open report"), lambda: self._open(rows[0]))
            campaign = self.model.row_at(rows[0])
            if campaign is not None:
                menu.addAction(tr("Open campaign"), lambda: self._context.navigate("campaign", campaign.id))


def _launched(ws: Any) -> list[Campaign]:
    from mailer_gui.operations import campaigns

    return [campaign for campaign in campaigns.all(ws) if campaign.state.is_launched]


def _columns() -> tuple[Column[Campaign], ...]:
    def state(campaign: Campaign) -> Cell:
        word, kind = state_pill(campaign.state)
        return Cell(word, pill=kind)

    def count(value: int, kind: str = "") -> Cell:
        return Cell(number(value), right=True, sort=value, kind=kind if value else "")

    def at(campaign: Campaign) -> Cell:
        begun = campaign.launched_at
        return Cell(when(begun), muted=True, sort=begun or 0.0)

    return (
        Column("name", tr("Name"), lambda x: Cell(x.name, strong=True)),
        Column("state", tr("State"), state, 124),
        Column("people", tr("People"), lambda x: count(x.counts.planned), 84, right=True, hide_below=800),
        Column("sent", tr("Sent"), lambda x: count(x.counts.accepted), 84, right=True),
        Column("rejected", tr("Rejected"), lambda x: count(x.counts.rejected, "bad"), 84, right=True),
        Column("uncertain", tr("Uncertain"), lambda x: count(x.counts.uncertain, "warning"), 92, right=True),
        Column("skipped", tr("Skipped"), lambda x: count(x.counts.skipped), 84, right=True, hide_below=800),
        Column("when", tr("When"), at, 112),
    )
