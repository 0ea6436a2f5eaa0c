"""Reusable messages, and how a draft's message stood earlier."""

from __future__ import annotations

from dataclasses import dataclass

from mailer_gui.model.messages import Message


@dataclass(frozen=True, slots=True)
class Template:
    """A message that is kept for later campaigns. Times are unix seconds (UTC)."""

    id: int
    name: str
    message: Message
    changed_at: float = 0.0


@dataclass(frozen=True, slots=True)
class MessageVersion:
    """A draft's message as it stood at a time (unix seconds, UTC)."""

    id: int
    campaign_id: int
    at: float
    message: Message
