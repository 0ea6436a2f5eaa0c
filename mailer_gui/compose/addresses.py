"""Addresses as they are written into headers and envelopes."""

from __future__ import annotations

import re
from urllib.parse import quote

from mailer_gui.model.errors import InputError

_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~\-\u0080-\U0010ffff]+(?:\.[\w!#$%&'*+/=?^`{|}~\-\u0080-\U0010ffff]+)*")
_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*"
)
_PLAIN = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+)*"
    r"@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
)
_INVISIBLE = re.compile(r"[\s\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]")
_NAMED = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>\s*")
MAX_ADDRESS = 320


def envelope_address(address: str) -> str:
    """Give the address with its domain in ASCII (international domains as A-labels); refuse what is not one address.

    The local part is kept as typed. If it is not ASCII, the server must offer SMTPUTF8: see `needs_smtputf8`.
    """
    if len(address) <= 254 and _PLAIN.fullmatch(address):
        return address
    local, at, domain = address.strip().rpartition("@")
    if not at or len(address) > MAX_ADDRESS or _INVISIBLE.search(local + domain) or not _LOCAL.fullmatch(local):
        raise InputError(f"“{_shown(address)}” is not an e-mail address.", title="Not an address")
    ascii_domain = domain if domain.isascii() else _a_labels(address, domain)
    if not _DOMAIN.fullmatch(ascii_domain):
        raise InputError(f"“{_shown(address)}” is not an e-mail address.", title="Not an address")
    return f"{local}@{ascii_domain.lower()}"


def _a_labels(address: str, domain: str) -> str:
    import idna  # only international domains need its tables

    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        message = f"The part after the @ in “{_shown(address)}” is not a domain name."
        raise InputError(message, title="Not an address") from error


def _shown(address: str) -> str:
    return _INVISIBLE.sub(" ", address)[:80]


def needs_smtputf8(address: str) -> bool:
    """True when the part before the @ is not ASCII, so that only a server with SMTPUTF8 can take it."""
    return not address.rpartition("@")[0].isascii()


def split_named(text: str) -> tuple[str, str]:
    """Take `Name <address>` or a bare address apart into name and envelope address."""
    match = _NAMED.fullmatch(text)
    if match is None:
        return "", envelope_address(text.strip())
    return match["name"].strip().strip('"').strip(), envelope_address(match["address"].strip())


def mailto(address: str, subject: str) -> str:
    """Give the link that opens a message to an address with a subject, in ASCII."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}"
