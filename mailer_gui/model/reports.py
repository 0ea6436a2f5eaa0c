"""What happened, per campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mailer_gui.model.live import CampaignStatus


@dataclass(frozen=True, slots=True)
class ReplyGroup:
    """Deliveries that got the same kind of answer: `meaning` for people, `example` the server's own words."""

    meaning: str
    next_step: str
    count: int
    example: str
    status: str


@dataclass(frozen=True, slots=True)
class Report:
    """The totals of a campaign and its errors grouped by meaning."""

    status: CampaignStatus
    subject: str = ""
    from_header: str = ""
    accounts: tuple[str, ...] = ()
    attempts: int = 0
    groups: tuple[ReplyGroup, ...] = ()
    domains: Mapping[str, int] = field(default_factory=dict)
    """Recipients per domain, the largest first, at most 20."""
