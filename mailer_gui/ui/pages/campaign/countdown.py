"""What is shown between Send and sending: seconds to undo it, then how far the preparation is."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.pages.campaign.draft import start_of
from mailer_gui.ui.pages.campaign.launch import Launch, Phase
from mailer_gui.ui.texts import counted, duration, number, tr
from mailer_gui.ui.widgets.basics import button, column, label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.progress import ProgressLine
from mailer_gui.ui.words import start_words


class Countdown(QWidget):
    """A card in the middle of the page with Undo on it."""

    def __init__(self) -> None:
        super().__init__()
        self._launch: Launch | None = None
        self._title = label("", "title")
        self._words = label("", "muted", wrap=True)
        self._bar = ProgressLine(8)
        self.undo = button(tr("Undo"), "big", self._undo, icon="undo")
        self.undo.setToolTip(tr("Esc"))
        self._now = button(tr("Send now"), "link", self._send_now)
        card = Card(
            self._title,
            self._words,
            t.S,
            self._bar,
            t.S,
            row(self.undo, self._now, None, spacing=t.M),
            margin=t.XXL,
        )
        card.setMinimumWidth(480)
        card.setMaximumWidth(560)
        self.setLayout(column(None, row(None, card, None), None, None))

    def watch(self, launch: Launch) -> None:
        """Show a launch."""
        self._launch = launch
        launch.moved.connect(self._show)
        self._show()
        self.undo.setFocus()

    def _show(self) -> None:
        launch = self._launch
        if launch is None:
            return
        waiting = launch.phase is Phase.WAITING
        self._now.setVisible(waiting)
        self.undo.setText(tr("Undo") if waiting else tr("Stop"))
        if waiting:
            seconds = math.ceil(launch.seconds_left)
            start = start_of(launch.campaign)
            title = tr("Scheduling for {people} in {time}") if start else tr("Sending to {people} in {time}")
            self._title.setText(
                title.format(people=counted(launch.people, "%Ln person", "%Ln people"), time=duration(seconds))
            )
            self._words.setText(
                tr("It begins {moment}. After this its message and its people stay as they are.").format(
                    moment=start_words(start)
                )
                if start
                else tr("Nothing has left yet and no connection is open.")
            )
            self._now.setText(tr("Schedule now") if start else tr("Send now"))
            total = max(1, launch.seconds * 1000)
            self._bar.set(total - round(launch.seconds_left * 1000), total)
        else:
            self._title.setText(tr("Preparing the messages"))
            self._words.setText(
                tr("{done} of {total} people. From here on nobody’s message can change.").format(
                    done=number(launch.done), total=number(launch.total)
                )
            )
            self._bar.set(launch.done, launch.total)

    def _undo(self) -> None:
        if self._launch is not None:
            self._launch.undo()

    def _send_now(self) -> None:
        if self._launch is not None:
            self._launch.now()
