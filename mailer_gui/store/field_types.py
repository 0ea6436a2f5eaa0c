"""What the fields of contacts hold, beyond text; kept among the settings of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from mailer_gui.model.contacts import FieldType
from mailer_gui.store.settings import Settings

_KEY = "field_types"


def known(settings: Settings) -> dict[str, FieldType]:
    """Give what fields hold; a field that is left out holds text."""
    found: dict[str, FieldType] = {}
    for name, kind in settings.get(_KEY, {}).items():
        with suppress(ValueError):  # a type that a newer version has made up
            found[str(name)] = FieldType(kind)
    return found


def keep(settings: Settings, kinds: Mapping[str, FieldType]) -> None:
    """Keep what these fields hold, beside what is known of others."""
    merged = {name: str(kind) for name, kind in {**known(settings), **kinds}.items() if kind is not FieldType.TEXT}
    settings.set(_KEY, merged)
