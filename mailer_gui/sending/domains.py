"""Limits per recipient domain: how many messages at once, and how many in any second, minute, hour and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mailer_gui.model.accounts import DomainLimit
from mailer_gui.sending.limits import RollingLimits

EVERY = "*"
_MANY = 10_000


def domain_of(key: str) -> str:
    """Give the domain of an address in small letters."""
    return key.rpartition("@")[2]


class _Domain:
    __slots__ = ("booked", "booked_at", "connections", "limits", "size", "step")

    def __init__(self, name: str, limit: DomainLimit, now: float, ages: Iterable[float]) -> None:
        self.limits = RollingLimits(limit.limits, now, ages, where=f" to {name}")
        self.connections = limit.connections
        # Those who wait are given the turns of the slowest window, so many in each: the engine looks again then.
        windows = limit.limits.windows()
        self.size, self.step = min(windows, key=lambda one: one[0] / one[1]) if windows else (1, 1.0)
        self.booked = 0
        self.booked_at = now


class DomainTurns:
    """The turns of one account at the domains it sends to, on a clock that never jumps."""

    def __init__(
        self, limits: Sequence[DomainLimit], now: float, ages: Mapping[str, Iterable[float]] | None = None
    ) -> None:
        self._limits = {one.domain.lower(): one for one in limits}
        self._domains: dict[str, _Domain] = {}
        for name, its_ages in (ages or {}).items():
            self._find(name, now, its_ages)

    def is_busy(self, name: str, now: float) -> bool:
        """True when as many messages to it are under way as may be."""
        domain = self._find(name, now)
        return domain is not None and 0 < domain.connections <= domain.limits.under_way

    def waits_until(self, name: str, now: float) -> float | None:
        """Give when the next message to it may begin, None when it may now."""
        domain = self._find(name, now)
        if domain is None or domain.limits.free(now) != 0:
            return None
        return domain.limits.opens_at(now)

    def book(self, name: str, now: float) -> float:
        """Give the time at which a message that has no turn now should come again: one turn after the other."""
        domain = self._find(name, now)
        if domain is None:
            return now
        opens = domain.limits.opens_at(now)
        if domain.booked_at < opens:
            domain.booked_at, domain.booked = opens, 0
        elif domain.booked >= domain.size:
            domain.booked_at, domain.booked = domain.booked_at + domain.step, 0
        domain.booked += 1
        return domain.booked_at

    def begin(self, name: str, now: float) -> None:
        """A message to it takes its turn."""
        domain = self._find(name, now)
        if domain is not None:
            domain.limits.begin()

    def end(self, name: str, now: float) -> None:
        """Its answer came, or will never come."""
        domain = self._find(name, now)
        if domain is not None:
            domain.limits.end(now)

    def take_back(self, name: str, now: float) -> None:
        """It did not go after all."""
        domain = self._find(name, now)
        if domain is not None:
            domain.limits.take_back()

    def sentence(self, name: str, now: float) -> str:
        """Say which limit is the reason to wait."""
        domain = self._find(name, now)
        return domain.limits.sentence(now) if domain is not None else ""

    def _find(self, name: str, now: float, ages: Iterable[float] = ()) -> _Domain | None:
        domain = self._domains.get(name)
        if domain is not None:
            return domain
        limit = self._limits.get(name) or self._limits.get(EVERY)
        if limit is None:
            return None
        if len(self._domains) >= _MANY:
            self._domains = {
                name: one for name, one in self._domains.items() if one.booked_at > now or not one.limits.is_unused(now)
            }
        domain = self._domains[name] = _Domain(name, limit, now, ages)
        return domain


def longest_window(limits: Sequence[DomainLimit]) -> float:
    """Give the seconds of the past that a restart has to know."""
    return max((seconds for one in limits for _, seconds in one.limits.windows()), default=0.0)
