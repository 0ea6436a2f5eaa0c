"""What the board says and asks above its numbers: at most one question, or one banner with a way on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.live import Snapshot
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.outcome_tiles import OutcomeTiles
from mailer_gui.ui.pages.campaign.board_words import banner_of
from mailer_gui.ui.pages.campaign.question import QuestionCard, Wish, question_of
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.cards import Banner


class Sayings(QObject):
    """A question card and a banner. `resume_wanted`, `go_on_wanted` and `wished(wish)` are what a person answers."""

    resume_wanted = Signal()
    go_on_wanted = Signal()
    wished = Signal(str)

    def __init__(self, context: PageContext, tiles: OutcomeTiles, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._tiles = context, tiles
        self.banner, self.question = Banner(), QuestionCard()
        self._snapshot: Snapshot | None = None
        self.hide()
        self.question.chosen.connect(self._wish)

    def hide(self) -> None:
        """Say nothing: another campaign is looked at."""
        self.banner.hide()
        self.question.hide()

    def show(self, snapshot: Snapshot, *, orphaned: bool, rehearsal: bool) -> None:
        """Say what must be said now."""
        self._snapshot = snapshot
        question = question_of(snapshot)
        if question is not None:
            self.question.ask(question)
        self.question.setVisible(question is not None)
        said = question is None and self._say_in_banner(snapshot, orphaned=orphaned, rehearsal=rehearsal)
        self.banner.setVisible(said)

    def _say_in_banner(self, snapshot: Snapshot, *, orphaned: bool, rehearsal: bool) -> bool:
        status = snapshot.status
        said = banner_of(snapshot, orphaned=orphaned)
        only_slow = status.slowed is not None and not status.stopped and not orphaned
        if said is not None and not only_slow:
            self.banner.set(*said, *self._way_on(snapshot))
        elif status.undecided and not self._tiles.uncertain.checked:
            words = counted(
                status.undecided,
                "One message may have arrived or not: the connection broke at the last moment.",
                "%Ln messages may have arrived or not: the connection broke at the last moment.",
            )
            look = lambda: self._tiles.uncertain.set_checked(True)  # noqa: E731 - a name for one line
            self.banner.set("warning", tr("You decide."), words, tr("Look at them"), look)
        elif said is not None:
            self.banner.set(*said)
        elif rehearsal and status.state is CampaignState.FINISHED:
            read = lambda: self._context.navigate("practice", None)  # noqa: E731 - a name for one line
            words = tr("The messages are in the practice mailbox.")
            self.banner.set("good", tr("The rehearsal is over."), words, tr("Read them"), read)
        else:
            return False
        return True

    def _way_on(self, snapshot: Snapshot) -> tuple[str, Callable[[], object] | None]:
        """Give the word and the action of the banner's button."""
        actions: dict[CampaignState, tuple[str, Callable[[], object]]] = {
            CampaignState.SENDING: (tr("Go on"), self.resume_wanted.emit),
            CampaignState.PAUSED: (tr("Resume"), self.resume_wanted.emit),
            CampaignState.PREPARING: (tr("Go on"), self.go_on_wanted.emit),
        }
        if snapshot.status.stopped and snapshot.sender_alive:
            actions[CampaignState.SENDING] = (tr("Open the account"), self._open_account)
        if not snapshot.sender_alive:  # it waits for the person, a password for example
            actions[CampaignState.RESTING] = (tr("Go on"), self.resume_wanted.emit)
        return actions.get(snapshot.status.state, ("", None))

    def _open_account(self) -> None:
        """Open the account that needs a person; its dialog is where a password is typed."""
        stopped = self._snapshot.status.stopped if self._snapshot is not None else ()
        self._context.navigate("accounts", stopped[0].id if stopped else None)

    def _wish(self, wish: str) -> None:
        if wish == Wish.REFUSALS:
            self._tiles.rejected.set_checked(True)
        elif wish == Wish.ACCOUNTS:
            self._open_account()
        else:
            self.wished.emit(wish)
