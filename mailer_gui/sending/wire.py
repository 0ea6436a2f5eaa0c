"""One SMTP connection at full speed: with PIPELINING one round trip per message.

The envelope of the next message rides behind the final dot of this one (RFC 2920); its content waits for this one's
reply, its own 354 and its in-flight mark. What a drop means follows from what was written: before the dot nothing was
sent, after it nobody can know.

Longer than most files here: the states of one connection are read together, or not understood.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from mailer_gui.sending import envelope
from mailer_gui.sending.feed import Feed
from mailer_gui.sending.judge import Phase
from mailer_gui.sending.ports import Job
from mailer_gui.sending.replies import Reply, ReplyReader
from mailer_gui.sending.session import Session

if TYPE_CHECKING:
    from mailer_gui.sending.campaign import CampaignRun

BLOCK_TIMEOUT = 180.0
DOT_TIMEOUT = envelope.TIMEOUTS[Phase.DOT]
BIG = 65536
"""Above this the dot is written only when the content has left: a drop in the middle is then known to be safe."""


class Wire(asyncio.Protocol):
    """The pipelined protocol, set on the transport of an opened session."""

    chunking = False

    def __init__(
        self, feed: Feed, session: Session, steady: Callable[[], float], *, pipelining: bool, messages: int
    ) -> None:
        self.feed = feed
        self._steady = steady
        self.messages_left = messages
        self.sent = 0
        self.accepted = 0
        self.is_idle = True
        self.is_open = True
        self.failed = False
        """It ended although neither side meant to end it."""
        self.deadline = 0.0
        self.keeps_words = False
        """True when every answer's words are kept for the dialogue, also the usual ones."""
        self.preamble = session.preamble
        self.idle_since = self._steady()
        self._transport = session.transport
        self._pipelining = pipelining and "pipelining" in session.extensions
        self._with_size = "size" in session.extensions
        self._utf8 = "smtputf8" in session.extensions
        self._reader = ReplyReader()
        self._expect: list[Phase] = []
        self._got: list[Reply] = []
        self._prefix: list[tuple[Phase, bytes]] = []
        self._script: list[bytes] = []
        self._current: Job | None = None
        self._riding: Job | None = None
        self._dot_written = False
        self._lost = False
        self._quitting = False
        self._why = "The connection was lost before the server answered."
        self._resume: Callable[[], None] | None = None
        self._transport.set_protocol(self)
        if self._transport.is_closing():
            asyncio.get_running_loop().call_soon(self.connection_lost, None)

    # What the engine asks

    def kick(self) -> None:
        """Begin the next message when there is one."""
        if not self.is_idle or not self.is_open:
            return
        job = self.feed.take(self) if self.messages_left > 0 else None
        if job is not None:
            self._begin(job)
        elif self.messages_left <= 0:
            self.quit()
        elif self._prefix and self._prefix[0][1] == b".\r\n":
            self._write_script([], [])  # the server waits in DATA: the lone dot cannot wait for another message

    def quit(self) -> None:
        """Say goodbye when idle; a busy connection says it after its message."""
        self.messages_left = 0
        if self.is_idle and self.is_open:
            self._quitting = True
            self._write_script([Phase.QUIT], [b"QUIT\r\n"])

    def abort(self, why: str = "") -> None:
        """Close at once, without another byte."""
        if self.is_open:
            self.is_open = False
            self.is_idle = False
            self._why = why or self._why
            self._transport.abort()

    def check_deadline(self, now: float) -> None:
        """Close a connection whose server has been silent for longer than the standard allows."""
        if self._expect and now > self.deadline:
            self.failed = not self._quitting
            self.abort("The server did not answer in time.")

    @property
    def with_size(self) -> bool:
        """True when MAIL tells the size of the message."""
        return self._with_size

    @property
    def can_use_utf8(self) -> bool:
        """True when the server takes addresses with letters outside ASCII before the @."""
        return self._utf8

    @property
    def in_flight(self) -> int:
        """How many messages are between their mark and their answer: one at most."""
        return int(self._current is not None)

    @property
    def is_held(self) -> bool:
        """True while a message waits for its mark, or its content for its end: no dot is written."""
        return self._current is not None and not self._dot_written

    def holds(self, campaign: CampaignRun) -> bool:
        """True while a message of this campaign is in flight on it."""
        return self._current is not None and self._current.campaign is campaign

    @property
    def riding(self) -> Job | None:
        """The message whose envelope is out and whose content is not."""
        return self._riding

    @property
    def is_busy(self) -> bool:
        """True while it holds a message."""
        return self._current is not None or self._riding is not None

    # Writing

    def _envelope(self, job: Job) -> list[bytes]:
        return envelope.commands(job, with_size=self._with_size)

    def _begin(self, job: Job) -> None:
        self._riding = job
        self._write_script(envelope.PHASES, self._envelope(job))

    def _write_script(self, phases: list[Phase], commands: list[bytes]) -> None:
        if self._prefix:
            phases = [phase for phase, _ in self._prefix] + phases
            commands = [command for _, command in self._prefix] + commands
            self._prefix = []
        self.is_idle = False
        self._expect = phases
        if self._pipelining:
            self._transport.write(b"".join(commands))
        else:
            self._script = commands[1:]
            self._transport.write(commands[0])
        self._wait_for(phases[0])

    def _wait_for(self, phase: Phase) -> None:
        self.deadline = self._steady() + envelope.TIMEOUTS[phase]

    def content(self) -> None:
        """The mark is where it must be: write the content, the dot and, riding behind it, the next envelope."""
        job = self._current
        if job is None or not self.is_open:
            return
        self.sent += 1
        self.messages_left -= 1
        try:
            if len(job.body) > BIG:
                self._write_big(job.body)
            else:
                self._write_dot(job.body)
        except Exception:
            self.abort()  # whatever it was: a connection that nobody waits for would stand for ever
            raise

    def _write_big(self, body: bytes) -> None:
        self.deadline = self._steady() + BLOCK_TIMEOUT
        self._expect = [Phase.DOT]
        self._resume = self._dot
        self._transport.set_write_buffer_limits(high=0)
        self._transport.write(body)
        if self._transport.get_write_buffer_size() == 0:
            self.resume_writing()

    def _dot(self) -> None:
        self._transport.set_write_buffer_limits()
        self._write_dot(b"")

    def _write_dot(self, body: bytes) -> None:
        following = self.feed.take(self) if self._pipelining and self.messages_left > 0 else None
        self._dot_written = True
        if following is None:
            self._expect = [Phase.DOT]
            self._transport.write(body + b".\r\n")
        else:
            self._riding = following
            self._expect = envelope.RIDING
            self._transport.write(b"%b.\r\n%b" % (body, envelope.written(following, with_size=self._with_size)))
        self.deadline = self._steady() + DOT_TIMEOUT

    def pause_writing(self) -> None:
        """Nothing to do: only big content waits, and it asks the transport itself."""

    def resume_writing(self) -> None:
        """What was written has left; big content gets its dot now."""
        resume, self._resume = self._resume, None
        if resume is not None and self.is_open:
            resume()

    # Reading

    def data_received(self, data: bytes) -> None:
        """Collect replies until the group that was asked for is whole."""
        if self._expect is envelope.RIDING and not self._got and not self.keeps_words:
            dot = self._reader.usual(data)
            if dot is not None:
                self._next(dot)
                return
        replies = self._reader.feed(data)
        for reply in replies:
            if not self.is_open:
                return
            self._reply(reply)

    def _next(self, dot: Reply) -> None:
        """All is as usual: this message is taken, and so is the envelope of the next one."""
        self._expect = []
        self._dot_written = False
        self.accepted += 1
        current, riding = self._current, self._riding
        self._current = self._riding = None
        if current is not None:
            self.feed.accepted(self, current, dot)
        if riding is not None:
            self._go(riding)

    def _reply(self, reply: Reply) -> None:
        if not self._expect:
            self._unasked(reply)
            return
        self._got.append(reply)
        count = len(self._got)
        if reply.code in (0, 421):
            self._lose(reply)
        elif count == len(self._expect):
            self._group()
        else:
            if not self._pipelining:
                self._next_command(reply)
            self._wait_for(self._expect[min(count, len(self._expect) - 1)])

    def _next_command(self, reply: Reply) -> None:
        answered = self._expect[len(self._got) - 1]
        if answered in (Phase.MAIL, Phase.RCPT) and not reply.is_good:
            self._expect = self._expect[: len(self._got)]
            self._group()
        elif self._script:
            self._transport.write(self._script.pop(0))

    def _unasked(self, reply: Reply) -> None:
        """A reply that answers nothing: a goodbye while idle, else the server is out of step."""
        self.failed = self.sent == 0
        if reply.code != 421:
            self.feed.upset(self, reply)
        self.abort()

    def _lose(self, reply: Reply) -> None:
        """After 421 or garbage the connection is over; what has been answered so far still counts."""
        if reply.code == 0:
            self._got.pop()
            self.failed = True
            self.feed.upset(self, reply)
            self._why = "The server's answer could not be understood."
        self.abort()

    def _group(self) -> None:
        expect, got = self._expect, self._got
        self._expect, self._got, self._script = [], [], []
        if self._quitting:
            self.is_open = False
            self._transport.close()
            return
        if self._resume is not None:
            self._too_early(got[0])
            return
        if envelope.out_of_step(expect, got):
            self._expect, self._got = expect, []
            self.feed.upset(self, got[-1])
            self.abort("The server's answers did not fit the commands.")
            return
        if expect[0] is Phase.DOT:
            self._settle_current(got[0])
        if self._riding is not None:
            self._granted(expect, got)
        elif self.is_open:
            self._rest()

    def _too_early(self, reply: Reply) -> None:
        """The server answered before the dot: a refusal counts, and the half-written content ends with the line."""
        job, self._current = self._current, None
        self._resume = None
        if job is not None:
            if reply.code >= 400:
                self.feed.answered(self, job, reply, Phase.DOT)
            else:
                self.feed.unmark(self, job)
                self.feed.upset(self, reply)
        self.abort()

    def _settle_current(self, reply: Reply) -> None:
        job, self._current = self._current, None
        self._dot_written = False
        if job is not None:
            if reply.is_good:
                self.accepted += 1
            self.feed.answered(self, job, reply, Phase.DOT)

    def _granted(self, expect: list[Phase], got: list[Reply]) -> None:
        job, self._riding = self._riding, None
        if job is None:
            return
        offset = expect.index(Phase.MAIL)
        answers = got[offset:]
        job.said = answers
        bad = envelope.first_refusal(answers)
        if bad is not None:
            self._refused(job, answers, bad)
        else:
            self._go(job)

    def _go(self, job: Job) -> None:
        if not self.is_open or self._transport.is_closing() or not self.feed.may_go(self, job):
            self.feed.unsent(self, job)
            self.abort()  # a lone dot would send an empty message
        else:
            self._current = job
            self.feed.mark(self, job)

    def _refused(self, job: Job, answers: list[Reply], bad: int) -> None:
        asked_for_content = len(answers) == 3 and answers[2].wants_content
        if asked_for_content and answers[1].is_good:
            self.feed.answered(self, job, answers[bad], envelope.PHASES[bad])
            self.abort()
            return
        if asked_for_content:
            self._prefix.append((Phase.RESET, b".\r\n"))
        self._prefix.append((Phase.RESET, b"RSET\r\n"))
        self.feed.answered(self, job, answers[bad], envelope.PHASES[bad])
        if self.is_open:
            self._rest()

    def _rest(self) -> None:
        self.is_idle = True
        self.idle_since = self._steady()
        if self.messages_left <= 0:
            self.quit()
        else:
            self.kick()

    # The end

    def eof_received(self) -> bool:
        """The server has closed its side: nothing more can come."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell what became of everything this connection held."""
        if self._lost:
            return
        self._lost = True
        self.failed = self.failed or (self.is_open and not self._quitting)
        self.is_open = self.is_idle = False
        expect, got = self._expect, self._got
        self._expect, self._got = [], []
        self._end_current(got)
        job, self._riding = self._riding, None
        if job is not None:
            self._end_riding(job, expect, got)
        self.feed.closed(self)

    def _end_riding(self, job: Job, expect: list[Phase], got: list[Reply]) -> None:
        start = expect.index(Phase.MAIL) if Phase.MAIL in expect else len(got)
        answers = got[start:]
        job.said = answers
        bad = envelope.first_refusal(answers)
        if bad is not None:
            self.feed.answered(self, job, answers[bad], envelope.PHASES[bad])
        elif start and got and got[-1].code == 421 and expect[0] is not Phase.DOT:
            self.feed.answered(self, job, got[-1], Phase.MAIL)  # the goodbye came as the answer to RSET
        else:
            self.feed.unsent(self, job)

    def _end_current(self, got: list[Reply]) -> None:
        job, self._current = self._current, None
        if job is None:
            return
        if not self._dot_written:
            self.feed.unmark(self, job)
        elif got:
            if got[0].is_good:
                self.accepted += 1
            self.feed.answered(self, job, got[0], Phase.DOT)
        else:
            self.feed.uncertain(self, job, self._why)
