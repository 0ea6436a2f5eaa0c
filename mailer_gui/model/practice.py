"""The practice server's mail, and how it can be told to misbehave for rehearsals."""

from __future__ import annotations

from dataclasses import dataclass

PORT_SETTING = "practice_port"
"""The setting of the workspace that says where its practice server listens now."""


@dataclass(frozen=True, slots=True)
class PracticeBehaviour:
    """How the practice server misbehaves: everything off means that it takes every message at once."""

    greylist: bool = False
    """Refuse each recipient's first try with 451 4.7.1."""
    reject_percent: int = 0
    """Refuse this share of recipients for good with 550 5.1.1 (always the same ones)."""
    slow_seconds: float = 0.0
    """Wait so long before the reply to each message."""
    drop_percent: int = 0
    """Close the connection instead of replying to this share of messages."""


@dataclass(frozen=True, slots=True)
class PracticeMail:
    """One message in the practice mailbox, as a line of its list."""

    key: str
    at: float
    recipient: str
    sender: str
    subject: str
    size: int


@dataclass(frozen=True, slots=True)
class PracticeMessage:
    """One message opened: decoded bodies for showing, and its source."""

    mail: PracticeMail
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    source: str
    attachments: tuple[tuple[str, int], ...] = ()
    """Names and sizes in bytes."""
