"""The fields of contacts: their names, and what they hold."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FieldType

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

_KEY = "field_types"


def names(ws: Workspace) -> list[str]:
    """Give the names of all fields that contacts have had, in the order they came."""
    return ws.contacts.field_names()


def types(ws: Workspace) -> dict[str, FieldType]:
    """Give what fields hold; a field that is left out holds text."""
    found: dict[str, FieldType] = {}
    for name, kind in ws.settings.get(_KEY, {}).items():
        with suppress(ValueError):  # a type that a newer version has made up
            found[str(name)] = FieldType(kind)
    return found


def set_types(ws: Workspace, kinds: Mapping[str, FieldType]) -> None:
    """Keep what these fields hold, beside what is known of others. Values that are there stay as they are."""
    known = {name: str(kind) for name, kind in types(ws).items()}
    known |= {name: str(kind) for name, kind in kinds.items()}
    ws.settings.set(_KEY, {name: kind for name, kind in known.items() if kind != FieldType.TEXT})
