"""The list of campaigns: what is under way, what is written, what went out."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.messages import Message, Purpose
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.page import Page
from mailer_gui.ui.pages.campaigns.lines import UNDER_WAY, Line, columns, last_month, subtitle
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import button, page, row
from mailer_gui.ui.widgets.cards import EmptyState, PageHeader, Tile
from mailer_gui.ui.widgets.dialogs import ask_text
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.models import RowsModel
from mailer_gui.ui.widgets.table import DataTable, TableCard

UNDO_MS = 10_000
LOOK_MS = 1000


def make(context: PageContext) -> Page:
    """Make the page."""
    return CampaignsPage(context)


class CampaignsPage(Page):
    """All campaigns, newest first, and four numbers of the last month."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._all: list[Line] = []
        self._leaving: set[int] = set()
        self._reading = False
        self._search = SearchField(tr("Search campaigns"))
        self._search.searched.connect(lambda _: self._show())
        self.header = PageHeader(tr("Campaigns"), "", self._search)
        self._new = button(tr("New campaign"), "primary", self._ask_name)
        self.header.buttons.addWidget(self._new)
        self.model: RowsModel[Line] = RowsModel(columns(), key=lambda line: line.campaign.id, parent=self)
        self.table = DataTable(self.model, tr("Campaigns"), row_height=42)
        self.table.menu = self._fill_menu
        self.table.opened.connect(self._open_row)
        self.table.delete_wanted.connect(self._delete_rows)
        self._nothing = EmptyState(
            "campaigns",
            tr("No campaigns yet"),
            tr("A campaign is one message to one audience. Nothing is sent before you press Send and have read it."),
            button(tr("New campaign"), "primary", self._ask_name),
        )
        self._card = TableCard(self.table, self._nothing)
        self._tiles = tuple(Tile("") for _ in range(4))
        self._numbers = QWidget()
        self._numbers.setLayout(row(*self._tiles, spacing=12))
        layout = page(self.header, self._card, self._numbers)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def refresh(self) -> None:
        """Read everything again."""
        if self._reading:
            return
        self._reading = True
        self.context.tasks.read(self, _read, self._take, self._failed)

    def open_with(self, argument: Any) -> None:
        """ "new" starts a campaign."""
        if argument == "new":
            self._ask_name()

    def start_search(self) -> None:
        """Go to the search box."""
        self._search.setFocus()
        self._search.selectAll()

    def start_new(self) -> bool:
        """Ask for a name and open the new draft."""
        self._ask_name()
        return True

    def _ask_name(self) -> None:
        ask_text(
            self,
            tr("New campaign"),
            tr("Name"),
            self._create,
            word=tr("Create"),
            text=tr("Only you see this name. The subject comes later."),
        )

    def _failed(self, error: Any) -> None:
        self._reading = False
        self._timer.stop()
        self.context.tasks.error.emit(error)

    def _look(self) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._timer.stop()

    def _take(self, lines: list[Line]) -> None:
        self._reading = False
        self._all = lines
        self._show()
        active = sum(1 for line in lines if line.campaign.state in UNDER_WAY)
        self.context.badge("campaigns", active or None)
        scheduled = any(line.campaign.state is CampaignState.SCHEDULED for line in lines)
        if (active or scheduled) and self.isVisible():
            self._timer.start()
        else:
            self._timer.stop()

    def _show(self) -> None:
        words = self._search.text().casefold().split()
        shown = [
            line
            for line in self._all
            if line.campaign.id not in self._leaving
            and all(word in f"{line.campaign.name} {line.account}".casefold() for word in words)
        ]
        self.model.set_rows(shown)
        self.header.set(subtitle=subtitle([line.campaign for line in self._all]))
        searched = bool(words) and bool(self._all)
        self._nothing.set(
            tr("Nothing found") if searched else tr("No campaigns yet"),
            tr("No campaign has these words in its name.")
            if searched
            else tr(
                "A campaign is one message to one audience. Nothing is sent before you press Send and have read it."
            ),
        )
        self._card.show_empty(not shown)
        self._search.setVisible(bool(self._all))
        self._new.setVisible(bool(self._all))
        self._numbers.setVisible(any(line.campaign.state.is_launched for line in self._all))
        for tile, (value, caption, kind) in zip(self._tiles, last_month([x.campaign for x in self._all]), strict=True):
            tile.set(value, caption, kind)

    def _open_row(self, row_number: int) -> None:
        line = self.model.row_at(row_number)
        if line is not None:
            self.context.navigate("campaign", line.campaign.id)

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        lines = [line for line in map(self.model.row_at, rows) if line is not None]
        if len(lines) == 1:
            campaign = lines[0].campaign
            menu.addAction(tr("Open"), lambda: self.context.navigate("campaign", campaign.id))
            if campaign.state.is_launched:
                menu.addAction(tr("Report"), lambda: self.context.navigate("reports", campaign.id))
            menu.addAction(tr("Duplicate"), lambda: self._duplicate(campaign))
            if campaign.state is CampaignState.DRAFT:
                menu.addAction(tr("Rename…"), lambda: self._rename(campaign))
        delete = menu.addAction(tr("Delete"), lambda: self._delete_rows(rows))
        delete.setEnabled(any(_may_go(line.campaign) for line in lines))

    def _create(self, name: str) -> None:
        def work(ws: Any) -> Campaign:
            from mailer_gui.operations import campaigns

            return campaigns.create(ws, name, Message(purpose=Purpose.MARKETING))

        self.context.tasks.read(self, work, lambda made: self.context.navigate("campaign", made.id))

    def _duplicate(self, campaign: Campaign) -> None:
        def work(ws: Any) -> Campaign:
            from mailer_gui.operations import campaigns

            return campaigns.copy(ws, campaign.id)

        def done(made: Campaign) -> None:
            self.context.notify(Notice(tr("“{name}” is a new draft.").format(name=made.name)))
            self.refresh()

        self.context.tasks.read(self, work, done)

    def _rename(self, campaign: Campaign) -> None:
        from dataclasses import replace

        def work(ws: Any, name: str) -> Campaign:
            from mailer_gui.operations import campaigns

            return campaigns.save_draft(ws, replace(campaigns.get(ws, campaign.id), name=name))

        def rename(name: str) -> None:
            self.context.tasks.read(self, lambda ws: work(ws, name), lambda _: self.refresh())

        ask_text(self, tr("Rename"), tr("Name"), rename, value=campaign.name, word=tr("Rename"))

    def _delete_rows(self, rows: list[int]) -> None:
        chosen = [line.campaign for line in map(self.model.row_at, rows) if line is not None]
        going = {campaign.id for campaign in chosen if _may_go(campaign)}
        if not going:
            self.context.notify(Notice(tr("A campaign that is being sent cannot be deleted. Cancel it first.")))
            return
        self._leaving |= going
        self._show()
        text = counted(len(going), "Campaign deleted.", "%Ln campaigns deleted.")
        self.context.notify(Notice(text, undo=lambda: self._keep(going)))
        QTimer.singleShot(UNDO_MS, self, lambda: self._delete(going))

    def _keep(self, ids: set[int]) -> None:
        self._leaving -= ids
        self._show()

    def _delete(self, ids: set[int]) -> None:
        going = ids & self._leaving

        def work(ws: Any) -> None:
            from mailer_gui.operations import campaigns

            for campaign_id in going:
                campaigns.remove(ws, campaign_id)

        if going:
            self.context.tasks.read(self, work, lambda _: self.refresh())


def _may_go(campaign: Campaign) -> bool:
    return campaign.state is CampaignState.DRAFT or (campaign.state.is_over and not campaign.in_flight)


def _read(ws: Any) -> list[Line]:
    from mailer_gui.operations import accounts, campaigns

    names = {account.id: account.name for account in accounts.all(ws)}
    return [
        Line(campaign, ", ".join(names[i] for i in campaign.plan.account_ids if i in names), is_orphaned)
        for campaign, is_orphaned in campaigns.as_they_stand(ws)
    ]
