"""What is left when a campaign has run: uncertain deliveries to decide about, and the people it did not reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailer_gui.model.campaigns import Audience, Campaign, CampaignState
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.errors import InputError

if TYPE_CHECKING:
    from mailer_gui.model.deliveries import Delivery
    from mailer_gui.operations.workspace import Workspace


def waiting(ws: Workspace, campaign_id: int) -> list[Delivery]:
    """Give the uncertain deliveries that nobody has decided about yet: the message may or may not have arrived."""
    ws.campaigns.get(campaign_id)
    return [one for one in ws.deliveries.iterate(campaign_id, DeliveryStatus.UNCERTAIN) if not one.is_left]


def resend(ws: Workspace, campaign_id: int, address: str | None = None) -> int:
    """Send all of them again, or only the one to an address, because a person asks for it; gives how many.

    Somebody may get the message twice. The same bytes with the same Message-ID go out, so that many mail programs
    show them once. A campaign that had finished goes on with `campaigns.resume`; a paused one waits.
    """
    if address is None:
        ids = [one.id for one in waiting(ws, campaign_id)]
    else:
        ids = [_uncertain_one(ws, campaign_id, address).id]
    return ws.deliveries.requeue(ids, asked_by_person=True)


def leave(ws: Workspace, campaign_id: int, address: str | None = None) -> int:
    """Leave all of them, or only the one to an address, as they are; gives how many. Nobody is asked again."""
    ws.campaigns.get(campaign_id)
    if address is not None and _uncertain_one(ws, campaign_id, address).is_left:
        return 0
    return ws.deliveries.leave(campaign_id, address)


def leave_some(ws: Workspace, ids: Sequence[int]) -> int:
    """Leave those of these deliveries as they are that are uncertain; gives how many."""
    chosen = [one for one in ws.deliveries.rows(ids) if one.status is DeliveryStatus.UNCERTAIN and not one.is_left]
    return sum(ws.deliveries.leave(one.campaign_id, one.address) for one in chosen)


def make_rest(ws: Workspace, campaign_id: int) -> Campaign:
    """Give a draft with the same message for exactly those who were rejected, given up or are uncertain.

    Those that a person has left as they are, are not among them, nor contacts that were removed since. Asked twice,
    it gives the same draft; once that was sent, it is that one's rest that counts.
    """
    original = ws.campaigns.get(campaign_id)
    if not original.state.is_launched:
        raise InputError(f"“{original.name}” was not sent yet, so there is no rest.", hint="Send it first.")
    for other in ws.campaigns.all():
        if other.audience.rest_of != campaign_id:
            continue
        if not other.state.is_launched:
            return other
        raise InputError(
            f"The rest of “{original.name}” was already sent as “{other.name}” (number {other.id}).",
            hint="Ask for the rest of that one.",
        )
    audience = Audience(rest_of=campaign_id)
    people, _ = ws.campaigns.audience_size(audience)
    if not people:
        raise InputError(f"“{original.name}” has no rest: nobody was rejected or is uncertain.")
    revision = ws.campaigns.revision(campaign_id)
    return ws.campaigns.create(f"{original.name} (the rest)", revision.message, audience, revision.plan.without_start())


def rest_size(ws: Workspace, campaign_id: int) -> int:
    """Count the people whom a campaign did not reach and who may be tried again."""
    people, suppressed = ws.campaigns.audience_size(Audience(rest_of=campaign_id))
    return people - suppressed


def waits_for_resume(campaign: Campaign) -> bool:
    """True when deliveries that were queued again wait until a person lets the campaign go on."""
    return campaign.state is CampaignState.PAUSED


def _uncertain_one(ws: Workspace, campaign_id: int, address: str) -> Delivery:
    found = ws.deliveries.by_address(campaign_id, address)
    if found.status is not DeliveryStatus.UNCERTAIN:
        raise InputError(f"The message to {found.address} is not uncertain: it is {found.status.word}.")
    return found
