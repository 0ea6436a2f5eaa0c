"""Rehearsing trouble: the switches that make the practice server misbehave, in plain words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from mailer_gui.model.practice import PracticeBehaviour
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import number, tr
from mailer_gui.ui.widgets.basics import column, label, row
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import decimal_box, number_box

OFF = PracticeBehaviour()


def describe(behaviour: PracticeBehaviour) -> str:
    """Say in one sentence what the server does."""
    parts: list[str] = []
    if behaviour.greylist:
        parts.append(tr("asks everybody to try again later"))
    if behaviour.reject_percent:
        parts.append(tr("refuses {share} % of people").format(share=number(behaviour.reject_percent)))
    if behaviour.slow_seconds:
        parts.append(tr("waits {seconds} s before each answer").format(seconds=f"{behaviour.slow_seconds:g}"))
    if behaviour.drop_percent:
        parts.append(tr("hangs up on {share} % of messages").format(share=number(behaviour.drop_percent)))
    if not parts:
        return tr("The practice server takes every message at once. Nothing leaves this computer.")
    return tr("The practice server {does}.").format(does=", ".join(parts))


class TroubleDialog(Dialog):
    """Chooses how the practice server misbehaves; `chosen` is called with it."""

    def __init__(
        self, parent: QWidget | None, behaviour: PracticeBehaviour, chosen: Callable[[PracticeBehaviour], object]
    ) -> None:
        super().__init__(
            parent,
            tr("Rehearse trouble"),
            tr("See what a campaign does when the server is difficult. Only the practice server changes."),
            width=520,
        )
        self._chosen = chosen
        self.greylist = QCheckBox(tr("Ask to try again later, as greylisting servers do"))
        self.refuse = QCheckBox(tr("Refuse some people for good"))
        self.share = number_box(1, 100, behaviour.reject_percent or 10)
        self.slow = QCheckBox(tr("Answer slowly"))
        self.seconds = decimal_box(0.1, 60.0, behaviour.slow_seconds or 1.0)
        self.drop = QCheckBox(tr("Hang up instead of answering"))
        self.lost = number_box(1, 100, behaviour.drop_percent or 5)
        self._dress()
        self._line(self.greylist, None, tr("The first try for each person is refused for now. The second one works."))
        self._line(self.refuse, self.share, tr("As for mailboxes that no longer exist. Always the same people."))
        self._line(self.slow, self.seconds, tr("The server waits before it answers to each message."))
        self._line(self.drop, self.lost, tr("Nobody can know whether these arrived: they become uncertain."))
        self.greylist.setChecked(behaviour.greylist)
        for box, value in (
            (self.refuse, behaviour.reject_percent),
            (self.slow, behaviour.slow_seconds),
            (self.drop, behaviour.drop_percent),
        ):
            box.setChecked(bool(value))
        self.add_button(tr("No trouble"), "plain", lambda: self._finish(OFF))
        self.add_button(tr("Cancel"))
        self.add_button(tr("Use this"), "primary", lambda: self._finish(self.behaviour()))

    def _dress(self) -> None:
        self.share.setSuffix(tr(" % of people"))
        self.lost.setSuffix(tr(" % of messages"))
        self.seconds.setSuffix(tr(" seconds"))
        self.share.setAccessibleName(tr("Share of people refused"))
        self.lost.setAccessibleName(tr("Share of messages lost"))
        self.seconds.setAccessibleName(tr("Seconds to wait"))

    def _line(self, switch: QCheckBox, amount: QWidget | None, meaning: str) -> None:
        note = label(meaning, "small", wrap=True)
        top = row(switch, None, spacing=t.M)
        if amount is not None:
            amount.setFixedWidth(170)
            amount.setEnabled(False)
            top.addWidget(amount)
            switch.toggled.connect(amount.setEnabled)
        self.add(column(top, row(24, note), spacing=0))

    def behaviour(self) -> PracticeBehaviour:
        """Give what is chosen."""
        return PracticeBehaviour(
            greylist=self.greylist.isChecked(),
            reject_percent=self.share.value() if self.refuse.isChecked() else 0,
            slow_seconds=round(self.seconds.value(), 1) if self.slow.isChecked() else 0.0,
            drop_percent=self.lost.value() if self.drop.isChecked() else 0,
        )

    def _finish(self, behaviour: PracticeBehaviour) -> None:
        self.accept()
        self._chosen(behaviour)
