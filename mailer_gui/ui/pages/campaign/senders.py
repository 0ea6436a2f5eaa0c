"""The accounts that send a campaign: one or several, each with its limits and its part of the work."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from mailer_gui.model.accounts import Account
from mailer_gui.model.forecasts import Forecast
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.account_words import account_words
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, clear, column, label, row
from mailer_gui.ui.widgets.cards import Card


class SendersCard(Card):
    """A box for each account. `chosen(ids)` comes when a person ticks one."""

    chosen = Signal(tuple)

    def __init__(self, context: PageContext) -> None:
        super().__init__(spacing=t.S)
        self._accounts: list[Account] = []
        self.boxes: dict[int, QCheckBox] = {}
        self._shares: dict[int, QLabel] = {}
        self._rows: QVBoxLayout = column(spacing=t.XS)
        add = button(tr("Set up another account"), "link", lambda: context.navigate("accounts", "new"))
        head = row(label(tr("Send with"), "section"), None, add)
        note = label(tr("Several share the work, each within its own limits; if one stops, the others go on."), "muted")
        note.setWordWrap(True)
        for item in (head, self._rows):
            self.content.addLayout(item)
        self.content.insertWidget(1, note)

    def show_accounts(self, accounts: Sequence[Account], chosen: Sequence[int]) -> None:
        """Show the accounts, with those ticked that the campaign uses."""
        if list(accounts) != self._accounts:
            self._accounts = list(accounts)
            clear(self._rows)
            self.boxes.clear()
            self._shares.clear()
            for account in accounts:
                self._rows.addLayout(self._line(account))
        for account_id, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(account_id in chosen)
            box.blockSignals(False)

    def show_shares(self, forecast: Forecast | None) -> None:
        """Say which part of the people each account is expected to write to, when there are several."""
        shares = dict(forecast.shares) if forecast is not None and forecast.people else {}
        several = sum(box.isChecked() for box in self.boxes.values()) > 1
        for account_id, words in self._shares.items():
            share = shares.get(account_id)
            known = several and share is not None and self.boxes[account_id].isChecked()
            words.setText(tr("about {share} %").format(share=round(100 * share)) if known and share is not None else "")

    def _line(self, account: Account) -> QVBoxLayout:
        box = QCheckBox(account.name.replace("&", "&&"))
        box.setAccessibleName(account.name)
        box.toggled.connect(lambda _: self._choose())
        self.boxes[account.id] = box
        share = self._shares[account.id] = label("", "muted")
        name, address = account.identity.name, account.identity.address
        who = f"{name} <{address}>" if name and address else address
        lines: list[QWidget] = [note(" · ".join(part for part in (who, account_words(account)) if part))]
        if account.stopped_reason:
            stopped = note(account.stopped_reason)
            stopped.setProperty("role", "error")
            lines.append(stopped)
        return column(row(box, None, share), *lines, spacing=0)

    def _choose(self) -> None:
        self.chosen.emit(tuple(account_id for account_id, box in self.boxes.items() if box.isChecked()))


def note(text: str) -> QLabel:
    """Make small print that stands under the words of a box."""
    made = label(text, "small", wrap=True)
    made.setContentsMargins(t.XL, 0, 0, t.XS)
    return made
