"""Rolling limits: no window of that length ever sees more."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.model.accounts import Limits
from mailer_gui.sending.limits import RollingLimits, most_needed


def test_two_per_hour_never_gives_three() -> None:
    limits = RollingLimits(Limits(per_hour=2), 0.0)
    for now in (0.0, 1800.0):
        assert limits.free(now)
        limits.begin()
        limits.end(now)
    assert limits.free(3599.0) == 0
    assert limits.opens_at(1800.0) == 3600.0
    assert limits.free(3600.0) == 1
    assert limits.sentence(3599.0) == "The limit of 2 messages per hour is reached."


def test_what_is_under_way_holds_its_turn_and_a_returned_turn_is_free() -> None:
    limits = RollingLimits(Limits(per_minute=1), 0.0)
    limits.begin()
    assert limits.free(1000.0) == 0
    limits.take_back()
    assert limits.free(1000.0) == 1


def test_a_restart_knows_what_was_used() -> None:
    limits = RollingLimits(Limits(per_hour=2, per_day=3), 1000.0, [10.0, 3000.0, 50_000.0, 90_000.0])
    assert limits.free(1000.0) == 0
    assert limits.free(1000.0 + 3600.0 - 3000.0) == 0  # the day's limit still holds
    assert most_needed(Limits(per_hour=2, per_day=30)) == 30


def test_a_warm_up_allows_more_every_day_and_then_everything() -> None:
    limits = RollingLimits(Limits(), 0.0, warm_up=(2, 5))
    for _ in range(2):
        limits.begin()
        limits.end(10.0)
    assert limits.free(20.0) == 0
    assert limits.opens_at(20.0) == 86_400.0  # the second day allows more, though the first two still count
    assert limits.sentence(20.0) == "Day 1 of the warm-up allows 2 messages; they are sent."
    assert limits.free(86_400.0) == 3
    assert limits.free(2 * 86_400.0) == 1 << 30
    assert not RollingLimits(Limits(), 0.0, warm_up=(2, 5), warm_up_age=2 * 86_400.0).are_any


def test_a_warm_up_goes_on_after_a_restart() -> None:
    limits = RollingLimits(Limits(per_day=9), 0.0, [10.0, 20.0, 80_000.0], warm_up=(2, 3, 4), warm_up_age=90_000.0)
    assert limits.free(0.0) == 0
    assert limits.opens_at(0.0) == 6_400.0
    assert most_needed(Limits(per_hour=2), (2, 3, 40)) == 40


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4), st.lists(st.integers(0, 50_000), max_size=60))
def test_no_day_of_a_warm_up_sees_more(steps: list[int], waits: list[int]) -> None:
    limits = RollingLimits(Limits(), 0.0, warm_up=steps)
    now, sent = 0.0, []
    for wait in waits:
        now += wait
        if limits.free(now):
            limits.begin()
            limits.end(now)
            sent.append(now)
        elif sum(steps):
            opens = limits.opens_at(now)
            assert opens > now
            assert deepcopy(limits).free(opens)
    for day, step in enumerate(steps):
        assert sum(1 for at in sent if day * 86_400 <= at < (day + 1) * 86_400) <= step


@given(
    st.integers(1, 3),
    st.integers(1, 6),
    st.lists(st.tuples(st.floats(0, 900), st.booleans()), max_size=60),
)
def test_no_window_sees_more_across_restarts(per_minute: int, per_hour: int, steps: list[tuple[float, bool]]) -> None:
    """A new process knows what the old one had sent from the attempts that are kept, and begins its own clock."""
    limits = RollingLimits(Limits(per_minute=per_minute, per_hour=per_hour), 0.0)
    wall, offset = 0.0, 0.0
    sent: list[float] = []
    for wait, restart in steps:
        wall += wait
        if restart:
            offset = wall * 7 - 3
            kept = sent[-most_needed(Limits(per_minute=per_minute, per_hour=per_hour)) :]
            limits = RollingLimits(
                Limits(per_minute=per_minute, per_hour=per_hour), wall - offset, [wall - at for at in kept]
            )
        if limits.free(wall - offset):
            limits.begin()
            limits.end(wall - offset)
            sent.append(wall)
    for count, seconds in ((per_minute, 60.0), (per_hour, 3600.0)):
        assert all(later - earlier >= seconds - 1e-6 for earlier, later in zip(sent, sent[count:], strict=False))


def test_no_limits() -> None:
    limits = RollingLimits(Limits(), 0.0)
    assert (limits.free(0.0), limits.are_any, limits.opens_at(5.0)) == (None, False, 5.0)


@given(
    st.integers(1, 4),
    st.integers(1, 8),
    st.lists(st.tuples(st.floats(0, 0.6), st.floats(0, 1.5)), max_size=60),
)
def test_no_window_sees_more(per_second: int, per_minute: int, steps: list[tuple[float, float]]) -> None:
    """However long a message is under way, and wherever between its beginning and its end a server counts it."""
    limits = RollingLimits(Limits(per_second=per_second, per_minute=per_minute), 0.0)
    now, spans = 0.0, []
    under_way: list[tuple[float, float]] = []
    for wait, length in steps:
        now += wait
        for begun, end in [one for one in under_way if one[1] <= now]:
            limits.end(end)
            under_way.remove((begun, end))
        if limits.free(now):
            limits.begin()
            under_way.append((now, now + length))
            spans.append((now, now + length))
    for count, seconds in ((per_second, 1.0), (per_minute, 60.0)):
        for place in range(len(spans) - count):
            *before, last = spans[place : place + count + 1]
            assert last[0] - min(end for _, end in before) >= seconds - 1e-9


def test_the_next_turn_is_free_when_it_says_so() -> None:
    limits = RollingLimits(Limits(per_second=2, per_minute=3), 0.0)
    now = 0.0
    for _ in range(10):
        now = max(now, limits.opens_at(now))
        assert limits.free(now)
        limits.begin()
        limits.end(now)
    assert now >= 180.0
