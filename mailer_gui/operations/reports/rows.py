"""The recipients of a campaign with their outcome, page by page, filtered and searched."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailer_gui.model.deliveries import Attempt, Delivery, DeliveryStatus

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def page(
    ws: Workspace,
    campaign_id: int,
    status: DeliveryStatus | None = None,
    search: str = "",
    after_id: int = 0,
    limit: int = 200,
) -> list[Delivery]:
    """Give the next deliveries after an id: of one status, with all words of a search in address, name or reply."""
    return ws.deliveries.page(campaign_id, status, search, after_id, limit)


def ids(ws: Workspace, campaign_id: int, status: DeliveryStatus | None = None, search: str = "") -> array[int]:
    """Give the ids of all deliveries of a filter and search, in order, for a table of any size."""
    return ws.deliveries.ids(campaign_id, status, search)


def rows(ws: Workspace, wanted: Sequence[int]) -> list[Delivery]:
    """Give the deliveries with these ids, in their order."""
    return ws.deliveries.rows(wanted)


def attempts_of(ws: Workspace, delivery_id: int) -> list[Attempt]:
    """Give all attempts at one delivery, the first one first."""
    return ws.deliveries.attempts_of(delivery_id)
