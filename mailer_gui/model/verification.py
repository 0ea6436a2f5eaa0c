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


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict about one contact; `detail` is a sentence for people (of a typo: the address that was meant)."""

    contact_id: int
    address: str
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What a verification found; the counts of all verdicts add up to `checked`."""

    checked: int = 0
    counts: Mapping[Verdict, int] = field(default_factory=dict)
    domains: int = 0
    """So many different domains there were."""
    queries: int = 0
    """So many questions were asked of DNS; the rest was known already."""
    cancelled: bool = False
    """Stopped early: what was found so far is kept on the contacts."""
