"""Erasing a person everywhere: what goes, what stays, and a typed confirmation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from mailer_gui.model.contacts import Contact
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import label
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field


class EraseDialog(Dialog):
    """`done()` once the address has been typed."""

    def __init__(self, parent: QWidget | None, contact: Contact, done: Callable[[], object]) -> None:
        super().__init__(parent, tr("Erase {who} everywhere?").format(who=contact.name or contact.address), width=500)
        self._wanted, self._done = contact.address.lower(), done
        goes = tr(
            "The contact, its fields and history go, and the name and address are removed from every campaign, "
            "report and practice message. Counts in reports stay true."
        )
        stays = tr(
            "What stays is a scrambled mark that names nobody. With it the program still knows never to mail this "
            "address, even if it comes back with an import."
        )
        last = tr("This cannot be undone. Files you exported, and mail that was sent, are not reached.")
        self.typed = QLineEdit()
        self.typed.setPlaceholderText(contact.address)
        caption = tr("Type {address} to confirm").format(address=contact.address)
        self.add(label(goes, wrap=True), label(stays, wrap=True), label(last, "strong", wrap=True))
        self.add(Field(caption, self.typed))
        self.add_button(tr("Keep them")).setFocus()
        self.erase = self.add_button(tr("Erase for good"), "danger", self.finish)
        self.erase.setEnabled(False)
        self.typed.textChanged.connect(lambda text: self.erase.setEnabled(self._same(text)))
        self.typed.returnPressed.connect(self.finish)
        self.typed.setFocus()

    def _same(self, text: str) -> bool:
        return text.strip().lower() == self._wanted

    def finish(self) -> None:
        """Erase, if the address was typed."""
        if self._same(self.typed.text()):
            self.accept()
            self._done()
