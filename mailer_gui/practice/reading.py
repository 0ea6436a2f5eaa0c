"""Turns the bytes of a message into something to read; never fails, however odd the message is."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from mailer_gui.model.practice import PracticeMail, PracticeMessage

SOURCE_LIMIT = 1_000_000
"""Characters of the source that are shown; the whole of it is in the file."""
_MAX_PARTS = 500
_FOLD = re.compile(r"\r?\n[ \t]+")


def open_message(mail: PracticeMail, content: bytes) -> PracticeMessage:
    """Take a message apart for reading."""
    source = content[: SOURCE_LIMIT + 1].decode("utf-8", "replace")
    if len(source) > SOURCE_LIMIT:
        source = source[:SOURCE_LIMIT] + f"\n\n[… {len(content):,} bytes in all; the file has the rest.]\n"
    try:
        message = email.message_from_bytes(content)
        headers = tuple((name, decoded(str(value))) for name, value in message.items())
        text, html, attachments = _bodies(message)
    except Exception:
        # The standard library's parser has met mail that it cannot take apart; the source can always be shown.
        return PracticeMessage(mail, (), "", "", source)
    return PracticeMessage(mail, headers, text, html, source, attachments)


def header_of(content: bytes, name: str) -> str:
    """Give one decoded header quickly, without taking the message apart; empty when it is not there."""
    head = content[:65536].split(b"\r\n\r\n", 1)[0]
    found = re.search(rb"^" + name.encode() + rb":[ \t]*(.*(?:\r?\n[ \t].*)*)", head, re.IGNORECASE | re.MULTILINE)
    return decoded(found[1].decode("utf-8", "replace")) if found else ""


def decoded(value: str) -> str:
    """Unfold a header and decode its encoded-words; what cannot be decoded stays as it is."""
    value = _FOLD.sub(" ", value).strip()
    if "=?" not in value:
        return value.encode("utf-8", "replace").decode()
    try:
        pieces = decode_header(value)
        return "".join(_to_text(piece, charset or "ascii") for piece, charset in pieces)
    except (HeaderParseError, ValueError):
        return value


def _bodies(message: Message) -> tuple[str, str, tuple[tuple[str, int], ...]]:
    text: str | None = None
    html: str | None = None
    attachments: list[tuple[str, int]] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = decoded(part.get_filename() or "")
        is_file = part.get_content_disposition() == "attachment" or bool(name)
        if kind == "text/plain" and text is None and not is_file:
            text = _to_text(_payload(part), _charset(part))
        elif kind == "text/html" and html is None and not is_file:
            html = _to_text(_payload(part), _charset(part))
        else:
            size = len(part.as_bytes()) if part.is_multipart() else len(_payload(part))
            attachments.append((name or kind, size))
    return text or "", html or "", tuple(attachments)


def _leaves(message: Message) -> Iterator[Message]:
    """Walk the parts without entering attached messages."""
    waiting = [message]
    for _ in range(_MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        children = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(children, list):
            waiting.extend(child for child in reversed(children) if isinstance(child, Message))
        else:
            yield part


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _charset(part: Message) -> str:
    return part.get_content_charset() or "utf-8"


def _to_text(content: bytes | str, charset: str) -> str:
    if isinstance(content, str):
        return content
    try:
        text = content.decode(charset, "strict")
    except (LookupError, ValueError):
        # An unknown or wrong charset: UTF-8 fits only where it is right, Latin-1 always gives something to read.
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
    return text.replace("\r\n", "\n")
