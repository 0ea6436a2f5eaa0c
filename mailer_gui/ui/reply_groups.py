"""What went wrong, grouped by meaning, each with its next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel, QWidget

from mailer_gui.model.reports import ReplyGroup
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import number, tr
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
        self.setVisible(bool(self._groups))


def _line(group: ReplyGroup) -> QWidget:
    kind = _KINDS[group.status]
    mark = QLabel()
    mark.setPixmap(icons.pixmap("error" if kind == "bad" else "warning", theme().colours.meaning(kind)[0], 16))
    count = label(number(group.count), "strong")
    count.setMinimumWidth(36)
    words = label(group.meaning)
    step = label(group.next_step, "muted", wrap=True)
    made = QWidget()
    made.setToolTip(group.example)
    layout = row(mark, count, words, step, spacing=t.S)
    layout.setStretch(3, 1)
    made.setLayout(layout)
    made.setMinimumHeight(26)
    return made
