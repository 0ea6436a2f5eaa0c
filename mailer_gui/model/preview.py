"""A rendered message, taken apart for reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """One message exactly as it will be sent: `source` holds the bytes, the rest is decoded from them for reading."""

    recipient: str
    subject: str
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    source: bytes
    missing: str = ""
    """The field that this recipient lacks; the message would be skipped."""
