"""One account's rests: after trouble it comes back slower, after an outage as it was; and a computer that slept."""

from __future__ import annotations

from typing import Any, cast

import pytest

from mailer_gui.model.accounts import Account, Identity, Limits, Security
from mailer_gui.sending.account import FIRST_REST, LONGEST_OUTAGE, LONGEST_REST, AccountRun
from mailer_gui.sending.engine import PATIENCE_AFTER_SLEEP, Engine
from mailer_gui.sending.limits import RollingLimits
from mailer_gui.sending.pace import RECOVER_EVERY

ACCOUNT = Account(1, "Shop", "smtp.example.org", 465, Security.TLS, Identity("shop@example.org"), connections=4)


def run_of(account: Account = ACCOUNT) -> AccountRun:
    return AccountRun(account, RollingLimits(Limits(), 0.0))


def test_trouble_rests_longer_each_time_and_halves() -> None:
    account, now, rests = run_of(), 0.0, []
    for _ in range(12):
        account.rest("smtp.example.org answered: 421 slow down", now)
        rests.append(account.rest_until - now)
        assert account.waits_for(now) == (
            "smtp.example.org answered: 421 slow down, so it waits and then goes on at half the pace.",
            account.rest_until,
        )
        now = account.rest_until
    assert rests[:3] == [FIRST_REST, 2 * FIRST_REST, 4 * FIRST_REST]
    assert rests[-1] == LONGEST_REST
    assert account.pace.connections == 1
    learned = account.learned(99.0)
    assert learned is not None
    assert (learned.connections, learned.at, learned.why) == (1, 99.0, "smtp.example.org answered: 421 slow down")


def test_an_outage_is_looked_at_every_minute_and_keeps_the_pace() -> None:
    account, now = run_of(), 0.0
    for _ in range(12):
        account.rest("The name smtp.example.org cannot be looked up just now.", now, outage=True)
        assert account.rest_until - now <= LONGEST_OUTAGE
        now = account.rest_until
    assert account.pace.is_full
    assert not account.pace_changed


def test_a_second_complaint_in_the_same_rest_counts_once() -> None:
    account = run_of()
    account.rest("421", 0.0)
    account.rest("421", 1.0)
    assert account.pace.connections == 2


def test_it_recovers_slowly_and_forgets_what_it_learned() -> None:
    account, now = run_of(), 0.0
    account.rest("421", now)
    for _ in range(2 * RECOVER_EVERY):
        now += 1.0
        account.accepted(now)
    assert account.pace.is_full
    assert account.pace_changed
    assert account.learned(now) is None
    account.rest("421", now)
    assert account.rest_until == now + FIRST_REST  # short again


def test_a_slow_account_says_why_it_waits() -> None:
    account = run_of(Account(1, "Shop", "smtp.example.org", 465, Security.TLS, Identity(""), connections=1))
    account.rest("421", 0.0)
    account.pace.next_at = account.rest_until + 30.0
    assert account.waits_for(account.rest_until + 1.0) == (
        "smtp.example.org wanted it slower, so it goes step by step.",
        account.rest_until + 30.0,
    )


class FakeClock:
    at = 1000.0

    def now(self) -> float:
        return self.at

    def steady(self) -> float:
        return self.at


class FakeWire:
    def __init__(self, *, idle: bool) -> None:
        self.is_idle = idle
        self.deadline = 1010.0
        self.said_goodbye = False

    def quit(self) -> None:
        self.said_goodbye = True


@pytest.mark.parametrize(("asleep", "slept"), [(1.0, False), (3600.0, True)])
async def test_after_sleep_answers_are_read_before_anybody_is_given_up(asleep: float, slept: bool) -> None:
    clock = FakeClock()
    engine = Engine(cast("Any", None), clock, cast("Any", None), cast("Any", None))
    busy, idle = FakeWire(idle=False), FakeWire(idle=True)
    engine._roster.wires = cast("Any", {busy: run_of(), idle: run_of()})
    clock.at += asleep
    engine.tick()
    assert busy.deadline == (clock.at + PATIENCE_AFTER_SLEEP if slept else 1010.0)
    assert (busy.said_goodbye, idle.said_goodbye) == (False, slept)
