"""What is written once and sent to many: subject, bodies, headers and attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

BUILT_IN_FIELDS = ("email", "unsubscribe_url", "campaign_name", "sender_name", "sender_address", "postal_address")
"""Fields that every message may use, whatever the address book knows; a column may not take them over."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with every message; its bytes are kept in the workspace under their SHA-256 (hex)."""

    name: str
    sha256: str
    size: int
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Message:
    """The template of a campaign: Liquid in subject, html and text. Empty From fields mean the account's identity."""

    subject: str = ""
    html: str = ""
    text: str = ""
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()


class Recipient(NamedTuple):
    """What one message is rendered for: all of it frozen at launch, so that every attempt gives the same bytes.

    `number` is the contact's id: with the campaign's it makes Message-ID and unsubscribe token, so that they are the
    same in a draft's preview, in the outbox and on every attempt. `date` (unix seconds, UTC) becomes the Date header.
    """

    number: int
    address: str
    fields: Mapping[str, str] = MappingProxyType({})
    date: float = 0.0
