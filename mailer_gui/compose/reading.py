"""Reads a message back for the preview, so that what is shown was in the bytes."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from mailer_gui.model.preview import AttachedFile, Preview


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
        files=tuple(_file(part) for part in message.walk() if part.get_content_disposition() == "attachment"),
        pictures={
            str(part["Content-ID"]).strip().strip("<>"): (part.get_content_type(), _content(part))
            for part in message.walk()
            if part["Content-ID"] is not None and part.get_content_disposition() == "inline"
        },
    )


def _file(part: EmailMessage) -> AttachedFile:
    return AttachedFile(part.get_filename() or "", part.get_content_type(), len(_content(part)))


def _content(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
