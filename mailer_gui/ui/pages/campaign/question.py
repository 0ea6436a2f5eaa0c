"""What the board asks a person, or offers while a campaign waits for its time: a card with the choices on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.live import Asks, Snapshot, Stage
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import counted, duration, number, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, clear, column, label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.words import start_words


class Wish(StrEnum):
    """What a person may choose."""

    RESUME = "resume"
    NOW = "now"
    TIME = "time"
    CANCEL = "cancel"
    GO_ON = "skip_stage"
    REFUSALS = "refusals"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class Question:
    """A title, a sentence or two, and the choices as (wish, word, kind of button)."""

    kind: str
    title: str
    text: str
    choices: tuple[tuple[Wish, str, str], ...]


class QuestionCard(Card):
    """Shows one question. `chosen(wish)` comes when a person has decided."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self.title = label("", "section", wrap=True)
        self.text = label("", "", wrap=True)
        self._buttons = row(None)
        self._question: Question | None = None
        whole = row(self._icon, column(self.title, self.text, t.XS, self._buttons, spacing=t.XS), spacing=t.M)
        whole.setStretch(1, 1)
        self._icon.setFixedWidth(22)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.content.addLayout(whole)
        theme().changed.connect(self._paint)

    def ask(self, question: Question) -> None:
        """Show a question; what is asked already is left alone, so that no button moves under the pointer."""
        before, self._question = self._question, question
        if before == question:
            return
        self.title.setText(question.title)
        self.text.setText(question.text)
        if before is None or before.choices != question.choices:
            clear(self._buttons)
            for wish, word, kind in question.choices:
                self._buttons.addWidget(button(word, kind, self._choose(wish)))
            self._buttons.addStretch(1)
        self._paint()

    def words(self) -> list[str]:
        """Give the choices' words."""
        return [word for _, word, _ in self._question.choices] if self._question is not None else []

    def _choose(self, wish: Wish) -> Callable[[], None]:
        return lambda: self.chosen.emit(wish.value)

    def _paint(self) -> None:
        if self._question is not None:
            name = {"warning": "warning", "bad": "error"}.get(self._question.kind, "clock")
            self._icon.setPixmap(icons.pixmap(name, theme().colours.meaning(self._question.kind)[0], 20))


def question_of(snapshot: Snapshot) -> Question | None:
    """Give what must be asked or offered now."""
    status = snapshot.status
    if status.stage is not None:
        return _staged(snapshot, status.stage)
    if status.state is CampaignState.SCHEDULED and status.start_at is not None:
        return _scheduled(snapshot, status.start_at)
    if status.asks is Asks.LATE:
        return Question(
            "warning",
            tr("The start was missed. Send it now?"),
            status.reason.partition(" Go on,")[0],
            (
                (Wish.NOW, tr("Send it now"), "primary"),
                (Wish.TIME, tr("Choose another time"), "plain"),
                (Wish.CANCEL, tr("Do not send it"), "danger"),
            ),
        )
    if status.asks is Asks.REFUSALS:
        waiting = counted(status.counts.waiting, "%Ln person still waits.", "%Ln people still wait.")
        return Question(
            "warning",
            tr("Many were refused for good. Go on?"),
            f"{status.reason} {waiting}",
            (
                (Wish.REFUSALS, tr("Look at the refusals"), "primary"),
                (Wish.RESUME, tr("Go on anyway"), "plain"),
                (Wish.CANCEL, tr("Cancel the rest"), "danger"),
            ),
        )
    if status.asks is Asks.ACCOUNT:
        return Question(
            "bad",
            tr("Stopped: the account needs you."),
            status.reason,
            ((Wish.ACCOUNTS, tr("Open the account"), "primary"), (Wish.RESUME, tr("Resume"), "plain")),
        )
    return None


def _scheduled(snapshot: Snapshot, start_at: float) -> Question:
    left = start_at - snapshot.at
    people = counted(snapshot.status.counts.waiting, "%Ln person", "%Ln people")
    text = tr("In {time}, to {people}. You may close Mailer; this computer must be on then.").format(
        time=duration(left), people=people
    )
    if left <= 0:
        text = tr("It begins any moment, to {people}.").format(people=people)
    return Question(
        "info",
        tr("Begins {moment}").format(moment=start_words(start_at)),
        text,
        ((Wish.TIME, tr("Change the time"), "plain"), (Wish.NOW, tr("Send now"), "plain")),
    )


def _staged(snapshot: Snapshot, stage: Stage) -> Question:
    counts = snapshot.status.counts
    refused = (
        counted(counts.rejected, "%Ln was refused for good.", "%Ln were refused for good.")
        if counts.rejected
        else tr("Nobody was refused.")
    )
    goes_on = tr("The rest follows after a wait, when all is well.")
    if stage.until is not None:
        goes_on = tr("The rest goes on by itself in {time} when all is well.").format(
            time=duration(stage.until - snapshot.at)
        )
    look = ((Wish.REFUSALS, tr("Look at the refusals"), "plain"),) if counts.rejected else ()
    return Question(
        "info",
        tr("The first {count} went out.").format(count=number(stage.first)),
        f"{refused} {goes_on}",
        (*look, (Wish.GO_ON, tr("Go on now"), "plain")),
    )
