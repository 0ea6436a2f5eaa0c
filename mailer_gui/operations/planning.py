"""The planner: when a campaign will be through, from limits, usage so far, hours, warm-up and the measured pace."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from mailer_gui.model.accounts import EVERY_DOMAIN, Account, AccountKind
from mailer_gui.model.capacity import DAY, Capacity, through_at
from mailer_gui.model.contacts import same_spelling
from mailer_gui.model.errors import MailerError
from mailer_gui.model.forecasts import Forecast
from mailer_gui.model.schedule import Schedule

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.operations.workspace import Workspace

GUESSED_PER_CONNECTION = 5.0
"""Messages a second on one connection to a server that nobody has measured yet."""
GUESSED_PRACTICE = 500.0
SAMPLE, ENOUGH_GAPS = 2_000, 20
"""Attempts that are looked at to measure a pace, and the gaps between them that make a measurement."""
LONGEST_GAP = 2.0
"""Attempts that are further apart were not slowed down by the server: a limit or a pause lies between them."""


def plan(ws: Workspace, campaign_id: int, now: float | None = None) -> Forecast:
    """Compute when a campaign will be through if it is sent now or at its start; changes nothing."""
    at = time.time() if now is None else now
    campaign = ws.campaigns.get(campaign_id)
    accounts = [one for one in ws.accounts.chosen(campaign.plan.account_ids) if not one.stopped_reason]
    people, lacking = _people(ws, campaign)
    schedule = campaign.plan.schedule
    start = max(at, campaign.start_at or schedule.start_at() or at)
    if not accounts:
        return Forecast(campaign_id, people, at, start, None, reasons=("No account can send now.",), lacking=lacking)
    paces = [_pace(ws, account) for account in accounts]
    capacities = [_capacity(ws, account, rate, at) for account, (rate, _) in zip(accounts, paces, strict=True)]
    others = _others(ws, campaign)
    whole = people + sum(min(people, waiting) for _, waiting in others)
    taken = [0] * len(capacities)
    end = through_at(whole, capacities, schedule, start, taken)
    end, slow = _domains(ws, campaign, accounts, capacities, schedule, start, end)
    if end is None and not slow:
        slow = ("With these limits it takes longer than can be planned.",)
    if end is not None and campaign.plan.first and people > campaign.plan.first and not campaign.guard.stage_over:
        end += campaign.plan.first_wait
    return Forecast(
        campaign_id,
        people,
        at,
        start,
        end,
        per_minute=60.0 * sum(rate for rate, _ in paces),
        measured=all(measured for _, measured in paces),
        reasons=(*slow, *_reasons(accounts, capacities, campaign, others, at)),
        lacking=lacking,
        shares=_shares(accounts, taken),
    )


def _shares(accounts: Sequence[Account], taken: Sequence[int]) -> tuple[tuple[int, float], ...]:
    whole = sum(taken)
    return tuple((account.id, count / whole if whole else 0.0) for account, count in zip(accounts, taken, strict=True))


def _people(ws: Workspace, campaign: Campaign) -> tuple[int, int]:
    """Count who will get it, and who would but lacks a field that the message needs."""
    if campaign.state.is_launched:
        return campaign.counts.waiting, 0
    everybody, suppressed = ws.campaigns.audience_size(campaign.audience)
    people = everybody - suppressed
    lacking = ws.campaigns.audience_lacking(campaign.audience, *_needed(ws, campaign))
    return (people - lacking, lacking) if lacking < people else (people, 0)  # a misspelt field is mended before Send


def _needed(ws: Workspace, campaign: Campaign) -> set[str]:
    """Name the contacts' fields that a person must have to get the message."""
    from mailer_gui.compose.checks import fields_used

    try:
        names = {use.name for use in fields_used(campaign.message) if not use.has_default}
    except MailerError:  # a letter or blocks that cannot be read: the checks say so
        return set()
    known = ws.contacts.field_names() if names else ()
    return {name if name in known else same_spelling(name, known) or name for name in names}


