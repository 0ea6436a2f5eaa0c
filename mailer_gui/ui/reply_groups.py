"""What went wrong, grouped by meaning, each with its next step."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from mailer_gui.model.reports import ReplyGroup
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import number, sentence, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import clear, column, label, row
from mailer_gui.ui.widgets.cards import Card

SHOWN = 4
_KINDS = {"rejected": "bad", "deferred": "warning", "uncertain": "warning"}


class ReplyGroups(Card):
    """A card with one line per kind of answer; hidden while nothing went wrong."""

    def __init__(self) -> None:
        super().__init__(margin=t.M, spacing=t.XS)
        self._lines = column(spacing=2)
        self.content.addWidget(label(tr("What went wrong, and what to do"), "strong"))
        self.content.addLayout(self._lines)
        self._groups: tuple[ReplyGroup, ...] | None = None
        self._room = True
        self.show_groups(())
        theme().changed.connect(self._again)

    def show_groups(self, groups: Sequence[ReplyGroup]) -> None:
        """Show the groups, the largest first."""
        wrong = tuple(group for group in groups if group.status in _KINDS)[:SHOWN]
        if wrong != self._groups:
            self._groups = wrong
            self._again()

    def _again(self) -> None:
        clear(self._lines)
        for group in self._groups or ():
            self._lines.addWidget(_line(group))
        self.show_if_room(self._room)

    def show_if_room(self, room: bool) -> None:
        """Show the card when there is something to say, and room for it."""
        self._room = room
        self.setVisible(bool(self._groups) and room)


def _line(group: ReplyGroup) -> QWidget:
    kind = _KINDS[group.status]
    mark = QLabel()
    mark.setPixmap(icons.pixmap("error" if kind == "bad" else "warning", theme().colours.meaning(kind)[0], 16))
    count = label(number(group.count), "strong")
    count.setMinimumWidth(36)
    words = label("", wrap=True)
    words.setTextFormat(Qt.TextFormat.RichText)
    muted = theme().colours.muted
    words.setText(
        f'{escape(sentence(group.meaning))}&ensp;<span style="color:{muted}">{escape(group.next_step)}</span>'
    )
    made = QWidget()
    made.setToolTip(group.example)
    layout = row(mark, count, words, spacing=t.S)
    layout.setStretch(2, 1)
    made.setLayout(layout)
    made.setMinimumHeight(26)
    return made
