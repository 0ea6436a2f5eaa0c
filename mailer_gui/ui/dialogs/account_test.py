"""Testing an account's connection: a line for each step, turning to a tick or to a sentence with the next step."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mailer_gui.model.accounts import Account, AccountKind
from mailer_gui.model.checks import CheckState, CheckStep
from mailer_gui.model.errors import MailerError
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.texts import sentence, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, column, label, restyle, row, scrolled
from mailer_gui.ui.widgets.cards import Card

_SIGNS = {
    "": ("minus", "muted"),
    CheckState.RUNNING: ("clock", "info"),
    CheckState.GOOD: ("check", "good"),
    CheckState.WARNING: ("warning", "warning"),
    CheckState.BAD: ("error", "bad"),
}


def _expected() -> tuple[tuple[str, str], ...]:
    return (
        ("name", tr("Finding the server")),
        ("port", tr("Connecting")),
        ("tls", tr("Protecting the connection")),
        ("login", tr("Signing in")),
        ("sender", tr("Writing as the From address")),
        ("extensions", tr("What the server offers")),
    )


@dataclass(frozen=True, slots=True)
class Tested:
    """What is to be tested: the account as the form says it, and a typed password (None: the known one)."""

    account: Account
    password: str | None


class ConnectionTest(Card):
    """Shows the test. `wanted` asks for what is to be tested; answer with `run`, or with `refuse`."""

    wanted = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._running: asyncio.Task[None] | None = None
        self._lines: dict[str, _Line] = {}
        self._places: QVBoxLayout = column(spacing=t.M)
        self._verdict = label("", "strong", wrap=True)
        self.start = button(tr("Test connection"), "plain", self._pressed, icon="test")
        self.content.addWidget(label(tr("Connection"), "section"))
        self.content.addWidget(
            label(tr("Signs in as a campaign would. Nothing is sent."), "small", wrap=True),
        )
        self.content.addSpacing(t.XS)
        inner = QWidget()
        inner.setLayout(column(self._places, None))
        self.content.addWidget(scrolled(inner), 1)
        self.content.addWidget(self._verdict)
        self.content.addWidget(self.start)
        self._begin_lines()

    @property
    def is_running(self) -> bool:
        """True while a test is under way."""
        return self._running is not None

    def run(self, what: Tested) -> None:
        """Test it; the lines fill as the steps happen."""
        self.cancel()
        self._begin_lines()
        self._say("", "")
        self.start.setText(tr("Cancel"))
        self._running = self._tasks.go(self, self._follow(what), self._failed)

    def cancel(self) -> None:
        """Stop the test, wherever it is."""
        if self._running is not None:
            self._running.cancel()
            self._ended()

    def refuse(self, sentence: str) -> None:
        """Say why nothing can be tested yet."""
        self._begin_lines()
        self._say(sentence, "bad")

    def lines(self) -> dict[str, str]:
        """Give what each line says, by its key: for tests and for screen readers' summary."""
        return {key: line.words() for key, line in self._lines.items()}

    def _pressed(self) -> None:
        if self.is_running:
            self.cancel()
            self._say(tr("Stopped."), "muted")
        else:
            self.wanted.emit()

    async def _follow(self, what: Tested) -> None:
        from mailer_gui.operations import accounts, practice

        account = what.account
        if account.kind is AccountKind.PRACTICE:
            account = replace(account, port=await self._tasks.ask(practice.ensure_running))
        ws = await self._tasks.ask(lambda opened: opened)
        steps: list[CheckStep] = []
        async for step in accounts.test_account(ws, account, what.password):
            self._show(step)
            steps = [s for s in steps if s.key != step.key] + [step]
        self._ended()
        self._sum_up(steps)

    def _failed(self, problem: MailerError) -> None:
        self._ended()
        self._say(str(problem), "bad")

    def _ended(self) -> None:
        self._running = None
        self.start.setText(tr("Test connection"))
        for line in self._lines.values():
            line.settle()

    def _sum_up(self, steps: list[CheckStep]) -> None:
        states = {step.state for step in steps}
        if CheckState.BAD in states or not steps:
            self._say(tr("This account cannot send yet."), "bad")
        elif CheckState.WARNING in states:
            self._say(tr("This account can send. Read the remark above."), "warning")
        else:
            self._say(tr("This account is ready to send."), "good")

    def _say(self, text: str, role: str) -> None:
        self._verdict.setText(text)
        restyle(self._verdict, role=role or "strong")

    def _begin_lines(self) -> None:
        for line in self._lines.values():
            line.hide()
            line.deleteLater()
        self._lines = {}
        for key, title in _expected():
            self._add(key, title)

    def _add(self, key: str, title: str) -> _Line:
        line = self._lines[key] = _Line(title)
        self._places.addWidget(line)
        return line

    def _show(self, step: CheckStep) -> None:
        line = self._lines.get(step.key) or self._add(step.key, step.title)
        before = list(self._lines.values())[: list(self._lines).index(step.key)]
        for earlier in before:
            earlier.pass_by()
        line.show_step(step)


class _Line(QWidget):
    """One step: a sign, its title, and below it what was found."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title, self._state = title, ""
        self._sign = QLabel()
        self._sign.setFixedWidth(18)
        self._words = label(title, "muted", wrap=True)
        self._detail = label("", "small", wrap=True, selectable=True)
        self._detail.hide()
        words = column(self._words, self._detail, spacing=2)
        whole = row(self._sign, words, spacing=t.S)
        whole.setAlignment(self._sign, self._sign.alignment().AlignTop)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        theme().changed.connect(self._paint)
        self._paint()

    def words(self) -> str:
        """Give state, title and detail as one text."""
        return f"{self._state or '-'} {self._words.text()} {self._detail.text()}".strip()

    def show_step(self, step: CheckStep) -> None:
        """Show how the step stands."""
        self._state = step.state
        detail = f"{sentence(step.detail) if step.detail else ''} {step.hint}".strip() if step.hint else step.detail
        self._words.setText(step.title or self._title)
        restyle(self._words, role="" if step.state is not CheckState.BAD else "bad")
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._paint()

    def pass_by(self) -> None:
        """A later step has an outcome: this one was well."""
        if self._state == CheckState.RUNNING:
            self._state = CheckState.GOOD
            self._paint()

    def settle(self) -> None:
        """A step that was under way when the test stopped has no outcome."""
        if self._state == CheckState.RUNNING:
            self._state = ""
            self._paint()

    def _paint(self) -> None:
        name, role = _SIGNS[self._state]
        colours = theme().colours
        self._sign.setPixmap(icons.pixmap(name, icons.colour_of(role, colours), 16))
