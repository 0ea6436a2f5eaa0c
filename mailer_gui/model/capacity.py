"""When so many messages are through: accounts, their limits, warm-up and pace, played through in the order of time."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from mailer_gui.model.accounts import Limits
from mailer_gui.model.schedule import Schedule

DAY = 86400.0
HORIZON = 3 * 365 * DAY
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


def through_at(
    people: int, capacities: Sequence[Capacity], schedule: Schedule, start: float, taken: list[int] | None = None
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
