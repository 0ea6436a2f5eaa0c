"""What stands in place of the contacts table while there is nobody to show: why, and the one thing to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from mailer_gui.model.errors import MailerError
from mailer_gui.ui.texts import sentence, tr
from mailer_gui.ui.widgets.basics import button
from mailer_gui.ui.widgets.cards import EmptyState


class Nobody(EmptyState):
    """An address book that is empty, a search without an answer, or trouble while reading."""

    def __init__(
        self,
        bring: Callable[[], object],
        type_one: Callable[[], object],
        show_all: Callable[[], object],
        again: Callable[[], object],
    ) -> None:
        self.import_first = button(tr("Import a file"), "primary", bring, icon="import")
        self.type_first = button(tr("New contact"), "plain", type_one)
        self.show_all = button(tr("Show everybody"), "plain", show_all)
        self.again = button(tr("Try again"), "primary", again)
        super().__init__("contacts", "", "", *self._buttons())

    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.import_first, self.type_first, self.show_all, self.again

    def _say(self, title: str, text: str, *offered: QPushButton) -> None:
        self.set(title, text)
        for one in self._buttons():
            one.setVisible(one in offered)

    def say_empty(self) -> None:
        """Nobody is in the address book."""
        text = tr("Bring a list as a CSV file, from Excel for example. You see what will happen before it happens.")
        self._say(tr("Your address book is empty"), text, self.import_first, self.type_first)

    def say_nobody(self) -> None:
        """Nobody matches what is looked for."""
        text = tr("Nobody matches. Look at everybody, or search for something else.")
        self._say(tr("Nobody here"), text, self.show_all)

    def say_trouble(self, problem: MailerError) -> None:
        """People could not be read."""
        self._say(tr(problem.title), f"{sentence(problem.message)} {problem.hint}".strip(), self.again)

    def take_focus(self) -> None:
        """Bring the keyboard to the one thing to do: the table, where it was, is gone."""
        for one in self._buttons():
            if not one.isHidden():
                one.setFocus()
                return
