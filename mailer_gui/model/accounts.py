"""SMTP accounts, their limits, and the identities they may write as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Security(StrEnum):
    """How the connection is protected. `NONE` is for this computer only (loopback)."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class AccountKind(StrEnum):
    """A person's own server, or the practice server that keeps mail on this computer."""

    SMTP = "smtp"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Identity:
    """From name and address (and Reply-To) that an account may use."""

    address: str
    name: str = ""
    reply_to: str = ""


MOST_MESSAGES = 1_000_000_000
"""No limit is larger; the database would not hold any number."""


@dataclass(frozen=True, slots=True)
class Limits:
    """At most so many messages in any second, minute, hour and day (rolling windows); 0 means no limit."""

    per_second: int = 0
    per_minute: int = 0
    per_hour: int = 0
    per_day: int = 0

    def windows(self) -> tuple[tuple[int, float], ...]:
        """Give the limits in force as (count, seconds)."""
        return tuple((count, seconds) for _, count, seconds in self.named() if count > 0)

    def named(self) -> tuple[tuple[str, int, float], ...]:
        """Give all four as (name, count, seconds)."""
        return (
            ("second", self.per_second, 1.0),
            ("minute", self.per_minute, 60.0),
            ("hour", self.per_hour, 3600.0),
            ("day", self.per_day, 86400.0),
        )


EVERY_DOMAIN = "*"
"""Stands for every recipient domain that has no limit of its own."""


@dataclass(frozen=True, slots=True)
class DomainLimit:
    """At most so much to one recipient domain, or to each other one with `EVERY_DOMAIN`.

    `connections` is how many messages to it may be under way at once, 0 means as many as the account has connections.
    """

    domain: str
    limits: Limits = field(default_factory=Limits)
    connections: int = 0


@dataclass(frozen=True, slots=True)
class WarmUp:
    """A new account begins slowly: on day n at most `steps[n-1]` messages, after the last step no more than its limits.

    A day is 24 hours; the first one begins with the first message after the plan was made, at `started_at`.
    """

    steps: tuple[int, ...] = ()
    started_at: float | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """One SMTP server login with its limits. The password is in the keyring, never here."""

    id: int
    name: str
    host: str
    port: int
    security: Security
    identity: Identity
    username: str = ""
    kind: AccountKind = AccountKind.SMTP
    limits: Limits = field(default_factory=Limits)
    connections: int = 4
    messages_per_connection: int = 100
    ca_file: str = ""
    stopped_reason: str = ""
    """Why the account may not send until a person looks at it (wrong password); empty when it may."""
    depth: int = 1
    """Messages that may be in flight on one connection; above 1 a broken connection leaves more uncertain."""
    domain_limits: tuple[DomainLimit, ...] = ()
    warm_up: WarmUp = WarmUp()

    @property
    def password_variable(self) -> str:
        """The environment variable that holds the password on machines without a keyring; it wins over the keyring."""
        return "MAILER_PASSWORD_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in self.name).upper()

    def shares_variable_with(self, other: Account) -> bool:
        """True when both need a password and would take it from the same variable: neither may have the other's."""
        both = bool(self.username and other.username)
        return both and self.password_variable == other.password_variable


NO_DEPTH = "no_depth"
"""The quirk of a server that takes one message at a time on each connection: {"at": unix seconds, "why": words}."""


@dataclass(frozen=True, slots=True)
class WindowUse:
    """How much of one rolling limit is used now: `limit` 0 means none, `opens_at` is the next turn if none is free."""

    window: str
    limit: int
    used: int
    opens_at: float | None = None
    domain: str = ""


SIZE_LIMIT = "size_limit"
"""The quirk of an account whose server said how large a message may be; its value is in bytes."""
PACE = "pace"
"""The quirk that holds what was learned about the pace of an account's server."""


@dataclass(frozen=True, slots=True)
class LearnedPace:
    """What the engine learned about a server that wanted it slower, when, and in the server's words."""

    connections: int
    per_minute: float | None = None
    at: float = 0.0
    why: str = ""

    @classmethod
    def of(cls, quirks: Mapping[str, Any]) -> LearnedPace | None:
        """Read it from an account's quirks, None when nothing was learned."""
        known = quirks.get(PACE)
        if not isinstance(known, dict):
            return None
        return cls(known["connections"], known.get("per_minute"), known.get("at", 0.0), known.get("why", ""))


PRACTICE_ACCOUNT_NAME = "Practice server"


@dataclass(frozen=True, slots=True)
class Preset:
    """What a known provider's server wants, as public on `as_of` (a date); a person may change all of it.

    `note` says what to know before signing in, `link` where the provider explains it.
    """

    provider: str
    host: str
    port: int
    security: Security
    username: str = ""
    limits: Limits = field(default_factory=Limits)
    connections: int = 4
    messages_per_connection: int = 100
    note: str = ""
    link: str = ""
    as_of: str = ""
