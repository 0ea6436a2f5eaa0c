"""The audience of a campaign that goes to exactly those whom another one did not reach."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.texts import counted, number, tr
from mailer_gui.ui.widgets.basics import button, column, label, row
from mailer_gui.ui.widgets.cards import Card


class RestAudience(QWidget):
    """Says whose rest it is and how many people that is. `lists_wanted` comes when a person prefers lists."""

    lists_wanted = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._title = label("", "section", wrap=True)
        self._people, self._words = label("", "huge"), label("", "muted")
        note = label(
            tr(
                "They were rejected, given up after many tries, or are uncertain. Those that you left as they are, "
                "and suppressed people, are not among them. Whoever got it does not get it again."
            ),
            "muted",
            wrap=True,
        )
        card = Card(
            self._title,
            row(self._people, self._words, None),
            note,
            row(
                button(tr("Open the other campaign"), "plain", self._open),
                button(tr("Choose lists instead"), "link", self.lists_wanted.emit),
                None,
            ),
        )
        self._of = 0
        self.setLayout(column(card, None, spacing=t.M))

    def show_rest(self, campaign_id: int) -> None:
        """Say whose rest it is."""
        self._of = campaign_id

        def name(ws: Any) -> str:
            from mailer_gui.operations import campaigns

            return campaigns.get(ws, campaign_id).name

        def show(found: str) -> None:
            self._title.setText(tr("Exactly those whom “{name}” did not reach").format(name=found))

        self._context.tasks.read(self, name, show, lambda _: show("…"))

    def show_size(self, people: int) -> None:
        """Say how many they are now."""
        self._people.setText(number(people))
        self._words.setText(counted(people, "person", "people"))

    def _open(self) -> None:
        self._context.navigate("campaign", self._of)
