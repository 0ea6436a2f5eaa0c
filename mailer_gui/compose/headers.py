"""Writes header lines: folded, encoded, and closed to line breaks from anywhere."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from time import gmtime

from mailer_gui.model.errors import InputError

FOLD_AT = 78
HARD_LIMIT = 998

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\- ]*")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}")
_PIECES = re.compile(r" *[^ ]+")
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+/-")
_Q = [chr(byte) if byte in _Q_SAFE else "_" if byte == 32 else f"={byte:02X}" for byte in range(256)]
_q_of = _Q.__getitem__
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_PROTECTED = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "sender",
        "reply-to",
        "subject",
        "date",
        "message-id",
        "return-path",
        "received",
        "mime-version",
        "dkim-signature",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "authentication-results",
        "errors-to",
        "delivered-to",
    ]
)


def clean(text: str) -> str:
    """Give the text on one line: line breaks and other control characters become a space."""
    if text.isprintable():
        return text.strip(" ")
    return _CONTROL.sub(" ", text).strip(" ")


def unstructured(name: str, text: str) -> bytes:
    """Write a header of free text such as Subject. What is not plain ASCII becomes encoded words (RFC 2047)."""
    text = text.strip(" ") if text.isprintable() else clean(text)
    if text.isascii() and "=?" not in text:
        if len(name) + 2 + len(text) <= FOLD_AT:
            return f"{name}: {text}\r\n".encode("ascii") if text else f"{name}:\r\n".encode("ascii")
        if max(map(len, _PIECES.findall(text))) <= FOLD_AT - 2 - len(name):
            return _fold(f"{name}: {text}").encode("ascii") + b"\r\n"
    return f"{name}: {_encoded_words(text, len(name) + 2)}\r\n".encode("ascii")


def structured(name: str, value: str) -> bytes:
    """Write a header of machine-read ASCII: folded at its spaces, never turned into encoded words."""
    line = f"{name}: {value}"
    if not value.isascii() or _CONTROL.search(value):
        raise InputError(f"The header “{name}” may only hold plain letters, digits and signs on one line.")
    if any(len(part) > HARD_LIMIT - 2 - len(name) for part in value.split(" ")):
        raise InputError(f"The header “{name}” is too long.")
    return (line if len(line) <= FOLD_AT else _fold(line)).encode("ascii") + b"\r\n"


def mailbox(name: str, display: str, address: str) -> bytes:
    """Write a header with one address and its display name. The address must have passed `envelope_address`."""
    column = len(name) + 2
    phrase = _phrase(display, column) if display else ""
    if not phrase:
        return f"{name}: {address}\r\n".encode()
    width = len(phrase) - (phrase.rfind("\n") + 1)
    gap = " " if column + width + len(address) + 3 <= FOLD_AT else "\r\n "
    return f"{name}: {phrase}{gap}<{address}>\r\n".encode()


def _phrase(display: str, column: int) -> str:
    """Give a display name fit for a header."""
    text = display.strip(" ") if display.isprintable() else clean(display)
    if text.isascii() and "=?" not in text and len(text) <= FOLD_AT - column - 2:
        if _ATOMS.fullmatch(text) and "  " not in text:
            return text
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if len(quoted) <= FOLD_AT - column:
            return quoted
    return _encoded_words(text, column) if text else ""


def _fold(line: str) -> str:
    """Break before spaces so that lines fit; the spaces stay, so unfolding gives the same text back."""
    name, *pieces = _PIECES.findall(line)
    lines: list[str] = []
    current = name
    for piece in pieces:
        if len(current) + len(piece) > FOLD_AT and current is not name:
            lines.append(current)
            current = piece
        else:
            current = current + piece
    lines.append(current)
    return "\r\n".join(lines)


def _encoded_words(text: str, column: int) -> str:
    """Encode text as words of at most 75 characters, split between characters, one on each line."""
    raw = text.encode("utf-8", "replace")
    whole = "".join(map(_q_of, raw))
    encode: Callable[[bytes], str] = _q
    start = "=?utf-8?q?"
    room = (75 if column <= FOLD_AT - 75 else FOLD_AT - column) - 12
    # Q is taken even when it is somewhat longer: people can read it in the source.
    if len(whole) > (len(raw) + 2) // 3 * 6:
        encode, start = _b, "=?utf-8?b?"
        whole = _b(raw)
    if len(whole) <= room:
        return f"{start}{whole}?="
    words: list[str] = []
    current = b""
    for character in text:
        longer = current + character.encode("utf-8", "replace")
        if current and len(encode(longer)) > room:
            words.append(encode(current))
            longer, room = longer[len(current) :], 75 - 12
        current = longer
    words.append(encode(current))
    return "\r\n ".join(f"{start}{word}?=" for word in words)


def _q(raw: bytes) -> str:
    return "".join(map(_q_of, raw))


def _b(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


@lru_cache(maxsize=64)
def date_header(second: int) -> bytes:
    """Write the Date header of a moment (unix seconds, UTC)."""
    t = gmtime(second)
    return (
        f"Date: {_DAYS[t.tm_wday]}, {t.tm_mday:02d} {_MONTHS[t.tm_mon - 1]} {t.tm_year:04d}"
        f" {t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d} +0000\r\n"
    ).encode("ascii")


def custom(name: str, value: str) -> bytes:
    """Write a header that a person added; names that the program writes itself are refused."""
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise InputError(
            f"“{clean(name)[:60]}” cannot be the name of a header.", hint="Use letters, digits and hyphens."
        )
    lowered = name.lower()
    if lowered in _PROTECTED or lowered.startswith(("content-", "resent-", "arc-")):
        raise InputError(f"The header “{name}” is written by the program and cannot be set by hand.")
    if _CONTROL.search(value.strip()):
        raise InputError(f"The value of the header “{name}” must be on one line.")
    value = value.strip()
    if value.isascii() and "=?" not in value:
        return structured(name, value)
    return unstructured(name, value)
