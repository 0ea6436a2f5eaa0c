"""What a reply means: for the delivery, and for the connection, the account or the campaign behind it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from mailer_gui.sending.replies import Reply


class Phase(Enum):
    """Where in the dialogue a reply belongs."""

    CONNECT = "connect"
    HELLO = "hello"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"
    RESET = "reset"
    QUIT = "quit"


class Outcome(Enum):
    """What becomes of the delivery; `UNTOUCHED` goes back to the queue as if it had never been tried."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"
    UNTOUCHED = "untouched"


class Scope(Enum):
    """Whose matter the reply is."""

    RECIPIENT = "recipient"
    CONNECTION = "connection"
    ACCOUNT = "account"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An account with `stop` waits for a person, without it rests for a while; a campaign always stops."""

    outcome: Outcome
    scope: Scope = Scope.RECIPIENT
    stop: bool = False
    out_of_step: bool = False
    """The server's replies do not fit our commands: the connection is closed, and pipelining is doubted."""


ACCEPTED = Verdict(Outcome.ACCEPTED)
DEFERRED = Verdict(Outcome.DEFERRED)
REJECTED = Verdict(Outcome.REJECTED)
_UNCERTAIN = Verdict(Outcome.UNCERTAIN, Scope.CONNECTION, out_of_step=True)
_OUT_OF_STEP = Verdict(Outcome.UNTOUCHED, Scope.CONNECTION, out_of_step=True)

_LOGIN_CODES = frozenset((530, 534, 535, 538))
_LOGIN_ENHANCED = frozenset(("5.7.8", "5.7.9", "5.7.57"))
_DOMAIN_ENHANCED = frozenset(
    ("5.7.26", "5.7.515", "4.7.32", "5.7.32", "4.7.26", "4.7.27", "5.7.27", "4.7.30", "5.7.30")
)
_BEFORE_ENVELOPE = frozenset((Phase.CONNECT, Phase.HELLO, Phase.STARTTLS, Phase.AUTH))
_GREYLIST = re.compile(r"gr[ae]y-?list", re.IGNORECASE)
_THROTTLE = re.compile(
    r"throttl|rate.?limit|too (many (messages|connections|mails|emails|requests|sessions)|fast|much mail)"
    r"|slow(ing)? down|(sending|message|submission|hourly|daily)[ a-z]{0,20}(limit|quota|rate)|unusual rate"
    r"|(limit|quota)[ a-z]{0,20}(exceeded|reached) for (your|this) (account|user|sender)",
    re.IGNORECASE,
)
_SENDING_QUOTA = re.compile(r"(sending|submission|hourly|daily|outgoing)[ a-z]{0,20}(limit|quota)|quotaexceeded", re.I)


def judge(reply: Reply, phase: Phase) -> Verdict:
    """Judge one reply by the phase that it answers."""
    if phase is Phase.DOT and reply.is_good:
        return ACCEPTED
    if reply.code < 400:
        return _UNCERTAIN if phase is Phase.DOT else _OUT_OF_STEP
    # After the dot a refusal is one try with an answer; before it nothing was sent.
    held = Outcome.DEFERRED if phase is Phase.DOT else Outcome.UNTOUCHED
    enhanced = reply.enhanced
    if enhanced in _DOMAIN_ENHANCED:
        return Verdict(Outcome.DEFERRED, Scope.CAMPAIGN, stop=True)
    if reply.code in _LOGIN_CODES or enhanced in _LOGIN_ENHANCED:
        return Verdict(held, Scope.ACCOUNT, stop=True)
    if reply.code == 421:
        return Verdict(held, Scope.CONNECTION)
    if phase in _BEFORE_ENVELOPE or (phase is Phase.MAIL and reply.is_temporary):
        return Verdict(held, Scope.ACCOUNT)
    if reply.code in (432, 454) or is_throttle(reply):
        return Verdict(held, Scope.ACCOUNT)
    if reply.code in (500, 502, 503) and phase is not Phase.DOT:
        return _OUT_OF_STEP
    if enhanced == "5.3.4" or (phase is Phase.MAIL and reply.is_permanent):
        return Verdict(Outcome.DEFERRED, Scope.CAMPAIGN, stop=True)
    return DEFERRED if reply.is_temporary else REJECTED


def is_greylisting(reply: Reply) -> bool:
    """True when a server only wants to see whether we come back: it says nothing about the account."""
    return reply.is_temporary and (reply.enhanced == "4.7.1" or bool(_GREYLIST.search(reply.text)))


def is_throttle(reply: Reply) -> bool:
    """True when the words say that this account sends too much, as against this recipient's mailbox."""
    enhanced = reply.enhanced
    if enhanced[2:3] in ("1", "2") or enhanced == "4.5.3" or _GREYLIST.search(reply.text):
        return False
    if reply.is_permanent:
        return enhanced == "5.4.5" or bool(_SENDING_QUOTA.search(reply.text))
    return enhanced == "4.7.28" or bool(_THROTTLE.search(reply.text))
