"""Whatever a server answers and wherever it breaks off: each message of a deep connection is told once, and rightly."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.deep_wire import DeepWire, unstuffed
from mailer_gui.sending.judge import Phase
from mailer_gui.sending.ports import Claimed, Job
from mailer_gui.sending.replies import Reply
from mailer_gui.sending.session import Session
from mailer_gui.sending.wire import BIG

WORDS = {250: ("2.0.0 ok", "2.1.0 ok", "2.1.5 ok", "2.0.0 queued")}


class Transport:
    """Keeps what is written; `unsent` bytes of it wait for the network."""

    def __init__(self) -> None:
        self.written = bytearray()
        self.unsent = 0
        self.is_closed = False

    def write(self, data: bytes) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.is_closed

    def abort(self) -> None:
        self.is_closed = True

    close = abort

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def set_protocol(self, _: object) -> None: ...

    def set_write_buffer_limits(self, high: int | None = None) -> None: ...


@dataclass
class Feed:
    """Gives jobs and keeps what is told of each."""

    jobs: list[Job]
    told: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    upsets: int = 0
    without_chunking: int = 0
    is_closed: bool = False

    def take(self, wire: DeepWire) -> Job | None:
        return self.jobs.pop(0) if self.jobs else None

    def mark(self, wire: DeepWire, job: Job) -> None:
        self.tell(job, "marked", 0)
        wire.content()

    def tell(self, job: Job, what: str, code: int) -> None:
        self.told.setdefault(job.id, []).append((what, code))

    def answered(self, wire: DeepWire, job: Job, reply: Reply, phase: Phase) -> None:
        self.tell(job, phase.value, reply.code)

    def unmark(self, wire: DeepWire, job: Job) -> None:
        self.tell(job, "unmarked", 0)

    def uncertain(self, wire: DeepWire, job: Job, why: str) -> None:
        self.tell(job, "uncertain", 0)

    def upset(self, wire: DeepWire, reply: Reply) -> None:
        self.upsets += 1

    def no_chunking(self, wire: DeepWire) -> None:
        self.without_chunking += 1

    def closed(self, wire: DeepWire) -> None:
        self.is_closed = True


class Bench:
    """A connection of this depth to a server that a test plays."""

    def __init__(
        self, depth: int, people: int, *, body: bytes = b"Subject: x\r\n\r\n..\r\n", messages: int = 1000
    ) -> None:
        self.body = body
        self.campaign = CampaignRun(1, "shop@sender.example", (1,), lambda job: body)
        self.feed = Feed([self.job(number) for number in range(people)])
        self.transport = Transport()
        session = Session(cast(Any, None), cast(asyncio.Transport, self.transport), {"chunking": "", "pipelining": ""})
        self.wire = DeepWire(cast(Any, self.feed), session, lambda: 0.0, depth=depth, messages=messages)
        self.wire.kick()

    def job(self, number: int) -> Job:
        key = f"p{number}@dest.example"
        job = Job(Claimed(1, number, 1, key, key, "{}", 0.0, number), self.campaign)
        job.body = self.body
        return job

    def ends(self) -> dict[int, tuple[str, int]]:
        """What became of each message; every one that was taken was marked first and told once."""
        for told in self.feed.told.values():
            assert told[0] == ("marked", 0)
            assert len(told) == 2
        return {number: told[1] for number, told in self.feed.told.items()}


@st.composite
def groups(draw: st.DrawFn) -> list[tuple[int, ...]]:
    """The answers to RSET, MAIL, RCPT and BDAT of some messages; nothing comes after 421."""
    found: list[tuple[int, ...]] = []
    for _ in range(draw(st.integers(1, 9))):
        mail = draw(st.sampled_from((250, 250, 250, 250, 450, 421)))
        rcpt = 503 if mail != 250 else draw(st.sampled_from((250, 250, 250, 250, 550, 450, 421)))
        dot = 554 if rcpt != 250 else draw(st.sampled_from((250, 250, 250, 250, 554, 451, 421)))
        answers = (250, mail, rcpt, dot)
        if 421 in answers:
            return [*found, answers[: answers.index(421) + 1]]
        found.append(answers)
    return found


def expected(answers: tuple[int, ...], *, said_goodbye: bool) -> tuple[str, int]:
    phases = ("reset", "mail", "rcpt", "dot")
    refusal = next((place for place, code in enumerate(answers) if code >= 400), None)
    if refusal is not None:
        return phases[refusal], answers[refusal]
    if len(answers) == 4:
        return "dot", 250
    return ("unmarked", 0) if said_goodbye else ("uncertain", 0)


@given(groups(), st.integers(1, 6), st.integers(0, 40), st.lists(st.integers(1, 30), max_size=20))
@example([(250, 250, 550, 554), (250, 250, 250, 250)], 2, 40, [])
@example([(250, 421), ()], 3, 40, [])
def test_each_is_told_once_and_rightly(
    answers: list[tuple[int, ...]], depth: int, heard: int, pieces: list[int]
) -> None:
    """`heard` replies arrive, in pieces of these sizes, then the connection breaks."""
    bench = Bench(depth, len(answers) + 2)
    lines = [(n, place, code) for n, group in enumerate(answers) for place, code in enumerate(group)][:heard]
    words = [(n, f"{code} {WORDS.get(code, ('no',) * 4)[place]}\r\n".encode()) for n, place, code in lines]
    sizes, given = iter(pieces), 0
    while given < len(b"".join(word for n, word in words if n < bench.wire.sent)):  # it answers what was written
        data = b"".join(word for n, word in words if n < bench.wire.sent)[given:][: next(sizes, 10_000)]
        given += len(data)
        bench.wire.data_received(data)
        assert bench.wire.in_flight <= depth
    bench.wire.connection_lost(None)
    ends = bench.ends()
    told = {n: tuple(code for m, _, code in lines if m == n) for n in range(len(answers) + 2)}
    goodbye = False
    for number in sorted(ends):
        assert ends[number] == expected(told.get(number, ()), said_goodbye=goodbye), number
        goodbye = goodbye or 421 in told.get(number, ())
    assert sum(what == "uncertain" for what, _ in ends.values()) <= depth
    assert bench.feed.is_closed
    assert not bench.feed.upsets


def test_what_is_written() -> None:
    bench = Bench(2, 3)
    body = b"Subject: x\r\n\r\n.\r\n"
    assert bytes(bench.transport.written) == b"".join(
        b"RSET\r\nMAIL FROM:<shop@sender.example>\r\nRCPT TO:<p%d@dest.example>\r\nBDAT %d LAST\r\n%b"
        % (number, len(body), body)
        for number in range(2)
    )


def test_a_connection_ends_after_its_messages() -> None:
    bench = Bench(4, 5, messages=2)
    assert bench.wire.in_flight == 2
    bench.wire.data_received(b"250 ok\r\n" * 8)
    assert bytes(bench.transport.written).endswith(b"QUIT\r\n")
    bench.wire.data_received(b"221 bye\r\n")
    bench.wire.connection_lost(None)
    assert set(bench.ends().values()) == {("dot", 250)}
    assert not bench.wire.failed


def test_big_content_ends_when_it_has_left() -> None:
    bench = Bench(3, 2, body=b"x" * (BIG + 1))
    assert b"BDAT 0 LAST" in bench.transport.written
    slow = Bench(3, 2, body=b"y\r\n")
    slow.transport.unsent = 1
    big = Bench(1, 1, body=b"z" * (BIG + 1)).job(9)
    slow.feed.jobs = [big]
    slow.wire.data_received(b"250 2.0.0 ok\r\n" * 8)
    assert b"BDAT 0 LAST" not in slow.transport.written
    assert slow.wire.is_held
    slow.wire.connection_lost(None)
    assert slow.ends()[9] == ("unmarked", 0)


@pytest.mark.parametrize("shifted", [b"250 2.1.5 ok", b"354 go on", b"what a day"])
def test_an_answer_that_is_none_of_bdats(shifted: bytes) -> None:
    bench = Bench(2, 2)
    bench.wire.data_received(b"250 ok\r\n250 ok\r\n250 ok\r\n" + shifted + b"\r\n")
    assert bench.feed.upsets == 1
    assert bench.transport.is_closed
    bench.wire.connection_lost(None)
    assert set(bench.ends().values()) == {("uncertain", 0)}


def test_a_server_that_does_not_know_bdat() -> None:
    bench = Bench(1, 1)
    bench.wire.data_received(b"250 ok\r\n250 ok\r\n250 ok\r\n502 5.5.2 what?\r\n")
    bench.wire.connection_lost(None)
    assert bench.ends() == {0: ("unmarked", 0)}
    assert bench.feed.without_chunking == 1


@given(st.lists(st.sampled_from([b".", b"..", b"a", b"\r\n", b"\r\n.", b"x."]), max_size=40).map(b"".join))
def test_dots_are_taken_away_as_they_were_put(raw: bytes) -> None:
    stuffed = re.sub(rb"(?m)^\.", b"..", raw.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n")
    assert unstuffed(stuffed) == raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
