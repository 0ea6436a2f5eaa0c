"""Deliveries in a table: the newest attempts, or every recipient of any number, filtered and searched."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from mailer_gui.model.deliveries import Attempt, Delivery, DeliveryStatus, server_words
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.texts import clock, counted, moment, tr, when
from mailer_gui.ui.widgets.cells import Cell
from mailer_gui.ui.widgets.models import Column, RowsModel
from mailer_gui.ui.widgets.paged import PagedModel
from mailer_gui.ui.words import outcome_pill

WAITING = (DeliveryStatus.DEFERRED, DeliveryStatus.QUEUED, DeliveryStatus.CLAIMED)
AGAIN = (DeliveryStatus.UNCERTAIN, DeliveryStatus.REJECTED)
"""What a person may have sent again."""


def attempts_model(parent: QObject) -> RowsModel[Attempt]:
    """Make the model of the newest attempts."""
    columns: tuple[Column[Attempt], ...] = (
        Column("at", tr("Time"), lambda x: Cell(clock(x.at, seconds=True), muted=True, tip=moment(x.at)), 84),
        Column("who", tr("Person"), lambda x: _who(x.name, x.address), 300, share=0.34),
        Column("outcome", tr("Outcome"), lambda x: _outcome(x.status, None), 112),
        Column("words", tr("What the server said"), lambda x: _words(x.status, x.code, x.reply)),
    )
    return RowsModel(columns, key=lambda attempt: attempt.id, parent=parent)


def deliveries_model(context: PageContext, parent: QObject) -> PagedModel[Delivery]:
    """Make the model of every recipient."""
    columns: tuple[Column[Delivery], ...] = (
        Column("at", tr("Time"), lambda x: Cell(when(x.at), muted=True, tip=moment(x.at)), 84),
        Column("who", tr("Person"), lambda x: _who(x.name, x.address), 300, share=0.34),
        Column("outcome", tr("Outcome"), _outcome_of, 124),
        Column("words", tr("What the server said"), lambda x: _words(x.status, x.code, x.reply, x.reason)),
    )
    return PagedModel(columns, context.tasks, _rows, lambda delivery: delivery.id, parent)


def query(
    campaign_id: int, statuses: Sequence[DeliveryStatus] = (), search: str = "", order: str = ""
) -> Callable[[Any], array[int]]:
    """Give the question for `PagedModel.load`."""

    def ask(ws: Any) -> array[int]:
        from mailer_gui.operations import deliveries

        return deliveries.ids(ws, campaign_id, statuses, search, order)

    return ask


def fill_menu(
    menu: QMenu, chosen: Sequence[Delivery], show: Callable[[Delivery], object], again: Callable[[list[int]], object]
) -> None:
    """Fill the context menu of chosen deliveries."""
    if len(chosen) == 1:
        menu.addAction(tr("Show message and attempts"), lambda: show(chosen[0]))
        menu.addAction(tr("Copy address"), lambda: QGuiApplication.clipboard().setText(chosen[0].address))
    ids = [delivery.id for delivery in chosen if delivery.status in AGAIN]
    if ids:
        menu.addAction(counted(len(ids), "Send again", "Send again to %Ln people"), lambda: again(ids))


def send_again(
    context: PageContext, owner: QObject, campaign_id: int, ids: Sequence[int], then: Callable[[], object]
) -> None:
    """Put deliveries back into the queue and let the campaign go on; without ids all uncertain ones nobody decided."""

    def work(ws: Any) -> int:
        from mailer_gui.operations import campaigns, deliveries, uncertain

        count = deliveries.send_again(ws, ids) if ids else uncertain.resend(ws, campaign_id)
        campaigns.resume(ws, campaign_id)
        return count

    def done(count: int) -> None:
        context.notify(Notice(counted(count, "It will be sent again.", "%Ln will be sent again.")))
        then()

    context.tasks.read(owner, work, done)


def _rows(ws: Any, ids: Sequence[int]) -> list[Delivery]:
    from mailer_gui.operations import deliveries

    return deliveries.rows(ws, ids)


def _who(name: str, address: str) -> Cell:
    return Cell(name, beside=address, tip=f"{name} <{address}>") if name else Cell(address, tip=address)


def _outcome(status: DeliveryStatus, due: float | None) -> Cell:
    word, kind = outcome_pill(status, due)
    return Cell(word, pill=kind)


def _outcome_of(delivery: Delivery) -> Cell:
    if delivery.is_left:
        return Cell(tr("Left"), pill="neutral", tip=tr("Uncertain, and you left it as it is"))
    return _outcome(delivery.status, delivery.due)


def _words(status: DeliveryStatus, code: int, reply: str, reason: str = "") -> Cell:
    text = " · ".join(part for part in (meaning(status, code, reply, reason), server_words(code, reply)) if part)
    return Cell(text, muted=True, tip=text)


@lru_cache(maxsize=2048)
def meaning(status: DeliveryStatus, code: int, reply: str, reason: str = "") -> str:
    """Say in words what became of a delivery; nothing for one that was sent or has not been tried."""
    if status is DeliveryStatus.ACCEPTED or (status in WAITING and not code):
        return ""
    from mailer_gui.operations import replies

    found: str = replies.explanation(code, reply, status, reason).meaning
    return found.rstrip(".")
