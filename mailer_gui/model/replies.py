"""Explains what a mail server answered in plain words, with the next step."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.model.reply_causes import Cause
from mailer_gui.model.reply_table import BASIC, ENHANCED, VAGUE
from mailer_gui.model.reply_wording import WORDING

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3}\.\d{1,3})\b")
_MAX_REPLY = 2_000

AGAIN = "It will be tried again by itself."


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reply means, and the next step (may be empty)."""

    meaning: str
    next_step: str = ""

    def __str__(self) -> str:
        return f"{self.meaning} {self.next_step}".strip()


def cause_of(code: int, reply: str) -> Cause | None:
    """Find the cause of a refusal: by the enhanced code (5.1.1), by the wording, by the code (550); None for none."""
    return _cause(code, reply[:_MAX_REPLY])


@lru_cache(maxsize=1)
def _wording() -> tuple[tuple[re.Pattern[str], Cause], ...]:
    """Compile the expressions when the first reply is looked at: many programs that import this never have one."""
    return tuple((re.compile("|".join(expressions), re.IGNORECASE), cause) for cause, expressions in WORDING)


@lru_cache(maxsize=4_096)
def _cause(code: int, reply: str) -> Cause | None:
    match = _ENHANCED.search(reply)
    known = None
    if match and match.group(1) != "2":
        whole, short = match.group(), match.group(2)
        known = ENHANCED.get(whole) or ENHANCED.get(short)
        if known is None and short.startswith(("7.6", "7.7")) and len(short) == 5:
            known = Cause.BLOCKLIST if short.startswith("7.6") else Cause.ACCOUNT_BLOCKED
        if known is not None and short not in VAGUE:
            return known
    for expression, cause in _wording():
        if expression.search(reply):
            # "Rejected" and the like say less than any code does.
            return known if known is not None and cause is Cause.POLICY else cause
    return known or BASIC.get(code) or _by_class(code)


def _by_class(code: int) -> Cause | None:
    if 400 <= code < 500:
        return Cause.LATER
    return Cause.POLICY if 500 <= code < 600 else None


def explain_reply(code: int, reply: str, status: DeliveryStatus, reason: str = "") -> Explanation:
    """Explain the last reply to a delivery that stands at `status`; `reason` is the program's own word on it."""
    if status is DeliveryStatus.ACCEPTED:
        return Explanation("The server took the message.")
    if status is DeliveryStatus.SKIPPED:
        return _skipped(reason)
    if status is DeliveryStatus.UNCERTAIN:
        return Explanation(
            "The connection broke right after the message was handed over, so nobody can know whether it arrived.",
            "Ask the person, or send it again and accept that it may arrive twice.",
        )
    cause = cause_of(code, reply)
    if status is DeliveryStatus.DEFERRED:
        meaning = cause.meaning if cause else "The message could not be handed over."
        return Explanation(meaning, AGAIN)
    if status is DeliveryStatus.REJECTED:
        return _rejected(cause, reason)
    return Explanation("It waits for its turn.")


def _rejected(cause: Cause | None, reason: str) -> Explanation:
    if cause is None:
        return Explanation(_sentence(reason) or "The message was refused.", "Read the server's answer.")
    if reason.startswith("gave up"):
        return Explanation(f"{cause.meaning} The program {reason}.", _when_given_up(cause))
    return Explanation(cause.meaning, cause.next_step)


def _when_given_up(cause: Cause) -> str:
    return "Send it again another day." if cause.next_step.startswith("Nothing") else cause.next_step


def _skipped(reason: str) -> Explanation:
    if reason == "suppressed":
        return Explanation("This address is on your list of people who get no mail.", "It was left out on purpose.")
    if reason.startswith("cancelled"):
        return Explanation("The campaign was stopped before this message was sent.")
    if reason.startswith("The field "):
        return Explanation(reason, "Fill it in for this person, or write a fallback into the message.")
    return Explanation(_sentence(reason) or "It was left out.")


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")
