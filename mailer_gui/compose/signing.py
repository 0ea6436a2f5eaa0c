"""Signs the messages of one campaign as `dkim.Signer` would, with all that they have in common made canonical once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256

from mailer_gui.compose.dkim import DkimKey, Signer, canonical_body, collapsed, encoded, relaxed, signed_headers
from mailer_gui.compose.fields import picker

_CRLF = b"\r\n"
_END_OF_HEADERS = b"\r\n\r\n"
_PLACE = re.compile(rb"\0(\d+)\0")


class CampaignSigner:
    """Signs messages that are put together from the same pieces.

    A piece is fixed bytes, or the number of a value that differs from message to message; values are encoded for
    their places. `headers` says which values are whole headers, and their names; all others stand in the body.
    `tail` is the fixed end. Its signatures are those of the `Signer` for the same message, byte for byte.
    """

    def __init__(
        self, keys: Sequence[DkimKey], pieces: Sequence[bytes | int], headers: Mapping[int, bytes], tail: bytes = b""
    ) -> None:
        self._signer = Signer(keys, tail)
        self._message = _Form(pieces)
        top, body = _parted(pieces)
        self._is_planned = _is_separable(body) and all(piece in headers for piece in top if isinstance(piece, int))
        self._fixed_hash = b""
        if not self._is_planned:
            return
        named = [b"%b: \0%d\0\r\n" % (headers[p], p) if isinstance(p, int) else p for p in top]
        self._names, lines = signed_headers(b"".join(named))
        split = _PLACE.split(lines)
        self._lines = _Form([int(text) if at % 2 else text for at, text in enumerate(split)])
        self._cuts = [(number, len(headers[number]) + 1) for number in self._lines.numbers]
        self._plan_body([piece if isinstance(piece, int) else relaxed(piece) for piece in body], tail)

    def _plan_body(self, body: Sequence[bytes | int], tail: bytes) -> None:
        first = body[0] if body and isinstance(body[0], bytes) else b""
        self._begun = sha256(first)
        """The state after the fixed beginning of the body: each message goes on with a copy."""
        self._body = _Form(body[1:] if first else body)
        self._tail = canonical_body(tail)
        if not self._body.numbers:
            whole = b"".join([piece for piece in body if isinstance(piece, bytes)])
            is_own = not tail or not whole or whole.endswith(_CRLF)
            self._fixed_hash = encoded(sha256(canonical_body(whole + tail)).digest()) if is_own else b""
            self._is_planned = is_own

    def sign(self, values: Sequence[bytes], when: int) -> bytes:
        """Give the DKIM-Signature headers of one message. `when` is the time of signing in unix seconds."""
        body_hash = self._fixed_hash or self._body_hash(values)
        if not body_hash:
            return self._signer.sign(self._message.filled(values), when)
        found = [values[number][start:-2].replace(b"\r\n ", b" ").strip(b" ") for number, start in self._cuts]
        lines = self._lines.form % tuple(found)
        if b"\t" in lines:
            return self._signer.sign(self._message.filled(values), when)
        if b"  " in lines:
            lines = collapsed(lines)
        return self._signer.sign_prepared(self._names, lines, body_hash, when)

    def _body_hash(self, values: Sequence[bytes]) -> bytes:
        """Give the hash of the body; nothing when its values are not in canonical form, each by itself."""
        if not self._is_planned:
            return b""
        chosen = self._body.pick(values)
        joined = b"\r\n".join([*chosen, b""])
        if b"  " in joined or b"\t" in joined or b" \r\n" in joined:
            return b""
        rest = self._body.form % chosen
        if not rest.endswith(_CRLF) or (not self._tail and (rest.endswith(_END_OF_HEADERS) or len(rest) <= 2)):
            return b""
        digest = self._begun.copy()
        digest.update(rest)
        if self._tail:
            digest.update(self._tail)
        return encoded(digest.digest())


class _Form:
    """Pieces as a format, and the numbers of the values that fill it."""

    def __init__(self, pieces: Sequence[bytes | int]) -> None:
        self.form = b"".join([b"%b" if isinstance(p, int) else p.replace(b"%", b"%%") for p in pieces])
        self.numbers = [piece for piece in pieces if isinstance(piece, int)]
        self.pick = picker(self.numbers)

    def filled(self, values: Sequence[bytes]) -> bytes:
        """Put the values in their places."""
        return self.form % self.pick(values)


def _parted(pieces: Sequence[bytes | int]) -> tuple[list[bytes | int], list[bytes | int]]:
    """Part the pieces of the headers from those of the body."""
    for at, piece in enumerate(pieces):
        if isinstance(piece, bytes) and _END_OF_HEADERS in piece:
            last, _, first = piece.partition(_END_OF_HEADERS)
            return [*pieces[:at], last], [first, *pieces[at + 1 :]] if first else [*pieces[at + 1 :]]
    return list(pieces), []


def _is_separable(body: Sequence[bytes | int]) -> bool:
    """True when the spaces on either side of a value's place cannot run together with those of the value."""
    for before, after in zip([b"\r\n", *body], [*body, b"\r\n"], strict=True):
        if isinstance(before, int) and isinstance(after, int):
            return False
        if isinstance(after, int) and isinstance(before, bytes) and before[-1:] in (b" ", b"\t", b"\r"):
            return False
        if isinstance(before, int) and isinstance(after, bytes) and after[:1] in (b" ", b"\t", b"\n"):
            return False
    return True
