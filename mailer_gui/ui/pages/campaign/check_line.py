"""One line of the last step: a mark, what is so, what to do about it, and what can be pressed."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.texts import sentence
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import label, row

LINE = 28
ICONS = {"good": "check", "warning": "warning", "bad": "error"}


class CheckLine(QWidget):
    """`kind` is good, warning, bad or muted: nothing is known yet."""

    def __init__(self, kind: str = "muted", title: str = "", hint: str = "", *actions: QWidget) -> None:
        super().__init__()
        self.kind, self.title, self.hint = kind, title, hint
        self._mark = QLabel()
        self._mark.setFixedSize(22, LINE)
        self._mark.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading)
        self._words = label("", wrap=True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setContentsMargins(0, 5, 0, 5)
        self.buttons = row(*actions, spacing=t.S)
        layout = row(self._mark, self._words, self.buttons, spacing=t.S)
        layout.setAlignment(self._mark, Qt.AlignmentFlag.AlignTop)
        layout.setAlignment(self.buttons, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setMinimumHeight(LINE)
        theme().changed.connect(self._paint)
        self._paint()

    def say(self, kind: str, title: str, hint: str = "") -> None:
        """Say something else."""
        if (kind, title, hint) != (self.kind, self.title, self.hint):
            self.kind, self.title, self.hint = kind, title, hint
            self._paint()

    def _paint(self) -> None:
        colours = theme().colours
        self._mark.setPixmap(icons.pixmap(ICONS.get(self.kind, "minus"), icons.colour_of(self.kind, colours)))
        is_calm = self.kind in ("good", "muted")
        title = escape(self.title if is_calm else sentence(self.title))
        weight = f'<span style="color:{colours.text}">{title}</span>' if is_calm else f"<b>{title}</b>"
        self._words.setText(f'{weight}&ensp;<span style="color:{colours.muted}">{escape(self.hint)}</span>')
        self.setAccessibleName(f"{sentence(self.title)} {self.hint}".strip())
