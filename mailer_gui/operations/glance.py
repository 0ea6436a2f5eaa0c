"""The first rows of a long table of contacts, at once; `contacts.ids` gives all of them a moment later."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailer_gui.model.verification import Verdict
from mailer_gui.model.work import Cancel, never

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

MOST = 256


def first_ids(
    ws: Workspace,
    list_id: int | None = None,
    search: str = "",
    order: str = "address",
    *,
    segment_id: int | None = None,
    verdict: Sequence[Verdict] | None = None,
    suppressed: bool = False,
    cancel: Cancel = never,
) -> array[int] | None:
    """Give the first ids of what `contacts.ids` gives; None when they cannot be had quickly, or it is as quick."""
    return ws.contacts.first_ids(
        MOST, list_id, search, order, segment_id=segment_id, verdict=verdict, suppressed=suppressed, cancel=cancel
    )
