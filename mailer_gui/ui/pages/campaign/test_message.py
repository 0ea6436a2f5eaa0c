"""Send a test: the message, once, to oneself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

from mailer_gui.model.accounts import AccountKind
from mailer_gui.model.errors import MailerError
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
) -> Dialog:
    """Ask for the address, send, and show the server's answer in the same dialog."""
    dialog = Dialog(
        parent,
        tr("Send a test"),
        tr("One message to you, rendered for the person in the preview. It is counted nowhere."),
    )
    address = QLineEdit(_last_address or suggestion())
    address.setPlaceholderText(tr("you@example.org"))
    field = Field(tr("To"), address)
    answer = Banner()
    answer.hide()
    working = ProgressLine()
    working.set(0, None)
    working.hide()
    dialog.add(field, working, answer)
    close = dialog.add_button(tr("Close"))

    async def deliver(to: str) -> None:
        from mailer_gui.operations import outbox

        try:
            ws = await context.tasks.ask(lambda ws: _made_ready(ws, campaign_id))
            reply = await outbox.send_test(ws, campaign_id, to, contact_id)
        finally:
            working.hide()
            send.setEnabled(True)
        show("good", tr("Sent."), tr("The server took it: {reply}").format(reply=reply))

    def show(kind: str, title: str, text: str) -> None:
        answer.set(kind, title, text)
        answer.show()
        dialog.adjustSize()

    def failed(error: MailerError) -> None:
        show("bad", "", str(error))

    def begin() -> None:
        global _last_address
        to = address.text().strip()
        if "@" not in to.strip("@"):
            field.set_error(tr("Enter the whole address, for example you@example.org."))
            return
        field.set_error("")
        _last_address = to
        answer.hide()
        working.show()
        send.setEnabled(False)
        context.tasks.go(dialog, deliver(to), failed)

    send = dialog.add_button(tr("Send a test"), "primary", begin)
    close.setAutoDefault(False)
    address.selectAll()
    address.setFocus()
    dialog.open()
    return dialog


def _made_ready(ws: Workspace, campaign_id: int) -> Workspace:
    """See that the practice server runs when the test goes to it."""
    from mailer_gui.operations import accounts, campaigns, practice

    chosen = campaigns.get(ws, campaign_id).plan.account_ids
    if any(account.kind is AccountKind.PRACTICE for account in accounts.all(ws) if account.id in chosen[:1]):
        practice.ensure_running(ws)
    return ws
