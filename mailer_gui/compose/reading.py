"""Reads a message back for the preview, so that what is shown was in the bytes."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from mailer_gui.model.preview import Preview


def read(source: bytes, recipient: str, missing: str = "") -> Preview:
    """Take a message apart; bodies have plain line ends."""
    message = message_from_bytes(source, policy=default)
    return Preview(
        recipient=recipient,
        subject=str(message["Subject"] or ""),
        html=_body(message, "html"),
        text=_body(message, "plain"),
        headers=tuple((name, str(value)) for name, value in message.items()),
        source=source,
        missing=missing,
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
