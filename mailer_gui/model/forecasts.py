"""What the planner says before Send: when a campaign will be through, and what decides about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forecast:
    """`ends_at` is None when it cannot be said; `reasons` are sentences, the most important first."""

    campaign_id: int
    people: int
    at: float
    starts_at: float
    ends_at: float | None
    per_minute: float = 0.0
    """The pace that was assumed while messages go, all accounts together."""
    measured: bool = False
    """True when the pace was measured with these accounts, False when it is a guess."""
    reasons: tuple[str, ...] = ()
    lacking: int = 0
    """People who are not counted in `people`: they lack a field that the message needs, and will be skipped."""
    shares: tuple[tuple[int, float], ...] = ()
    """Account id and its part of the messages (0 to 1) as far as limits and pace decide it, in the plan's order."""

    @property
    def seconds(self) -> float | None:
        """How long it takes from now."""
        return None if self.ends_at is None else max(0.0, self.ends_at - self.at)
