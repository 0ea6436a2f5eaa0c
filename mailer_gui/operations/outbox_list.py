"""The outbox as a list: who gets a message, searched and in order, and what stands fast about it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailer_gui.model.outbox import OutboxFacts, OutboxPerson

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def facts(ws: Workspace, campaign_id: int) -> OutboxFacts:
    """Give what an outbox holds. A launched campaign has a fingerprint: the SHA-256 of what was approved."""
    from mailer_gui.compose.compiled import Compiled

    campaign = ws.campaigns.get(campaign_id)
    is_launched, fingerprint = campaign.state.is_launched, ""
    if is_launched:
        people = campaign.counts.planned
        fingerprint = Compiled.load(ws.campaigns.revision(campaign_id).compiled).fingerprint
    else:
        everybody, suppressed = ws.campaigns.audience_size(campaign.audience)
        people = everybody - suppressed
    stamp = campaign.launched_at or campaign.changed_at or 0.0
    return OutboxFacts(campaign_id, campaign.name, people, is_launched, campaign.launched_at, fingerprint, stamp)


def ids(ws: Workspace, campaign_id: int, search: str = "", order: str = "address") -> array[int]:
    """Give who gets a message, with all words of a search in address or name, eight bytes each.

    Contacts of a draft, deliveries of a launched campaign. `order` is address or name; "-" before it turns it.
    """
    campaign = ws.campaigns.get(campaign_id)
    if campaign.state.is_launched:
        return ws.deliveries.outbox_ids(campaign_id, search, order)
    found = ws.campaigns.audience_ids(campaign.audience)
    if search.strip() or order.removeprefix("-") != "address":
        among = frozenset(found)
        return array("q", (one for one in ws.contacts.ids(None, search, order) if one in among))
    if order.startswith("-"):
        found.reverse()
    return found


def rows(ws: Workspace, campaign_id: int, wanted: Sequence[int]) -> list[OutboxPerson]:
    """Give the people with these ids, in their order; those that are gone are left out."""
    if ws.campaigns.get(campaign_id).state.is_launched:
        return [OutboxPerson(one.id, one.address, one.name) for one in ws.deliveries.rows(wanted)]
    return [OutboxPerson(one.id, one.address, one.name) for one in ws.contacts.rows(wanted)]


def is_frozen(ws: Workspace, campaign_id: int) -> bool:
    """Tell whether the campaign was launched: its messages stand as they were approved, whatever changed since."""
    return ws.campaigns.get(campaign_id).state.is_launched
