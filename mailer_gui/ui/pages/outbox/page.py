"""The outbox of a campaign: every message as it will be sent or was sent, to be searched, read and saved."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from mailer_gui.model.errors import MailerError
from mailer_gui.model.outbox import OutboxFacts
from mailer_gui.model.preview import Preview
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.outbox_reading import OutboxReading
from mailer_gui.ui.page import Page
from mailer_gui.ui.pages.outbox.findings import Findings
from mailer_gui.ui.pages.outbox.listing import Listing
from mailer_gui.ui.texts import counted, number, tr, when
from mailer_gui.ui.widgets.basics import ElidedLabel, button, column, icon_button, line, page, row, side_by_side
from mailer_gui.ui.widgets.cards import Banner, Card, EmptyState, PageHeader
from mailer_gui.ui.widgets.dialogs import choose_folder
from mailer_gui.ui.widgets.inputs import SearchField
from mailer_gui.ui.widgets.preview import PreviewPane
from mailer_gui.ui.widgets.table import DataTable, TableCard

AT_ONCE = 20_000
"""So many messages are read without being asked for; more take some seconds of a processor."""


def make(context: PageContext) -> Page:
    """Make the page."""
    return OutboxPage(context)


class OutboxPage(Page):
    """Shows the outbox of one campaign at a time; `open_with(id)` or `open_with((id, kind of remark))`."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.facts: OutboxFacts | None = None
        self._id, self._asked, self._wanted_kind = 0, 0, ""
        self.reading = OutboxReading.of(context.tasks)
        self.reading.changed.connect(self._reading_changed)
        self.reading.progressed.connect(self._progressed)
        self.header = PageHeader(tr("Outbox"), " ")
        self.header.before.addWidget(icon_button("back", tr("Back to the campaign"), self.go_back))
        self._export = button(tr("Save as files"), "plain", icon="export")
        menu = QMenu(self)
        menu.addAction(tr("This message (.eml)…"), lambda: self._ask_folder(all_of_them=False))
        menu.addAction(tr("All messages (.eml)…"), lambda: self._ask_folder(all_of_them=True))
        self._export.setMenu(menu)
        self.search = SearchField(tr("Search address or name"), 240)
        self.search.setMinimumWidth(220)
        self.header.buttons.addWidget(self.search)
        self.header.buttons.addWidget(self._export)
        self.findings = Findings()
        self.listing = Listing(context, self)
        self.model = self.listing.model
        self.table = DataTable(self.model, tr("Messages"), many=False)
        self.table.sort_by(0)
        self._nobody = EmptyState("inbox", tr("No messages"), tr("Nobody would get this campaign."))
        self._card = TableCard(self.table, self._nobody)
        self._card.setMinimumWidth(260)
        both = side_by_side(self._card, self._read_side(), (2, 3))
        layout = page(self.header, self.findings, both)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self._connect()

    def _read_side(self) -> QWidget:
        self.preview = PreviewPane()
        self.who = ElidedLabel("", "strong")
        self._back = icon_button("up", tr("Previous message"), lambda: self._step(-1))
        self._on = icon_button("down", tr("Next message"), lambda: self._step(1))
        self._place = ElidedLabel("", "small")
        head = row(self.who, self._place, self._back, self._on, spacing=t.S, margins=(t.L, t.S, t.S, t.S))
        head.setStretch(0, 1)
        self.remark = Banner("warning")
        self._remark_room = QWidget()
        self._remark_room.setLayout(column(self.remark, margins=(t.L, t.S, t.L, t.XS)))
        self._remark_room.hide()
        side = Card(head, line(), self._remark_room, self.preview, margin=1, spacing=0)
        side.content.setStretch(3, 1)
        side.setMinimumWidth(300)
        return side

    def _connect(self) -> None:
        self.search.searched.connect(lambda _: self._load())
        self.findings.chosen.connect(lambda _: self._load())
        self.findings.read_wanted.connect(self._read)
        self.findings.stop_wanted.connect(self.reading.stop)
        self.model.order_wanted.connect(self._sort)
        self.model.loaded.connect(self._loaded)
        self.model.dataChanged.connect(lambda *_: self._tell_who())
        self.table.selection_changed.connect(self._selected)
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            QShortcut(QKeySequence(keys), self, lambda by=by: self._step(by))

    def open_with(self, argument: Any) -> None:
        """Show the outbox of a campaign, perhaps of one kind of remark only."""
        campaign_id, kind = argument if isinstance(argument, tuple) else (argument, "")
        if not isinstance(campaign_id, int):
            return
        self._wanted_kind = kind
        if campaign_id != self._id:
            self._id, self.facts = campaign_id, None
            self.listing.campaign_id, self.listing.reading = campaign_id, None
            self.search.clear()
            self.preview.clear()
            self.who.setText("")
            self.header.set(subtitle=" ")

    def refresh(self) -> None:
        """Read who gets it, and what stands fast."""
        campaign_id = self._id

        def show(facts: OutboxFacts) -> None:
            if facts.campaign_id == self._id:
                self._take(facts)

        def failed(error: MailerError) -> None:
            self.context.tasks.error.emit(error)
            self.context.navigate("campaigns", None)

        if campaign_id:
            self.context.tasks.read(self, lambda ws: _facts(ws, campaign_id), show, failed)

    def start_search(self) -> None:
        """Ctrl+F."""
        self.search.setFocus()

    def go_back(self) -> None:
        """Go back to the campaign."""
        self.context.navigate("campaign", self._id)

    def leave(self) -> None:
        """What is read goes on: the last step shows it, too."""

    def _take(self, facts: OutboxFacts) -> None:
        self.facts = facts
        parts = [facts.name]
        if facts.launched_at is not None:
            parts.append(tr("approved {time}").format(time=when(facts.launched_at)))
        else:
            parts.append(tr("as it would be sent now"))
        if facts.fingerprint:
            parts.append(tr("fingerprint {print}").format(print=facts.fingerprint[:12]))
        self.header.set(subtitle=" · ".join(parts))
        self.header.subtitle.setToolTip(facts.fingerprint)
        known = self.reading.get(self._id, facts.stamp)
        if known is None and facts.people <= AT_ONCE and self.reading.trouble(self._id, facts.stamp) is None:
            self._read()
        self._show_reading()
        self._load()

    def _read(self) -> None:
        if self.facts is not None and self.facts.people:
            self.reading.begin(self._id, self.facts.stamp, self.facts.people)

    def _reading_changed(self, campaign_id: int) -> None:
        if campaign_id == self._id and self.facts is not None:
            self._show_reading()
            self._load()

    def _show_reading(self) -> None:
        facts = self.facts
        if facts is None:
            return
        known, trouble = self.reading.get(self._id, facts.stamp), self.reading.trouble(self._id, facts.stamp)
        self.listing.reading = known
        if self.reading.is_busy(self._id):
            self.findings.show_busy(facts.people)
        elif trouble is not None:
            self.findings.show_trouble(trouble)
        elif known is None:
            self.findings.show_waiting(facts.people)
        else:
            self.findings.show_reading(known)
            self.findings.choose(self._wanted_kind)
            self._wanted_kind = ""
        self._say_remark()

    def _progressed(self, campaign_id: int, done: int, total: object) -> None:
        if campaign_id == self._id:
            self.findings.show_progress(done, total)

    def _load(self) -> None:
        self.listing.load(self.search.text().strip(), self.findings.kind)

    def _sort(self, key: str, descending: bool) -> None:
        self.listing.order, self.listing.descending = key, descending
        if key == "size" and self.listing.reading is None:
            self._read()
        self._load()

    def _loaded(self, count: int) -> None:
        self.header.title.setText(tr("Outbox · {count}").format(count=number(count)))
        self._card.show_empty(count == 0)
        if self.search.text().strip() or self.findings.kind:
            self._nobody.set(tr("Nobody"), tr("Nobody matches these words."))
        else:
            self._nobody.set(tr("No messages"), tr("Nobody would get this campaign."))
        if count and not self.table.selected_count():
            self.table.selectRow(0)
        elif count:
            self._selected()

    def _step(self, by: int) -> None:
        count = len(self.model.ids)
        if count:
            place = (self.table.currentIndex().row() + by) % count
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 0))

    def _place_chosen(self) -> int:
        rows = self.table.selected_rows()
        return rows[0] if rows and rows[0] < len(self.model.ids) else -1

    def _selected(self) -> None:
        place = self._place_chosen()
        if place < 0:
            return
        self._asked += 1
        asked, campaign_id, person_id = self._asked, self._id, self.model.ids[place]

        def show(preview: Preview) -> None:
            if asked == self._asked:
                self.preview.show_preview(preview)

        def failed(error: MailerError) -> None:
            if asked == self._asked:
                self.preview.show_error(error)

        self._tell_who()
        self._say_remark()
        self.context.tasks.read(self, lambda ws: _preview(ws, campaign_id, person_id), show, failed)

    def _tell_who(self) -> None:
        place = self._place_chosen()
        person = self.model.row_at(place) if place >= 0 else None
        if person is not None:
            self.who.setText(f"{person.name} <{person.address}>" if person.name else person.address)
            count = len(self.model.ids)
            self._place.setText(tr("{place} of {count}").format(place=number(place + 1), count=number(count)))

    def _say_remark(self) -> None:
        place = self._place_chosen()
        said = self.listing.remarks_of(self.model.ids[place]) if place >= 0 else []
        if said:
            self.remark.set("warning", "", " ".join(said))
        self._remark_room.setVisible(bool(said))

    def _ask_folder(self, *, all_of_them: bool) -> None:
        place = self._place_chosen()
        person = self.model.row_at(place) if place >= 0 else None
        if self.facts is None or (person is None and not all_of_them):
            return
        address = None if all_of_them or person is None else person.address
        choose_folder(self, tr("Where to save"), lambda folder: self._write(Path(folder), address))

    def _write(self, folder: Path, address: str | None) -> None:
        from mailer_gui.operations import outbox

        assert self.facts is not None
        stem = re.sub(r"[^\w-]+", "-", self.facts.name).strip("-") or "outbox"
        out = folder if address is not None else folder / stem

        def done(result: Any) -> None:
            open_it = lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(out)))  # noqa: E731 - a name for one line
            said = counted(result.written, "%Ln message saved.", "%Ln messages saved.")
            if result.lacking:
                lacking = counted(result.lacking, "%Ln cannot be written.", "%Ln cannot be written.")
                said = f"{said} {lacking}"
            self.context.notify(Notice(said, undo=open_it, button=tr("Open")))

        arguments = {"campaign_id": self._id, "out": out, "address": address}
        title = tr("Saving the messages of {name}").format(name=self.facts.name)
        self.context.tasks.start(self, title, outbox.write_outbox, arguments, done)


def _facts(ws: Any, campaign_id: int) -> OutboxFacts:
    from mailer_gui.operations import outbox_list

    return outbox_list.facts(ws, campaign_id)


def _preview(ws: Any, campaign_id: int, person_id: int) -> Preview:
    from mailer_gui.operations import outbox, outbox_list

    found = outbox_list.rows(ws, campaign_id, [person_id])
    if outbox_list.is_frozen(ws, campaign_id) and found:  # the contact may be gone by now, the message is not
        return outbox.preview(ws, campaign_id, address=found[0].address)
    return outbox.preview(ws, campaign_id, person_id)
