"""The first rows of a long table of contacts, at once; `contacts.ids` gives all of them a moment later."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from mailer_gui.model.work import Cancel, never

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

MOST = 256


def first_ids(
    ws: Workspace, list_id: int | None = None, search: str = "", order: str = "address", cancel: Cancel = never
) -> array[int] | None:
    """Give the first ids; None when they cannot be had quickly."""
    from mailer_gui.store.glance import glance

    return glance(ws.database, list_id, search, order, MOST, cancel)
