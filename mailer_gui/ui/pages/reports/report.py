"""The report of one campaign: totals that add up, what went wrong, every person."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.deliveries import Delivery
from mailer_gui.model.reports import Report
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.deliveries import deliveries_model, fill_menu, query, send_again
from mailer_gui.ui.delivery_details import show_delivery
from mailer_gui.ui.outcome_tiles import OutcomeTiles
from mailer_gui.ui.reply_groups import ReplyGroups
from mailer_gui.ui.texts import counted, span, tr
from mailer_gui.ui.unreached import RestButton
from mailer_gui.ui.widgets.basics import button, column, icon_button, label, page, row
from mailer_gui.ui.widgets.cards import Card, EmptyState, PageHeader
from mailer_gui.ui.widgets.dialogs import save_file
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.table import DataTable, TableCard
from mailer_gui.ui.words import state_pill, totals_words

LOOK_MS = 2000


class CampaignReport(QWidget):
    """One campaign: totals that add up, what went wrong, every person."""

    def __init__(self, context: PageContext, back: Any) -> None:
        super().__init__()
        self._context = context
        self._id = 0
        self._order, self._descending = "", False
        self.report: Report | None = None
        self.header = self._head(back)
        self.totals = label("", "strong", wrap=True, selectable=True)
        self.facts = label("", "small", wrap=True, selectable=True)
        self.fingerprint = label("", "small", selectable=True)
        self.tiles = OutcomeTiles()
        self.tiles.setFixedHeight(82)
        self.tiles.chosen.connect(lambda _: self._load())
        self.groups = ReplyGroups()
        self.model = deliveries_model(context, self)
        self.model.loaded.connect(self._loaded)
        self.model.order_wanted.connect(self._sort)
        self.table = DataTable(self.model, tr("Recipients"))
        self.table.menu = self._fill_menu
        self.table.opened.connect(self._open)
        self.table.sort_by(-1)
        self._nobody = EmptyState("search", tr("Nobody"), tr("Nobody has this outcome, or these words."))
        self._card = TableCard(self.table, self._nobody)
        layout = page(self.header, self._summary(), self.tiles, self.groups, self._card)
        layout.setStretch(4, 1)
        self.setLayout(layout)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    def _head(self, back: Any) -> PageHeader:
        header = PageHeader("")
        header.before.addWidget(icon_button("back", tr("All reports"), back))
        self._export = button(tr("Export"), "primary", icon="export")
        menu = QMenu(self)
        menu.addAction(tr("Every person, as CSV…"), lambda: self._ask_export("csv"))
        menu.addAction(tr("Report as a page (HTML)…"), lambda: self._ask_export("html"))
        menu.addSeparator()
        menu.addAction(tr("Copy the totals"), self._copy)
        self._export.setMenu(menu)
        self.search = SearchField(tr("Search people"), 200)
        self.search.searched.connect(lambda _: self._load())
        see = button(tr("Open campaign"), "plain", lambda: self._context.navigate("campaign", self._id))
        self._unreached = RestButton(self._context, self, self._show_rest)
        self.send_to_rest = self._unreached.button
        for widget in (self.search, self.send_to_rest, see, self._export):
            header.buttons.addWidget(widget)
        return header

    def _summary(self) -> Card:
        read = button(tr("Read the messages"), "link", lambda: self._context.navigate("outbox", self._id))
        words = row(column(self.totals, self.facts, self.fingerprint, spacing=4), read, spacing=t.L)
        words.setStretch(0, 1)
        return Card(words)

    def show_campaign(self, campaign_id: int) -> None:
        """Show the report of a campaign."""
        if campaign_id != self._id:
            self._id = campaign_id
            self.report = None
            self._unreached.forget()
            self.send_to_rest.hide()
            self.search.clear()
            self.tiles.release()
            self.groups.show_groups(())
            self.header.set("", "")
            self.fingerprint.setText("")
            self._context.tasks.read(self, lambda ws: _fingerprint(ws, campaign_id), self._show_fingerprint)
        self._load()
        self.refresh()

    def refresh(self) -> None:
        """Read the totals again."""
        campaign_id = self._id
        self._context.tasks.read(self, lambda ws: _summary(ws, campaign_id), self._take)

    def rest(self) -> None:
        """Stop looking again and again."""
        self._timer.stop()

    def _look(self) -> None:
        if self.isVisible():
            self.refresh()
            self._load()
        else:
            self._timer.stop()

    def _take(self, report: Report) -> None:
        status = report.status
        if status.id != self._id:
            return
        self.report = report
        word, _ = state_pill(status.state)
        parts = [word]
        if status.first_at is not None:
            parts.append(span(status.first_at, status.last_at))
        self.header.set(status.name, " · ".join(parts))
        self.totals.setText(totals_words(status.counts))
        facts = [
            tr("Subject: {subject}").format(subject=report.subject),
            tr("From: {sender}").format(sender=report.from_header),
            tr("Account: {accounts}").format(accounts=", ".join(report.accounts)),
            counted(report.attempts, "%Ln attempt", "%Ln attempts"),
        ]
        self.facts.setText(" · ".join(facts))
        self.tiles.show_counts(status.counts)
        self.groups.show_groups(report.groups)
        if status.state.is_over:
            self._unreached.count(status.id)
        if status.state.is_over or status.state is CampaignState.PAUSED:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def _show_fingerprint(self, found: tuple[int, str]) -> None:
        campaign_id, fingerprint = found
        if campaign_id == self._id:
            self.fingerprint.setText(tr("Fingerprint of what was approved: {print}").format(print=fingerprint[:16]))
            self.fingerprint.setToolTip(fingerprint)
            self.fingerprint.setVisible(bool(fingerprint))

    def _show_rest(self) -> None:
        self.send_to_rest.setVisible(self._unreached.people > 0)

    def _load(self) -> None:
        order = f"-{self._order}" if self._descending and self._order else self._order
        self.model.load(query(self._id, self.tiles.statuses, self.search.text().strip(), order))

    def _loaded(self, count: int) -> None:
        self._card.show_empty(count == 0)

    def _sort(self, key: str, descending: bool) -> None:
        self._order, self._descending = key, descending
        self._load()

    def _chosen(self, rows: list[int]) -> list[Delivery]:
        found = (self.model.row_at(row_number) for row_number in rows[:10_000])
        return [delivery for delivery in found if delivery is not None]

    def _fill_menu(self, menu: QMenu, rows: list[int]) -> None:
        fill_menu(menu, self._chosen(rows), self._show_delivery, self._again)

    def _open(self, row_number: int) -> None:
        for delivery in self._chosen([row_number]):
            self._show_delivery(delivery)

    def _show_delivery(self, delivery: Delivery) -> None:
        show_delivery(self, self._context, delivery, self._again)

    def _again(self, ids: list[int]) -> None:
        send_again(self._context, self, self._id, ids, self.refresh)

    def _copy(self) -> None:
        if self.report is not None:
            words = (self.report.status.name, self.totals.text(), self.facts.text())
            QGuiApplication.clipboard().setText("\n".join(words))
            self._context.notify(Notice(tr("Copied.")))

    def _ask_export(self, kind: str) -> None:
        if self.report is None:
            return
        stem = re.sub(r"[^\w-]+", "-", self.report.status.name).strip("-") or "report"
        name = f"{stem}-{time.strftime('%Y-%m-%d')}.{kind}"
        filters = tr("CSV files (*.csv)") if kind == "csv" else tr("Web pages (*.html)")
        save_file(self, tr("Export"), name, filters, lambda path: self._export_to(kind, Path(path)))

    def _export_to(self, kind: str, path: Path) -> None:
        from mailer_gui.operations import reports

        def done(_: object) -> None:
            open_it = lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))  # noqa: E731 - a name for one line
            self._context.notify(Notice(tr("Saved as {name}.").format(name=path.name), undo=open_it, button=tr("Open")))

        operation = reports.export_csv if kind == "csv" else reports.export_html
        title = tr("Writing {name}").format(name=path.name)
        self._context.tasks.start(self, title, operation, {"campaign_id": self._id, "out": path}, done)


def _fingerprint(ws: Any, campaign_id: int) -> tuple[int, str]:
    from mailer_gui.operations import outbox_list

    return campaign_id, outbox_list.facts(ws, campaign_id).fingerprint


def _summary(ws: Any, campaign_id: int) -> Report:
    from mailer_gui.operations import reports

    found: Report = reports.summary(ws, campaign_id)
    return found
