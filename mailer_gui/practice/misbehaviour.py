"""Decides how the practice server misbehaves, the same way every time."""

from __future__ import annotations

import logging
import time
import zlib
from collections.abc import Callable
from enum import Enum

from mailer_gui.model.practice import PracticeBehaviour

REREAD_SECONDS = 0.25
MAX_REMEMBERED = 1_000_000
GREYLISTED = "451 4.7.1 Greylisted, please try again later"
NO_SUCH_USER = "550 5.1.1 No such user here"
_log = logging.getLogger(__name__)


class Fate(Enum):
    """What happens to a message after its final dot. The two drops look alike to the other side."""

    ANSWER = "answer"
    DROP_KEPT = "drop kept"
    DROP_LOST = "drop lost"


class Misbehaviour:
    """Turns a behaviour, which may change at any moment, into replies.

    Whoever is refused for good depends on the address alone. Greylisting refuses the first try of each message to
    a recipient. Drops are counted, not drawn: of ten per cent, every tenth message is dropped, and every second one
    of these was kept before, because that is what makes a delivery uncertain.
    """

    def __init__(self, read: Callable[[], PracticeBehaviour], clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._clock = clock
        self._behaviour = PracticeBehaviour()
        self._read_at = float("-inf")
        self._tried: dict[tuple[str, str], None] = {}
        self._owed_drops = 0
        self._drops = 0

    @property
    def now(self) -> PracticeBehaviour:
        """The behaviour in force, read again a few times a second."""
        if self._clock() - self._read_at >= REREAD_SECONDS:
            try:
                self._behaviour = self._read()
            except Exception:
                # A busy store must not stop the mail; what was wished last stays in force.
                _log.warning("The behaviour could not be read; the last one stays in force.", exc_info=True)
            self._read_at = self._clock()
            if not self._behaviour.greylist:
                self._tried.clear()
        return self._behaviour

    def refusal(self, sender: str, recipient: str) -> str:
        """Give the reply that refuses this recipient, or nothing."""
        behaviour = self.now
        if is_rejected(recipient, behaviour.reject_percent):
            return NO_SUCH_USER
        pair = (sender.lower(), recipient.lower())
        if behaviour.greylist and pair not in self._tried:
            if len(self._tried) >= MAX_REMEMBERED:
                del self._tried[next(iter(self._tried))]
            self._tried[pair] = None
            return GREYLISTED
        return ""

    def fate(self) -> Fate:
        """Say what happens to the message that just ended."""
        self._owed_drops += self.now.drop_percent
        if self._owed_drops < 100:
            return Fate.ANSWER
        self._owed_drops -= 100
        self._drops += 1
        return Fate.DROP_KEPT if self._drops % 2 else Fate.DROP_LOST

    def taken(self, sender: str, recipient: str) -> None:
        """Forget the first try: the next message to this recipient is greylisted again."""
        self._tried.pop((sender.lower(), recipient.lower()), None)


def is_rejected(recipient: str, percent: int) -> bool:
    """True for the share of addresses that is always refused; a larger share contains the smaller one."""
    return zlib.crc32(recipient.lower().encode("utf-8", "surrogateescape")) % 100 < percent
