"""Compiles a message once per campaign, and keeps the result so that approved bytes cannot change."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mailer_gui.model.accounts import Identity
from mailer_gui.model.errors import InputError, TooNewError
from mailer_gui.model.messages import Message

FORMAT = 2
"""Since 2 a message may have personal files; one that has none is still written as 1."""
CONSTANT = ("campaign_name", "sender_name", "sender_address", "postal_address")
"""The built-in fields that are the same for everybody, so that their text is fixed when a message is compiled."""
_MAGIC = b"mailer-message\n"


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What a message says of its campaign. `salt` is random text, made once per campaign, for the Message-IDs.

    `unsubscribe_url` is the person's own https endpoint, with `{token}` where the token goes; empty means that
    people unsubscribe by mail. `list_id` becomes the List-ID header; empty means one made from the From address.
    """

    campaign_id: int
    name: str
    salt: str
    postal_address: str = ""
    unsubscribe_url: str = ""
    list_id: str = ""
    spellings: tuple[tuple[str, str], ...] = ()
    """Fields that the message spells otherwise than the contacts do: (as written, as it is called)."""


@dataclass(frozen=True, slots=True)
class FieldUse:
    """A field that a part uses. `has_default`: every use of it there has a fallback, or it is a built-in field."""

    name: str
    part: str
    has_default: bool


@dataclass(frozen=True, slots=True)
class Op:
    """One step of writing a message: `kind` says which, the rest is what it needs.

    bytes: `text` as it is; value: the field `text` quoted-printable; script: number `index` of `part`;
    whole: all of `part` in base64; files: the personal files, each after the boundary `text`;
    to, subject, date, id, unsubscribe: the header of that name.
    """

    kind: str
    text: str = ""
    part: str = ""
    default: str | None = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a part before encoding: fixed text, a field, or a script's number (-1: none)."""

    text: str = ""
    field: str = ""
    default: str | None = None
    script: int = -1


@dataclass(frozen=True, slots=True)
class Part:
    """One template: its source for the interpreter, the scripts in it, and its pieces where they are needed."""

    name: str
    source: str = ""
    pieces: tuple[Piece, ...] = ()
    scripts: tuple[tuple[int, int, int], ...] = ()
    """Node number, line and column of each script; line and column are those of the person's own text."""
    nodes: int = 0


@dataclass(frozen=True, slots=True)
class Compiled:
    """A message ready to be rendered for recipients: the skeleton with its fixed text already encoded."""

    ops: tuple[Op, ...]
    tail: bytes
    parts: tuple[Part, ...]
    facts: dict[str, str]
    fields: tuple[FieldUse, ...] = ()
    format: int = field(default=1)

    def dump(self) -> bytes:
        """Give the bytes to keep with the frozen campaign."""
        return _MAGIC + zlib.compress(self._plain(), 6)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of everything that decides what recipients get."""
        return hashlib.sha256(self._plain()).hexdigest()

    def _plain(self) -> bytes:
        data = {
            "format": self.format,
            "ops": [[op.kind, op.text, op.part, op.default, op.index] for op in self.ops],
            "tail": self.tail.decode("ascii"),
            "parts": [
                [p.name, p.source, [[q.text, q.field, q.default, q.script] for q in p.pieces], p.scripts, p.nodes]
                for p in self.parts
            ],
            "facts": self.facts,
            "fields": [[use.name, use.part, use.has_default] for use in self.fields],
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8", "replace")

    @classmethod
    def load(cls, data: bytes) -> Compiled:
        """Read what `dump` gave."""
        if not data.startswith(_MAGIC):
            raise InputError("This is not a message that was prepared for sending.")
        try:
            plain: dict[str, Any] = json.loads(zlib.decompress(data[len(_MAGIC) :]))
            if plain["format"] > FORMAT:
                raise TooNewError("This campaign was prepared by a newer version of the program.", hint="Update first.")
            return cls._of(plain)
        except (zlib.error, ValueError, LookupError, TypeError) as error:
            raise InputError("The prepared message of this campaign is damaged.") from error

    @classmethod
    def _of(cls, plain: dict[str, Any]) -> Compiled:
        parts = tuple(
            Part(
                name,
                source,
                tuple(Piece(*piece) for piece in pieces),
                tuple((node, line, column) for node, line, column in scripts),
                nodes,
            )
            for name, source, pieces, scripts, nodes in plain["parts"]
        )
        ops = tuple(Op(*op) for op in plain["ops"])
        uses = tuple(FieldUse(*use) for use in plain["fields"])
        return cls(ops, plain["tail"].encode("ascii"), parts, plain["facts"], uses, plain["format"])


def compile_message(
    message: Message, identity: Identity, campaign: CampaignFacts, read_attachment: Callable[[str], bytes]
) -> Compiled:
    """Compile a message once: check it, inline its styles, derive its text, encode what is the same for everybody.

    `read_attachment` gives an attachment's bytes for its SHA-256. Raises TemplateError for a mistake in a part,
    InputError for an address or a header that cannot be used.
    """
    from mailer_gui.compose.compiling import compile_parts  # the tools for HTML are slow to import

    return compile_parts(message, identity, campaign, read_attachment)
