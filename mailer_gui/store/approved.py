"""What the people of a campaign get: what was frozen when it was launched, or for a draft, everything as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mailer_gui.model.campaigns import Campaign
from mailer_gui.model.messages import Recipient

if TYPE_CHECKING:
    from mailer_gui.compose.compiled import Compiled
    from mailer_gui.store.database import Store


def compiled(store: Store, campaign: Campaign) -> Compiled:
    """Give the message, compiled for the first of its accounts. Raises TemplateError for a mistake in a draft."""
    from mailer_gui.compose.compiled import Compiled, compile_message  # it brings the merge language

    if campaign.state.is_launched:
        return Compiled.load(store.campaigns.revision(campaign.id).compiled)
    accounts = store.accounts.chosen(campaign.plan.account_ids) or [store.accounts.ensure_practice()]
    facts = store.campaigns.facts(campaign)
    return compile_message(campaign.message, accounts[0].identity, facts, store.attachments.read)


def recipients(
    store: Store, campaign: Campaign, *, contact_id: int | None = None, address: str | None = None
) -> Iterator[Recipient]:
    """Give who gets it: all, or this one."""
    if campaign.state.is_launched:
        return store.deliveries.recipients(campaign.id, address=address, contact_id=contact_id)
    date = store.campaigns.message_date(campaign.id)
    return store.campaigns.draft_recipients(campaign, address=address, contact_id=contact_id, date=date)
