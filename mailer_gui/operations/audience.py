"""Who a draft would go to: how many, who they are, and which merge fields are known of them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mailer_gui.model.messages import BUILT_IN_FIELDS

if TYPE_CHECKING:
    from mailer_gui.model.campaigns import Audience
    from mailer_gui.model.contacts import Contact
    from mailer_gui.operations.workspace import Workspace


def size(ws: Workspace, audience: Audience) -> tuple[int, int]:
    """Count the people of an audience, each once, and those of them who are suppressed."""
    return ws.campaigns.audience_size(audience)


def people(ws: Workspace, audience: Audience) -> array[int]:
    """Give the ids of the contacts who would get mail, in the order of their addresses."""
    return ws.campaigns.audience_ids(audience)


def contacts(ws: Workspace, ids: Sequence[int]) -> list[Contact]:
    """Give the contacts with these ids, in their order; those that are gone are left out."""
    return ws.contacts.rows(ids)


def fields(ws: Workspace) -> tuple[list[str], tuple[str, ...]]:
    """Give the fields that contacts have, and the built-in ones."""
    return ws.contacts.field_names(), BUILT_IN_FIELDS
