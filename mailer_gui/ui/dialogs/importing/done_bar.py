"""What now, after an import: see the people, write to them, or bring the next file."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel

from mailer_gui.model.imports import ImportResult
from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.dialogs.importing.words import people, summary
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import button, column, label, row
from mailer_gui.ui.widgets.cards import Card


class DoneBar(Card):
    """Says what the import did and offers what usually comes next."""

    write_wanted = Signal()
    show_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self.headline = label("", "section", wrap=True)
        self._more = label("", "muted", wrap=True)
        self.show_button = button(tr("Show them"), "plain", self.show_wanted.emit)
        self.write_button = button(tr("Write to these people"), "primary", self.write_wanted.emit, icon="send")
        whole = row(
            self._icon,
            column(self.headline, self._more, spacing=2),
            self.show_button,
            self.write_button,
            spacing=t.M,
        )
        whole.setStretch(1, 1)
        self.content.addLayout(whole)
        theme().changed.connect(self._paint)
        self._paint()
        self.hide()

    def show_result(self, result: ImportResult) -> None:
        """Show what became of a file."""
        self.headline.setText(summary(result))
        never = result.suppressed
        self._more.setText(
            counted(
                never, "%Ln of them is suppressed and never mailed.", "%Ln of them are suppressed and never mailed."
            )
            if never
            else tr("Nothing was sent. Whenever you like, write to them.")
        )
        anybody = people(result) > 0
        self.write_button.setVisible(anybody and bool(result.list_name))
        self.show_button.setVisible(anybody)
        self.show()

    @property
    def offers_more(self) -> bool:
        """True when there are people to write to now."""
        return not self.write_button.isHidden()

    def _paint(self) -> None:
        self._icon.setPixmap(icons.pixmap("check", theme().colours.good, 28))
