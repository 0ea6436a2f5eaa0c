"""What a local SpamAssassin says of a message, where one is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailer_gui.model.errors import InputError
from mailer_gui.store import approved

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

PROGRAMS = ("spamc", "spamassassin")
_TIMEOUT = 60.0
_HEAD = re.compile(r"^(-?[\d.]+)/(-?[\d.]+)$", re.MULTILINE)
_RULE = re.compile(r"^\s*(-?\d+\.\d+)\s+([A-Z][A-Z0-9_]+)\s+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SpamRule:
    """One rule that fired: its points, its name and what it says."""

    points: float
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class SpamScore:
    """Points, the points from which it counts as spam, and the rules that fired, the heaviest first."""

    points: float
    limit: float
    rules: tuple[SpamRule, ...] = ()


def is_available() -> bool:
    """True when SpamAssassin is installed on this computer."""
    return any(shutil.which(program) for program in PROGRAMS)


def score(ws: Workspace, campaign_id: int) -> SpamScore | None:
    """Let SpamAssassin judge the first person's message, exactly as it would be sent; None when it is not installed.

    Nothing leaves this computer: only its local tests run. Raises InputError when it does not answer.
    """
    from mailer_gui.compose.render import Renderer

    campaign = ws.campaigns.get(campaign_id)
    first = next(approved.recipients(ws, campaign), None)
    if first is None or not is_available():
        return None
    return judged(Renderer(approved.compiled(ws, campaign), ws.settings.unsubscribe_key()).render(first))


def judged(message: bytes) -> SpamScore | None:
    """Let SpamAssassin judge one message; None when it is not installed."""
    if shutil.which("spamc"):
        found = _run(["spamc", "-R", "--max-size=20000000"], message)
        head = _HEAD.search(found)
        if head and float(head.group(2)) > 0:
            return _score(float(head.group(1)), float(head.group(2)), found)
    if shutil.which("spamassassin"):  # no spamd runs
        found = _run(["spamassassin", "--local", "--test-mode"], message)
        head = re.search(r"\((-?[\d.]+) points, (-?[\d.]+) required\)", found)
        if head:
            return _score(float(head.group(1)), float(head.group(2)), found)
    return None


def _run(command: list[str], message: bytes) -> str:
    try:
        done = subprocess.run(command, input=message, capture_output=True, timeout=_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError("SpamAssassin did not answer.", hint="Try again, or send without its opinion.") from error
    return done.stdout.decode("utf-8", "replace")


def _score(points: float, limit: float, text: str) -> SpamScore:
    rules = [SpamRule(float(p), name, about.strip()) for p, name, about in _RULE.findall(text)]
    return SpamScore(points, limit, tuple(sorted(rules, key=lambda rule: -rule.points)))
