"""Signs rendered messages with DKIM (RFC 6376): relaxed/relaxed, SHA-256, by RSA or Ed25519 (RFC 8463).

Keys and time are passed in, and the same message at the same time always gets the same signature. Headers that a
stranger could add are signed once more than they are there, so that adding one breaks the signature.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from mailer_gui.model.errors import InputError

SMALLEST_RSA = 1024
"""Verifiers refuse RSA keys of fewer bits (RFC 8301)."""
GUARDED = (
    b"from",
    b"to",
    b"cc",
    b"reply-to",
    b"subject",
    b"date",
    b"message-id",
    b"mime-version",
    b"content-type",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)
"""Signed, and nobody may add another one."""
SIGNED = (b"sender", b"content-transfer-encoding", b"list-id", b"feedback-id")
"""Signed where they are there."""
_CRLF = b"\r\n"
_NAME = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*"
)
_WIDTH = 72
_PKCS1, _SHA256 = PKCS1v15(), SHA256()


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A private key, and where its public half is published: `selector._domainkey.domain`."""

    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey

    def __post_init__(self) -> None:
        for name in (self.domain, self.selector):
            if len(name) > 253 or not _NAME.fullmatch(name):
                raise InputError(f"“{name[:80]}” cannot be part of a DKIM signature.", hint="Use letters and digits.")
        if isinstance(self.private, RSAPrivateKey) and self.private.key_size < SMALLEST_RSA:
            raise InputError("This DKIM key is too short.", hint="Make a new one of 2048 bits.")


class Signer:
    """Signs messages with all of its keys. `tail` is the end that all of these messages have in common."""

    def __init__(self, keys: Sequence[DkimKey], tail: bytes = b"") -> None:
        self._keys = [_Key(key) for key in keys]
        self._tail = tail
        self._canonical_tail = canonical_body(tail)

    def sign(self, message: bytes, when: int) -> bytes:
        """Give the DKIM-Signature headers for a message (CRLF lines, without the tail), one below the other.

        `when` is the time of signing in unix seconds.
        """
        block, _, body = message.partition(b"\r\n\r\n")
        body_hash = self._body_hash(body)
        names, lines = signed_headers(block)
        return self.sign_prepared(names, lines, body_hash, when)

    def sign_prepared(self, names: tuple[bytes, ...], lines: bytes, body_hash: bytes, when: int) -> bytes:
        """Give the headers for names and canonical lines as of `signed_headers`, and the body's hash in base64."""
        return b"".join([key.sign(names, lines, body_hash, when) for key in self._keys])

    def _body_hash(self, body: bytes) -> bytes:
        if not self._tail:
            digest = sha256(canonical_body(body))
        elif not body or body.endswith(_CRLF):  # the lines of the tail are its own: they were prepared once for all
            digest = sha256(relaxed(body))
            digest.update(self._canonical_tail)
        else:
            digest = sha256(canonical_body(body + self._tail))
        return encoded(digest.digest())


class _Key:
    """One key with everything of its header that never changes."""

    def __init__(self, key: DkimKey) -> None:
        private = key.private
        algorithm = b"rsa-sha256" if isinstance(private, RSAPrivateKey) else b"ed25519-sha256"
        self._private = private
        tags = (algorithm, key.domain.lower().encode("ascii"), key.selector.encode("ascii"))
        self._written = b"DKIM-Signature: v=1; a=%b; c=relaxed/relaxed;\r\n d=%b;\r\n s=%b;" % tags
        self._relaxed = b"dkim-signature:v=1; a=%b; c=relaxed/relaxed; d=%b; s=%b;" % tags

    def sign(self, names: tuple[bytes, ...], lines: bytes, body_hash: bytes, when: int) -> bytes:
        written_names, relaxed_names = _named(names)
        data = b"%b%b t=%d; h=%b; bh=%b; b=" % (lines, self._relaxed, when, relaxed_names, body_hash)
        if isinstance(self._private, RSAPrivateKey):
            signature = self._private.sign(data, _PKCS1, _SHA256)
        else:
            signature = self._private.sign(sha256(data).digest())
        code = encoded(signature)
        folded = b"\r\n ".join([code[at : at + _WIDTH] for at in range(0, len(code), _WIDTH)])
        return b"%b\r\n t=%d; h=%b;\r\n bh=%b;\r\n b=%b\r\n" % (self._written, when, written_names, body_hash, folded)


def encoded(data: bytes) -> bytes:
    """Give base64 on one line."""
    return b2a_base64(data, newline=False)


def signed_headers(block: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """Give the names for `h=`, and the canonical lines of the headers that they stand for."""
    fields: dict[bytes, list[bytes]] = {}
    unfolded = block.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    for line in collapsed(unfolded).split(_CRLF):
        name, _, value = line.partition(b":")
        name = name.rstrip(b" ").lower()
        fields.setdefault(name, []).append(b"%b:%b\r\n" % (name, value.strip(b" ")))
    names: list[bytes] = []
    lines: list[bytes] = []
    for name in GUARDED:
        _take(fields, name, names, lines)
        names.append(name)  # there is none of these left, and so it must stay
    for name in SIGNED:
        _take(fields, name, names, lines)
    return tuple(names), b"".join(lines)


def _take(fields: dict[bytes, list[bytes]], name: bytes, names: list[bytes], lines: list[bytes]) -> None:
    found = fields.get(name)
    if found is not None:
        names += [name] * len(found)
        lines += reversed(found)  # the lowest one is signed first


@lru_cache(maxsize=32)
def _named(names: tuple[bytes, ...]) -> tuple[bytes, bytes]:
    """Give the list of header names as it is written, folded, and as it is signed."""
    rows: list[bytes] = [b""]
    for number, name in enumerate(names):
        piece = name + (b":" if number < len(names) - 1 else b"")
        if len(rows[-1]) + len(piece) > _WIDTH - len("t=0000000000; h="):
            rows.append(b"")
        rows[-1] += piece
    return b"\r\n ".join(rows), b" ".join(rows)


def collapsed(text: bytes) -> bytes:
    """Make one space of every run of spaces and tabs."""
    if b"\t" in text:
        text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text


def relaxed(lines: bytes) -> bytes:
    """Give whole lines as RFC 6376, 3.4.4 has them, empty ones at the end included."""
    return collapsed(lines).replace(b" \r\n", _CRLF)


def canonical_body(body: bytes) -> bytes:
    """Give a whole body as RFC 6376, 3.4.4 has it."""
    if body and not body.endswith(_CRLF):
        body += _CRLF
    body = relaxed(body)
    end = len(body)
    while body[max(end - 2, 0) : end] == _CRLF:
        end -= 2
    return body[:end] + _CRLF if end else b""
