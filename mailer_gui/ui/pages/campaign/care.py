"""What only some campaigns need: a careful beginning, when to stop and ask, uncertain ones, what is kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from mailer_gui.model.campaigns import ENOUGH_TRIED, USUAL_SHARE, DeliveryPlan, OnUncertain
from mailer_gui.ui.pages.campaign.senders import note
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import column, label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.fold import Fold
from mailer_gui.ui.widgets.inputs import decimal_box, number_box
from mailer_gui.ui.widgets.moments import SpanBox, span_words

USUAL_FIRST = 100
MOST_FIRST = 1_000_000
MOST_DIALOGUES = 10_000


class CareCard(Card):
    """Four lines, each says what is set and opens. `chosen(DeliveryPlan)` comes when a person changes something."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(label(tr("Care"), "section"), spacing=0)
        self._plan = DeliveryPlan()
        self._rehearsal = False
        self.stage = self._stage_fold()
        self.guard = self._guard_fold()
        self.uncertain = self._uncertain_fold()
        self.keeping = self._keeping_fold()
        for fold in (self.stage, self.guard, self.uncertain, self.keeping):
            self.content.addWidget(fold)
        self.show_plan(self._plan)

    def _stage_fold(self) -> Fold:
        self.staged = QCheckBox(tr("First send to"))
        self.first = number_box(1, MOST_FIRST, USUAL_FIRST)
        self.first.setAccessibleName(tr("People to begin with"))
        self.first.setFixedWidth(100)
        self.wait = SpanBox(tr("Then wait"))
        self.staged.toggled.connect(lambda _: self._take())
        self.first.valueChanged.connect(lambda _: self._take())
        self.wait.changed.connect(self._take)
        return Fold(
            tr("Begin with a part of the people"),
            row(self.staged, self.first, label(tr("people, then wait")), self.wait, None),
            label(
                tr("It goes on by itself when all is well. If too many were refused, it stops and asks you."),
                "small",
                wrap=True,
            ),
        )

    def _guard_fold(self) -> Fold:
        self.guarded = QCheckBox(tr("When more than"))
        self.share = decimal_box(0.1, 100.0, 100 * USUAL_SHARE)
        self.share.setSuffix(" %")
        self.share.setAccessibleName(tr("Refused for good, in percent"))
        self.share.setFixedWidth(100)
        self.guarded.toggled.connect(lambda _: self._take(asked=True))
        self.share.valueChanged.connect(lambda _: self._take(asked=True))
        return Fold(
            tr("Stop and ask me"),
            row(self.guarded, self.share, label(tr("were refused for good")), None),
            label(
                tr(
                    "Many refusals are the sign of an old or a bought list, and providers close accounts for it. "
                    "Fewer than {count} tries say nothing yet."
                ).format(count=number(ENOUGH_TRIED)),
                "small",
                wrap=True,
            ),
        )

    def _uncertain_fold(self) -> Fold:
        self.ask = QRadioButton(tr("Never twice: leave it, and ask me"))
        self.again = QRadioButton(tr("Never miss: send it again"))
        group = QButtonGroup(self)
        for choice in (self.ask, self.again):
            group.addButton(choice)
            choice.toggled.connect(lambda on: self._take() if on else None)
        return Fold(
            tr("If nobody can know whether a message arrived"),
            label(
                tr(
                    "When a connection breaks at the very last moment, the server may have taken the message or not. "
                    "This is rare: at most one message per connection."
                ),
                "small",
                wrap=True,
            ),
            column(
                self.ask,
                note(tr("You see the person’s name in the report and decide.")),
                self.again,
                note(tr("Somebody may get it twice; most mail programs then show it once.")),
                spacing=0,
            ),
        )

    def _keeping_fold(self) -> Fold:
        self.keep = number_box(0, MOST_DIALOGUES)
        self.keep.setAccessibleName(tr("Conversations to keep"))
        self.keep.setFixedWidth(100)
        self.keep.valueChanged.connect(lambda _: self._take())
        return Fold(
            tr("Keep what was said to the servers"),
            row(label(tr("Of the last")), self.keep, label(tr("messages, and of all that failed")), None),
            label(
                tr("You read it in the report, person by person. Passwords and the messages are never in it."),
                "small",
                wrap=True,
            ),
        )

    def show_plan(self, plan: DeliveryPlan) -> None:
        """Show a plan; tells nobody."""
        self._plan = plan
        boxes: tuple[QWidget, ...] = (
            self.staged,
            self.first,
            self.guarded,
            self.share,
            self.ask,
            self.again,
            self.keep,
        )
        for box in boxes:
            box.blockSignals(True)
        self.staged.setChecked(plan.first > 0)
        self.first.setValue(plan.first or USUAL_FIRST)
        self.wait.show_seconds(plan.first_wait)
        usual = 0.0 if self._rehearsal else USUAL_SHARE
        share = usual if plan.stop_at_rejected is None else plan.stop_at_rejected
        self.guarded.setChecked(share > 0)
        self.share.setValue(100 * (share or USUAL_SHARE))
        (self.again if plan.on_uncertain is OnUncertain.RESEND else self.ask).setChecked(True)
        self.keep.setValue(plan.keep_dialogues)
        for box in boxes:
            box.blockSignals(False)
        self._say()

    def show_rehearsal(self, rehearsal: bool) -> None:
        """Know that every message stays on this computer: then nothing is stopped unless a person wants it."""
        if rehearsal != self._rehearsal:
            self._rehearsal = rehearsal
            self.show_plan(self._plan)

    def plan(self, *, asked: bool = False) -> DeliveryPlan:
        """Give the plan as it is on screen; the usual share stays the usual one until a person has chosen another."""
        share = self._plan.stop_at_rejected
        if asked:
            share = self.share.value() / 100 if self.guarded.isChecked() else 0.0
        return replace(
            self._plan,
            first=self.first.value() if self.staged.isChecked() else 0,
            first_wait=self.wait.seconds,
            stop_at_rejected=share,
            on_uncertain=OnUncertain.RESEND if self.again.isChecked() else OnUncertain.ASK,
            keep_dialogues=self.keep.value(),
        )

    def _take(self, *, asked: bool = False) -> None:
        self._plan = self.plan(asked=asked)
        self._say()
        self.chosen.emit(self._plan)

    def _say(self) -> None:
        plan = self._plan
        for box in (self.first, self.wait):
            box.setEnabled(plan.first > 0)
        self.share.setEnabled(self.guarded.isChecked())
        self.stage.set_summary(
            counted(plan.first, "First %Ln person, then wait {time}", "First %Ln people, then wait {time}").format(
                time=span_words(plan.first_wait)
            )
            if plan.first
            else tr("No, all at once")
        )
        self.guard.set_summary(
            tr("When more than {share:g} % are refused").format(share=self.share.value())
            if self.guarded.isChecked()
            else tr("Never")
        )
        resend = plan.on_uncertain is OnUncertain.RESEND
        self.uncertain.set_summary(tr("Never miss") if resend else tr("Never twice"))
        self.keeping.set_summary(
            counted(plan.keep_dialogues, "Of the last one and the failed", "Of the last %Ln and the failed")
            if plan.keep_dialogues
            else tr("Of failed messages")
        )
