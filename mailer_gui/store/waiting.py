"""Deliveries that wait for their time, and what becomes of them when the clock on the wall was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store.connection import begin_immediate
from mailer_gui.store.errors import translated

if TYPE_CHECKING:
    from mailer_gui.store.dispatch import Dispatch

MOST = 5_000
"""One short transaction."""
_Q, _D = int(DeliveryStatus.QUEUED), int(DeliveryStatus.DEFERRED)
_BRING_FORWARD = f"""
UPDATE deliveries SET due = ?1 WHERE id IN (
    SELECT id FROM deliveries WHERE campaign_id = ?2 AND status IN ({_Q}, {_D}) AND due > ?1 AND status = {_D} LIMIT ?3
)
"""  # noqa: S608 - only our own numbers


def asked_again(dispatch: Dispatch, delivery_id: int) -> tuple[float, int] | None:
    """Give when a person wanted this delivery to be sent again, and after how many tries; None when nobody did."""
    with translated(dispatch.root):
        found = dispatch.db.execute("SELECT at, tries FROM asked_again WHERE delivery_id = ?", (delivery_id,))
        row = found.fetchone()
    return None if row is None else (float(row[0]), int(row[1]))


def bring_forward(dispatch: Dispatch, campaign_id: int, latest: float) -> int:
    """Let no deferred delivery wait for longer than `latest` (unix seconds); gives how many would have.

    They were deferred while the clock was ahead: without this they would wait until it gets there again.
    """
    changed = 0
    while True:
        with translated(dispatch.root):
            begin_immediate(dispatch.db)
            some = dispatch.db.execute(_BRING_FORWARD, (latest, campaign_id, MOST)).rowcount
            dispatch.db.execute("COMMIT")
        changed += some
        if some < MOST:
            return changed
