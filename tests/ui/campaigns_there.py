"""Campaigns that a test finds in its workspace."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.work import never, no_progress


def launched(ws: Any) -> int:
    """A campaign to 30 people, frozen but not sent."""
    from mailer_gui.compose.compiled import compile_message
    from mailer_gui.operations import demo

    campaign = ws.campaigns.get(demo.prepare(ws, 30))
    accounts = ws.accounts.chosen(campaign.plan.account_ids)
    compiled = compile_message(
        campaign.message, accounts[0].identity, ws.campaigns.facts(campaign), ws.attachments.read
    )
    ws.campaigns.launch(campaign.id, compiled.dump(), campaign.message, accounts, no_progress, never)
    return int(campaign.id)


def uncertain_ones(ws: Any) -> int:
    """A finished campaign to 30 people, three of whom are uncertain."""
    campaign_id = launched(ws)
    with ws.engine.begin() as connection:
        connection.execute(
            text(
                f"UPDATE deliveries SET status = {DeliveryStatus.ACCEPTED:d}, due = 0 WHERE campaign_id = {campaign_id}"
            )
        )
        connection.execute(
            text(
                f"UPDATE deliveries SET status = {DeliveryStatus.UNCERTAIN:d}, reason = 'connection lost' WHERE id IN"
                f" (SELECT id FROM deliveries WHERE campaign_id = {campaign_id} ORDER BY id LIMIT 3)"
            )
        )
        connection.execute(text(f"UPDATE counters SET accepted = 27, uncertain = 3 WHERE campaign_id = {campaign_id}"))
    ws.campaigns.set_state(campaign_id, CampaignState.FINISHED)
    return campaign_id
