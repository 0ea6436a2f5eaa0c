"""Short ways to compile and render in tests."""

from __future__ import annotations

import hashlib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from mailer_gui.compose.compiled import CampaignFacts, Compiled, compile_message
from mailer_gui.compose.render import Renderer
from mailer_gui.model.accounts import Identity
from mailer_gui.model.messages import Attachment, Message, Recipient

KEY = b"k" * 32
IDENTITY = Identity("news@shop.example", "The Shop")
CAMPAIGN = CampaignFacts(7, "Spring", "salt", "1 Main Street, Anytown")
STORED: dict[str, bytes] = {}


def attached(name: str, data: bytes, media_type: str = "application/pdf") -> Attachment:
    digest = hashlib.sha256(data).hexdigest()
    STORED[digest] = data
    return Attachment(name, digest, len(data), media_type)


def compiled(message: Message, identity: Identity = IDENTITY, campaign: CampaignFacts = CAMPAIGN) -> Compiled:
    made = compile_message(message, identity, campaign, STORED.__getitem__)
    assert Compiled.load(made.dump()) == made
    return made


def renderer(message: Message, identity: Identity = IDENTITY, campaign: CampaignFacts = CAMPAIGN) -> Renderer:
    return Renderer(compiled(message, identity, campaign), KEY)


def person(
    address: str = "ana@example.org", /, number: int = 42, fields: dict[str, str] | None = None, **more: str
) -> Recipient:
    return Recipient(number, address, {**(fields or {}), **more}, 1_700_000_000.0)


def parsed(source: bytes) -> EmailMessage:
    message: Any = message_from_bytes(source, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def unstuffed(wire: bytes) -> bytes:
    """What a server keeps of what it is sent (RFC 5321, 4.5.2)."""
    return b"\r\n".join(line[1:] if line.startswith(b".") else line for line in wire.split(b"\r\n"))
