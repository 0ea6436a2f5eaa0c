"""The live board: how far it is, how fast, who got it, and what the servers say."""

from __future__ import annotations

import asyncio
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.deliveries import Delivery
from mailer_gui.model.live import Snapshot
from mailer_gui.model.reports import Report
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.deliveries import attempts_model, deliveries_model, fill_menu, query, send_again
from mailer_gui.ui.delivery_details import show_delivery
from mailer_gui.ui.outcome_tiles import OutcomeTiles
from mailer_gui.ui.pages.campaign.decision import Decision
from mailer_gui.ui.pages.campaign.progress_card import Progress
from mailer_gui.ui.pages.campaign.sayings import Sayings
from mailer_gui.ui.reply_groups import ReplyGroups
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import column
from mailer_gui.ui.widgets.cards import EmptyState
from mailer_gui.ui.widgets.table import DataTable, TableCard

LOOK_SECONDS = 0.22
GROUPS_MS = 3000
LANE = "live"
LONELY_SECONDS = 2.5
"""So long a sender may take to start before its absence is worth saying."""
LOW = 620
"""Below this height the board gives its room to the table."""


class LiveBoard(QWidget):
    """Watches one campaign at a time. `moved(snapshot)` lets the page keep its header and buttons right."""

    moved = Signal(object)
    resume_wanted = Signal()
    go_on_wanted = Signal()
    wished = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._id = 0
        self._task: asyncio.Task[Any] | None = None
        self.snapshot: Snapshot | None = None
        self._lonely_since: float | None = None
        self.rehearsal = False
        """True when every message of the campaign stays on this computer."""
        self.progress = Progress()
        self.groups = ReplyGroups()
        self.tiles = OutcomeTiles()
        self.tiles.setFixedHeight(82)
        self.tiles.chosen.connect(lambda _: self._filter())
        self.sayings = Sayings(context, self.tiles, self)
        self.sayings.resume_wanted.connect(self.resume_wanted)
        self.sayings.go_on_wanted.connect(self.go_on_wanted)
        self.sayings.wished.connect(self.wished)
        self.banner, self.question = self.sayings.banner, self.sayings.question
        self.attempts = attempts_model(self)
        self.deliveries = deliveries_model(context, self)
        self.table = DataTable(self.attempts, tr("Newest deliveries"))
        self.table.menu = self._fill_menu
        self.table.opened.connect(self._open)
        self._empty = EmptyState("clock", tr("Nothing yet"), tr("Deliveries appear here as the server answers."))
        self.decision = Decision()
        self.decision.hide()
        self.decision.again_wanted.connect(self._send_chosen_again)
        self.decision.leave_wanted.connect(self.leave)
        self.table.selection_changed.connect(self._count_chosen)
        self._card = TableCard(self.table, self._empty, self.decision)
        self.deliveries.loaded.connect(lambda _: self._loaded())
        layout = column(self.progress, self.question, self.banner, self.tiles, self.groups, self._card, spacing=14)
        layout.setStretch(5, 1)
        self.setLayout(layout)
        self._slow = QTimer(self, interval=GROUPS_MS)
        self._slow.timeout.connect(self._read_groups)

    def watch(self, campaign_id: int) -> None:
        """Begin to watch a campaign."""
        self._lonely_since = None
        if campaign_id != self._id:
            self._id = campaign_id
            self.snapshot = None
            self.progress.chart.clear()
            self.attempts.set_rows([])
            self.tiles.release()
            self.groups.show_groups(())
            self.sayings.hide()
        self.stop()
        self._task = self._context.tasks.go(self, self._watch(campaign_id))
        self._slow.start()
        self._read_groups()

    @property
    def is_watching(self) -> bool:
        """True while it looks at its campaign."""
        return self._task is not None and not self._task.done()

    def stop(self) -> None:
        """Stop watching; sending goes on."""
        self._slow.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _watch(self, campaign_id: int) -> None:
        tasks = self._context.tasks
        feed = await tasks.ask(lambda ws: _feed(ws, campaign_id), LANE)
        try:
            while True:
                snapshot = await tasks.ask(lambda _: feed.poll(), LANE)
                if snapshot is not None and campaign_id == self._id:
                    self.show_snapshot(snapshot)
                    if snapshot.status.state.is_over:
                        self._read_groups()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            tasks.later(lambda _: feed.close(), LANE)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show one look; only what changed is painted."""
        self.snapshot = snapshot
        counts = snapshot.status.counts
        orphaned = self._is_orphaned(snapshot)
        self.progress.show_snapshot(snapshot, orphaned=orphaned)
        self.tiles.show_counts(counts)
        self.attempts.set_newest(snapshot.newest)
        self._say(snapshot)
        self._show_emptiness()
        self._count_chosen()
        self.moved.emit(snapshot)

    def _is_orphaned(self, snapshot: Snapshot) -> bool:
        """Tell whether the sender of a campaign under way has been away for too long to be starting."""
        if snapshot.sender_alive or snapshot.status.state is not CampaignState.SENDING:
            self._lonely_since = None
        elif self._lonely_since is None:
            self._lonely_since = snapshot.at
        return self._lonely_since is not None and snapshot.at - self._lonely_since >= LONELY_SECONDS

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the table the room in a low window."""
        super().resizeEvent(event)
        self.progress.setFixedHeight(152 if self.height() > LOW else 118)
        self._make_room()

    def _make_room(self) -> None:
        """In a low window a filtered table goes before what went wrong."""
        self.groups.show_if_room(self.height() > LOW or not self.tiles.statuses)

    def _say(self, snapshot: Snapshot) -> None:
        self.sayings.show(snapshot, orphaned=self._is_orphaned(snapshot), rehearsal=self.rehearsal)

    def say_again(self) -> None:
        """Something that the banner depends on has changed."""
        if self.snapshot is not None:
            self._say(self.snapshot)

    def _filter(self) -> None:
        statuses = self.tiles.statuses
        self._make_room()
        self.say_again()
        if statuses:
            self.deliveries.load(query(self._id, statuses))
            if self.table.model() is not self.deliveries:
                self.table.setModel(self.deliveries)
        elif self.table.model() is not self.attempts:
            self.table.setModel(self.attempts)
        self._loaded()

    def _loaded(self) -> None:
        self._show_emptiness()
        self._count_chosen()

    def _count_chosen(self) -> None:
        """Keep the row for uncertain ones right: it counts the chosen people, or all that are not decided."""
        undecided = self.snapshot.status.undecided if self.snapshot is not None else 0
        chosen = self.table.selected_count() if self.tiles.uncertain.checked else 0
        self.decision.setVisible(self.tiles.uncertain.checked and bool(chosen or undecided))
        self.decision.show_count(chosen or undecided)

    def _send_chosen_again(self) -> None:
        self.send_again(self._chosen_ids())

    def _chosen_ids(self) -> list[int]:
        """Give the chosen deliveries, none when all are meant."""
        ids = self.deliveries.ids
        return [ids[i] for i in self.table.selected_rows() if i < len(ids)]

    def _show_emptiness(self) -> None:
        self._card.show_empty(self.table.model().rowCount() == 0)
        if self.tiles.statuses:
            self._empty.set(tr("Nobody"), tr("No delivery has this outcome."))
        else:
            self._empty.set(tr("Nothing yet"), tr("Deliveries appear here as the server answers."))

    def _read_groups(self) -> None:
        campaign_id = self._id
        if self.tiles.statuses and self.isVisible():
            self.deliveries.load(query(campaign_id, self.tiles.statuses))

        def show(report: Report) -> None:
            if campaign_id == self._id:
                self.groups.show_groups(report.groups)

        self._context.tasks.read(self, lambda ws: _summary(ws, campaign_id), show)
        if self.snapshot is not None and self.snapshot.status.state.is_over:
            self._slow.stop()

    def _chosen(self, rows: list[int]) -> list[Delivery]:
        if self.table.model() is not self.deliveries:
            return []
        found = (self.deliveries.row_at(row_number) for row_number in rows[:10_000])
        return [delivery for delivery in found if delivery is not None]

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        chosen = self._chosen(rows)
        if chosen:
            fill_menu(menu, chosen, self._show_delivery, self.send_again)

    def _open(self, row_number: int) -> None:
        chosen = self._chosen([row_number])
        if chosen:
            self._show_delivery(chosen[0])
            return
        attempt = self.attempts.row_at(row_number)
        if attempt is None:
            return

        def show(found: list[Delivery]) -> None:
            if found:
                self._show_delivery(found[0])

        self._context.tasks.read(self, lambda ws: _deliveries(ws, attempt.delivery_id), show)

    def _show_delivery(self, delivery: Delivery) -> None:
        show_delivery(self, self._context, delivery, self.send_again)

    def send_again(self, ids: list[int]) -> None:
        """Send deliveries again because a person asked for it; without ids all that are uncertain and not decided."""
        campaign_id = self._id
        self.tiles.release()
        send_again(self._context, self, campaign_id, ids, lambda: self.watch(campaign_id))

    def leave(self) -> None:
        """Leave the chosen uncertain ones as they are, or all: nobody is asked about them again."""
        campaign_id, ids = self._id, self._chosen_ids()

        def work(ws: Any) -> int:
            from mailer_gui.operations import uncertain

            return uncertain.leave_some(ws, ids) if ids else uncertain.leave(ws, campaign_id)

        def done(count: int) -> None:
            self._context.notify(Notice(counted(count, "It is left as it is.", "%Ln are left as they are.")))
            if campaign_id == self._id:
                self._filter()

        self._context.tasks.read(self, work, done)


def _feed(ws: Any, campaign_id: int) -> Any:
    from mailer_gui.operations.live import LiveFeed

    return LiveFeed(ws, campaign_id)


def _summary(ws: Any, campaign_id: int) -> Report:
    from mailer_gui.operations import reports

    found: Report = reports.summary(ws, campaign_id)
    return found


def _deliveries(ws: Any, delivery_id: int) -> list[Delivery]:
    from mailer_gui.operations import deliveries

    return deliveries.rows(ws, [delivery_id])
