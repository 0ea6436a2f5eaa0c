"""The last step: what preflight found, checks on request, a look at the messages, and the one big button."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.checks import (
    AUDIENCE,
    DELIVERY,
    FILES,
    LINKS,
    MESSAGE,
    SIZE,
    UNREADABLE,
    WAY_OUT,
    CheckState,
    Finding,
)
from mailer_gui.model.errors import MailerError
from mailer_gui.model.forecasts import Forecast
from mailer_gui.model.messages import Purpose
from mailer_gui.model.preview import Preview
from mailer_gui.ui import preferences
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.checks_card import ChecksCard
from mailer_gui.ui.pages.campaign.draft import Draft, start_of
from mailer_gui.ui.pages.campaign.extra_checks import ExtraChecks
from mailer_gui.ui.pages.campaign.forecast import end_words
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.texts import counted, duration, number, tr
from mailer_gui.ui.widgets.basics import (
    ElidedLabel,
    button,
    column,
    icon_button,
    label,
    line,
    row,
    scrolled,
    side_by_side,
)
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.preview import PreviewPane


class ReviewStep(QWidget):
    """Findings, a look at the messages, Send."""

    go_to = Signal(str)
    mistake = Signal(str, int, int)
    mend_wanted = Signal(str)
    send_pressed = Signal()

    def __init__(self, context: PageContext, draft: Draft, people: People) -> None:
        super().__init__()
        self._context, self._draft, self._people = context, draft, people
        self._accounts: list[Account] = []
        self._findings: list[Finding] | None = None
        self._forecast: Forecast | None = None
        self._asked = 0
        self.checks = ChecksCard()
        self.checks.go_to.connect(self._lead_to)
        self.checks.mend_wanted.connect(self.mend_wanted)
        self.checks.settings_wanted.connect(lambda: context.navigate("settings", None))
        self.extras = ExtraChecks(context)
        self.extras.outbox_wanted.connect(self._open_outbox)
        inner = QWidget()
        inner.setLayout(column(self.checks, self.extras, None, spacing=14, margins=(0, 0, 2, 0)))
        self._scrolled = scrolled(inner)
        self._scrolled.setMinimumWidth(330)
        both = side_by_side(self._scrolled, self._read_side(), (1, 1))
        layout = column(both, self._send_bar(), spacing=14)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        people.moved.connect(self._show_person)
        self.know(0, 0)

    def _read_side(self) -> QWidget:
        self.preview = PreviewPane()
        self.preview.mistake.connect(self.mistake)
        self.who = ElidedLabel("", "strong")
        self.back = icon_button("left", tr("Previous person"), lambda: self._people.step(-1))
        self.on = icon_button("right", tr("Next person"), lambda: self._people.step(1))
        self.outbox = button(tr("Outbox"), "link", lambda: self._open_outbox(""))
        self.outbox.setToolTip(tr("Every message, to be searched and read"))
        head = row(self.who, self.back, self.on, self.outbox, spacing=t.S, margins=(t.L, t.S, t.S, t.S))
        head.setStretch(0, 1)
        side = Card(head, line(), self.preview, margin=1, spacing=0)
        side.content.setStretch(2, 1)
        side.setMinimumWidth(300)
        return side

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
        """Show the draft as it is in the workspace."""
        self._people.load(self._draft.campaign.audience)
        self._tell_extras()
        self._show_person()

    def know(self, people: int, suppressed: int) -> None:
        """Learn how many people there are."""
        self._count = people - suppressed
        self.outbox.setText(tr("Outbox · {count}").format(count=number(self._count)))
        self.outbox.setEnabled(self._count > 0)
        self._tell_extras()
        self._show_findings()
        self._say()

    def know_accounts(self, accounts: Sequence[Account]) -> None:
        """Learn the accounts, for their limits."""
        self._accounts = list(accounts)
        self._show_findings()
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
        self._findings = None if findings is None else list(findings)
        self._show_findings()
        self._tell_extras()
        self._say()

    def _show_findings(self) -> None:
        message = self._draft.campaign.message
        files = len(message.attachments) + len(message.images)
        personal = tr("everybody’s own files are there") if message.personal else ""
        ticks = {
            AUDIENCE: counted(self._count, "%Ln person gets it", "%Ln people get it"),
            DELIVERY: _names(self._chosen()).rstrip("."),
            MESSAGE: tr("everything can be filled in"),
            LINKS: tr("all are complete and safe"),
            FILES: personal or (counted(files, "%Ln file is there", "%Ln files are there") if files else tr("none")),
            WAY_OUT: tr("people can unsubscribe and see who writes"),
            SIZE: tr("small enough for every mail program"),
        }
        if message.purpose is Purpose.NOTICE:
            ticks[WAY_OUT] = tr("a notice needs none")
        self.checks.show_findings(self._findings, ticks)

    def _tell_extras(self) -> None:
        campaign = self._draft.campaign
        self.extras.take(campaign.id, campaign.changed_at or 0.0, self._count)
        unread = any(finding.code in UNREADABLE for finding in self._findings or ())
        self.extras.show_if_readable(self._count > 0 and not unread)

    def _lead_to(self, finding: Finding) -> None:
        if finding.part:
            self.mistake.emit(finding.part, finding.line, finding.column)
        else:
            self.go_to.emit(finding.step)

    def _open_outbox(self, kind: str) -> None:
        campaign_id = self._draft.campaign.id
        self._draft.when_kept(lambda: self._context.navigate("outbox", (campaign_id, kind)))

    def _chosen(self) -> list[Account]:
        return [account for account in self._accounts if account.id in self._draft.campaign.plan.account_ids]

    def _say(self) -> None:
        chosen = self._chosen()
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

    def _show_person(self) -> None:
        person = self._people.person
        self.who.setText(tr("Nobody yet") if person is None else person.name or person.address)
        for made in (self.back, self.on):
            made.setEnabled(len(self._people.ids) > 1)
        if not self.isVisible():
            return
        self._asked += 1
        asked, campaign_id, contact_id = self._asked, self._draft.campaign.id, self._people.contact_id

        def work(ws: Any) -> Preview:
            from mailer_gui.operations import outbox

            return outbox.preview(ws, campaign_id, contact_id)

        def show(preview: Preview) -> None:
            if asked == self._asked:
                self.preview.show_preview(preview)

        def failed(error: MailerError) -> None:
            if asked == self._asked:
                self.preview.show_error(error)

        if campaign_id:
            self._context.tasks.read(self, work, show, failed)


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
