"""Never mailing many people, or mailing them again: their addresses become suppressions, or stop being some."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import Suppression
from mailer_gui.model.work import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Blocked:
    """Whom `block` looked at, and the keys that it suppressed: `allow_keys` undoes it."""

    count: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What `allow` took away (`suppressions.restore` undoes it), and how many stay suppressed by their domain."""

    removed: tuple[Suppression, ...]
    by_domain: int


def block(ws: Workspace, ids: Sequence[int], progress: Progress = no_progress, cancel: Cancel = never) -> Blocked:
    """Never mail these people again."""
    keys: list[str] = []
    done = 0
    for start in range(0, len(ids), _BATCH):
        if cancel():
            break
        people = ws.contacts.rows(ids[start : start + _BATCH])
        there = ws.suppressions.among([one.address for one in people])
        fresh = [one.address.lower() for one in people if one.address.lower() not in there]
        ws.suppressions.add([Suppression(key) for key in fresh])
        keys += fresh
        done += len(people)
        progress(done, len(ids))
    return Blocked(done, tuple(keys))


def allow_keys(ws: Workspace, keys: Sequence[str], progress: Progress = no_progress, cancel: Cancel = never) -> int:
    """Take these suppressions away; gives how many there were."""
    done = 0
    for key in keys:
        if cancel():
            break
        done += ws.suppressions.remove(key)
        progress(done, len(keys))
    return done


def allow(ws: Workspace, ids: Sequence[int], progress: Progress = no_progress, cancel: Cancel = never) -> Allowed:
    """Mail these people again, except those whose whole domain is never mailed."""
    removed: list[Suppression] = []
    by_domain = 0
    for start in range(0, len(ids), _BATCH):
        if cancel():
            break
        addresses = [one.address for one in ws.contacts.rows(ids[start : start + _BATCH])]
        found = ws.suppressions.among(addresses)
        for key in found:
            ws.suppressions.remove(key)
        removed += found.values()
        by_domain += len(ws.suppressions.suppressed_among(addresses))
        progress(min(start + _BATCH, len(ids)), len(ids))
    return Allowed(tuple(removed), by_domain)
