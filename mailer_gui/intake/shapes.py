"""What a person chose for a file is known again by the file's shape: its kind and the names of its columns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mailer_gui.intake.column_words import squeeze
from mailer_gui.model.contacts import FieldType, MergePolicy
from mailer_gui.model.imports import ADDRESS_COLUMN, FilePreview

SETTING = "import_shapes"
_MOST = 200
_Get = Callable[[str, Any], Any]


def shape_of(kind: str, columns: tuple[str, ...], mapping: Mapping[str, str], *, has_header: bool) -> str:
    """Give a short print of a shape. Without a header the shape is what the columns seem to hold."""
    names = [squeeze(column) or column for column in columns] if has_header else [mapping[name] for name in columns]
    told = json.dumps([kind, has_header, names], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def remember(chosen: FilePreview, get: _Get, put: Callable[[str, Any], None]) -> None:
    """Keep what `chosen` says under its shape; the oldest shapes go when there are too many."""
    known = dict(get(SETTING, {}))
    known.pop(chosen.shape, None)
    known[chosen.shape] = {
        "mapping": [chosen.mapping.get(column, "") for column in chosen.columns],
        "types": {name: str(kind) for name, kind in chosen.types.items()},
        "policy": str(chosen.policy),
        "list": chosen.list_name,
        "day_first": chosen.options.day_first,
    }
    put(SETTING, dict(list(known.items())[-_MOST:]))


def remembered(preview: FilePreview, get: _Get) -> FilePreview:
    """Give the preview with what was chosen for the last file of its shape; what cannot be used is left as guessed."""
    kept = get(SETTING, {}).get(preview.shape)
    if not isinstance(kept, dict):
        return preview
    try:
        mapping = dict(zip(preview.columns, map(str, kept["mapping"]), strict=True))
        types = {str(name): FieldType(kind) for name, kind in kept["types"].items()}
        policy = MergePolicy(kept["policy"])
        list_name, day_first = str(kept["list"]), kept["day_first"]
    except (KeyError, TypeError, ValueError, AttributeError):  # written by another version
        return preview
    if ADDRESS_COLUMN not in mapping.values():
        return preview
    options = preview.options
    if preview.doubtful_dates and isinstance(day_first, bool):
        options = replace(options, day_first=day_first)
    return replace(
        preview,
        options=options,
        mapping=mapping,
        types=types,
        policy=policy,
        list_name=list_name,
        known_shape=True,
    )
