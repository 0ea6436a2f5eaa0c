"""Rolling limits of an account: at most so many messages in any second, minute, hour and day."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from mailer_gui.model.accounts import Limits

DAY = 86400.0
_NAMES = {1.0: "second", 60.0: "minute", 3600.0: "hour", DAY: "day"}


class _Window:
    __slots__ = ("count", "seconds", "times")

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds
        self.times: deque[float] = deque()

    def forget(self, now: float) -> None:
        edge = now - self.seconds
        while self.times and self.times[0] <= edge:
            self.times.popleft()

    def free(self, under_way: int, now: float) -> int:
        self.forget(now)
        return self.count - len(self.times) - under_way

    def opens_at(self, under_way: int, now: float) -> float:
        """When one more may begin; with only unfinished messages in the window nobody knows yet: a moment later."""
        if self.free(under_way, now) > 0:
            return now
        return self.has_room_at(self.count, under_way, now)

    def has_room_at(self, count: int, under_way: int, now: float) -> float:
        """When fewer than `count` are left in the window."""
        place = len(self.times) + under_way - count
        if place < 0:
            return now
        return self.times[place] + self.seconds if place < len(self.times) else now + 0.05

    def sentence(self, now: float, where: str) -> str:  # noqa: ARG002 - the warm-up asks the time
        """Say that this limit is reached."""
        messages = "message" if self.count == 1 else "messages"
        return f"The limit of {self.count} {messages} per {_NAMES[self.seconds]}{where} is reached."


class _WarmUp(_Window):
    """A window of a day whose count grows from day to day; after the last step it allows everything."""

    __slots__ = ("begun", "steps")

    def __init__(self, steps: Sequence[int], begun: float) -> None:
        super().__init__(0, DAY)
        self.steps = tuple(steps)
        self.begun = begun

    def day(self, now: float) -> int:
        """The day of the plan, from 0."""
        return max(0, int((now - self.begun) // DAY))

    def free(self, under_way: int, now: float) -> int:
        self.forget(now)
        day = self.day(now)
        if day >= len(self.steps):
            return 1 << 30
        return self.steps[day] - len(self.times) - under_way

    def opens_at(self, under_way: int, now: float) -> float:
        if self.free(under_way, now) > 0:
            return now
        day = self.day(now)
        while day < len(self.steps):
            next_day = self.begun + (day + 1) * DAY
            if self.steps[day] > 0:
                room = max(now, self.has_room_at(self.steps[day], under_way, now))
                if room < next_day:
                    return room
            day, now = day + 1, next_day
        return now

    def sentence(self, now: float, where: str) -> str:
        day = min(self.day(now), len(self.steps) - 1)
        return f"Day {day + 1} of the warm-up allows {self.steps[day]} messages{where}; they are sent."


class RollingLimits:
    """Turns of one account, on a clock that never jumps.

    A message counts from its beginning (no end yet) and then for the whole window after its end, so that no
    server can ever see more of them in a window than the limit says, however long one is under way.
    """

    def __init__(
        self,
        limits: Limits,
        now: float,
        ages: Iterable[float] = (),
        *,
        warm_up: Sequence[int] = (),
        warm_up_age: float = 0.0,
        where: str = "",
    ) -> None:
        self._windows = [_Window(count, seconds) for count, seconds in limits.windows()]
        if warm_up and warm_up_age < len(warm_up) * DAY:
            self._windows.append(_WarmUp(warm_up, now - warm_up_age))
        self.are_any = bool(self._windows)
        """True when the account has limits at all."""
        self._under_way = 0
        self._where = where
        for age in sorted(ages, reverse=True):
            for window in self._windows:
                if age < window.seconds:
                    window.times.append(now - max(0.0, age))

    @property
    def under_way(self) -> int:
        """Messages that have begun and not ended."""
        return self._under_way

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

    def longest(self) -> float:
        """Give the length of the longest window, 0 without limits."""
        return max((window.seconds for window in self._windows), default=0.0)

    def is_unused(self, now: float) -> bool:
        """True when nothing is under way and every window is empty."""
        for window in self._windows:
            window.forget(now)
        return not self._under_way and not any(window.times for window in self._windows)

    def sentence(self, now: float) -> str:
        """Say which limit is the reason to wait."""
        slowest = max(self._windows, key=lambda window: window.opens_at(self._under_way, now))
        return slowest.sentence(now, self._where)


def most_needed(limits: Limits, warm_up: Sequence[int] = ()) -> int:
    """Give how many of the newest attempts are enough to know the usage after a restart."""
    return max((count for count in (*(count for count, _ in limits.windows()), *warm_up)), default=0)
