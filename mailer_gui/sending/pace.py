"""The pace of an account: halved when its server asks for it, coming back slowly with every success."""

from __future__ import annotations

from mailer_gui.model.accounts import LearnedPace

RECOVER_EVERY = 50
"""Accepted messages after which the pace grows by one step."""
LONGEST_GAP = 60.0
SHORTEST_GAP = 0.05
REMEMBERED = 7 * 86400.0
"""A pace that was learned longer ago says nothing about today."""
_GROWS = 0.7
_SLICE = 30.0


class Pace:
    """First the connections are halved, and when one is left, the messages in a minute."""

    def __init__(self, most: int, learned: LearnedPace | None = None, wall: float = 0.0) -> None:
        self.most = max(1, most)
        self.connections = self.most
        self.gap = 0.0
        """Seconds from the beginning of one message to that of the next; 0 means none."""
        self.next_at = 0.0
        self._accepted = 0
        self._slice_at = 0.0
        self._counts = [0, 0]
        if learned is not None and wall - learned.at < REMEMBERED:
            self.connections = max(1, min(self.most, learned.connections))
            self.gap = min(LONGEST_GAP, 60.0 / learned.per_minute) if learned.per_minute else 0.0

    @property
    def is_full(self) -> bool:
        """True when nothing holds it back."""
        return not self.gap and self.connections == self.most

    @property
    def per_minute(self) -> float | None:
        """The messages in a minute, None when only the connections count."""
        return 60.0 / self.gap if self.gap else None

    def begin(self, now: float) -> None:
        """A message begins: the next one keeps its distance."""
        if self.gap:
            self.next_at = now + self.gap

    def accepted(self, now: float) -> bool:
        """Count a success; True after every so many, when the pace grows if something held it back."""
        if now - self._slice_at > _SLICE:
            self._new_slice(now)
        self._counts[1] += 1
        self._accepted += 1
        if self._accepted < RECOVER_EVERY:
            return False
        self._accepted = 0
        if self.gap:
            self.gap = self.gap * _GROWS if self.gap * _GROWS >= SHORTEST_GAP else 0.0
        elif self.connections < self.most:
            self.connections += 1
        return True

    def halve(self, now: float) -> None:
        """The server asks for it."""
        self._accepted = 0
        if self.connections > 1:
            self.connections //= 2
            return
        measured = self._per_second(now)
        gap = 2.0 / measured if measured else max(1.0, 2 * self.gap)
        self.gap = min(LONGEST_GAP, max(gap, 2 * self.gap, SHORTEST_GAP))
        self.next_at = now + self.gap

    def restart(self) -> None:
        """A rest begins: successes count anew."""
        self._accepted = 0

    def _new_slice(self, now: float) -> None:
        self._counts = [self._counts[1] if now - self._slice_at < 2 * _SLICE else 0, 0]
        self._slice_at = now

    def _per_second(self, now: float) -> float:
        """How fast it went lately, 0 when nothing went."""
        count = sum(self._counts)
        seconds = now - self._slice_at + (_SLICE if self._counts[0] else 0.0)
        return count / max(seconds, 1.0) if seconds < 10 * _SLICE else 0.0
