"""The pace of an account: halves, and comes back slowly."""

from __future__ import annotations

from mailer_gui.model.accounts import LearnedPace
from mailer_gui.sending.pace import RECOVER_EVERY, REMEMBERED, Pace


def succeed(pace: Pace, now: float, count: int, every: float = 0.1) -> float:
    for _ in range(count):
        now += every
        pace.accepted(now)
    return now


def test_connections_are_halved_and_come_back_one_by_one() -> None:
    pace = Pace(8)
    for left in (4, 2, 1):
        pace.halve(0.0)
        assert (pace.connections, pace.gap) == (left, 0.0)
    now = succeed(pace, 0.0, RECOVER_EVERY - 1)
    assert pace.connections == 1
    now = succeed(pace, now, 1)
    assert pace.connections == 2
    succeed(pace, now, 20 * RECOVER_EVERY)
    assert pace.is_full


def test_with_one_connection_the_messages_of_a_minute_are_halved() -> None:
    pace = Pace(1)
    now = succeed(pace, 0.0, 100, every=0.2)  # five in a second
    pace.halve(now)
    assert 0.3 < pace.gap < 0.5
    assert pace.per_minute is not None
    assert 120 < pace.per_minute < 200
    pace.begin(now)
    assert pace.next_at == now + pace.gap
    pace.halve(now)
    assert pace.gap > 0.6
    for _ in range(20):
        pace.halve(now)
    assert pace.gap == 60.0
    succeed(pace, now, 30 * RECOVER_EVERY)
    assert pace.is_full


def test_nothing_went_at_all() -> None:
    pace = Pace(1)
    pace.halve(1000.0)
    assert pace.gap == 1.0


def test_what_was_learned_is_begun_with_and_forgotten_after_a_week() -> None:
    learned = LearnedPace(2, 30.0, at=1000.0)
    pace = Pace(8, learned, 1000.0 + 3600.0)
    assert (pace.connections, pace.gap, pace.is_full) == (2, 2.0, False)
    assert Pace(8, learned, 1001.0 + REMEMBERED).is_full
    assert Pace(1, LearnedPace(4), 0.0).connections == 1
