"""Checks that a person asks for: every message read, the links opened, SpamAssassin's opinion."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from mailer_gui.model.errors import Cancelled, MailerError
from mailer_gui.model.outbox import KINDS
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.job import Job
from mailer_gui.ui.outbox_reading import OutboxReading
from mailer_gui.ui.outbox_words import fallback_lines, kind_words, result_words
from mailer_gui.ui.pages.campaign.check_line import CheckLine
from mailer_gui.ui.texts import counted, number, sentence, tr
from mailer_gui.ui.widgets.basics import button, clear, column
from mailer_gui.ui.widgets.cards import Card

SHOWN = 6
"""So many links that do not open, or rules that fired, are named."""


class ExtraChecks(Card):
    """Three lines with buttons. `outbox_wanted(kind)` opens the outbox, at a kind of remark if one is named."""

    outbox_wanted = Signal(str)

    def __init__(self, context: PageContext) -> None:
        self._link_lines: QVBoxLayout = column(spacing=0)
        self._read = button("", "link")
        self._look = button(tr("Open outbox"), "link")
        self.messages = CheckLine("muted", "", "", self._read, self._look)
        self._ask_links = button(tr("Check the links"), "link")
        self.links = CheckLine("muted", tr("Links"), "", self._ask_links)
        self._ask_score = button(tr("Ask SpamAssassin"), "link")
        self.spam = CheckLine("muted", tr("Spam filter"), "", self._ask_score)
        super().__init__(self.messages, self.links, self._link_lines, self.spam, margin=t.M, spacing=0)
        self._context = context
        self._id, self._stamp, self._people = 0, 0.0, 0
        self._job: Job | None = None
        self.reading = OutboxReading.of(context.tasks)
        self.reading.changed.connect(lambda campaign_id: self._say_messages() if campaign_id == self._id else None)
        self.reading.progressed.connect(self._progressed)
        self._read.clicked.connect(lambda: self._start_reading())
        self._look.clicked.connect(lambda: self.outbox_wanted.emit(""))
        self._ask_links.clicked.connect(lambda: self._check_links())
        self._ask_score.clicked.connect(lambda: self._judge())
        self.spam.setVisible(False)
        context.tasks.read(self, _is_there, self.spam.setVisible)

    def take(self, campaign_id: int, stamp: float, people: int) -> None:
        """Learn which campaign it is, and how it stands: what was found of an earlier state is forgotten."""
        if (campaign_id, stamp) != (self._id, self._stamp):
            self._forget()
        self._id, self._stamp, self._people = campaign_id, stamp, people
        self._say_messages()

    def show_if_readable(self, readable: bool) -> None:
        """Nothing can be asked while there is a mistake in the message, or nobody who gets it."""
        for made in (self._read, self._look, self._ask_links, self._ask_score):
            made.setEnabled(readable)

    def _forget(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        clear(self._link_lines)
        self.links.say("muted", tr("Links"), tr("They are opened only when you ask."))
        self._ask_links.setText(tr("Check the links"))
        self.spam.say("muted", tr("Spam filter"), tr("SpamAssassin on this computer can read the message."))

    def _start_reading(self) -> None:
        if self.reading.is_busy(self._id):
            self.reading.stop()
        elif self._people:
            self.reading.begin(self._id, self._stamp, self._people)

    def _say_messages(self) -> None:
        known = self.reading.get(self._id, self._stamp)
        self._look.setVisible(known is not None)
        self._read.setVisible(known is None)
        trouble = self.reading.trouble(self._id, self._stamp)
        self._read.setText(counted(self._people, "Read the message", "Read all %Ln messages"))
        if self.reading.is_busy(self._id):
            self.messages.say("muted", tr("Reading every message…"))
            self._read.setText(tr("Stop"))
        elif trouble is not None:
            self.messages.say("bad", sentence(trouble.message), trouble.hint)
        elif known is None:
            hint = tr("Reading them finds empty fields, leftovers and broken links, person by person.")
            self.messages.say("muted", tr("Every message"), hint)
        else:
            look = known.look
            odd = [kind for kind in KINDS if look.counts.get(kind)]
            said = [f"{number(look.counts[kind])} {kind_words(kind)}" for kind in odd] + fallback_lines(look)[:SHOWN]
            self.messages.say("warning" if odd else "good", result_words(look), " · ".join(said))

    def _progressed(self, campaign_id: int, done: int, total: object) -> None:
        if campaign_id == self._id and isinstance(total, int):
            words = tr("{done} of {total}").format(done=number(done), total=number(total))
            self.messages.say("muted", tr("Reading every message…"), words)

    def _check_links(self) -> None:
        from mailer_gui.operations import link_check

        if self._job is not None:
            self._job.cancel()
            return
        clear(self._link_lines)
        self._ask_links.setText(tr("Stop"))
        self.links.say("muted", tr("Opening every link…"))
        job = self._context.tasks.start(
            self, tr("Checking the links"), link_check.check_links, {"campaign_id": self._id}
        )
        self._job = job

        def finished(found: Any, error: object) -> None:
            if self._job is not job:
                return
            self._job = None
            self._ask_links.setText(tr("Check again"))
            if error is None:
                self._show_links(found)
            elif isinstance(error, Cancelled):
                self.links.say("muted", tr("Links"), tr("Stopped."))
            else:
                message = error.message if isinstance(error, MailerError) else str(error)
                self.links.say("muted", tr("Links"), sentence(message))

        job.finished.connect(finished)

    def _show_links(self, found: list[Any]) -> None:
        broken = [one for one in found if not one.works]
        if not found:
            self.links.say("good", tr("The message has no web links"))
        elif not broken:
            self.links.say("good", counted(len(found), "The link opens", "All %Ln links open"))
        else:
            words = counted(len(broken), "%Ln link does not open", "%Ln links do not open")
            self.links.say("warning", words, tr("of {count}").format(count=number(len(found))))
        for one in broken[:SHOWN]:
            self._link_lines.addWidget(CheckLine("warning", one.url, one.what))

    def _judge(self) -> None:
        campaign_id, stamp = self._id, self._stamp
        self._ask_score.setEnabled(False)
        self.spam.say("muted", tr("SpamAssassin is reading the message…"))

        def show(score: Any) -> None:
            self._ask_score.setEnabled(True)
            if (campaign_id, stamp) == (self._id, self._stamp):
                self._show_score(score)

        def failed(error: MailerError) -> None:
            self._ask_score.setEnabled(True)
            self.spam.say("muted", tr("Spam filter"), f"{sentence(error.message)} {error.hint}".strip())

        self._context.tasks.read(self, lambda ws: _score(ws, campaign_id), show, failed)

    def _show_score(self, score: Any) -> None:
        if score is None:
            self.spam.say("muted", tr("Spam filter"), tr("SpamAssassin did not say anything."))
            return
        words = tr("SpamAssassin gives {points} points; spam begins at {limit}").format(
            points=f"{score.points:.1f}", limit=f"{score.limit:.1f}"
        )
        rules = [f"{rule.name} {rule.points:+.1f}: {rule.about}" for rule in score.rules if abs(rule.points) >= 0.05]
        kind = "bad" if score.points >= score.limit else "warning" if score.points >= score.limit / 2 else "good"
        self.spam.say(kind, words, " · ".join(rules[:SHOWN]))


def _is_there(_ws: Any) -> bool:
    from mailer_gui.operations import spam_score

    return spam_score.is_available()


def _score(ws: Any, campaign_id: int) -> Any:
    from mailer_gui.operations import spam_score

    return spam_score.score(ws, campaign_id)
