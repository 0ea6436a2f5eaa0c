"""One connection on a transport and a clock of the test's own: what is written when, and how long it waits."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from mailer_gui.model.accounts import Account, Identity, Security
from mailer_gui.sending.campaign import CampaignRun
from mailer_gui.sending.judge import Phase
from mailer_gui.sending.ports import Claimed, Job
from mailer_gui.sending.replies import Reply
from mailer_gui.sending.session import Session
from mailer_gui.sending.wire import BIG, Wire

ACCOUNT = Account(1, "Test", "mail.sender.example", 587, Security.STARTTLS, Identity("shop@sender.example"))
ENVELOPE = "MAIL FROM:<shop@sender.example>\r\nRCPT TO:<{}>\r\nDATA\r\n"


class Line:
    """A transport that remembers what was written; `buffered` is what has not left yet."""

    def __init__(self) -> None:
        self.written = b""
        self.buffered = 0
        self.closed = False
        self.wire: Wire

    def write(self, data: bytes) -> None:
        self.written += data

    def take(self) -> str:
        written, self.written = self.written.decode(), b""
        return written

    def set_protocol(self, wire: Wire) -> None:
        self.wire = wire

    def set_write_buffer_limits(self, high: int | None = None) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return self.buffered

    def is_closing(self) -> bool:
        return self.closed

    def abort(self) -> None:
        self.closed = True

    close = abort


class Desk:
    """Gives jobs from a list and writes down what it is told."""

    def __init__(self, *addresses: str, size: int = 10) -> None:
        campaign = CampaignRun(1, "shop@sender.example", [1], lambda job: b"")
        self.jobs = [Job(Claimed(1, n, 1, a, a, "{}", 0.0, n), campaign) for n, a in enumerate(addresses, 1)]
        for job in self.jobs:
            job.body = b"x" * (size - 2) + b"\r\n"
        self.told: list[tuple[str, ...]] = []
        self.go = True
        self.mark_now = True

    def take(self, wire: Wire) -> Job | None:
        return self.jobs.pop(0) if self.jobs else None

    def may_go(self, wire: Wire, job: Job) -> bool:
        return self.go

    def mark(self, wire: Wire, job: Job) -> None:
        self.told.append(("mark", job.address))
        if self.mark_now:
            wire.content()

    def unmark(self, wire: Wire, job: Job) -> None:
        self.told.append(("unmark", job.address))

    def answered(self, wire: Wire, job: Job, reply: Reply, phase: Phase) -> None:
        self.told.append(("answered", job.address, reply.text, phase.value))

    def accepted(self, wire: Wire, job: Job, reply: Reply) -> None:
        self.answered(wire, job, reply, Phase.DOT)

    def unsent(self, wire: Wire, job: Job) -> None:
        self.told.append(("unsent", job.address))

    def uncertain(self, wire: Wire, job: Job, why: str) -> None:
        self.told.append(("uncertain", job.address, why))

    def upset(self, wire: Wire, reply: Reply) -> None:
        self.told.append(("upset", reply.text))

    def closed(self, wire: Wire) -> None:
        self.told.append(("closed",))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Bench:
    def __init__(self, desk: Desk, extensions: str = "pipelining", messages: int = 100) -> None:
        self.desk, self.line, self.clock = desk, Line(), Clock()
        session = Session(ACCOUNT, cast("asyncio.Transport", self.line), dict.fromkeys(extensions.split(), ""))
        self.wire = Wire(cast("Any", desk), session, self.clock, pipelining=True, messages=messages)

    def say(self, *lines: str) -> None:
        self.wire.data_received("".join(f"{line}\r\n" for line in lines).encode())

    def end(self) -> None:
        self.wire.connection_lost(None)


def test_the_next_envelope_rides_behind_the_dot_and_its_content_waits() -> None:
    bench = Bench(Desk("a@dest.example", "b@dest.example"))
    bench.wire.kick()
    assert bench.line.take() == ENVELOPE.format("a@dest.example")
    bench.say("250 ok", "250 ok")
    assert bench.line.take() == ""
    bench.say("354 go")
    assert bench.line.take() == "xxxxxxxx\r\n.\r\n" + ENVELOPE.format("b@dest.example")
    bench.say("250 queued", "250 ok", "250 ok")
    assert bench.desk.told == [("mark", "a@dest.example")]
    bench.say("354 go")
    assert bench.desk.told == [
        ("mark", "a@dest.example"),
        ("answered", "a@dest.example", "250 queued", "dot"),
        ("mark", "b@dest.example"),
    ]
    assert bench.line.take() == "xxxxxxxx\r\n.\r\n"


def test_no_content_before_the_mark() -> None:
    desk = Desk("a@dest.example")
    desk.mark_now = False
    bench = Bench(desk)
    bench.wire.kick()
    bench.line.take()
    bench.say("250 ok", "250 ok", "354 go")
    assert bench.line.take() == ""
    bench.end()
    assert desk.told == [("mark", "a@dest.example"), ("unmark", "a@dest.example"), ("closed",)]
    bench.wire.content()  # the mark's sync comes back late
    assert bench.line.take() == ""


def test_without_pipelining_one_command_at_a_time() -> None:
    bench = Bench(Desk("a@dest.example", "b@dest.example"), extensions="size")
    bench.wire.kick()
    assert bench.line.take() == "MAIL FROM:<shop@sender.example> SIZE=10\r\n"
    bench.say("250 ok")
    assert bench.line.take() == "RCPT TO:<a@dest.example>\r\n"
    bench.say("550 no")
    assert bench.line.take() == "RSET\r\n"
    bench.say("250 ok")
    assert bench.line.take() == "MAIL FROM:<shop@sender.example> SIZE=10\r\n"


@pytest.mark.parametrize(
    ("answers", "written"),
    [
        (("250 ok", "550 no", "503 no recipients"), "RSET\r\n" + ENVELOPE.format("b@dest.example")),
        (("250 ok", "550 no", "354 go"), ".\r\nRSET\r\n" + ENVELOPE.format("b@dest.example")),
        (("550 no", "503 no", "503 no"), "RSET\r\n" + ENVELOPE.format("b@dest.example")),
    ],
)
def test_after_a_refused_group(answers: tuple[str, ...], written: str) -> None:
    bench = Bench(Desk("a@dest.example", "b@dest.example"))
    bench.wire.kick()
    bench.line.take()
    bench.say(*answers)
    assert bench.line.take() == written


def test_a_lone_dot_does_not_wait_for_the_next_message() -> None:
    bench = Bench(Desk("a@dest.example"))
    bench.wire.kick()
    bench.line.take()
    bench.say("250 ok", "550 no", "354 go")
    assert bench.line.take() == ".\r\nRSET\r\n"


def test_content_that_must_not_go_closes_the_line_without_a_dot() -> None:
    desk = Desk("a@dest.example")
    bench = Bench(desk)
    bench.wire.kick()
    bench.line.take()
    desk.go = False
    bench.say("250 ok", "250 ok", "354 go")
    assert bench.line.take() == ""
    assert bench.line.closed
    assert desk.told == [("unsent", "a@dest.example")]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [((), 300), (("250 ok",), 300), (("250 ok", "250 ok"), 120), (("250 ok", "250 ok", "354 go"), 600)],
    ids=["mail", "rcpt", "data", "dot"],
)
def test_how_long_it_waits(said: tuple[str, ...], seconds: int) -> None:
    """RFC 5321 4.5.3.2: a hasty end after the dot would typically make a second copy."""
    bench = Bench(Desk("a@dest.example"))
    bench.wire.kick()
    if said:
        bench.say(*said)
    bench.wire.check_deadline(bench.clock.now + seconds - 1)
    assert not bench.line.closed
    bench.wire.check_deadline(bench.clock.now + seconds + 1)
    assert bench.line.closed
    bench.end()  # type: ignore[unreachable]  # mypy does not see that `check_deadline` closes the line
    last = "uncertain" if seconds == 600 else "unsent"
    assert [word for word, *_ in bench.desk.told if word != "mark"] == [last, "closed"]


def test_the_answer_to_the_dot_counts_even_when_the_rest_of_the_group_never_comes() -> None:
    bench = Bench(Desk("a@dest.example", "b@dest.example"))
    bench.wire.kick()
    bench.say("250 ok", "250 ok", "354 go")
    bench.say("250 queued", "250 ok")
    bench.end()
    assert bench.desk.told == [
        ("mark", "a@dest.example"),
        ("answered", "a@dest.example", "250 queued", "dot"),
        ("unsent", "b@dest.example"),
        ("closed",),
    ]


def test_big_content_gets_its_dot_when_it_has_left() -> None:
    desk = Desk("a@dest.example", size=BIG + 1)
    bench = Bench(desk)
    bench.line.buffered = 1
    bench.wire.kick()
    bench.line.take()
    bench.say("250 ok", "250 ok", "354 go")
    assert bench.line.take().endswith("x\r\n")
    bench.wire.resume_writing()
    assert bench.line.take() == ".\r\n"


def test_a_refusal_in_the_middle_of_big_content_is_an_answer() -> None:
    desk = Desk("a@dest.example", size=BIG + 1)
    bench = Bench(desk)
    bench.line.buffered = 1
    bench.wire.kick()
    bench.say("250 ok", "250 ok", "354 go")
    bench.say("552 5.3.4 too big")
    assert bench.line.closed
    bench.end()
    assert desk.told[1:] == [("answered", "a@dest.example", "552 5.3.4 too big", "dot"), ("closed",)]


def test_the_last_message_of_a_connection_is_followed_by_goodbye() -> None:
    bench = Bench(Desk("a@dest.example", "b@dest.example"), messages=1)
    bench.wire.kick()
    bench.say("250 ok", "250 ok", "354 go")
    bench.line.take()
    bench.say("250 queued")
    assert bench.line.take() == "QUIT\r\n"
    bench.say("221 bye")
    assert bench.line.closed
    bench.end()
    assert not bench.wire.failed
