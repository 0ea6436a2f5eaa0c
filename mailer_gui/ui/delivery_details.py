"""One delivery, opened: what happened, with what was said to the server, and the message itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QTabWidget, QWidget

from mailer_gui.model.deliveries import Attempt, Delivery, DeliveryStatus, Dialogue
from mailer_gui.model.preview import Preview
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageContext
from mailer_gui.ui.deliveries import AGAIN
from mailer_gui.ui.dialogue_view import DialogueView
from mailer_gui.ui.texts import tr
from mailer_gui.ui.widgets.basics import label, row
from mailer_gui.ui.widgets.cards import Card
from mailer_gui.ui.widgets.dialogs import Dialog
from mailer_gui.ui.widgets.pills import Pill
from mailer_gui.ui.widgets.preview import PreviewPane
from mailer_gui.ui.widgets.surface import ready_for_web_pages
from mailer_gui.ui.words import outcome_pill


def show_delivery(
    parent: QWidget, context: PageContext, delivery: Delivery, again: Callable[[list[int]], object]
) -> Dialog:
    """Open a delivery."""
    dialog = Dialog(parent, delivery.name or delivery.address, delivery.address if delivery.name else "")
    dialog.resize(760, 620)
    word, kind = outcome_pill(delivery.status, delivery.due)
    pill = row(Pill(word, kind), label(_explained(delivery), wrap=True), spacing=t.M)
    pill.setStretch(1, 1)
    dialog.add(pill)
    story, preview = DialogueView(), PreviewPane()
    tabs = QTabWidget()
    tabs.setDocumentMode(True)
    tabs.addTab(story, tr("What happened"))
    if delivery.status is not DeliveryStatus.SKIPPED:
        tabs.addTab(preview, tr("The message"))
    card = Card(tabs, margin=1, spacing=0)
    card.setMinimumHeight(280)
    dialog.content.addWidget(card, 1)
    if delivery.status in AGAIN:

        def send() -> None:
            dialog.accept()
            again([delivery.id])

        dialog.add_button(tr("Send again"), "plain", send)
    dialog.add_button(tr("Close"), "primary").setFocus()

    context.tasks.read(dialog, lambda ws: _story(ws, delivery.id), lambda found: story.show_story(*found))
    if delivery.status is not DeliveryStatus.SKIPPED:
        context.tasks.read(dialog, lambda ws: _preview(ws, delivery), preview.show_preview, preview.show_error)
    else:
        dialog.resize(560, 320)
    ready_for_web_pages(dialog)
    dialog.open()
    return dialog


def _explained(delivery: Delivery) -> str:
    from mailer_gui.operations import replies

    if delivery.status is DeliveryStatus.ACCEPTED:
        return ""
    return replies.explain(delivery.code, delivery.reply, delivery.status, delivery.reason)


def _story(ws: Any, delivery_id: int) -> tuple[list[Attempt], list[Dialogue]]:
    from mailer_gui.operations import deliveries, reports

    return deliveries.attempts(ws, delivery_id), reports.dialogues_of(ws, delivery_id)


def _preview(ws: Any, delivery: Delivery) -> Preview:
    from mailer_gui.operations import outbox

    return outbox.preview(ws, delivery.campaign_id, address=delivery.address)
