"""Erased people: only a salted print of the address stays among the suppressions, so that nobody writes to them again.

The salt is the workspace's own: the same person has another print in every workspace, and a print says nothing without
it. A print is only met through an address that comes again; so whatever brings addresses in asks here first.
"""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from collections.abc import Iterable

from mailer_gui.store.codec import to_json

MARK = "#"
"""How the keys of erased people begin; no address and no domain does."""
_SALT = "erased_salt"
_ANY = "SELECT EXISTS (SELECT 1 FROM suppressions WHERE key > '#' AND key < '$')"

_STATE = "SELECT count(*), max(at) FROM suppressions WHERE key > '#' AND key < '$'"


def print_of(raw: sqlite3.Connection, key: str) -> str:
    """Give the key under which an erased address (in small letters) stands, with a salt made when there is none."""
    raw.execute("INSERT OR IGNORE INTO settings (key, value) VALUES (?, ?)", (_SALT, to_json(secrets.token_hex(32))))
    return _print(_salt(raw), key)


def state(raw: sqlite3.Connection) -> tuple[int, float]:
    """Give what is another one as soon as somebody else has been erased."""
    found: tuple[int, float] = raw.execute(_STATE).fetchone()
    return found


def among(raw: sqlite3.Connection, keys: Iterable[str]) -> set[str]:
    """Give those of these addresses (in small letters) that were erased."""
    if not raw.execute(_ANY).fetchone()[0]:
        return set()
    salt = _salt(raw)
    prints = {_print(salt, key): key for key in keys}
    found = raw.execute(
        "SELECT key FROM suppressions WHERE key IN (SELECT value FROM json_each(?))", (to_json(list(prints)),)
    )
    return {prints[one] for (one,) in found}


def _salt(raw: sqlite3.Connection) -> bytes:
    found = raw.execute("SELECT value FROM settings WHERE key = ?", (_SALT,)).fetchone()
    return bytes.fromhex(found[0].strip('"')) if found else b""


def _print(salt: bytes, key: str) -> str:
    return MARK + hmac.digest(salt, key.encode("utf-8", "surrogatepass"), "sha256").hex()
