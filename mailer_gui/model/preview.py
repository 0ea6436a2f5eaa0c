"""A rendered message, taken apart for reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that goes with a message, as it stands in its bytes; `size` is in bytes, decoded."""

    name: str
    media_type: str
    size: int


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
    missing_file: str = ""
    """Why this recipient's own file cannot go; the checks before Send forbid it."""
    files: tuple[AttachedFile, ...] = ()
    pictures: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    """What the HTML shows by `cid:`: content id -> media type and bytes."""
