"""Checking the addresses of everybody or of a list, and what was found."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from mailer_gui.model.contacts import ContactList
from mailer_gui.model.verification import VerificationResult
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.pages.contacts.words import LOOK
from mailer_gui.ui.texts import counted, tr
from mailer_gui.ui.widgets.basics import label
from mailer_gui.ui.widgets.dialogs import Dialog


class VerifyDialog(Dialog):
    """Says what a check does, and begins it; `done` is called afterwards, `look` when the person wants to see it."""

    def __init__(
        self,
        owner: QWidget,
        context: PageContext,
        chosen: ContactList | None,
        done: Callable[[], object],
        look: Callable[[], object],
    ) -> None:
        title = tr("Check all addresses") if chosen is None else tr("Check the addresses of “{name}”")
        super().__init__(
            owner.window(),
            title.format(name=chosen.name if chosen else ""),
            tr("Finds probable typing mistakes, throw-away addresses and shared mailboxes. Nobody is changed."),
        )
        self._owner, self._context, self._chosen, self._done, self._look = owner, context, chosen, done, look
        self.servers = QCheckBox(tr("Also look whether each domain has a mail server"))
        self.add(
            self.servers,
            label(tr("This asks the internet about the domains, never about a person."), "small", wrap=True),
        )
        self.add_button(tr("Cancel"))
        self.add_button(tr("Check"), "primary", self.begin).setFocus()

    def begin(self) -> None:
        """Close and let the check run in the status strip."""
        from mailer_gui.operations import verification

        self.accept()
        done, look, context = self._done, self._look, self._context

        def checked(found: VerificationResult) -> None:
            done()
            doubtful = sum(found.counts.get(one, 0) for one in LOOK)
            words = counted(found.checked, "%Ln address checked", "%Ln addresses checked")
            rest = counted(doubtful, "%Ln needs a look", "%Ln need a look") if doubtful else tr("all look right")
            context.notify(Notice(f"{words}: {rest}", undo=look if doubtful else None, button=tr("Show them")))

        arguments = {"list_id": self._chosen.id if self._chosen else None, "mx": self.servers.isChecked()}
        context.tasks.start(self._owner, tr("Checking addresses"), verification.verify, arguments, checked)
