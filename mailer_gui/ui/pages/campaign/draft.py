"""The draft being written: every change is kept a moment after it is made, nothing waits for a Save button."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, DeliveryPlan
from mailer_gui.model.errors import MailerError
from mailer_gui.model.messages import Message
from mailer_gui.ui.context import PageContext

KEEP_AFTER_MS = 500
PAUSE_MS = 900
LONG = 20_000
"""Characters of a message from which on looking it over waits for a pause of its writer."""


class Draft(QObject):
    """Holds the campaign as it stands on screen. `kept` comes after it was written to the workspace."""

    changed = Signal()
    kept = Signal()
    trouble = Signal(object)

    def __init__(self, context: PageContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.campaign = Campaign(0, "", CampaignState.DRAFT)
        self._unkept = False
        self._left: list[Campaign] = []
        """Campaigns that were left before their last changes could be written; they come before the one on screen."""
        self._writing: Campaign | None = None
        self._written: dict[int, Campaign] = {}
        self._after: list[Callable[[], object]] = []
        self.settle: Callable[[Callable[[], object]], object] = lambda then: then()
        """Lets the editor tell what it has not told yet, then calls `then`: a web page tells a moment later."""
        self._timer = QTimer(self, singleShot=True, interval=KEEP_AFTER_MS)
        self._timer.timeout.connect(self._keep)

    def take(self, campaign: Campaign) -> None:
        """Begin with another campaign; what the one before still had to keep is kept."""
        if self._unkept and campaign.id != self.campaign.id:
            self._timer.stop()
            self._left.append(self.campaign)
            self._unkept = False
            self._keep()
        self._unkept = False
        self.campaign = self._newest(campaign)

    def _newest(self, campaign: Campaign) -> Campaign:
        """Give the campaign as it was left: it may have been read before its last changes were written."""
        waiting = [one for one in (self._writing, *self._left) if one is not None and one.id == campaign.id]
        if waiting:
            return waiting[-1]
        written = self._written.get(campaign.id)
        return written if written and (written.changed_at or 0.0) > (campaign.changed_at or 0.0) else campaign

    @property
    def is_kept(self) -> bool:
        """True when everything that was changed is in the workspace."""
        return not self._unkept and not self._left and self._writing is None

    def set_message(self, **parts: Any) -> None:
        """Change parts of the message."""
        self._change(replace(self.campaign, message=replace(self.campaign.message, **parts)))

    def use_message(self, message: Message) -> None:
        """Have another message."""
        self._change(replace(self.campaign, message=message))

    def set_audience(self, audience: Audience) -> None:
        """Change who gets it."""
        self._change(replace(self.campaign, audience=audience))

    def set_plan(self, plan: DeliveryPlan) -> None:
        """Change how it is sent."""
        self._change(replace(self.campaign, plan=plan))

    def set_name(self, name: str) -> None:
        """Change the name."""
        self._change(replace(self.campaign, name=name))

    @property
    def message(self) -> Message:
        """The message as it stands."""
        return self.campaign.message

    def _change(self, campaign: Campaign) -> None:
        if campaign != self.campaign:
            self.campaign = campaign
            self._unkept = True
            if not self._timer.isActive():  # not put off by the next key: whoever writes without a pause is kept, too
                self._timer.start()
            self.changed.emit()

    @property
    def pause(self) -> int:
        """Milliseconds without a change after which it is looked over: a long message takes the time of its writer."""
        message = self.campaign.message
        length = len(message.html) + len(message.source) + len(message.text)
        return PAUSE_MS if length > LONG else 0

    def when_kept(self, then: Callable[[], object]) -> None:
        """Call `then` once everything is in the workspace."""
        self.settle(lambda: self._when_kept(then))

    def _when_kept(self, then: Callable[[], object]) -> None:
        if self.is_kept:
            then()
            return
        self._after.append(then)
        self._timer.stop()
        self._keep()

    def _keep(self) -> None:
        if self._writing is not None:
            return
        if self._left:
            campaign = self._left.pop(0)
        elif self._unkept:
            campaign, self._unkept = self.campaign, False
        else:
            return
        self._writing = campaign

        def work(ws: Any) -> Campaign:
            from mailer_gui.operations import campaigns

            return campaigns.save_draft(ws, campaign)

        self._context.tasks.read(self, work, self._done, partial(self._failed, campaign))

    def _done(self, kept: Campaign) -> None:
        self._writing = None
        self._written[kept.id] = kept
        if self._unkept or self._left:
            self._keep()
            return
        if kept.id == self.campaign.id:
            self.campaign = replace(self.campaign, changed_at=kept.changed_at)
        self.kept.emit()
        waiting, self._after = self._after, []
        for then in waiting:
            then()

    def _failed(self, campaign: Campaign, error: MailerError) -> None:
        self._writing = None
        if campaign.id == self.campaign.id:
            self._unkept = True
        else:
            self._left.insert(0, campaign)
        self._after.clear()
        self.trouble.emit(error)


def start_of(campaign: Campaign) -> float | None:
    """Give when a draft would begin if it is to wait for a time that has not come yet, else None."""
    schedule = campaign.plan.schedule
    start = schedule.start_at() if schedule.start and not schedule.mistake() else None
    return start if start is not None and start > time.time() else None
