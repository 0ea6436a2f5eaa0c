"""Lines of a check that is shown while it runs: an account's connection, or a campaign before Send."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CheckState(StrEnum):
    """How one line of a check stands."""

    RUNNING = "running"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One line of a check: `key` names it (name, port, tls, login, sender, extensions), `hint` is the next step."""

    key: str
    title: str
    state: CheckState
    detail: str = ""
    hint: str = ""
    size_limit: int = 0
    """Of the step "extensions": the largest message in bytes that the server takes, 0 when it does not say."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something preflight has to say. A BAD finding forbids Send; `step` is audience, message, delivery or review.

    `code` names it. `mend` names what the program can do about it when asked (see `operations/mending`), empty when a
    person has to.
    """

    step: str
    state: CheckState
    title: str
    hint: str = ""
    code: str = ""
    mend: str = ""
    part: str = ""
    """Where a mistake in the message is: subject, html, markdown, text, attachment; with `line` and `column` from 1."""
    line: int = 0
    column: int = 0

    @property
    def topic(self) -> str:
        """The one of TOPICS that it belongs to."""
        if self.step != "message":
            return {"audience": AUDIENCE, "delivery": DELIVERY}.get(self.step, MESSAGE)
        if self.code.startswith("link-"):
            return LINKS
        return _TOPIC_OF.get(self.code, MESSAGE)


AUDIENCE, DELIVERY, MESSAGE, LINKS, FILES, WAY_OUT, SIZE = TOPICS = (
    "audience",
    "delivery",
    "message",
    "links",
    "files",
    "way-out",
    "size",
)
"""What the checks before Send are about, in the order in which they are shown."""
UNREADABLE = frozenset(["mistake", "unreadable", "empty"])
"""Codes of findings after which links, files, way out and size are not looked at."""
_TOPIC_OF = {
    "file-gone": FILES,
    "own-file": FILES,
    "large-files": FILES,
    "heavy-picture": FILES,
    "heavy-pictures": FILES,
    "no-unsubscribe": WAY_OUT,
    "no-postal": WAY_OUT,
    "no-postal-setting": WAY_OUT,
    "too-large": SIZE,
    "clipped": SIZE,
}
