"""Campaigns and revisions as they stand in their rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from mailer_gui.model.accounts import Account
from mailer_gui.model.campaigns import Campaign, CampaignState, Counts, DeliveryPlan, Rest, Wanted
from mailer_gui.model.errors import NotFoundError
from mailer_gui.model.messages import Message
from mailer_gui.store import codec, schema

table, counters, revisions = schema.campaigns, schema.counters, schema.revisions


@dataclass(frozen=True, slots=True)
class Revision:
    """What was approved at launch: the compiled message and everything it was made of. It never changes."""

    id: int
    campaign_id: int
    campaign_name: str
    message: Message
    plan: DeliveryPlan
    accounts: tuple[Account, ...]
    compiled: bytes
    variants: Mapping[int, bytes]
    """Account id -> the message as that account sends it, where its From is another one."""
    created_at: float = 0.0


def read(connection: Connection, campaign_id: int) -> Campaign:
    """Give a campaign, inside a transaction of the caller."""
    row = connection.execute(everything().where(table.c.id == campaign_id)).one_or_none()
    if row is None:
        raise not_found(campaign_id)
    return campaign_of(row)


def not_found(campaign_id: int) -> NotFoundError:
    """Give the error for a number without a campaign."""
    return NotFoundError(
        f"There is no campaign {campaign_id}.", terminal="Write campaigns list to see which there are."
    )


def everything() -> Select[Any]:
    """Select campaigns with their counters."""
    numbers = [counters.c[name] for name in Counts.__dataclass_fields__]
    return select(table, *numbers).outerjoin(counters, counters.c.campaign_id == table.c.id)


def campaign_of(row: Row[Any]) -> Campaign:
    """Make the noun of a row."""
    return Campaign(
        id=row.id,
        name=row.name,
        state=CampaignState(row.state),
        message=codec.message_of(row.message),
        audience=codec.audience_of(row.audience),
        plan=codec.plan_of(row.plan),
        wanted=Wanted(row.wanted),
        reason=row.reason,
        rest=Rest(row.rest_why, row.rest_until) if row.rest_why else None,
        counts=counts_of(row),
        revision_id=row.revision_id,
        created_at=row.created_at,
        changed_at=row.changed_at,
        launched_at=row.launched_at,
        finished_at=row.finished_at,
        start_at=row.start_at,
        senders=row.senders,
        guard=codec.guard_of(row.guard),
    )


def counts_of(row: Row[Any]) -> Counts:
    """Give the counters of a row; all zero before launch."""
    if row.planned is None:
        return Counts()
    return Counts(row.planned, row.accepted, row.rejected, row.deferred, row.uncertain, row.skipped)


def revision_of(row: Row[Any]) -> Revision:
    """Make the noun of a row."""
    return Revision(
        id=row.id,
        campaign_id=row.campaign_id,
        campaign_name=row.campaign_name,
        message=codec.message_of(row.message),
        plan=codec.plan_of(row.plan),
        accounts=codec.accounts_of(row.accounts),
        compiled=row.compiled,
        variants=codec.variants_of(row.variants),
        created_at=row.created_at,
    )
