"""The token in every unsubscribe link: it names the delivery and cannot be forged."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode

_TOKEN = re.compile(r"([0-9a-f]{1,16})-([a-z2-7]{26})")


def unsubscribe_token(key: bytes, delivery_id: int, address: str) -> str:
    """Make the token of one delivery: its id, and an HMAC over id and address under the workspace's key."""
    if delivery_id < 0:
        raise ValueError("delivery ids are not negative")
    return f"{delivery_id:x}-{_mac(key, delivery_id, address)}"


def token_delivery(token: str) -> int | None:
    """Give the delivery id that a token claims, not yet verified; None when it is no token."""
    match = _TOKEN.fullmatch(token.strip().lower())
    return int(match.group(1), 16) if match else None


def verify(key: bytes, token: str, address: str) -> int | None:
    """Give the delivery id when the token was made by us for this address, else None."""
    match = _TOKEN.fullmatch(token.strip().lower())
    if match is None:
        return None
    delivery_id = int(match.group(1), 16)
    if hmac.compare_digest(match.group(2), _mac(key, delivery_id, address)):
        return delivery_id
    return None


def _mac(key: bytes, delivery_id: int, address: str) -> str:
    message = b"unsubscribe\0%d\0%b" % (delivery_id, address.lower().encode("utf-8", "replace"))
    return b32encode(hmac.digest(key, message, "sha256")[:16]).decode("ascii").rstrip("=").lower()
