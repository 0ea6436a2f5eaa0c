"""The planner against the engine's own turns, gates and hours on a simulated clock: within a tenth."""

from __future__ import annotations

import heapq
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from mailer_gui.model.accounts import Account, DomainLimit, Identity, Limits, Security, WarmUp
from mailer_gui.model.campaigns import Audience, DeliveryPlan
from mailer_gui.model.capacity import Capacity, through_at
from mailer_gui.model.contacts import Source
from mailer_gui.model.messages import Message
from mailer_gui.model.schedule import Schedule
from mailer_gui.operations import campaigns, planning
from mailer_gui.operations.workspace import Workspace
from mailer_gui.sending.gate import Gate
from mailer_gui.sending.limits import RollingLimits

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC).timestamp()
DAY = 86400.0


@dataclass
class Lane:
    """One account of the simulated run: as many messages at once as connections, each of the same length."""

    limits: Limits
    connections: int = 4
    seconds: float = 0.2
    used: tuple[float, ...] = ()
    warm_up: tuple[int, ...] = ()

    @property
    def capacity(self) -> Capacity:
        begun = START if self.warm_up else None
        return Capacity(self.limits, self.connections / self.seconds, self.connections, self.used, self.warm_up, begun)


def simulated(people: int, lanes: list[Lane], schedule: Schedule) -> float:
    """Send with the engine's turns and gate, moving the clock from one event to the next."""
    gate = Gate(DeliveryPlan(schedule=schedule))
    turns = [RollingLimits(one.limits, START, [START - at for at in one.used], warm_up=one.warm_up) for one in lanes]
    busy = [0] * len(lanes)
    ends: list[tuple[float, int]] = []
    now, last = START, START
    while people or ends:
        rest = gate.rest(now)
        for place, lane in enumerate(lanes):
            while rest is None and people and busy[place] < lane.connections and turns[place].free(now) != 0:
                turns[place].begin()
                busy[place] += 1
                people -= 1
                heapq.heappush(ends, (now + lane.seconds, place))
        following = [ends[0][0]] if ends else []
        if people and rest is not None:
            following.append(rest.until or 0.0)
        elif people:
            following += [t.opens_at(now) for place, t in enumerate(turns) if busy[place] < lanes[place].connections]
        now = max(min(following), now + 1e-6)
        while ends and ends[0][0] <= now:
            last, place = heapq.heappop(ends)
            turns[place].end(last)
            busy[place] -= 1
    return last


OFFICE = Schedule(zone="Europe/Berlin", opens="09:00", closes="17:00", weekdays=(0, 1, 2, 3, 4))


@pytest.mark.parametrize(
    ("people", "lanes", "schedule"),
    [
        (3000, [Lane(Limits())], Schedule()),
        (1500, [Lane(Limits(per_second=3))], Schedule()),
        (3000, [Lane(Limits(per_minute=60))], Schedule()),
        (1000, [Lane(Limits(per_hour=100))], Schedule()),
        (3000, [Lane(Limits(per_hour=200, per_day=500))], Schedule()),
        (3000, [Lane(Limits(per_minute=30, per_day=1000))], OFFICE),
        (2000, [Lane(Limits(per_day=500), used=tuple(START - 3600 - i for i in range(300)))], Schedule()),
        (2000, [Lane(Limits(), warm_up=(50, 100, 200, 400))], Schedule()),
        (4000, [Lane(Limits(per_hour=100)), Lane(Limits(per_hour=300), 2), Lane(Limits(per_day=500))], Schedule()),
        (40_000, [Lane(Limits(), 1, 1.0)], OFFICE),
    ],
)
def test_the_end_is_within_a_tenth_of_a_simulated_run(people: int, lanes: list[Lane], schedule: Schedule) -> None:
    real = simulated(people, lanes, schedule) - START
    planned = through_at(people, [lane.capacity for lane in lanes], schedule, START)
    assert planned is not None
    assert planned - START == pytest.approx(real, rel=0.1)


def test_big_campaigns_are_planned_fast_and_endless_ones_given_up() -> None:
    begun = time.process_time()
    end = through_at(1_000_000, [Capacity(Limits(per_minute=1000), 50.0)], Schedule(), START)
    assert end is not None
    assert (end - START) / 60 == pytest.approx(1000, rel=0.05)
    assert through_at(1_000_000, [Capacity(Limits(per_day=10), 50.0)], Schedule(), START) is None
    assert time.process_time() - begun < 5.0
    assert through_at(0, [], Schedule(), START) == START


@pytest.fixture
def account(ws: Workspace) -> Account:
    identity = Identity("shop@example.org")
    return ws.accounts.save(
        Account(0, "Shop", "smtp.example.org", 465, Security.TLS, identity, limits=Limits(per_hour=100))
    )


