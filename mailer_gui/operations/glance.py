"""The first rows of a long table of contacts at once, and those at any place; `contacts.ids` gives all later."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailer_gui.model.verification import Verdict
from mailer_gui.model.work import Cancel, never

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace
    from mailer_gui.store.places import Look

MOST = 256


def look(
    ws: Workspace,
    list_id: int | None = None,
    search: str = "",
    order: str = "address",
    *,
    segment_id: int | None = None,
    verdict: Sequence[Verdict] | None = None,
    suppressed: bool = False,
    cancel: Cancel = never,
) -> Look | None:
    """Give the first ids of what `contacts.ids` gives, and how many there are, where that is known.

    None when they cannot be had quickly, or when `contacts.ids` is as quick.
    """
    return ws.contacts.look(
        MOST, list_id, search, order, segment_id=segment_id, verdict=verdict, suppressed=suppressed, cancel=cancel
    )


def rows_at(ws: Workspace, look: Look, start: int, most: int, cancel: Cancel = never) -> array[int] | None:
    """Give the ids from a place on, before all are known; None when they are not found quickly."""
    return ws.contacts.rows_at(look, start, most, cancel)
