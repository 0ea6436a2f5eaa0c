"""The third step: which account sends it, and what happens when nobody can know whether a message arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import OnUncertain
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.draft import Draft
from mailer_gui.ui.pages.campaign.estimate import account_words
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import button, clear, column, label, row, scrolled
from mailer_gui.ui.widgets.cards import Card


class DeliveryStep(QWidget):
    """The accounts with their limits in words, and the choice between never twice and never miss."""

    known = Signal(list)

    def __init__(self, context: PageContext, draft: Draft) -> None:
        super().__init__()
        self._context, self._draft = context, draft
        self._accounts: list[Account] = []
        self._boxes: dict[int, QCheckBox] = {}
        self._rows: QVBoxLayout = column(spacing=t.S)
        add = button(tr("Set up another account"), "link", lambda: context.navigate("accounts", "new"))
        accounts = Card(
            label(tr("Send with"), "section"),
            label(tr("Choose one account. Several share the work, each within its own limits."), "muted", wrap=True),
            self._rows,
            row(add, None),
        )
        self._ask = QRadioButton(tr("Never twice: leave it, and ask me"))
        self._again = QRadioButton(tr("Never miss: send it again"))
        group = QButtonGroup(self)
        for choice in (self._ask, self._again):
            group.addButton(choice)
            choice.toggled.connect(self._choose_uncertain)
        uncertain = Card(
            label(tr("If nobody can know whether a message arrived"), "section"),
            label(
                tr(
                    "When a connection breaks at the very last moment, the server may have taken the message or not. "
                    "This is rare: at most one message per connection."
                ),
                "muted",
                wrap=True,
            ),
            column(
                self._ask,
                _note(tr("You see the person's name in the report and decide.")),
                self._again,
                _note(tr("Somebody may get it twice; most mail programs then show it once.")),
                spacing=2,
            ),
            spacing=t.S,
        )
        inner = QWidget()
        inner.setLayout(column(accounts, uncertain, None, spacing=14))
        self.setLayout(column(scrolled(inner)))

    def refresh(self) -> None:
        """Read the accounts again."""
        self._context.tasks.read(self, _read_accounts, self._show)

    def _show(self, accounts: Sequence[Account]) -> None:
        if list(accounts) != self._accounts:
            self._accounts = list(accounts)
            clear(self._rows)
            self._boxes.clear()
            for account in accounts:
                self._add(account)
        plan = self._draft.campaign.plan
        for account_id, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(account_id in plan.account_ids)
            box.blockSignals(False)
        chosen = self._again if plan.on_uncertain is OnUncertain.RESEND else self._ask
        for choice in (self._ask, self._again):
            choice.blockSignals(True)
        chosen.setChecked(True)
        for choice in (self._ask, self._again):
            choice.blockSignals(False)
        self.known.emit(self._accounts)

    def _add(self, account: Account) -> None:
        box = QCheckBox(account.name.replace("&", "&&"))
        box.setAccessibleName(account.name)
        box.toggled.connect(lambda _: self._choose_accounts())
        self._boxes[account.id] = box
        name, address = account.identity.name, account.identity.address
        who = f"{name} <{address}>" if name and address else address
        note = _note(" · ".join(part for part in (who, account_words(account)) if part))
        lines = [box, note]
        if account.stopped_reason:
            stopped = _note(account.stopped_reason)
            stopped.setProperty("role", "error")
            lines.append(stopped)
        self._rows.addLayout(column(*lines, spacing=0))

    def _choose_accounts(self) -> None:
        chosen = tuple(account_id for account_id, box in self._boxes.items() if box.isChecked())
        self._draft.set_plan(replace(self._draft.campaign.plan, account_ids=chosen))

    def _choose_uncertain(self, on: bool) -> None:
        if not on:
            return
        wish = OnUncertain.RESEND if self._again.isChecked() else OnUncertain.ASK
        self._draft.set_plan(replace(self._draft.campaign.plan, on_uncertain=wish))


def _note(text: str) -> QWidget:
    made = label(text, "small", wrap=True)
    made.setContentsMargins(t.XL, 0, 0, t.XS)
    return made


def _read_accounts(ws: Any) -> list[Account]:
    from mailer_gui.operations import accounts

    return list(accounts.all(ws))
