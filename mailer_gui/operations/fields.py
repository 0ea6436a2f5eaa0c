"""The fields of contacts: their names, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FieldType

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def names(ws: Workspace) -> list[str]:
    """Give the names of all fields that contacts have had, in the order they came."""
    return ws.contacts.field_names()


def types(ws: Workspace) -> dict[str, FieldType]:
    """Give what fields hold; a field that is left out holds text."""
    from mailer_gui.store import field_types

    return field_types.known(ws.settings)


def set_types(ws: Workspace, kinds: Mapping[str, FieldType]) -> None:
    """Keep what these fields hold, beside what is known of others. Values that are there stay as they are."""
    from mailer_gui.store import field_types

    field_types.keep(ws.settings, kinds)