def _pace(ws: Workspace, account: Account) -> tuple[float, bool]:
    """Give messages a second, and whether that was measured."""
    times = ws.usage.times(account.id, 0.0, SAMPLE)
    gaps = [gap for newer, older in pairwise(times) if (gap := newer - older) <= LONGEST_GAP]
    if len(gaps) >= ENOUGH_GAPS:
        return len(gaps) / max(sum(gaps), 0.001), True
    if account.kind is AccountKind.PRACTICE:
        return GUESSED_PRACTICE, False
    return GUESSED_PER_CONNECTION * account.connections, False


def _capacity(ws: Workspace, account: Account, per_second: float, at: float) -> Capacity:
    used = ws.usage.times(account.id, at - DAY) if account.limits.windows() or account.warm_up.steps else []
    started = account.warm_up.started_at
    steps = account.warm_up.steps
    return Capacity(
        account.limits, per_second, account.connections, used, steps, at if steps and started is None else started
    )


def _others(ws: Workspace, campaign: Campaign) -> list[tuple[str, int]]:
    """Other campaigns that are under way with the same accounts, and how many people they have left."""
    return [
        (other.name, other.counts.waiting)
        for other in ws.campaigns.active()
        if other.id != campaign.id and set(other.plan.account_ids) & set(campaign.plan.account_ids)
    ]


def _domains(
    ws: Workspace,
    campaign: Campaign,
    accounts: Sequence[Account],
    capacities: Sequence[Capacity],
    schedule: Schedule,
    start: float,
    end: float | None,
) -> tuple[float | None, tuple[str, ...]]:
    """Let the slowest recipient domain decide, where every account limits it."""
    if end is None or not all(account.domain_limits for account in accounts):
        return end, ()
    slowest = ""
    by_domain = {account.id: ws.usage.times_by_domain(account.id, start - DAY) for account in accounts}
    for domain, people in ws.campaigns.domain_sizes(campaign).items():
        lanes = []
        for account, capacity in zip(accounts, capacities, strict=True):
            limits = {one.domain: one for one in account.domain_limits}
            limit = limits.get(domain) or limits.get(EVERY_DOMAIN)
            if limit is None:
                break
            share = min(1.0, limit.connections / account.connections) if limit.connections else 1.0
            used = by_domain[account.id].get(domain, [])
            lanes.append(Capacity(limit.limits, capacity.per_second * share, 1, used))
        if len(lanes) < len(accounts):
            continue
        through = through_at(people, lanes, schedule, start)
        if through is None:
            return None, (f"The limit for {domain} lets {people:,} people wait longer than can be planned.",)
        if through > end:
            end, slowest = through, f"The limit for {domain} decides: {people:,} people are there."
    return end, (slowest,) if slowest else ()


def _reasons(
    accounts: Sequence[Account],
    capacities: Sequence[Capacity],
    campaign: Campaign,
    others: Sequence[tuple[str, int]],
    at: float,
) -> list[str]:
    found = []
    for account, capacity in zip(accounts, capacities, strict=True):
        for name, count, seconds in account.limits.named():
            if count:
                used = sum(1 for sent in capacity.used if sent > at - seconds)
                found.append(f"“{account.name}” may send {count:,} messages per {name}; {used:,} are used.")
        if account.warm_up.steps:
            found.append(f"“{account.name}” is warming up.")
    schedule = campaign.plan.schedule
    if schedule.opens:
        found.append(f"Sending is allowed {schedule.hours}.")
    if schedule.weekdays:
        found.append("Sending is allowed on some weekdays only.")
    found += [f"“{name}” shares the account and has {waiting:,} people left." for name, waiting in others if waiting]
    if campaign.plan.first:
        found.append(f"It waits after the first {campaign.plan.first:,} people.")
    return found
