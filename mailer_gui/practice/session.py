"""One connection to the practice server: aiosmtpd's commands, with the content read in blocks instead of lines."""

from __future__ import annotations

import asyncio
import collections
import logging
import re
from collections.abc import Callable

from aiosmtpd.smtp import SMTP, Envelope, Session

from mailer_gui.practice.mailbox import Mailbox
from mailer_gui.practice.misbehaviour import Fate, Misbehaviour

MAX_MESSAGE_BYTES = 50 * 1024 * 1024
MAX_LINE_BYTES = 998
_END = b"\r\n.\r\n"
_BLOCK = 1 << 30  # all that the reader holds
HOST_NAME = "localhost"
_PLAIN_PATH = re.compile(r"\s*<([^\s<>\"\\()\[\],:;@]+@[^\s<>\"\\()\[\],:;@]+)>(.*)", re.DOTALL)
_log = logging.getLogger(__name__)


class PracticeHandler:
    """What the server does with each command; aiosmtpd finds these methods by their names."""

    def __init__(self, mailbox: Mailbox, misbehaviour: Misbehaviour) -> None:
        self._mailbox = mailbox
        self._misbehaviour = misbehaviour

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer PIPELINING besides what aiosmtpd offers: it reads command by command from a buffer, so it can."""
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the recipient, or refuse it as the behaviour says."""
        if "@" not in address:
            return "553 5.1.3 This is not an address"
        refusal = self._misbehaviour.refusal(envelope.mail_from or "", address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message, unless it is dropped."""
        if self._misbehaviour.now.slow_seconds > 0:
            await asyncio.sleep(self._misbehaviour.now.slow_seconds)
        fate = self._misbehaviour.fate()
        key = "" if fate is Fate.DROP_LOST else self._keep(envelope)
        if fate is not Fate.ANSWER:
            if server.transport is not None:
                server.transport.close()
            raise asyncio.CancelledError  # aiosmtpd ends the connection without another word
        return f"250 2.0.0 Kept as {key}" if key else "452 4.3.1 No space left on this computer"

    def _keep(self, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        sender = envelope.mail_from or ""
        try:
            key = self._mailbox.add(sender, envelope.rcpt_tos, content)
        except OSError:
            _log.exception("A message could not be kept.")
            return ""
        for recipient in envelope.rcpt_tos:
            self._misbehaviour.taken(sender, recipient)
        return key


class PracticeSession(SMTP):
    """aiosmtpd's protocol with a faster DATA and a watch on open connections."""

    line_length_limit = 65536  # how much the reader holds; the true limit of a line is checked in the whole message

    def __init__(
        self, handler: PracticeHandler, ident: str, watch: Callable[[int], None], loop: asyncio.AbstractEventLoop
    ) -> None:
        super().__init__(
            handler,
            data_size_limit=MAX_MESSAGE_BYTES,
            enable_SMTPUTF8=True,
            hostname=HOST_NAME,
            ident=ident,
            timeout=600,
            loop=loop,
        )
        # aiosmtpd keeps these in the class, so that a new connection would shorten the commands of the others.
        self.command_size_limits = collections.defaultdict(lambda: 1024)
        self._handler = handler
        self._watch = watch

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count the connection."""
        self._watch(1)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count it no more."""
        self._watch(-1)
        super().connection_lost(error)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Read a path; plain ones without the standard library's whole grammar, which is slow."""
        plain = _PLAIN_PATH.fullmatch(arg)
        return (plain[1], plain[2]) if plain else super()._getaddr(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Read the content in blocks; dots are unstuffed, and nothing else is changed."""
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        assert envelope is not None and self.session is not None
        if not envelope.rcpt_tos:
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await read_content(self._reader)
        if content is None:
            reply = "552 5.3.4 Too much mail data"
        elif longest_line(content) > MAX_LINE_BYTES:
            reply = "500 5.6.0 Line too long (see RFC 5321 4.5.3.1.6)"
        else:
            envelope.content = envelope.original_content = content
            reply = await self._handler.handle_DATA(self, self.session, envelope)
        self.envelope = self._create_envelope()
        await self.push(reply)


def longest_line(content: bytes) -> int:
    """Give the length of the longest line without its end."""
    return max(map(len, content.split(b"\r\n")))


async def read_content(reader: asyncio.StreamReader) -> bytes | None:
    """Read up to the lone dot and unstuff the others; None when it was too much.

    Only CR LF ends a line: a dot beside a bare LF is content, or one message could smuggle in another.
    """
    data = bytearray(b"\r\n")  # so that a dot in the first line is found like any other
    searched, too_much = 0, False
    while (end := data.find(_END, searched)) < 0:
        if len(data) > MAX_MESSAGE_BYTES:
            too_much = True
            del data[: -len(_END)]
        searched = max(len(data) - len(_END) + 1, 0)
        block = await reader.read(_BLOCK)
        if not block:
            raise ConnectionResetError("The connection ended inside a message.")
        data += block
    behind = bytes(data[end + len(_END) :])
    if behind and not reader.at_eof():
        reader.feed_data(behind)  # commands that were pipelined behind the dot; the reader held nothing after them
    return None if too_much else bytes(data[: end + 2]).replace(b"\r\n.", b"\r\n")[2:]
