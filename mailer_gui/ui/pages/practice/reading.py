"""What the practice page reads: the list of messages, one message, and how the server behaves; in threads."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mailer_gui.model.practice import PracticeBehaviour, PracticeMail, PracticeMessage

Workspace = Any


@dataclass(frozen=True, slots=True)
class Line:
    """One message at its place in the list; 0 is the newest."""

    place: int
    mail: PracticeMail


class Reader:
    """Reads one mailbox for all threads; it remembers what it has read, so it is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._box: Any = None
        self.search = ""

    def _mailbox(self, ws: Workspace) -> Any:
        if self._box is None:
            from mailer_gui.operations import practice

            self._box = practice.mailbox(ws)
        return self._box

    def count(self, ws: Workspace, search: str) -> int:
        """Count the messages."""
        with self._lock:
            return int(self._mailbox(ws).count(search))

    def places(self, ws: Workspace, search: str) -> array[int]:
        """Give the places of all messages that match, newest first."""
        return array("q", range(self.count(ws, search)))

    def lines(self, ws: Workspace, places: Sequence[int]) -> list[Line]:
        """Give the messages at these neighbouring places."""
        if not places:
            return []
        with self._lock:
            mails = self._mailbox(ws).page(places[0], len(places), self.search)
        return [Line(place, mail) for place, mail in zip(places, mails, strict=False)]

    def read(self, ws: Workspace, key: str) -> PracticeMessage:
        """Open one message."""
        with self._lock:
            message: PracticeMessage = self._mailbox(ws).read(key)
            return message


def behaviour(ws: Workspace) -> PracticeBehaviour:
    """Give how the server behaves."""
    from mailer_gui.operations import practice

    return practice.behaviour(ws)


def set_behaviour(ws: Workspace, wanted: PracticeBehaviour) -> PracticeBehaviour:
    """Change how the server behaves and give it back."""
    from mailer_gui.operations import practice

    practice.set_behaviour(ws, wanted)
    return wanted


def empty(ws: Workspace) -> int:
    """Remove every message."""
    from mailer_gui.operations import practice

    return practice.empty(ws)
