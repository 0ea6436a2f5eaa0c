"""Send a test: the message, once, to oneself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from mailer_gui.model.accounts import AccountKind
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.tasks import Workspace
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.cards import Banner
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.inputs import Field
from mailer_gui.ui.widgets.progress import ProgressLine

_last_address = ""


def send_test(
    parent: QWidget, context: PageContext, campaign_id: int, contact_id: int | None, suggestion: Callable[[], str]
) -> SendTest:
    """Ask for the address, send, and show the server's answer in the same dialog."""
    dialog = SendTest(parent, context, campaign_id, contact_id, _last_address or suggestion())
    dialog.open()
    return dialog


class SendTest(Dialog):
    """Sends the message of a campaign to one address, as the chosen person would get it."""

    def __init__(
        self, parent: QWidget, context: PageContext, campaign_id: int, contact_id: int | None, address: str
    ) -> None:
        text = tr("One message to you, rendered for the person in the preview. It is counted nowhere.")
        super().__init__(parent, tr("Send a test"), text)
        self._context, self._campaign_id, self._contact_id = context, campaign_id, contact_id
        self.address = QLineEdit(address)
        self.address.setPlaceholderText(tr("you@example.org"))
        self._field = Field(tr("To"), self.address)
        self.answer = Banner()
        self.answer.hide()
        self._working = ProgressLine()
        self._working.set(0, None)
        self._working.hide()
        self.add(self._field, self._working, self.answer)
        self.add_button(tr("Close")).setAutoDefault(False)
        self.send = self.add_button(tr("Send a test"), "primary", self._begin)
        self.address.selectAll()
        self.address.setFocus()

    def _begin(self) -> None:
        global _last_address
        to = self.address.text().strip()
        if "@" not in to.strip("@"):
            self._field.set_error(tr("Enter the whole address, for example you@example.org."))
            return
        self._field.set_error("")
        _last_address = to
        self.answer.hide()
        self._working.show()
        self.send.setEnabled(False)
        self._context.tasks.go(self, self._deliver(to), lambda error: self._show("bad", "", str(error)))

    async def _deliver(self, to: str) -> None:
        from mailer_gui.operations import outbox

        try:
            ws = await self._context.tasks.ask(lambda ws: _made_ready(ws, self._campaign_id))
            reply = await outbox.send_test(ws, self._campaign_id, to, self._contact_id)
        finally:
            self._working.hide()
            self.send.setEnabled(True)
        self._show("good", tr("Sent."), tr("The server took it: {reply}").format(reply=reply))

    def _show(self, kind: str, title: str, text: str) -> None:
        self.answer.set(kind, title, text)
        self.answer.show()
        self.adjustSize()


def _made_ready(ws: Workspace, campaign_id: int) -> Workspace:
    """See that the practice server runs when the test goes to it."""
    from mailer_gui.operations import accounts, campaigns, practice

    chosen = campaigns.get(ws, campaign_id).plan.account_ids
    if any(account.kind is AccountKind.PRACTICE for account in accounts.all(ws) if account.id in chosen[:1]):
        practice.ensure_running(ws)
    return ws
