"""What was said to the server about one recipient: kept of failed deliveries, and of the last ones when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailer_gui.model.deliveries import Dialogue
    from mailer_gui.operations.workspace import Workspace


def dialogues_of(ws: Workspace, delivery_id: int) -> list[Dialogue]:
    """Give the dialogues about a delivery that are kept, the first attempt first. No secrets, no content."""
    return ws.deliveries.dialogues_of(delivery_id)


def dialogues_with(ws: Workspace, campaign_id: int, address: str) -> list[Dialogue]:
    """Give those about a campaign's message to an address; raises NotFoundError when it does not get the campaign."""
    ws.campaigns.get(campaign_id)
    return ws.deliveries.dialogues_of(ws.deliveries.by_address(campaign_id, address).id)
