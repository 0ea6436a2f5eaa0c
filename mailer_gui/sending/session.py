"""An opened, protected and logged-in connection, ready for messages."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from mailer_gui.model.accounts import Account


@dataclass(frozen=True, slots=True)
class Session:
    """`extensions` are the server's EHLO keywords in lower case with their parameters."""

    account: Account
    transport: asyncio.Transport
    extensions: Mapping[str, str]
    preamble: tuple[str, ...] = ()
    """What was said up to the login, as lines for people, without secrets."""

    @property
    def size_limit(self) -> int:
        """The largest message the server takes, 0 when it does not say."""
        size = self.extensions.get("size", "").strip()
        return int(size) if size.isdigit() else 0
