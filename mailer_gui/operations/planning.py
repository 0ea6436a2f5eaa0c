"""The planner: when a campaign will be through, from limits, usage so far, hours, warm-up and the measured pace."""

from __future__ import annotations

import heapq
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from mailer_gui.model.accounts import EVERY_DOMAIN, Account, AccountKind, Limits
from mailer_gui.model.forecasts import Forecast
from mailer_gui.model.schedule import Schedule

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Campaign
    from mailer_gui.operations.workspace import Workspace

DAY = 86400.0
HORIZON = 3 * 365 * DAY
GUESSED_PER_CONNECTION = 5.0
"""Messages a second on one connection to a server that nobody has measured yet."""
GUESSED_PRACTICE = 500.0
SAMPLE = 2_000
LONGEST_GAP = 2.0
"""Attempts that are further apart were not slowed down by the server: a limit or a pause lies between them."""
SLICES = 20
MOST_STEPS = 300_000


@dataclass(frozen=True, slots=True)
class Capacity:
    """What one account can do: its limits, when its last messages went, messages a second, and how long each takes."""

    limits: Limits
    per_second: float
    connections: int = 1
    used: Sequence[float] = ()
    warm_up: tuple[int, ...] = ()
    warm_up_started_at: float | None = None


def plan(ws: Workspace, campaign_id: int, now: float | None = None) -> Forecast:
    """Compute when a campaign will be through if it is sent now or at its start; changes nothing."""
    at = time.time() if now is None else now
    campaign = ws.campaigns.get(campaign_id)
    accounts = [one for one in ws.accounts.chosen(campaign.plan.account_ids) if not one.stopped_reason]
    people = _people(ws, campaign)
    schedule = campaign.plan.schedule
    start = max(at, campaign.start_at or schedule.start_at() or at)
    if not accounts:
        return Forecast(campaign_id, people, at, start, None, reasons=("No account can send now.",))
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
        shares=_shares(accounts, taken),
    )


def _shares(accounts: Sequence[Account], taken: Sequence[int]) -> tuple[tuple[int, float], ...]:
    whole = sum(taken)
    return tuple((account.id, count / whole if whole else 0.0) for account, count in zip(accounts, taken, strict=True))


def through_at(
    people: int,
    capacities: Sequence[Capacity],
    schedule: Schedule,
    start: float,
    taken: list[int] | None = None,
) -> float | None:
    """Give when so many messages are through; None when that is beyond all planning.

    `taken`, as long as `capacities`, is told how many messages go with each.
    """
    if people <= 0:
        return start
    places = [place for place, capacity in enumerate(capacities) if capacity.per_second > 0]
    lanes = [_Lane(capacities[place]) for place in places]
    turns = [(start, place) for place in range(len(lanes))]
    heapq.heapify(turns)
    remaining, end, steps = people, start, 0
    hours = _Hours(schedule)
    portion = max(1, people // 400)
    while remaining > 0 and turns:
        at, place = heapq.heappop(turns)
        at = hours.opens_at(at)
        steps += 1
        if at > start + HORIZON or steps > MOST_STEPS:
            return None
        lane = lanes[place]
        free = lane.free(at)
        if free <= 0:
            heapq.heappush(turns, (lane.opens_at(at), place))
            continue
        most = portion if len(lanes) > 1 or lane.windows or schedule.has_hours else remaining
        count = min(remaining, free, max(1, min(most, lane.slice)))
        done = at + count / lane.per_second
        lane.note(done, count)
        if taken is not None:
            taken[places[place]] += count
        remaining -= count
        end = max(end, done)
        heapq.heappush(turns, (done, place))
    return end if remaining <= 0 else None


class _Hours:
    """Allowed hours, asked in the order of time."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule
        self._open = (float("inf"), float("-inf"))

    def opens_at(self, at: float) -> float:
        if not self._schedule.has_hours:
            return at
        begin, end = self._open
        if not begin <= at < end:
            at = self._schedule.opens_at(at)
            self._open = at, self._schedule.closes_at(at) or float("inf")
        return at


class _Lane:
    """One account's rolling windows, holding counts instead of single messages."""

    def __init__(self, capacity: Capacity) -> None:
        limits, self._plan = capacity.limits, capacity
        self.per_second = capacity.per_second
        if limits.per_second:
            cycle = 1.0 + capacity.connections / capacity.per_second
            self.per_second = min(self.per_second, limits.per_second / cycle)
        longer = [(count, seconds) for count, seconds in limits.windows() if seconds > 1.0]
        if capacity.warm_up:
            longer.append((-1, DAY))
        self.windows = [_Counts(count, seconds, capacity.used) for count, seconds in longer]
        self.slice = max(1, min((count for count, _ in longer if count > 0), default=1 << 30) // SLICES)
        if capacity.warm_up:
            self.slice = max(1, min(self.slice, min(capacity.warm_up) // SLICES))

    def free(self, at: float) -> int:
        return min((window.limit(self._step(at)) - window.used(at) for window in self.windows), default=1 << 30)

    def opens_at(self, at: float) -> float:
        later = at
        for window in self.windows:
            later = max(later, window.opens_at(at, window.limit(self._step(at))))
        next_day = self._next_day(at)
        return max(at + 0.01, min(later, next_day))

    def note(self, at: float, count: int) -> None:
        for window in self.windows:
            window.note(at, count)

    def _day(self, at: float) -> int:
        begun = self._plan.warm_up_started_at
        return 0 if begun is None else max(0, int((at - begun) // DAY))

    def _step(self, at: float) -> int:
        day = self._day(at)
        return self._plan.warm_up[day] if day < len(self._plan.warm_up) else 1 << 30

    def _next_day(self, at: float) -> float:
        begun = self._plan.warm_up_started_at
        if begun is None or self._day(at) >= len(self._plan.warm_up):
            return float("inf")
        return begun + (self._day(at) + 1) * DAY


class _Counts:
    def __init__(self, count: int, seconds: float, used: Sequence[float]) -> None:
        self._count = count
        self._seconds = seconds
        self._entries: deque[tuple[float, int]] = deque((at, 1) for at in sorted(used))
        self._sum = len(self._entries)

    def limit(self, step: int) -> int:
        """A warm-up's own window has the day's step as its limit."""
        return step if self._count < 0 else self._count

    def used(self, at: float) -> int:
        while self._entries and self._entries[0][0] <= at - self._seconds:
            self._sum -= self._entries.popleft()[1]
        return self._sum

    def opens_at(self, at: float, limit: int) -> float:
        left = self.used(at)
        for done, count in self._entries:
            if left < limit:
                break
            left -= count
            at = done + self._seconds
        return at

    def note(self, at: float, count: int) -> None:
        self._entries.append((at, count))
        self._sum += count


# What the store knows


def _people(ws: Workspace, campaign: Campaign) -> int:
    if campaign.state.is_launched:
        return campaign.counts.waiting
    people, suppressed = ws.campaigns.audience_size(campaign.audience)
    return people - suppressed


def _pace(ws: Workspace, account: Account) -> tuple[float, bool]:
    """Give messages a second, and whether that was measured."""
    times = ws.usage.times(account.id, 0.0, SAMPLE)
    gaps = [gap for newer, older in pairwise(times) if (gap := newer - older) <= LONGEST_GAP]
    if len(gaps) >= SLICES:
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
