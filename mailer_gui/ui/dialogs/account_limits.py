"""How much an account may send, over how many connections; what was learned about its server; the depth."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QGridLayout, QSpinBox, QWidget

from mailer_gui.model.accounts import LearnedPace, Limits, WindowUse
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import column, label, row, scrolled
from mailer_gui.ui.widgets.cards import Banner
from mailer_gui.ui.widgets.fold import Fold
from mailer_gui.ui.widgets.inputs import Field, number_box
from mailer_gui.ui.words import slow_words

MOST = 1_000_000
DEEPEST = 64


class LimitsTab(QWidget):
    """Four rolling limits with what is used of them now, connections, and behind one more step the depth."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout()
        grid.setSpacing(t.M)
        self.boxes: dict[str, QSpinBox] = {}
        self._fields: dict[str, Field] = {}
        captions = (
            ("per_second", tr("Messages a second")),
            ("per_minute", tr("Messages a minute")),
            ("per_hour", tr("Messages an hour")),
            ("per_day", tr("Messages a day")),
        )
        for place, (key, caption) in enumerate(captions):
            box = number_box(0, MOST)
            box.setSpecialValueText(tr("no limit"))
            self.boxes[key], self._fields[key] = box, Field(caption, box)
            grid.addWidget(self._fields[key], place // 2, place % 2)
        self.connections = number_box(1, 50, 4)
        self.per_connection = number_box(1, MOST, 100)
        grid.addWidget(Field(tr("Connections at once"), self.connections), 2, 0)
        grid.addWidget(Field(tr("Messages for each connection"), self.per_connection), 2, 1)
        self.note = label(tr("A campaign waits when a limit is reached, and goes on by itself."), "small", wrap=True)
        self.learned = Banner("info")
        self.learned.hide()
        self._make_depth()
        inner = QWidget()
        inner.setLayout(column(self.learned, grid, self.note, self.deep, None, spacing=t.M, margins=(0, t.L, t.S, 0)))
        self.setLayout(column(scrolled(inner)))

    def _make_depth(self) -> None:
        self.no_depth = label(
            tr("Its server took one message at a time when it was last used, so more made no difference."),
            "small",
            wrap=True,
        )
        self.no_depth.hide()
        self.in_flight = number_box(1, DEEPEST, 1)
        self.in_flight.setAccessibleName(tr("Messages in flight on each connection"))
        self.in_flight.setFixedWidth(90)
        self._widens = label("", "small", wrap=True)
        self.in_flight.valueChanged.connect(lambda _: self._say_depth())
        self.deep = Fold(
            tr("For your own mail server"),
            row(label(tr("Messages in flight on each connection")), self.in_flight, None),
            self._widens,
            self.no_depth,
        )
        self._say_depth()

    def _say_depth(self) -> None:
        depth = self.in_flight.value()
        self.deep.set_summary(counted(depth, "One at a time", "%Ln at a time"))
        self._widens.setText(
            tr("One is right for every provider. More is faster to a server of your own that is far away.")
            if depth == 1
            else counted(
                depth,
                "",
                "If a connection breaks, up to %Ln messages on it are uncertain instead of one, and you are asked "
                "about each. Only for a server of your own.",
            )
        )

    def fill(self, limits: Limits, connections: int, per_connection: int) -> None:
        """Put values in."""
        for key, box in self.boxes.items():
            box.setValue(getattr(limits, key))
        self.connections.setValue(connections)
        self.per_connection.setValue(per_connection)

    def show_depth(self, depth: int) -> None:
        """Show the depth; one that is not the usual one is shown at once."""
        self.in_flight.setValue(depth)
        self.deep.open(depth > 1)

    def show_used(self, used: Sequence[WindowUse]) -> None:
        """Say below each limit how much of it is used now."""
        words = {
            "second": tr("{count} in the last second"),
            "minute": tr("{count} in the last minute"),
            "hour": tr("{count} in the last hour"),
            "day": tr("{count} in the last 24 hours"),
        }
        for use in used:
            if not use.domain and use.used:
                self._fields[f"per_{use.window}"].set_note(words[use.window].format(count=number(use.used)))

    def show_learned(self, pace: LearnedPace | None, forget: Callable[[], object]) -> None:
        """Say what was learned about the server's pace, with the way to forget it."""
        self.learned.setVisible(pace is not None)
        if pace is not None:
            self.learned.set("warning", "", slow_words(pace), tr("Forget"), forget)

    def show_forgotten(self) -> None:
        """What was learned is forgotten."""
        self.learned.set("good", "", tr("Forgotten. Sending begins at full speed the next time."))

    def limits(self) -> Limits:
        """Give the limits chosen."""
        return Limits(**{key: box.value() for key, box in self.boxes.items()})
