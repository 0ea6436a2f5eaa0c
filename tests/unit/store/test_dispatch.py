"""The one transaction: claims, results, counters and suppressions go together."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from mailer_gui.model.contacts import Suppression
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store.claiming import FRESH_DATE, Row
from mailer_gui.store.database import Store
from mailer_gui.store.dispatch import Accepted, Dispatch, LeaseLost, Result
from mailer_gui.store.flight import Ended, FlightLog, read_flights
from mailer_gui.store.recovery import WHY_UNCERTAIN, Recovered, recover
from tests.integration.workspaces import launched

ACCEPTED, DEFERRED, UNCERTAIN, SKIPPED = (
    DeliveryStatus.ACCEPTED,
    DeliveryStatus.DEFERRED,
    DeliveryStatus.UNCERTAIN,
    DeliveryStatus.SKIPPED,
)
BOOT = "boot"


class Bench:
    """A launched campaign of ten and a dispatch with a clock of its own."""

    def __init__(self, root: Path) -> None:
        self.store: Store
        self.store, self.campaign = launched(root / "workspace", 1, 10)
        self.now = self.store.campaigns.get(self.campaign).launched_at or 0.0
        self.dispatch = Dispatch(self.store.paths, lambda: self.now)
        self.dispatch.begin(1, BOOT, "test")

    def claim(self, count: int) -> list[Row]:
        return self.dispatch.step(wishes=[(self.campaign, count)])

    def result(self, row: Row, status: DeliveryStatus, **more: object) -> Result:
        return Result(row.id, self.campaign, row.number, status, self.now, **more)  # type: ignore[arg-type]  # a test's shorthand

    def status(self, delivery_id: int) -> tuple[DeliveryStatus, int, str]:
        found = self.store.deliveries.get(delivery_id)
        return found.status, found.attempts, found.reason

    def check_counters(self) -> None:
        counts = self.store.deliveries.counts(self.campaign)
        with self.store.database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT status, count(*) FROM deliveries GROUP BY status").all()
        real = {DeliveryStatus(status): count for status, count in rows}
        assert (counts.accepted, counts.rejected, counts.deferred, counts.uncertain, counts.skipped) == tuple(
            real.get(status, 0) for status in (ACCEPTED, DeliveryStatus.REJECTED, DEFERRED, UNCERTAIN, SKIPPED)
        )


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_claims_are_disjoint_and_in_order(bench: Bench) -> None:
    first, second = bench.claim(4), bench.claim(100)
    assert [row.number for row in first] == [1] * 4
    assert len(second) == 6
    assert not {row.id for row in first} & {row.id for row in second}
    assert bench.claim(5) == []
    assert bench.dispatch.next_due(bench.campaign) is None


def test_results_attempts_and_counters_go_together(bench: Bench) -> None:
    rows = bench.claim(4)
    bench.dispatch.step(
        [
            bench.result(rows[0], ACCEPTED, account_id=1, code=250, reply="250 ok"),
            bench.result(rows[1], DEFERRED, account_id=1, code=451, reply="451 later", due=bench.now + 60),
            bench.result(rows[2], SKIPPED, reason="no name", attempted=False),
        ],
        [rows[3].id],
    )
    assert bench.status(rows[0].id) == (ACCEPTED, 1, "")
    assert bench.status(rows[1].id) == (DEFERRED, 1, "")
    assert bench.status(rows[2].id) == (SKIPPED, 0, "no name")
    assert bench.status(rows[3].id) == (DeliveryStatus.QUEUED, 0, "")
    assert [attempt.code for attempt in bench.store.deliveries.newest(bench.campaign)] == [451, 250]
    bench.check_counters()


def accepted(row: Row, at: float, reply: str = "250 ok") -> Accepted:
    return row.id, row.campaign_id, 3, row.number, at, int(ACCEPTED), 250, reply


def test_accepted_ones_are_stored_together_as_results_are(bench: Bench) -> None:
    rows = bench.claim(5)
    bench.dispatch.step([bench.result(rows[1], DEFERRED, due=bench.now)])
    again = next(row for row in bench.claim(9) if row.id == rows[1].id)
    some = [
        accepted(rows[0], bench.now + 5),
        accepted(again, bench.now + 2, "250 ok two"),
        accepted(rows[2], bench.now + 3),
    ]
    bench.dispatch.step([bench.result(rows[3], UNCERTAIN, reason="lost")], accepted=some)
    assert [bench.status(row.id) for row in rows] == [
        (ACCEPTED, 1, ""),
        (ACCEPTED, 2, ""),
        (ACCEPTED, 1, ""),
        (UNCERTAIN, 1, "lost"),
        (DeliveryStatus.CLAIMED, 1, ""),
    ]
    kept = bench.store.deliveries.get(again.id)
    assert (kept.at, kept.code, kept.reply) == (bench.now + 2, 250, "250 ok two")
    assert [(a.number, a.status) for a in bench.store.deliveries.attempts_of(again.id)] == [
        (1, DEFERRED),
        (2, ACCEPTED),
    ]
    assert bench.store.deliveries.times(bench.campaign) == (bench.now, bench.now + 5)
    bench.check_counters()


def test_an_accepted_one_of_another_epoch_or_told_twice_changes_nothing(bench: Bench) -> None:
    one, two = bench.claim(2)
    with pytest.raises(LeaseLost):
        bench.dispatch.step(accepted=[accepted(one, bench.now), accepted(one, bench.now)])
    bench.dispatch.step(accepted=[accepted(two, bench.now)])
    with pytest.raises(LeaseLost):
        bench.dispatch.step(accepted=[accepted(one, bench.now), accepted(two, bench.now)])
    bench.dispatch.epoch += 1
    with pytest.raises(LeaseLost):
        bench.dispatch.step(accepted=[accepted(one, bench.now)])
    assert bench.status(one.id)[0] is DeliveryStatus.CLAIMED
    assert bench.store.deliveries.attempts_of(one.id) == []
    bench.check_counters()


def test_a_deferred_one_is_claimed_again_when_it_is_due(bench: Bench) -> None:
    (row,) = bench.claim(1)
    bench.dispatch.step([bench.result(row, DEFERRED, due=bench.now + 60)])
    others = bench.claim(100)
    assert row.id not in {other.id for other in others}
    assert bench.dispatch.next_due(bench.campaign) == bench.now + 60
    bench.now += 61
    (again,) = bench.claim(100)
    assert (again.id, again.number, again.date) == (row.id, 2, row.date)
    bench.check_counters()


def test_a_suppression_is_asked_in_the_claim_itself(bench: Bench) -> None:
    bench.store.suppressions.add([Suppression("p1@dest1.example"), Suppression("@dest2.example")])
    rows = bench.claim(10)
    assert {row.address for row in rows} == {f"p{n}@dest{n % 7}.example" for n in (3, 4, 5, 6, 7, 8, 10)}
    assert bench.store.deliveries.counts(bench.campaign).skipped == 3
    bench.check_counters()


def test_claims_with_gaps_are_as_exact(bench: Bench) -> None:
    """Those in a row are claimed by their first and last; what lies between others is not touched."""
    rows = bench.claim(10)
    some = [rows[number] for number in (1, 3, 4, 7)]
    bench.dispatch.step(
        accepted=[accepted(row, bench.now) for row in rows if row not in some], released=[row.id for row in some]
    )
    assert [row.id for row in bench.claim(3)] == [row.id for row in some[:3]]
    assert bench.status(some[3].id)[0] is DeliveryStatus.QUEUED
    assert [bench.status(row.id)[0] for row in rows if row not in some] == [ACCEPTED] * 6
    assert [row.id for row in bench.claim(3)] == [some[3].id]
    bench.check_counters()


def test_suppressed_ones_do_not_make_a_claim_smaller(bench: Bench) -> None:
    bench.store.suppressions.add([Suppression(f"p{n}@dest{n % 7}.example") for n in range(1, 6)])
    assert len(bench.claim(5)) == 5


def test_what_was_meant_for_later_is_dated_when_it_goes(bench: Bench) -> None:
    with bench.store.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET date = ?", (bench.now + 86_400.0,))
    (row,) = bench.claim(1)
    assert row.date == bench.now


def test_the_date_moves_at_the_first_claim_only(bench: Bench) -> None:
    bench.now += FRESH_DATE + 10
    (row,) = bench.claim(1)
    assert row.date == bench.now
    bench.dispatch.step([bench.result(row, DEFERRED, due=bench.now)])
    bench.now += FRESH_DATE * 2
    again = next(other for other in bench.claim(10) if other.id == row.id)
    assert again.date == row.date


def test_a_result_of_another_epoch_changes_nothing(bench: Bench) -> None:
    (row,) = bench.claim(1)
    bench.dispatch.epoch += 1
    with pytest.raises(LeaseLost):
        bench.dispatch.step([bench.result(row, ACCEPTED)])
    assert bench.status(row.id)[0] is DeliveryStatus.CLAIMED
    bench.check_counters()


def test_every_claimed_row_becomes_exactly_one_thing(bench: Bench, tmp_path: Path) -> None:
    rows = bench.claim(4)
    path = tmp_path / "log"
    log = FlightLog(path, BOOT, bench.dispatch.epoch, synced=False)
    for row in rows[:2]:
        log.mark(row.id, row.number, 5)
    log.end(rows[0].id, bench_ended(rows[0]))
    log.put()
    log.close()
    bench.dispatch.begin(1, BOOT, "test")
    found = recover(bench.dispatch, read_flights(path, BOOT), 1, bench.now, lambda _: False)
    assert found == Recovered(done=1, uncertain=1, queued=2)
    assert bench.status(rows[0].id) == (ACCEPTED, 1, "")
    assert bench.status(rows[1].id) == (UNCERTAIN, 1, WHY_UNCERTAIN)
    assert bench.status(rows[2].id) == bench.status(rows[3].id) == (DeliveryStatus.QUEUED, 0, "")
    bench.check_counters()
    assert bench.store.usage.times(5, 0, 10)  # an uncertain one counts for the account's limits
    assert recover(bench.dispatch, read_flights(path, BOOT), 1, bench.now, lambda _: False) == Recovered()


def test_after_a_power_cut_everything_without_an_answer_is_uncertain(bench: Bench, tmp_path: Path) -> None:
    rows = bench.claim(4)
    log = FlightLog(tmp_path / "log", BOOT, bench.dispatch.epoch, synced=False)
    log.mark(rows[0].id, 1, 5)
    log.end(rows[0].id, bench_ended(rows[0]))
    log.put()
    log.close()
    bench.dispatch.begin(1, "next", "test")
    found = recover(bench.dispatch, read_flights(tmp_path / "log", "next"), 1, bench.now, lambda _: False)
    assert found == Recovered(done=1, uncertain=3)
    bench.check_counters()


def test_never_miss_queues_uncertain_ones_again(bench: Bench, tmp_path: Path) -> None:
    (row,) = bench.claim(1)
    bench.dispatch.begin(1, BOOT, "test")
    recover(bench.dispatch, read_flights(tmp_path / "none", BOOT), 1, bench.now, lambda _: True)
    again = next(other for other in bench.claim(10) if other.id == row.id)
    assert (again.number, again.date) == (2, row.date)
    assert [a.status for a in bench.store.deliveries.attempts_of(row.id)] == [UNCERTAIN]
    bench.check_counters()


def test_another_slots_claims_are_left_alone(bench: Bench, tmp_path: Path) -> None:
    bench.dispatch.begin(2, BOOT, "test")
    (row,) = bench.claim(1)
    bench.dispatch.begin(1, BOOT, "test")
    assert recover(bench.dispatch, read_flights(tmp_path / "none", BOOT), 1, bench.now, lambda _: False) == Recovered()
    assert bench.status(row.id)[0] is DeliveryStatus.CLAIMED


def test_the_due_ones_are_found_through_their_index(bench: Bench) -> None:
    from mailer_gui.store import claiming

    plan = _plan(bench.dispatch.db, claiming._FIND, bench.campaign)
    assert "ix_deliveries_due" in plan
    assert "SCAN d" not in plan


def _plan(db: sqlite3.Connection, statement: str, campaign: int) -> str:
    values = {"campaign": campaign, "now": 0, "old": 0, "epoch": 1, "count": 5}
    return "\n".join(str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values))


def bench_ended(row: Row) -> Ended:
    return Ended(row.number, 1e9, ACCEPTED, 250, 0.0, 5, "250 ok", "")
