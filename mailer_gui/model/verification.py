"""What a check of an address found: the words that contacts, lists and the command line share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What is known about an address. Only INVALID says that it cannot be right; all others are hints."""

    OK = "ok"
    TYPO = "typo"
    DISPOSABLE = "disposable"
    ROLE = "role"
    NO_MAIL_SERVER = "no mail server"
    INVALID = "invalid"
    NOT_CHECKED = "not checked"


class MailServer(StrEnum):
    """What DNS says about the mail of a domain."""

    THERE = "there"
    NONE = "none"
    """There is no such domain, or nothing in it that takes mail."""
    REFUSES = "refuses"
    """The domain says itself that it takes no mail (RFC 7505)."""
    UNKNOWN = "unknown"
    """DNS did not answer."""


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict about one contact; `detail` is a sentence for people, of TYPO the address that was meant."""

    contact_id: int
    address: str
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An address as it was probably meant; `confidence` is between 0 and 1."""

    address: str
    suggestion: str
    confidence: float
    line: int = 0


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What a verification found; the counts of all verdicts add up to `checked`.

    `samples` has the first of every verdict but OK and NOT_CHECKED, at most 200 each.
    """

    checked: int = 0
    counts: Mapping[Verdict, int] = field(default_factory=dict)
    samples: Mapping[Verdict, tuple[Verification, ...]] = field(default_factory=dict)
    domains: int = 0
    """So many different domains were looked up, or known from before; 0 without the look at mail servers."""
    queries: int = 0
    """So many questions DNS was asked."""
