"""A draft on screen: the four steps, their marks, autosave."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.checks import CheckState, Finding
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.audience import AudienceStep
from mailer_gui.ui.pages.campaign.delivery import DeliveryStep
from mailer_gui.ui.pages.campaign.draft import Draft, start_of
from mailer_gui.ui.pages.campaign.forecast import Forecaster
from mailer_gui.ui.pages.campaign.looking_over import LOOKING
from mailer_gui.ui.pages.campaign.message import MessageStep
from mailer_gui.ui.pages.campaign.people import People
from mailer_gui.ui.pages.campaign.review import ReviewStep
from mailer_gui.ui.pages.campaign.steps import Mark, Step, StepsBar
from mailer_gui.ui.texts import clock, counted, number, tr, when
from mailer_gui.ui.widgets.basics import column


class Writing(QWidget):
    """The steps of one draft. `send_pressed(people)`, `said(text)` for the line below the title."""

    send_pressed = Signal(int)
    said = Signal(str)
    stepped = Signal(str)

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self.draft = Draft(context, self)
        self.people = People(context, self)
        self.forecaster = Forecaster(context, self)
        self.bar = StepsBar()
        self.audience = AudienceStep(context, self.draft)
        self.message = MessageStep(context, self.draft, self.people)
        self.delivery = DeliveryStep(context, self.draft)
        self.review = ReviewStep(context, self.draft, self.people)
        self._steps: dict[Step, Any] = {
            Step.AUDIENCE: self.audience,
            Step.MESSAGE: self.message,
            Step.DELIVERY: self.delivery,
            Step.REVIEW: self.review,
        }
        self.step = Step.AUDIENCE
        self._size = (0, 0)
        self._findings: Sequence[Finding] = ()
        self._checks = 0
        self._in_a_pause = QTimer(self, singleShot=True)
        self._in_a_pause.timeout.connect(self.check)
        self._stack = QStackedWidget()
        for widget in self._steps.values():
            self._stack.addWidget(widget)
        layout = column(self.bar, self._stack, spacing=14)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.bar.chosen.connect(lambda step: self.go_to(Step(step)))
        self.audience.counted.connect(self._know_size)
        self.delivery.known.connect(self._know_accounts)
        self.forecaster.told.connect(self.delivery.show_forecast)
        self.forecaster.told.connect(self.review.know_forecast)
        self.review.go_to.connect(lambda step: self.go_to(Step(step) if step in tuple(Step) else Step.REVIEW))
        self.review.mistake.connect(self.show_mistake)
        self.review.mend_wanted.connect(self.mend)
        self.review.send_pressed.connect(self.try_send)
        self.draft.changed.connect(self._changed)
        self.draft.kept.connect(self._kept)

    def show_campaign(self, campaign: Campaign) -> None:
        """Show a draft, beginning at the first step that is not complete; the one before is kept to its last letter."""
        self.draft.settle(lambda: self._show_settled(campaign))

    def _show_settled(self, campaign: Campaign) -> None:
        """Show it, now that the canvas has told what was typed last: only then is_kept means what it says."""
        if campaign.id != self.draft.campaign.id:
            self._show_campaign(campaign, fresh=True)
        elif self.draft.is_kept:
            self._show_campaign(campaign, fresh=False)

    def _show_campaign(self, campaign: Campaign, *, fresh: bool) -> None:
        self.draft.take(campaign)
        if fresh:
            self._findings = ()
            self.review.take(None)
            self.forecaster.told.emit(None)
            self.message.preview.clear()
            self.review.preview.clear()
            self.go_to(_first_step(campaign))
        for step in (self.audience, self.message, self.delivery):
            step.refresh()
        self.check()
        self._say()

    def go_to(self, step: Step) -> None:
        """Bring a step to the front."""
        self.step = step
        if self._in_a_pause.isActive():
            self._in_a_pause.start(0)
        self.bar.choose(step)
        self._stack.setCurrentWidget(self._steps[step])
        self.draft.when_kept(self._steps[step].refresh)
        self.stepped.emit(step.value)

    def check(self) -> None:
        """Let preflight look over the draft as it is in the workspace."""
        self._checks += 1
        asked, campaign_id = self._checks, self.draft.campaign.id
        self.forecaster.ask(campaign_id)

        def work(ws: Any) -> list[Finding]:
            from mailer_gui.operations import preflight

            return preflight.check(ws, campaign_id)

        def show(findings: list[Finding]) -> None:
            if asked == self._checks:
                self._findings = findings
                self.review.take(findings)
                self._mark()

        self._context.tasks.read(self, work, show, lane=LOOKING)

    def show_mistake(self, part: str, line: int, place: int) -> None:
        """Go to a mistake in the message."""
        self.go_to(Step.MESSAGE)
        self.draft.when_kept(lambda: self.message.preview.mistake.emit(part, line, place))

    def mend(self, what: str) -> None:
        """Let the program put something right in the message, and check again."""
        campaign_id = self.draft.campaign.id

        def work(ws: Any) -> Campaign:
            from mailer_gui.operations import mending

            return mending.mend(ws, campaign_id, what)

        def done(campaign: Campaign) -> None:
            if campaign.id == self.draft.campaign.id and self.draft.is_kept:
                self.draft.take(campaign)
                self.message.refresh()
                self.review.refresh()
                self._kept()

        self.draft.when_kept(lambda: self._context.tasks.read(self, work, done))

    def try_send(self) -> None:
        """Send, if nothing forbids it; else show what does."""
        if self.step is not Step.REVIEW:
            self.go_to(Step.REVIEW)
        elif self.review.may_send:
            self.draft.when_kept(lambda: self.send_pressed.emit(self.review.count))

    def accept_files(self, paths: Sequence[str]) -> bool:
        """Attach dropped files; tables dropped on the audience go to the import."""
        if self.step is not Step.MESSAGE:
            return False
        return self.message.accept_files(paths)

    def _know_size(self, people: int, suppressed: int) -> None:
        self._size = (people, suppressed)
        self.review.know(people, suppressed)
        self._mark()

    def _know_accounts(self, accounts: Sequence[Account]) -> None:
        self.review.know_accounts(accounts)
        self.delivery.show_forecast(self.forecaster.forecast)

    def _changed(self) -> None:
        self._say()

    def _kept(self) -> None:
        self._say()
        self._in_a_pause.start(self.draft.pause)

    def _say(self) -> None:
        if not self.draft.is_kept:
            self.said.emit(tr("Draft, saving…"))
        else:
            at = self.draft.campaign.changed_at or time.time()
            self.said.emit(tr("Draft, saved {time}").format(time=clock(at, seconds=True)))

    def _mark(self) -> None:
        campaign, findings = self.draft.campaign, self._findings
        bad = {step: [x for x in findings if x.state is CheckState.BAD and x.step == step] for step in Step}
        people = self._size[0] - self._size[1]
        chosen = campaign.audience.is_chosen
        self.bar.set(Step.AUDIENCE, _mark(chosen, bad[Step.AUDIENCE]), number(people) if people else "")
        message = campaign.message
        written = bool(message.subject.strip() and (message.is_written))
        self.bar.set(Step.MESSAGE, _mark(written, bad[Step.MESSAGE]))
        start = start_of(campaign)
        self.bar.set(
            Step.DELIVERY, _mark(bool(campaign.plan.account_ids), bad[Step.DELIVERY]), when(start) if start else ""
        )
        count = sum(map(len, bad.values()))
        note = counted(count, "%Ln to mend", "%Ln to mend") if count else tr("ready")
        self.bar.set(Step.REVIEW, Mark.MEND if count else Mark.DONE, note)


def _mark(begun: bool, bad: Sequence[Finding]) -> Mark:
    if not begun:
        return Mark.OPEN
    return Mark.MEND if bad else Mark.DONE


def _first_step(campaign: Campaign) -> Step:
    if not campaign.audience.is_chosen:
        return Step.AUDIENCE
    message = campaign.message
    if not (message.subject.strip() and (message.is_written)):
        return Step.MESSAGE
    return Step.REVIEW if campaign.plan.account_ids else Step.DELIVERY
