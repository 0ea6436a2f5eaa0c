"""What is left to do in a workspace when nobody waits: what an older version, or an end in the middle, left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailer_gui.model.work import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def is_wanted(ws: Workspace) -> bool:
    """Say whether there is anything to do; asks little."""
    from mailer_gui.store import erasing, search

    return erasing.is_unfinished(ws.database) or search.is_old(ws.database)


def tidy(ws: Workspace, progress: Progress = no_progress, cancel: Cancel = never) -> None:
    """Do it, in short transactions; what was stopped goes on the next time.

    The search index is made anew for people whom an older version has indexed, as rules about fields are several times
    slower until then; and what an erasure was kept from taking out of the index is taken out.
    """
    from mailer_gui.store import erasing, search

    erasing.finish(ws.database, cancel)
    search.renew(ws.database, progress, cancel)
