"""The envelope of a message: its three commands, how long a server may take, and what its answers mean together."""

from __future__ import annotations

from collections.abc import Sequence

from mailer_gui.sending.judge import Phase
from mailer_gui.sending.ports import Job
from mailer_gui.sending.replies import Reply

TIMEOUTS = {
    Phase.MAIL: 300.0,
    Phase.RCPT: 300.0,
    Phase.DATA: 120.0,
    Phase.DOT: 600.0,
    Phase.RESET: 300.0,
    Phase.QUIT: 3.0,
}
"""RFC 5321 4.5.3.2."""
PHASES = [Phase.MAIL, Phase.RCPT, Phase.DATA]
RIDING = [Phase.DOT, Phase.MAIL, Phase.RCPT, Phase.DATA]
"""The answers when an envelope rides behind the dot of the message before it."""


def chunked(job: Job, *, with_size: bool, last: bool = True) -> bytes:
    """Give RSET, MAIL, RCPT and BDAT; the content follows at once, as it is."""
    start = written(job, with_size=with_size).removesuffix(b"DATA\r\n")
    return b"RSET\r\n%bBDAT %d%b\r\n" % (start, len(job.body), b" LAST" if last else b"")


def written(job: Job, *, with_size: bool) -> bytes:
    """Give MAIL, RCPT and DATA as they are written all at once."""
    address = job.address
    more = b"" if address.isascii() else b" SMTPUTF8"
    if with_size:
        more = b" SIZE=%d%b" % (len(job.body), more)
    return b"MAIL FROM:<%b>%b\r\nRCPT TO:<%b>\r\nDATA\r\n" % (job.sender, more, address.encode())


def commands(job: Job, *, with_size: bool) -> list[bytes]:
    """Give MAIL, RCPT and DATA."""
    return written(job, with_size=with_size).splitlines(keepends=True)


def first_refusal(answers: Sequence[Reply]) -> int | None:
    """Give the place of the first answer that is not what MAIL, RCPT and DATA need."""
    for place, (phase, answer) in enumerate(zip(PHASES, answers, strict=False)):
        if not (answer.wants_content if phase is Phase.DATA else answer.is_good):
            return place
    return None


def out_of_step(expect: Sequence[Phase], got: Sequence[Reply]) -> bool:
    """True when answers cannot belong to the commands: the server mixed them up, or said something unasked."""
    for phase, reply in zip(expect, got, strict=False):
        if phase is Phase.DATA:
            if not (reply.code == 354 or reply.code >= 400):
                return True
        elif reply.code == 354:
            return True
    return False
