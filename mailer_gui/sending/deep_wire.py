"""Several messages in flight on one connection, for one's own relay: BDAT (RFC 3030) behind PIPELINING.

Each message is one write, `RSET MAIL RCPT BDAT-LAST content`, and the next ones follow without waiting for its
answers; up to `depth` of them are outstanding. What is refused in one group cannot touch the next, which begins with
its own RSET. There is no 354 to wait for, so the in-flight mark comes before the whole group, and a connection that
breaks leaves up to `depth` messages uncertain.

Like `wire` one file: the states of one connection are read together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from mailer_gui.sending import envelope
from mailer_gui.sending.feed import Feed
from mailer_gui.sending.judge import Phase
from mailer_gui.sending.ports import Job
from mailer_gui.sending.replies import Reply
from mailer_gui.sending.session import Session
from mailer_gui.sending.wire import BIG, BLOCK_TIMEOUT, Wire

if TYPE_CHECKING:
    from mailer_gui.sending.campaign import CampaignRun

MOST_UNSENT = 1 << 18
"""Bytes that wait for the network before no further message is taken."""
GOODBYE_PATIENCE = 5.0
"""After 421 the server closes; what it still answers until then counts."""
_GROUP = (Phase.RESET, Phase.MAIL, Phase.RCPT, Phase.DOT)
_BIG_GROUP = (Phase.RESET, Phase.MAIL, Phase.RCPT, Phase.DOT, Phase.DOT)
"""Big content has a chunk of its own, and an empty last one that is written when the content has left."""
_NOT_KNOWN = (500, 502, 504)


class _Group:
    __slots__ = ("got", "is_whole", "job", "phases")

    def __init__(self, job: Job, phases: tuple[Phase, ...]) -> None:
        self.job = job
        self.phases = phases
        self.got: list[Reply] = []
        self.is_whole = False
        """True once the last chunk was written: from then on the server may have taken it."""

    @property
    def refusal(self) -> int | None:
        """The place of the answer that refuses the message; what is said to RSET decides nothing, unless it is 421."""
        for place, reply in enumerate(self.got):
            if reply.code >= 400 and (place > 0 or reply.code == 421):
                return place
        return None

    @property
    def is_answered(self) -> bool:
        return len(self.got) == len(self.phases)


class DeepWire(Wire):
    """The same for its engine as `Wire`, with up to `depth` messages in flight."""

    chunking = True

    def __init__(self, feed: Feed, session: Session, steady: Callable[[], float], *, depth: int, messages: int) -> None:
        self._depth = depth
        self._groups: deque[_Group] = deque()
        self._marking: deque[Job] = deque()
        """Taken; their marks are on the way to the log."""
        self._ready: deque[Job] = deque()
        """Marked; big content before them has not left yet."""
        self._answered_late: list[_Group] = []
        self._goodbye = False
        self._is_full = False
        super().__init__(feed, session, steady, pipelining=True, messages=messages)
        self._transport.set_write_buffer_limits(high=MOST_UNSENT)

    # What the engine asks

    def kick(self) -> None:
        """Take as many messages as there is room for."""
        while self._has_room():
            job = self.feed.take(self)
            if job is None:
                break
            job.body = unstuffed(job.body)
            self.is_idle = False
            self._marking.append(job)
            self.feed.mark(self, job)
        if self.is_idle and self.is_open and self.messages_left <= 0:
            self.quit()

    def _has_room(self) -> bool:
        if not self.is_open or self._quitting or self._goodbye or self._is_full or self._resume is not None:
            return False
        waiting = len(self._marking) + len(self._ready)
        return self.messages_left > waiting and len(self._groups) + waiting < self._depth

    def quit(self) -> None:
        """Say goodbye when idle; a busy connection says it after its messages."""
        self.messages_left = 0
        if self.is_idle and self.is_open:
            self._quitting, self.is_idle = True, False
            self._transport.write(b"QUIT\r\n")
            self._wait_for(Phase.QUIT)

    def check_deadline(self, now: float) -> None:
        """Close a connection whose server has been silent for longer than the standard allows."""
        if (self._groups or self._quitting or self._goodbye) and now > self.deadline:
            self.failed = not (self._quitting or self._goodbye)
            self.abort("The server did not answer in time.")

    @property
    def in_flight(self) -> int:
        """How many messages are between their mark and their answer."""
        return len(self._groups) + len(self._ready) + len(self._marking)

    @property
    def is_held(self) -> bool:
        """True while a message waits for its mark, or its content for its end."""
        return bool(self._marking or self._ready or self._resume is not None)

    def holds(self, campaign: CampaignRun) -> bool:
        """True while a message of this campaign is in flight on it."""
        flying = [group.job for group in self._groups]
        return any(job.campaign is campaign for job in (*flying, *self._ready, *self._marking))

    @property
    def riding(self) -> Job | None:
        """No envelope goes without its content."""
        return None

    @property
    def is_busy(self) -> bool:
        """True while it holds a message."""
        return self.in_flight > 0

    # Writing

    def content(self) -> None:
        """The mark of the oldest message that waits for one is where it must be."""
        if not self._marking or not self.is_open or self._goodbye:
            return
        self._ready.append(self._marking.popleft())
        try:
            self._write_ready()
        except Exception:
            self.abort()  # whatever it was: a connection that nobody waits for would stand for ever
            raise

    def _write_ready(self) -> None:
        while self._ready and self.is_open and self._resume is None:
            job = self._ready.popleft()
            group = _Group(job, _BIG_GROUP if len(job.body) > BIG else _GROUP)
            self._groups.append(group)
            self.sent += 1
            self.messages_left -= 1
            if len(self._groups) == 1:
                self._wait_for(Phase.RESET)
            start = envelope.chunked(job, with_size=self._with_size, last=group.phases is _GROUP)
            if group.phases is _GROUP:
                group.is_whole = True
                self._transport.write(start + job.body)
            else:
                self._write_chunk(start + job.body)

    def _write_chunk(self, data: bytes) -> None:
        self.deadline = self._steady() + BLOCK_TIMEOUT
        self._resume = self._end_of_content
        self._transport.set_write_buffer_limits(high=0)
        self._transport.write(data)
        if self._transport.get_write_buffer_size() == 0:
            self.resume_writing()

    def _end_of_content(self) -> None:
        self._transport.set_write_buffer_limits(high=MOST_UNSENT)
        if self._groups:  # else it was answered as a whole before its end: that is out of step, and closed
            self._groups[-1].is_whole = True
            self._transport.write(b"BDAT 0 LAST\r\n")
        self._write_ready()
        self.kick()

    def pause_writing(self) -> None:
        """The network is slower than we are: take no further message."""
        self._is_full = True

    def resume_writing(self) -> None:
        """What was written has left."""
        self._is_full = False
        resume, self._resume = self._resume, None
        if self.is_open:
            (resume or self.kick)()

    # Reading

    def data_received(self, data: bytes) -> None:
        """Give each reply to the oldest group that waits for one."""
        for reply in self._reader.feed(data):
            if not self.is_open:
                return
            self._reply(reply)
        if not self.is_open:
            return
        if self._goodbye:
            if not self._groups:
                self.abort()
        elif self._groups or self._ready or self._marking:
            self.kick()
        elif not self._quitting:
            self._rest()

    def _reply(self, reply: Reply) -> None:
        if not self._groups:
            if self._quitting:
                self.is_open = False
                self._transport.close()
            else:
                self._unasked(reply)
            return
        group = self._groups[0]
        phase = group.phases[len(group.got)]
        if reply.code == 0:
            self.failed = True
            self._mixed_up(reply, "The server's answer could not be understood.")
        elif _is_foreign(reply, phase) or (len(group.got) >= len(_GROUP) and not group.is_whole):
            group.got.clear()
            self._mixed_up(reply, "The server's answers did not fit the commands.")
        else:
            group.got.append(reply)
            self._took(group, reply)

    def _took(self, group: _Group, reply: Reply) -> None:
        if reply.code == 421 and not self._goodbye:
            self._goodbye = True
            self.deadline = self._steady() + GOODBYE_PATIENCE
        if group.is_answered:
            self._groups.popleft()
            if self._goodbye:
                self._answered_late.append(group)  # judged when the connection is gone and all is said
            else:
                self._judge(group)
        if self._groups and not self._goodbye:
            self._wait_for(self._groups[0].phases[len(self._groups[0].got)])

    def _mixed_up(self, reply: Reply, why: str) -> None:
        self.feed.upset(self, reply)
        self.abort(why)

    def _judge(self, group: _Group) -> None:
        job, place = group.job, group.refusal
        job.said = group.got[1:3]
        if place is None:
            self.accepted += 1
            self.feed.answered(self, job, group.got[-1], Phase.DOT)
        elif group.phases[place] is Phase.DOT and group.got[place].code in _NOT_KNOWN:
            self.feed.unmark(self, job)  # it offers BDAT and does not know it: the content was not taken
            self.feed.no_chunking(self)
            self._mixed_up(group.got[place], "The server does not know BDAT.")
        else:
            self.feed.answered(self, job, group.got[place], group.phases[place])

    # The end

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell what became of everything this connection held."""
        if self._lost:
            return
        self._lost = True
        self.failed = self.failed or (self.is_open and not self._quitting and not self._goodbye)
        self.is_open = self.is_idle = False
        groups = [*self._answered_late, *self._groups]
        waiting = [*self._ready, *self._marking]
        for held in (self._answered_late, self._groups, self._ready, self._marking):
            held.clear()
        said_goodbye = False
        for group in groups:
            said_goodbye = self._end(group, said_goodbye=said_goodbye)
        for job in waiting:
            self.feed.unmark(self, job)
        self.feed.closed(self)

    def _end(self, group: _Group, *, said_goodbye: bool) -> bool:
        """Tell what became of one group; gives whether 421 was said up to its end."""
        job, place = group.job, group.refusal
        job.said = group.got[1:3]
        if group.is_answered and place is None:
            self.accepted += 1
            self.feed.answered(self, job, group.got[-1], Phase.DOT)
        elif said_goodbye or not (group.is_whole or place is not None):
            self.feed.unmark(self, job)  # nothing after 421 is carried out; what has no last chunk is not taken
        elif place is not None:
            self.feed.answered(self, job, group.got[place], group.phases[place] if place else Phase.MAIL)
        else:
            self.feed.uncertain(self, job, self._why)
        return said_goodbye or any(reply.code == 421 for reply in group.got)


def unstuffed(body: bytes) -> bytes:
    """Take the dots away that DATA needs in front of others and BDAT does not."""
    if body.startswith(b".."):
        body = body[1:]
    return body.replace(b"\r\n..", b"\r\n.")


def _is_foreign(reply: Reply, phase: Phase) -> bool:
    """True when a reply cannot be the answer: all good ones are 250, but one that speaks of an address is no BDAT's."""
    if reply.code >= 400:
        return False
    return not reply.is_good or (phase is Phase.DOT and reply.enhanced.startswith("2.1."))
