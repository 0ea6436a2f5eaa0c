"""The numbers of a campaign, and its refusals grouped by what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailer_gui.model.deliveries import server_words
from mailer_gui.model.live import CampaignStatus
from mailer_gui.model.replies import explain_reply
from mailer_gui.model.reports import ReplyGroup, Report

if TYPE_CHECKING:
    from mailer_gui.model.accounts import Account
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.operations.workspace import Workspace


def summary(ws: Workspace, campaign_id: int) -> Report:
    """Give the totals of a campaign, who sent it, and why messages were refused or left out, the largest group first.

    Raises NotFoundError.
    """
    campaign = ws.campaigns.get(campaign_id)
    message, accounts = campaign.message, _accounts(ws, campaign)
    if campaign.state.is_launched:
        revision = ws.campaigns.revision(campaign_id)
        message, accounts = revision.message, revision.accounts
    first, last = ws.deliveries.times(campaign_id)
    identity = accounts[0].identity if accounts else None
    address = message.from_address or (identity.address if identity else "")
    name = message.from_name or (identity.name if identity else "")
    return Report(
        status=CampaignStatus(
            id=campaign.id,
            name=campaign.name,
            state=campaign.state,
            counts=ws.deliveries.counts(campaign_id),
            reason=campaign.reason,
            rest=campaign.rest,
            first_at=first,
            last_at=last,
        ),
        subject=message.subject,
        from_header=f"{name} <{address}>" if name and address else address,
        accounts=tuple(account.name for account in accounts),
        attempts=ws.reports.attempts(campaign_id),
        groups=_groups(ws, campaign_id),
        domains=ws.reports.domains(campaign_id),
    )


def _accounts(ws: Workspace, campaign: Campaign) -> tuple[Account, ...]:
    return tuple(ws.accounts.chosen(campaign.plan.account_ids))


def _groups(ws: Workspace, campaign_id: int) -> tuple[ReplyGroup, ...]:
    """Join the replies that mean the same; each group keeps the server's own words of its most frequent reply."""
    found: dict[tuple[str, str, str], tuple[int, str]] = {}
    for reply in ws.reports.replies(campaign_id):
        said = explain_reply(reply.code, reply.reply, reply.status, reply.reason)
        key = (reply.status.word, said.meaning, said.next_step)
        count, example = found.get(key, (0, " ".join(server_words(reply.code, reply.reply).split())))
        found[key] = (count + reply.count, example)
    groups = [
        ReplyGroup(meaning=meaning, next_step=next_step, count=count, example=example, status=status)
        for (status, meaning, next_step), (count, example) in found.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-group.count, group.status, group.meaning)))
