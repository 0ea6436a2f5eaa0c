"""What is written once and sent to many: subject, bodies, headers and attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

BUILT_IN_FIELDS = ("email", "unsubscribe_url", "campaign_name", "sender_name", "sender_address", "postal_address")
"""Fields that every message may use, whatever the address book knows; a column may not take them over."""


FILES_FIELD = "\x1ffiles"
"""Among a recipient's frozen fields: the personal files of that person, as JSON. No column can have this name."""


class BodyKind(StrEnum):
    """How a message is written: its HTML itself, Markdown, text alone, a letter with bold and links, or blocks."""

    HTML = "html"
    MARKDOWN = "markdown"
    PLAIN = "plain"
    LETTER = "letter"
    BLOCKS = "blocks"


class Purpose(StrEnum):
    """What a message is for. Marketing must name a postal address and a way out; a notice need not."""

    UNSAID = ""
    MARKETING = "marketing"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with every message; its bytes are kept in the workspace under their SHA-256 (hex)."""

    name: str
    sha256: str
    size: int
    media_type: str = "application/octet-stream"

    @property
    def content_id(self) -> str:
        """The name under which HTML shows it as a picture: `<img src="cid:...">` (RFC 2392)."""
        return f"p{self.sha256[:31]}@picture"  # the letter first: figures alone look like a bitcoin address to filters


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """A file of each recipient's own: `pattern` is Liquid and gives its path inside `folder`.

    An empty result means no file for that person when it is `optional`, else a mistake. The same file for two people
    is a mistake unless it may be `shared` (a family, a firm).
    """

    pattern: str
    folder: str
    optional: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """The template of a campaign: Liquid in subject, html and text. Empty From fields mean the account's identity.

    What `kind` says is written by the person: `html` itself, or `source` (Markdown; the JSON of a letter or of
    blocks), from which the HTML is made whenever the message is compiled. A plain message has `text` alone. An empty
    `text` is derived from the HTML. `images` are the pictures that the HTML may show by their content id.
    """

    subject: str = ""
    html: str = ""
    text: str = ""
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    kind: BodyKind = BodyKind.HTML
    source: str = ""
    images: tuple[Attachment, ...] = ()
    personal: tuple[PersonalFile, ...] = ()
    purpose: Purpose = Purpose.UNSAID

    @property
    def is_written(self) -> bool:
        """True when there is something to send besides the subject."""
        if self.kind is BodyKind.PLAIN:
            return bool(self.text.strip())
        body = self.html if self.kind is BodyKind.HTML else self.source
        return bool(body.strip() or self.text.strip())


class Recipient(NamedTuple):
    """What one message is rendered for: all of it frozen at launch, so that every attempt gives the same bytes.

    `number` is the contact's id: with the campaign's it makes Message-ID and unsubscribe token, so that they are the
    same in a draft's preview, in the outbox and on every attempt. `date` (unix seconds, UTC) becomes the Date header.
    """

    number: int
    address: str
    fields: Mapping[str, str] = MappingProxyType({})
    date: float = 0.0
