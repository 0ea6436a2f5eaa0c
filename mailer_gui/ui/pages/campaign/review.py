"""The last step: what preflight found, the outbox message by message, and the one big button."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.checks import CheckState, Finding
from mailer_gui.model.contacts import Contact
from mailer_gui.model.errors import MailerError
from mailer_gui.model.forecasts import Forecast
from mailer_gui.model.preview import Preview
from mailer_gui.ui import icons, preferences
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft, start_of
from mailer_gui.ui.pages.campaign.forecast import end_words
from mailer_gui.ui.texts import counted, duration, number, sentence, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, clear, column, label, row, side_by_side
from mailer_gui.ui.widgets.cards import Card, EmptyState
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column, PagedModel
from mailer_gui.ui.widgets.preview import PreviewPane
from mailer_gui.ui.widgets.table import DataTable, TableCard


class ReviewStep(QWidget):
    """Findings, outbox, Send."""

    go_to = Signal(str)
    send_pressed = Signal()

    def __init__(self, context: PageContext, draft: Draft) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self._accounts: list[Account] = []
        self._findings: list[Finding] | None = None
        self._forecast: Forecast | None = None
        self._asked = 0
        self._lines: QVBoxLayout = column(spacing=2)
        self._findings_card = Card(self._lines, margin=t.M, spacing=0)
        self.model: PagedModel[Contact] = PagedModel(
            _columns(), context.tasks, _contacts, lambda contact: contact.id, self
        )
        self.table = DataTable(self.model, tr("Outbox"), many=False)
        self.table.selection_changed.connect(self._selected)
        self._nobody = EmptyState("contacts", tr("Nobody yet"), tr("Choose a list in the first step."))
        self._title = label(tr("Outbox"), "section")
        head = QWidget()
        head.setLayout(column(self._title, margins=(t.M, t.M, t.M, t.XS)))
        self._card = TableCard(self.table, self._nobody, head)
        self._card.setMinimumWidth(260)
        self.preview = PreviewPane()
        read = Card(self.preview, margin=1, spacing=0)
        read.setMinimumWidth(300)
        both = side_by_side(self._card, read, (2, 3))
        bar = self._send_bar()
        layout = column(self._findings_card, both, bar, spacing=14)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.model.loaded.connect(lambda _: self._first())
        theme().changed.connect(self._show_findings)
        self.know(0, 0)

    def _send_bar(self) -> QWidget:
        self.send = button("", "big", self.send_pressed.emit, icon="send")
        self.send.setToolTip(tr("Ctrl+Return"))
        self._promise = label("", "strong", wrap=True)
        self._ends = label("", "muted", wrap=True)
        bar = Card(margin=t.M)
        whole = row(column(self._promise, self._ends, spacing=2), self.send, spacing=t.L)
        whole.setStretch(0, 1)
        bar.content.addLayout(whole)
        return bar

    def refresh(self) -> None:
        """Read the outbox again; the draft is in the workspace."""
        audience = self._draft.campaign.audience

        def people(ws: Any) -> Any:
            from mailer_gui.operations import audience as operations

            return operations.people(ws, audience)

        self.model.load(people)
        self._selected()

    def know(self, people: int, suppressed: int) -> None:
        """Learn how many people there are."""
        self._count = people - suppressed
        self._say()

    def know_accounts(self, accounts: Sequence[Account]) -> None:
        """Learn the accounts, for their limits."""
        self._accounts = list(accounts)
        self._say()

    def know_forecast(self, forecast: Forecast | None) -> None:
        """Learn what the planner says."""
        self._forecast = forecast
        self._say()

    @property
    def may_send(self) -> bool:
        """True when preflight found nothing that forbids it."""
        good = self._findings is not None and all(x.state is not CheckState.BAD for x in self._findings)
        return good and self._count > 0

    @property
    def count(self) -> int:
        """How many people would get a message."""
        return self._count

    def take(self, findings: Sequence[Finding] | None) -> None:
        """Show what preflight found; None while it is not known."""
        if findings != self._findings:
            self._findings = None if findings is None else list(findings)
            self._show_findings()
        self._say()

    def _show_findings(self) -> None:
        clear(self._lines)
        if self._findings is None:
            return
        if not self._findings:
            self._lines.addWidget(_finding("check", "good", tr("Everything is ready."), tr("Nothing to mend.")))
            return
        for finding in self._findings:
            bad = finding.state is CheckState.BAD
            there = button(
                tr("Mend"),
                "link",
                lambda step=finding.step: self.go_to.emit(step),  # type: ignore[misc]  # the usual loop binding
            )
            there.setAccessibleName(tr("Mend: {title}").format(title=finding.title))
            widget = _finding(
                "error" if bad else "warning", "bad" if bad else "warning", finding.title, finding.hint, there
            )
            self._lines.addWidget(widget)

    def _say(self) -> None:
        chosen = [a for a in self._accounts if a.id in self._draft.campaign.plan.account_ids]
        start = start_of(self._draft.campaign)
        self.send.setText(
            counted(self._count, "Schedule for %Ln person", "Schedule for %Ln people")
            if start
            else counted(self._count, "Send to %Ln person", "Send to %Ln people")
        )
        self.send.setEnabled(self.may_send)
        practice = bool(chosen) and all(account.kind is AccountKind.PRACTICE for account in chosen)
        if self._findings is not None and not self.may_send:
            self._promise.setText(tr("Not ready yet."))
            self._ends.setText(tr("Mend what is marked above, then Send can be pressed."))
            return
        promise = _promise(preferences.undo_seconds(), start, practice=practice)
        ending, names = end_words(self._forecast, chosen), _names(chosen)
        self._promise.setText((ending or promise) if start else promise)
        self._ends.setText(" ".join(part for part in (promise if start else ending, names) if part))

    def _first(self) -> None:
        count = len(self.model.ids)
        self._title.setText(tr("Outbox · {count}").format(count=number(count)))
        self._card.show_empty(count == 0)
        if count and not self.table.selected_count():
            self.table.selectRow(0)

    def _selected(self) -> None:
        rows = self.table.selected_rows()
        if not rows or rows[0] >= len(self.model.ids):
            return
        self._asked += 1
        asked, campaign_id, contact_id = self._asked, self._draft.campaign.id, self.model.ids[rows[0]]

        def work(ws: Any) -> Preview:
            from mailer_gui.operations import outbox

            return outbox.preview(ws, campaign_id, contact_id)

        def show(preview: Preview) -> None:
            if asked == self._asked:
                self.preview.show_preview(preview)

        def failed(error: MailerError) -> None:
            if asked == self._asked:
                self.preview.show_error(error)

        self._context.tasks.read(self, work, show, failed)


def _finding(icon: str, kind: str, title: str, hint: str, action: QWidget | None = None) -> QWidget:
    from PySide6.QtWidgets import QLabel

    mark = QLabel()
    mark.setPixmap(icons.pixmap(icon, theme().colours.meaning(kind)[0]))
    mark.setFixedWidth(22)
    words = label("", wrap=True)
    words.setTextFormat(Qt.TextFormat.RichText)
    muted = theme().colours.muted
    words.setText(f'<b>{escape(sentence(title))}</b>&ensp;<span style="color:{muted}">{escape(hint)}</span>')
    made = QWidget()
    layout = row(mark, words, spacing=t.S)
    layout.setStretch(1, 1)
    if action is not None:
        layout.addWidget(action)
    made.setLayout(layout)
    made.setMinimumHeight(28)
    return made


def _promise(seconds: int, start: float | None, *, practice: bool) -> str:
    if start is not None:
        return tr("Until then you can change the time or cancel it.")
    if practice:
        return tr("A rehearsal: every message stays on this computer.")
    if not seconds:
        return tr("Sending begins at once. You can still pause or cancel it.")
    return tr("You have {time} to undo it. After that you can still pause or cancel.").format(time=duration(seconds))


def _names(accounts: Sequence[Account]) -> str:
    names = ", ".join(account.identity.address or account.name for account in accounts)
    return tr("With {accounts}.").format(accounts=names) if names else ""


def _contacts(ws: Any, ids: Sequence[int]) -> list[Contact]:
    from mailer_gui.operations import audience

    return audience.contacts(ws, ids)


def _columns() -> tuple[Column[Contact], ...]:
    def who(contact: Contact) -> Cell:
        if contact.name:
            return Cell(contact.name, beside=contact.address)
        return Cell(contact.address)

    return (Column("who", tr("To"), who, sortable=False),)
