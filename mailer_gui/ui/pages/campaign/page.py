"""The page of one campaign: its steps while it is a draft, the seconds to undo Send, the live board after that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.errors import MailerError
from mailer_gui.model.live import Snapshot
from mailer_gui.ui import preferences
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.page import Page, Unfinished
from mailer_gui.ui.pages.campaign.countdown import Countdown
from mailer_gui.ui.pages.campaign.launch import Launch, Phase
from mailer_gui.ui.pages.campaign.live import LiveBoard
from mailer_gui.ui.pages.campaign.send_test import send_test
from mailer_gui.ui.pages.campaign.steering import Steering
from mailer_gui.ui.pages.campaign.steps import Step
from mailer_gui.ui.pages.campaign.writing import Writing
from mailer_gui.ui.session_offer import offer_session_start
from mailer_gui.ui.texts import counted, sentence, tr, when
from mailer_gui.ui.widgets.basics import button, icon_button, page
from mailer_gui.ui.widgets.cards import PageHeader
from mailer_gui.ui.widgets.dialogs import ask_text
from mailer_gui.ui.words import state_pill


def make(context: PageContext) -> Page:
    """Make the page."""
    return CampaignPage(context)


class CampaignPage(Page):
    """Shows one campaign at a time; `open_with(id)` shows another."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._id = 0
        self._campaign: Campaign | None = None
        self._accounts: dict[int, Account] = {}
        self._launches: dict[int, Launch] = {}
        self._state: CampaignState | None = None
        self.header = PageHeader("")
        self.header.before.addWidget(
            icon_button("back", tr("All campaigns"), lambda: context.navigate("campaigns", None))
        )
        self._rename = icon_button("edit", tr("Rename"), self._ask_name)
        self._test = button(tr("Send a test"), "plain", self._send_test, icon="test")
        self._next = button("", "primary", self._go_on)
        self.board = LiveBoard(context)
        self.steering = Steering(self, context, self.board)
        self._report = button(tr("Report"), "plain", lambda: context.navigate("reports", self._id), icon="reports")
        self._outbox = button(tr("Outbox"), "plain", lambda: context.navigate("outbox", self._id), icon="inbox")
        launched = (self.steering.rest, self._outbox, self._report, self.steering.pause, self.steering.cancel)
        for made in (self._rename, self._test, self._next, *launched):
            self.header.buttons.addWidget(made)
            made.hide()
        self.writing = Writing(context)
        self.countdown = Countdown()
        self._stack = QStackedWidget()
        for widget in (self.writing, self.countdown, self.board):
            self._stack.addWidget(widget)
        layout = page(self.header, self._stack)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.writing.said.connect(lambda text: self.header.set(subtitle=text))
        self.writing.stepped.connect(lambda _: self._show_buttons())
        self.writing.send_pressed.connect(self._begin_launch)
        self.writing.draft.trouble.connect(self._draft_trouble)
        self.board.moved.connect(self._moved)
        self.board.go_on_wanted.connect(self._go_on_preparing)
        self.steering.rest_known.connect(self._show_buttons)

    def open_with(self, argument: Any) -> None:
        """Show the campaign with this id."""
        if isinstance(argument, int) and argument != self._id:
            self._id = argument
            self._campaign = self._state = None
            self.steering.take(None)
            self.board.stop()

    def refresh(self) -> None:
        """Read the campaign again."""
        campaign_id = self._id

        def show(found: tuple[Campaign, list[Account]]) -> None:
            campaign, accounts = found
            if campaign.id == self._id:
                self._accounts = {account.id: account for account in accounts}
                self._show(campaign)

        def failed(error: MailerError) -> None:
            self.context.tasks.error.emit(error)
            self.context.navigate("campaigns", None)

        if campaign_id:
            self.context.tasks.read(self, lambda ws: _read(ws, campaign_id), show, failed)

    def leave(self) -> None:
        """Stop watching; keep the draft."""
        self.board.stop()
        self.writing.draft.when_kept(lambda: None)

    def settle(self, then: Callable[[], object]) -> None:
        """Keep the draft to its last letter."""
        self.writing.draft.when_kept(then)

    def go_back(self) -> None:
        """Undo Send while there is time; else go to the list."""
        launch = self._launches.get(self._id)
        if launch is not None and launch.phase is Phase.WAITING:
            launch.undo()
        else:
            self.context.navigate("campaigns", None)

    def unfinished(self) -> Unfinished | None:
        """A campaign whose time to undo is running."""
        waiting = next((launch for launch in self._launches.values() if launch.phase is Phase.WAITING), None)
        if waiting is None:
            return None

        def finish(then: Callable[[], None]) -> None:
            waiting.launched.connect(lambda _: then())
            waiting.now()

        return Unfinished(
            tr("“{name}” has not left yet").format(name=waiting.campaign.name),
            tr("The time to undo is still running. If it goes out, sending goes on in the background."),
            tr("Send it now, then close"),
            finish,
            tr("Do not send it"),
            waiting.undo,
        )

    def send(self) -> None:
        """Send, with the seconds to undo it."""
        if self._stack.currentWidget() is self.writing:
            self.writing.try_send()

    def accept_files(self, paths: Sequence[str]) -> bool:
        """Attach files dropped on the message."""
        return self._stack.currentWidget() is self.writing and self.writing.accept_files(paths)

    def _show(self, campaign: Campaign) -> None:
        fresh, before = self._campaign is None, self._stack.currentWidget()
        self._campaign = campaign
        self.steering.take(campaign)
        self.header.set(campaign.name)
        launch = self._launches.get(campaign.id)
        if launch is not None and launch.phase is not Phase.OVER:
            self.countdown.watch(launch)
            self._stack.setCurrentWidget(self.countdown)
            self.header.set(subtitle=tr("Draft"))
        elif campaign.state is CampaignState.DRAFT:
            self._stack.setCurrentWidget(self.writing)
            self.writing.show_campaign(campaign)
        else:
            self._stack.setCurrentWidget(self.board)
            chosen = [self._accounts[i] for i in campaign.plan.account_ids if i in self._accounts]
            self.board.rehearsal = bool(chosen) and all(one.kind is AccountKind.PRACTICE for one in chosen)
            self.board.watch(campaign.id)
            self._say(campaign.state)
        self._show_buttons()
        if fresh or (self._stack.currentWidget() is self.board and before is not self.board):
            self.setFocus()

    def _show_buttons(self) -> None:
        writing = self._stack.currentWidget() is self.writing and self._campaign is not None
        watching = self._stack.currentWidget() is self.board and self._campaign is not None
        snapshot = self.board.snapshot if watching else None
        state = snapshot.status.state if snapshot is not None else self._campaign.state if self._campaign else None
        self._rename.setVisible(writing)
        self._test.setVisible(writing)
        self._next.setVisible(writing and self.writing.step is not Step.REVIEW)
        if self.writing.step is not Step.REVIEW:
            self._next.setText(_next_words(self.writing.step))
        self._report.setVisible(watching)
        self._outbox.setVisible(watching)
        self.steering.show_state(state, watching=watching)

    def _go_on(self) -> None:
        order = list(Step)
        self.writing.go_to(order[min(order.index(self.writing.step) + 1, len(order) - 1)])

    def _say(self, state: CampaignState) -> None:
        campaign = self._campaign
        if campaign is None:
            return
        word, _ = state_pill(state)
        chosen = [self._accounts[i] for i in campaign.plan.account_ids if i in self._accounts]
        names = ", ".join(account.identity.address or account.name for account in chosen)
        parts = [tr("{state} with {account}").format(state=word, account=names) if names else word]
        if campaign.launched_at is not None:
            parts.append(tr("approved {time}").format(time=when(campaign.launched_at)))
        if chosen and not state.is_over:  # the last, for a narrow window cuts it
            connections = sum(account.connections for account in chosen)
            parts.append(counted(connections, "%Ln connection", "%Ln connections"))
        self.header.set(subtitle=" · ".join(parts))

    def _moved(self, snapshot: Snapshot) -> None:
        if snapshot.status.id == self._id:
            if snapshot.status.state is not self._state:
                self._state = snapshot.status.state
                self.steering.count_rest(snapshot)
            self._say(snapshot.status.state)
            self._show_buttons()
            self.steering.moved()

    def _begin_launch(self, people: int) -> None:
        if self._campaign is not None:
            self._launch(self.writing.draft.campaign, people, preferences.undo_seconds())

    def _go_on_preparing(self) -> None:
        """Take up a launch that ended in the middle: Send was pressed already, so there is nothing to undo."""
        if self._campaign is not None:
            self.board.stop()
            self._launch(self._campaign, self._campaign.counts.planned, 0)

    def _launch(self, campaign: Campaign, people: int, seconds: int) -> None:
        launch = Launch(self.context, campaign, people, seconds, self)
        self._launches[campaign.id] = launch
        launch.moved.connect(lambda: self._launch_moved(launch))
        launch.launched.connect(lambda launched: self._launched(launch, launched))
        launch.failed.connect(lambda error: self._launch_over(launch, error))
        self._show(campaign)

    def _launch_moved(self, launch: Launch) -> None:
        if launch.phase is Phase.OVER:
            self.context.notify(
                Notice(tr("Not sent. “{name}” is a draft as before.").format(name=launch.campaign.name))
            )
            self._launch_over(launch, None)

    def _launched(self, launch: Launch, campaign: Campaign) -> None:
        self._launch_over(launch, None)
        if campaign.state is CampaignState.SCHEDULED:
            offer_session_start(self.window(), self.context.tasks)

    def _launch_over(self, launch: Launch, error: MailerError | None) -> None:
        self._launches.pop(launch.campaign.id, None)
        launch.deleteLater()
        if error is not None:
            self.context.tasks.error.emit(error)
        if launch.campaign.id == self._id:
            self.refresh()

    def _draft_trouble(self, error: MailerError) -> None:
        self.header.set(subtitle=tr("Not saved. {reason}").format(reason=sentence(tr(error.title))))
        self.context.tasks.error.emit(error)

    def _ask_name(self) -> None:
        def rename(name: str) -> None:
            self.writing.draft.set_name(name)
            self.header.set(name)

        ask_text(self, tr("Rename"), tr("Name"), rename, value=self.writing.draft.campaign.name, word=tr("Rename"))

    def _send_test(self) -> None:
        chosen = [self._accounts[i] for i in self.writing.draft.campaign.plan.account_ids if i in self._accounts]
        suggestion = chosen[0].identity.address if chosen else ""
        self.writing.draft.when_kept(
            lambda: send_test(self, self.context, self._id, self.writing.people.contact_id, lambda: suggestion)
        )


def _next_words(step: Step) -> str:
    return {Step.AUDIENCE: tr("Next: message"), Step.MESSAGE: tr("Next: delivery")}.get(step, tr("Next: review"))


def _read(ws: Any, campaign_id: int) -> tuple[Campaign, list[Account]]:
    from mailer_gui.operations import accounts, campaigns

    return campaigns.get(ws, campaign_id), list(accounts.all(ws))