def draft(ws: Workspace, account: Account, people: int = 500, plan: DeliveryPlan | None = None) -> int:
    target = ws.lists.get_or_create("many")
    rows: list[tuple[str, dict[str, str], int]] = [
        (f"p{i}@{'big' if i % 2 else f'small{i}'}.example", {}, i) for i in range(people)
    ]
    ws.contacts.upsert_many(rows, Source("many.csv"), target.id)
    message = Message("Hello", text="Hello {{ unsubscribe_url }}")
    plan = replace(plan or DeliveryPlan(), account_ids=(account.id,))
    return campaigns.create(ws, "Spring", message, Audience((target.id,)), plan).id


def test_a_draft_is_planned_with_what_is_used_already(ws: Workspace, account: Account) -> None:
    number = draft(ws, account)
    forecast = planning.plan(ws, number)
    assert (forecast.people, forecast.measured) == (500, False)
    assert forecast.seconds == pytest.approx(4 * 3600, rel=0.05)
    assert "“Shop” may send 100 messages per hour; 0 are used." in forecast.reasons
    with ws.transaction() as connection:
        for place in range(100):
            connection.exec_driver_sql(
                "INSERT INTO attempts (delivery_id, campaign_id, account_id, at) VALUES (1, 1, ?, ?)",
                (account.id, time.time() - 10 - place * 0.1),
            )
    forecast = planning.plan(ws, number)
    assert forecast.measured
    assert forecast.per_minute == pytest.approx(600, rel=0.05)
    assert forecast.seconds == pytest.approx(5 * 3600, rel=0.05)


def test_a_start_a_staged_start_and_a_warm_up_count(ws: Workspace, account: Account) -> None:
    free = ws.accounts.save(replace(account, limits=Limits()))
    plan = DeliveryPlan(first=10, first_wait=7200.0, schedule=Schedule(start="2099-01-01 12:00", zone="UTC"))
    forecast = planning.plan(ws, draft(ws, free, plan=plan))
    assert forecast.starts_at == datetime(2099, 1, 1, 12, tzinfo=UTC).timestamp()
    assert forecast.ends_at == pytest.approx(forecast.starts_at + 7200 + 25, abs=5)
    warm = ws.accounts.save(replace(free, warm_up=WarmUp((100, 200, 400))))
    forecast = planning.plan(ws, draft(ws, warm))
    assert forecast.seconds == pytest.approx(2 * DAY, rel=0.1)


def test_a_domain_may_decide(ws: Workspace, account: Account) -> None:
    limited = ws.accounts.save(
        replace(account, limits=Limits(), domain_limits=(DomainLimit("big.example", Limits(per_hour=50)),))
    )
    forecast = planning.plan(ws, draft(ws, limited))
    assert forecast.seconds == pytest.approx(4 * 3600, rel=0.05)
    assert forecast.reasons[0] == "The limit for big.example decides: 250 people are there."


def test_who_will_be_skipped_is_told_apart(ws: Workspace, account: Account) -> None:
    number = draft(ws, account, people=20)
    ws.contacts.upsert_many(
        [("named@big.example", {"first_name": "Ana"}, 1)], Source("one.csv"), ws.lists.by_name("many").id
    )
    campaign = campaigns.get(ws, number)

    def forecast(text: str) -> tuple[int, int]:
        campaigns.save_draft(ws, replace(campaign, message=Message("Hello", text=text)))
        found = planning.plan(ws, number)
        return found.people, found.lacking

    assert forecast("Hello {{ unsubscribe_url }}") == (21, 0)
    assert forecast("Dear {{ First_Name }} {{ unsubscribe_url }}") == (1, 20)
    assert forecast('Dear {{ first_name | default: "friend" }} {{ unsubscribe_url }}') == (21, 0)
    assert forecast("Dear {{ no_such_field }} {{ unsubscribe_url }}") == (
        21,
        0,
    )  # a slip of the pen, mended before Send


def test_without_an_account_nothing_can_be_said(ws: Workspace, account: Account) -> None:
    number = draft(ws, account)
    ws.accounts.set_stopped(account.id, "wrong password")
    forecast = planning.plan(ws, number)
    assert (forecast.ends_at, forecast.reasons) == (None, ("No account can send now.",))


def test_other_campaigns_share_the_account(ws: Workspace, account: Account) -> None:
    campaigns.send(ws, draft(ws, account))
    forecast = planning.plan(ws, draft(ws, account))
    assert forecast.seconds == pytest.approx(9 * 3600, rel=0.05)
    assert any("shares the account" in reason for reason in forecast.reasons)


def test_shares_follow_limits_and_pace() -> None:
    slow, fast = Lane(Limits(per_minute=10)), Lane(Limits(per_minute=40))
    taken = [0, 0]
    through_at(1000, [slow.capacity, fast.capacity], Schedule(), START, taken)
    assert sum(taken) == 1000
    assert 0.15 < taken[0] / 1000 < 0.25
