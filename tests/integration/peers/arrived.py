"""A message as it lay in the receiving mailbox."""

from __future__ import annotations

import email
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message
from functools import cached_property

_OF_SINK = frozenset((b"x-client-addr", b"x-client-proto", b"x-helo-args", b"x-mail-args", b"x-rcpt-args"))
_TRACE = _OF_SINK | {b"received", b"return-path", b"delivered-to", b"x-original-to"}


@dataclass(frozen=True)
class Arrived:
    """One message: its envelope, and its bytes (with CR LF) without what the receiving servers put in front."""

    sender: str
    recipient: str
    content: bytes

    @cached_property
    def message(self) -> Message:
        return email.message_from_bytes(self.content)

    @property
    def subject(self) -> str:
        return str(make_header(decode_header(str(self.message["Subject"]))))

    def body(self, kind: str) -> str:
        """Give the decoded text of the first part of a kind ("text/plain", "text/html"); empty when there is none."""
        for part in self.message.walk():
            if part.get_content_type() == kind:
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                return payload.decode(part.get_content_charset() or "ascii").replace("\r\n", "\n")
        return ""

    @property
    def text(self) -> str:
        return self.body("text/plain")

    @property
    def html(self) -> str:
        return self.body("text/html")


def from_stored(stored: bytes, sender_header: bytes, recipient_header: bytes) -> Arrived:
    """Read a stored message and take the receiving servers' headers off."""
    lines = stored.replace(b"\r\n", b"\n").split(b"\n")
    trace: dict[bytes, bytes] = {}
    place = 0
    while place < len(lines) and (name := lines[place].partition(b":")[0].lower()) in _TRACE:
        trace.setdefault(name, lines[place].partition(b":")[2].strip().strip(b"<>"))
        place += 1
        while place < len(lines) and lines[place][:1] in (b" ", b"\t"):
            place += 1
    return Arrived(
        trace.get(sender_header, b"").decode(),
        trace.get(recipient_header, b"").decode(),
        b"\r\n".join(lines[place:]),
    )
