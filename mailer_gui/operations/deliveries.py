"""The deliveries of a campaign one by one: found, shown, and when a person wishes, sent again."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailer_gui.model.deliveries import Attempt, Delivery, DeliveryStatus
    from mailer_gui.operations.workspace import Workspace


def ids(
    ws: Workspace, campaign_id: int, statuses: Sequence[DeliveryStatus] = (), search: str = "", order: str = ""
) -> array[int]:
    """Give the ids of all deliveries, or of those with these statuses.

    Orders: at, who, outcome, words; a "-" before it turns it round.
    """
    return ws.deliveries.ids_in_order(campaign_id, statuses, search, order)


def rows(ws: Workspace, wanted: Sequence[int]) -> list[Delivery]:
    """Give the deliveries with these ids, in their order."""
    return ws.deliveries.rows(wanted)


def attempts(ws: Workspace, delivery_id: int) -> list[Attempt]:
    """Give all attempts at one delivery, the first one first."""
    return ws.deliveries.attempts_of(delivery_id)


def send_again(ws: Workspace, wanted: Sequence[int]) -> int:
    """Put uncertain or rejected deliveries back into the queue, because a person asked for it; gives how many.

    Their campaign goes on with `campaigns.resume`.
    """
    return ws.deliveries.requeue(wanted, asked_by_person=True)
