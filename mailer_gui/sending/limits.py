"""Rolling limits of an account: at most so many messages in any second, minute, hour and day."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from mailer_gui.model.accounts import Limits

_NAMES = {1.0: "second", 60.0: "minute", 3600.0: "hour", 86400.0: "day"}


class _Window:
    __slots__ = ("count", "seconds", "times")

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds
        self.times: deque[float] = deque()

    def free(self, under_way: int, now: float) -> int:
        edge = now - self.seconds
        while self.times and self.times[0] <= edge:
            self.times.popleft()
        return self.count - len(self.times) - under_way

    def opens_at(self, under_way: int, now: float) -> float:
        """When one more may begin; with only unfinished messages in the window nobody knows yet: a moment later."""
        if self.free(under_way, now) > 0:
            return now
        place = len(self.times) + under_way - self.count
        return self.times[place] + self.seconds if place < len(self.times) else now + 0.05


class RollingLimits:
    """Turns of one account, on a clock that never jumps.

    A message counts from its beginning (no end yet) and then for the whole window after its end, so that no
    server can ever see more of them in a window than the limit says, however long one is under way.
    """

    def __init__(self, limits: Limits, now: float, ages: Iterable[float] = ()) -> None:
        self._windows = [_Window(count, seconds) for count, seconds in limits.windows()]
        self._under_way = 0
        for age in sorted(ages, reverse=True):
            for window in self._windows:
                if age < window.seconds:
                    window.times.append(now - max(0.0, age))

    @property
    def are_any(self) -> bool:
        """True when the account has limits at all."""
        return bool(self._windows)

    def free(self, now: float) -> int | None:
        """Give how many messages may begin now, None when there are no limits."""
        if not self._windows:
            return None
        return max(0, min(window.free(self._under_way, now) for window in self._windows))

    def begin(self) -> None:
        """A message takes its turn."""
        self._under_way += 1

    def end(self, now: float) -> None:
        """Its answer came, or will never come."""
        self._under_way -= 1
        for window in self._windows:
            window.times.append(now)

    def take_back(self) -> None:
        """It did not go after all: the turn is free again."""
        self._under_way -= 1

    def opens_at(self, now: float) -> float:
        """Give when the next message may begin."""
        return max((window.opens_at(self._under_way, now) for window in self._windows), default=now)

    def sentence(self, now: float) -> str:
        """Say which limit is the reason to wait."""
        slowest = max(self._windows, key=lambda window: window.opens_at(self._under_way, now))
        messages = "message" if slowest.count == 1 else "messages"
        return f"The limit of {slowest.count} {messages} per {_NAMES[slowest.seconds]} is reached."


def most_needed(limits: Limits) -> int:
    """Give how many of the newest attempts are enough to know the usage after a restart."""
    return max((count for count, _ in limits.windows()), default=0)
