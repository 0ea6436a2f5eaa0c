"""A campaign's gate: allowed hours, the staged start, and the share of refusals."""

from __future__ import annotations

from mailer_gui.model.campaigns import Counts, DeliveryPlan, Guard
from mailer_gui.model.schedule import Schedule
from mailer_gui.sending.gate import Gate

HOURS = Schedule(zone="UTC", opens="09:00", closes="17:00")


def send(gate: Gate, count: int, refused: int = 0) -> str:
    said = ""
    for place in range(count):
        gate.begin(1)
        gate.end()
        if place < refused:
            said = gate.refused() or said
    return said


def test_an_open_gate() -> None:
    gate = Gate()
    assert gate.rest(0.0) is None
    assert send(gate, 1000, 1000) == ""


def test_hours() -> None:
    gate = Gate(DeliveryPlan(schedule=HOURS))
    rest = gate.rest(8 * 3600.0)
    assert rest is not None
    assert (rest.why, rest.until) == ("Sending is allowed from 09:00 to 17:00 (UTC).", 9 * 3600.0)
    assert gate.rest(9 * 3600.0) is None


def test_too_many_refusals_ask_after_200_attempts() -> None:
    gate = Gate(share=0.05)
    assert send(gate, 190, 100) == ""
    assert send(gate, 9, 0) == ""
    said = send(gate, 1, 1)
    assert said.startswith("101 of 200 people were refused for good")
    calm = Gate(share=0.05)
    assert send(calm, 400, 0) == ""
    assert send(calm, 20, 20) == ""
    assert send(calm, 5, 5) != ""


def test_the_share_of_the_plan_wins_and_0_means_never() -> None:
    assert send(Gate(DeliveryPlan(stop_at_rejected=0.0), share=0.05), 500, 500) == ""
    gate = Gate(DeliveryPlan(stop_at_rejected=0.5))
    assert send(gate, 300, 0) + send(gate, 290, 290) == ""
    assert send(gate, 20, 20) != ""


def test_a_restart_goes_on_counting_and_an_agreement_begins_anew() -> None:
    gate = Gate(counts=Counts(planned=900, accepted=150, rejected=60), share=0.05)
    assert send(gate, 1, 1) != ""
    agreed = gate.agreed()
    assert agreed == Guard(211, 61)
    again = Gate(guard=agreed, counts=Counts(planned=900, accepted=150, rejected=61), share=0.05)
    assert send(again, 199, 100) == ""
    assert send(again, 1, 1) != ""


def test_a_staged_start_sends_the_first_waits_and_goes_on() -> None:
    gate = Gate(DeliveryPlan(first=3, first_wait=600.0), share=0.05)
    gate.begin(1)
    gate.begin(1)
    assert gate.rest(0.0) is None
    gate.take_back(1)
    gate.begin(1)
    gate.begin(1)
    assert gate.left == 0
    rest = gate.rest(10.0)
    assert rest is not None
    assert rest.until is None  # the answers are not there yet
    for _ in range(3):
        gate.end()
    rest = gate.rest(10.0)
    assert rest is not None
    assert (rest.why, rest.until) == ("The first 3 people got it. The rest follows when all is well.", 610.0)
    assert gate.unhealthy(600.0) == ""
    assert gate.rest(610.0) is None
    assert gate.unhealthy(610.0) == ""
    assert gate.guard == Guard(stage_over=True)
    assert gate.left != 0


def test_a_staged_start_asks_when_the_first_were_refused() -> None:
    gate = Gate(DeliveryPlan(first=10, first_wait=1.0), share=0.05)
    send(gate, 10, 2)
    assert gate.rest(0.0) is not None
    assert gate.unhealthy(2.0).startswith("2 of 10 people were refused for good")


def test_one_refusal_among_few_is_bad_luck() -> None:
    gate = Gate(DeliveryPlan(first=5, first_wait=1.0), share=0.05)
    send(gate, 5, 1)
    gate.rest(0.0)
    assert gate.unhealthy(2.0) == ""


def test_a_staged_start_survives_a_restart() -> None:
    plan = DeliveryPlan(first=10, first_wait=600.0)
    counts = Counts(planned=100, accepted=6, deferred=1)
    gate = Gate(plan, counts=counts)
    send(gate, 3)
    assert gate.left == 0
    waiting = Gate(plan, Guard(stage_until=500.0), Counts(planned=100, accepted=10))
    rest = waiting.rest(499.0)
    assert rest is not None
    assert rest.until == 500.0
    over = Gate(plan, Guard(stage_over=True), Counts(planned=100, accepted=10))
    assert over.rest(0.0) is None
    assert over.left != 0
