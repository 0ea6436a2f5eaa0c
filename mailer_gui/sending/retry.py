"""When a deferred delivery is tried again, and when the trying ends."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
HOUR = 3600.0
GIVE_UP_AFTER = 72 * HOUR
LEAST_TRIES = 4
"""A clock that was put forward, or a computer that was off for days, is no reason to give up after the first try."""
STANDARD_WAITS = (MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR)
PRACTICE_WAITS = (2.0,)
JITTER = 0.2


@dataclass(frozen=True, slots=True)
class RetryPlan:
    """Waits after the first, second, ... 4xx. With `once` each wait is used once and then it is given up."""

    waits: tuple[float, ...] = STANDARD_WAITS
    once: bool = False
    jitter: float = JITTER

    @property
    def longest(self) -> float:
        """The longest wait there can be, in seconds."""
        return max(self.waits) * (1 + self.jitter)

    def wait_after(self, attempt: int, age: float, draw: Callable[[], float] = random.random) -> float | None:
        """Give the seconds until the next try after attempt number `attempt`, None when it is given up.

        `age` is how long the delivery has been tried; the wait grows by a random share, so that a greylisting
        server does not see everybody come back in the same second.
        """
        if self.once and attempt > len(self.waits):
            return None
        wait = self.waits[min(attempt, len(self.waits)) - 1] * (1 + self.jitter * draw())
        if attempt >= LEAST_TRIES and age + wait > GIVE_UP_AFTER:
            return None
        return wait

    def farewell(self) -> str:
        """Say why it was given up."""
        if self.once:
            return f"gave up after {len(self.waits) + 1} tries"
        return "gave up after 72 h"


def plan_for(retry_after: tuple[float, ...] | None, practice: bool) -> RetryPlan:
    """Choose the waits: the campaign's own, the practice server's, or the standard ones."""
    if retry_after:
        return RetryPlan(tuple(max(0.0, wait) for wait in retry_after), once=True, jitter=0.0)
    if practice:
        return RetryPlan(PRACTICE_WAITS, jitter=0.0)
    return RetryPlan()
