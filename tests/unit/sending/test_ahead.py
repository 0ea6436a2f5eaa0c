"""Messages are rendered a few at once: each of them once, none that is big or slow, and trouble is told in its turn."""

from __future__ import annotations

from typing import Any, cast

from mailer_gui.sending.campaign import CampaignRun, Variant
from mailer_gui.sending.choosing import AHEAD, Chooser
from mailer_gui.sending.ports import Claimed, Job, Skip
from mailer_gui.sending.roster import Roster
from mailer_gui.sending.wire import BIG


class Clock:
    at = 0.0

    def now(self) -> float:
        return self.at

    def steady(self) -> float:
        return self.at


class Bench:
    """A chooser and a campaign with forty people in its queue; everything told to `claims` is noted."""

    def __init__(self, size: int = 100, seconds: float = 0.0, bad: int = 0) -> None:
        self.size, self.seconds, self.bad = size, seconds, bad
        self.rendered: list[int] = []
        self.skipped: list[int] = []
        self.clock = Clock()
        self.campaign = CampaignRun(1, "shop@sender.example", [1], self.render)
        self.chooser = Chooser(Roster(self.clock), cast("Any", self), cast("Any", None))
        for number in range(1, 41):
            claimed = Claimed(1, number, 1, "a@dest.example", "a@dest.example", "{}", 0.0, number)
            self.campaign.queue.append(Job(claimed, self.campaign))

    def render(self, job: Job) -> bytes:
        self.rendered.append(job.id)
        self.clock.at += self.seconds
        if job.id == self.bad:
            raise Skip("no name")
        return b"x" * self.size

    def settle(self, job: Job, settlement: object) -> None:
        self.skipped.append(job.id)

    def take(self) -> bytes:
        job = self.campaign.queue.popleft()
        return job.body if self.chooser.rendered(job, 1) else b""


def test_each_is_rendered_once_and_a_few_before_their_turn() -> None:
    bench = Bench()
    assert bench.take() == b"x" * 100
    assert bench.rendered == [1, 2]
    bench.take()
    bench.take()
    assert bench.rendered == [1, 2, 3, 4, 5]
    for _ in range(37):
        bench.take()
    assert bench.rendered == list(range(1, 41))


def test_there_are_more_of_them_while_it_is_quick() -> None:
    bench = Bench()
    for _ in range(36):
        bench.take()
    assert 4 < bench.campaign.ahead <= AHEAD


def test_trouble_is_told_in_its_turn() -> None:
    bench = Bench(bad=3)
    bench.campaign.ahead = AHEAD
    bench.take()
    assert (bench.rendered, bench.skipped) == ([1, 2, 3], [])
    bench.take()
    assert bench.take() == b""
    assert bench.skipped == [3]
    for _ in range(37):
        bench.take()
    assert bench.rendered == [1, 2, 3, *range(3, 41)]


def test_of_what_is_big_or_slow_at_most_one_is_rendered_before_its_turn() -> None:
    big, slow = Bench(size=BIG + 1), Bench(seconds=1.0)
    for _ in range(30):
        big.take()
    assert big.rendered == list(range(1, 31))
    assert big.campaign.ahead == 1
    slow.campaign.ahead = AHEAD
    slow.take()
    assert slow.rendered == [1, 2]
    for _ in range(29):
        slow.take()
    assert slow.rendered[:30] == list(range(1, 31))
    assert slow.campaign.ahead == 1


def test_where_each_account_writes_its_own_nothing_is_rendered_before_it_is_known_who_sends() -> None:
    bench = Bench()
    bench.campaign.variants[2] = Variant(b"other@sender.example", bench.render)
    bench.take()
    assert bench.rendered == [1]
