"""What a person may ask of a campaign that was launched: pause, resume, cancel, another time, the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.errors import MailerError
from mailer_gui.model.live import Snapshot
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.pages.campaign.live import LiveBoard
from mailer_gui.ui.pages.campaign.question import Wish
from mailer_gui.ui.pages.campaign.start_dialog import StartDialog
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.unreached import RestButton
from mailer_gui.ui.widgets.basics import button
from mailer_gui.ui.widgets.dialogs import ask


class Steering(QObject):
    """The buttons above a board and what they do. `rest_known` comes when it is known how many were not reached."""

    rest_known = Signal()

    def __init__(self, page: QWidget, context: PageContext, board: LiveBoard) -> None:
        super().__init__(page)
        self._page, self._context, self._board = page, context, board
        self._campaign: Campaign | None = None
        self._unreached = RestButton(context, self, self.rest_known.emit)
        self.rest = self._unreached.button
        self.pause = button(tr("Pause"), "plain", self._pause_or_resume)
        self.cancel = button(tr("Cancel"), "danger", self._ask_cancel)
        board.resume_wanted.connect(lambda: self.request(Wish.RESUME))
        board.wished.connect(self._wish)

    def take(self, campaign: Campaign | None) -> None:
        """Steer another campaign."""
        if campaign is None or self._campaign is None or campaign.id != self._campaign.id:
            self._unreached.forget()
        self._campaign = campaign

    def show_state(self, state: CampaignState | None, *, watching: bool) -> None:
        """Show the buttons that have a use now."""
        over = state is None or state.is_over
        begun = watching and not over and state is not CampaignState.PREPARING
        self.pause.setVisible(begun)
        awaited = watching and over and self._in_flight() > 0
        self.cancel.setVisible(begun or awaited)
        self.cancel.setText(tr("Stop waiting") if awaited else tr("Cancel"))
        self.rest.setVisible(watching and over and self._unreached.people > 0)
        self.pause.setText(tr("Resume") if state is CampaignState.PAUSED else tr("Pause"))

    def _in_flight(self) -> int:
        """Messages of a cancelled campaign whose answers are awaited."""
        status = self._board.snapshot.status if self._board.snapshot is not None else None
        return status.counts.waiting if status is not None and status.state is CampaignState.CANCELLED else 0

    def moved(self) -> None:
        """A new look at the campaign has come: what was asked is under way."""
        self.pause.setEnabled(True)
        self.cancel.setEnabled(True)

    def count_rest(self, snapshot: Snapshot) -> None:
        """See whom a campaign that is over did not reach."""
        if snapshot.status.state.is_over:
            self._unreached.count(snapshot.status.id)
        else:
            self._unreached.forget()

    def request(self, wish: str) -> None:
        """Pause, resume, cancel, or send now."""
        if self._campaign is not None:
            campaign_id = self._campaign.id
            self._do(campaign_id, lambda ws: _asked(ws, campaign_id, wish))

    def _wish(self, wish: str) -> None:
        if wish == Wish.TIME:
            self._ask_time()
        elif wish == Wish.CANCEL:
            self._ask_cancel()
        else:
            self.request(wish)

    def _pause_or_resume(self) -> None:
        snapshot = self._board.snapshot
        paused = snapshot is not None and snapshot.status.state is CampaignState.PAUSED
        self.request(Wish.RESUME if paused else "pause")

    def _ask_time(self) -> None:
        campaign, snapshot = self._campaign, self._board.snapshot
        if campaign is None or snapshot is None:
            return

        def change(start_at: float) -> None:
            self._do(campaign.id, lambda ws: _reschedule(ws, campaign.id, start_at))

        StartDialog(self._page, snapshot.status.start_at or 0.0, campaign.plan.schedule.zone, change).open()

    def _ask_cancel(self) -> None:
        if self._in_flight():
            self._ask_to_stop_waiting()
            return
        snapshot = self._board.snapshot
        counts = snapshot.status.counts if snapshot is not None else None
        text = tr("Those who have not got it yet will not get it. This cannot be undone.")
        if counts is not None and not counts.accepted:
            text = tr("Nobody has got it yet, and nobody will. This cannot be undone.")
        elif counts is not None:
            text = tr("{sent} people have it already. {waiting} people will not get it. This cannot be undone.").format(
                sent=number(counts.accepted), waiting=number(counts.waiting)
            )
        ask(
            self._page,
            tr("Cancel the rest of “{name}”?").format(name=self._campaign.name if self._campaign else ""),
            text,
            (
                (tr("Cancel sending"), "danger", lambda: self.request(Wish.CANCEL)),
                (tr("Keep sending"), "primary", None),
            ),
        )

    def _ask_to_stop_waiting(self) -> None:
        text = counted(
            self._in_flight(),
            "One message is on its way, and the server has not said whether it took it. "
            "If you do not wait, it is called uncertain.",
            "%Ln messages are on their way, and the server has not said whether it took them. "
            "If you do not wait, they are called uncertain.",
        )
        ask(
            self._page,
            tr("Stop waiting for the server?"),
            text,
            (
                (tr("Stop waiting"), "danger", lambda: self.request(Wish.CANCEL)),
                (tr("Wait for the answers"), "primary", None),
            ),
        )

    def _do(self, campaign_id: int, work: Callable[[Any], Any]) -> None:
        """Ask something of the campaign that is watched."""
        self._page.setFocus()  # else the button that is disabled hands it to the next control
        self.pause.setEnabled(False)
        self.cancel.setEnabled(False)

        def failed(error: MailerError) -> None:
            self.moved()
            self._context.tasks.error.emit(error)

        def asked(_: object) -> None:
            if not self._board.is_watching:  # watching anew would forget the pace so far
                self._board.watch(campaign_id)

        self._context.tasks.read(self, work, asked, failed)


def _asked(ws: Any, campaign_id: int, wish: str) -> Any:
    from mailer_gui.operations import campaigns

    if wish == Wish.NOW:
        return campaigns.send(ws, campaign_id, now=True)
    return getattr(campaigns, wish)(ws, campaign_id)


def _reschedule(ws: Any, campaign_id: int, start_at: float) -> Campaign:
    from mailer_gui.operations import campaigns

    return campaigns.reschedule(ws, campaign_id, start_at)
