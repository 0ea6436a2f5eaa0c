"""When a deferred delivery is tried again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.sending.retry import GIVE_UP_AFTER, HOUR, LEAST_TRIES, RetryPlan, plan_for


def test_the_standard_waits() -> None:
    plan = RetryPlan()
    waits = [plan.wait_after(attempt, 0.0, lambda: 0.0) for attempt in range(1, 10)]
    assert waits == [60, 300, 900, 1800, 3600, 7200, 14400, 14400, 14400]
    assert plan.wait_after(1, 0.0, lambda: 1.0) == 72.0


def test_it_is_given_up_after_72_hours() -> None:
    plan = RetryPlan()
    assert plan.wait_after(20, 60 * HOUR) is not None
    assert plan.wait_after(20, 71 * HOUR, lambda: 0.0) is None
    assert plan.farewell() == "gave up after 72 h"


@given(st.integers(1, 1000), st.floats(0, 100 * HOUR), st.floats(0, 1))
def test_a_next_try_is_always_later_and_not_after_72_hours(attempt: int, age: float, drawn: float) -> None:
    wait = RetryPlan().wait_after(attempt, age, lambda: drawn)
    assert wait is None or (wait >= 60 and (age + wait <= GIVE_UP_AFTER or attempt < LEAST_TRIES))


def test_a_leap_of_the_clock_does_not_use_up_the_first_tries() -> None:
    plan = RetryPlan()
    assert plan.wait_after(LEAST_TRIES - 1, 1000 * HOUR) is not None
    assert plan.wait_after(LEAST_TRIES, 1000 * HOUR) is None
    assert plan.longest == 4 * HOUR * 1.2


def test_the_campaigns_own_waits_are_used_once_each() -> None:
    plan = plan_for((5.0, 10.0), practice=False)
    assert [plan.wait_after(attempt, 0.0) for attempt in (1, 2, 3)] == [5.0, 10.0, None]
    assert plan.farewell() == "gave up after 3 tries"


def test_the_practice_server_is_asked_again_soon() -> None:
    plan = plan_for(None, practice=True)
    assert [plan.wait_after(attempt, 0.0) for attempt in (1, 2, 30)] == [2.0, 2.0, 2.0]
