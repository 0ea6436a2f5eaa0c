"""What the import dialog asks of the operations before it can show anything; called in a thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailer_gui.model.contacts import ContactList
from mailer_gui.model.imports import FilePreview, ReadOptions


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is there already and can be chosen."""

    encodings: dict[str, str] = field(default_factory=dict)
    lists: tuple[ContactList, ...] = ()
    field_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as it was read, and the field names its columns would get."""

    preview: FilePreview
    own_names: dict[str, str]


def surroundings(ws: Any) -> Surroundings:
    """Give the encodings, the lists and the names of fields."""
    from mailer_gui.operations import contacts, lists

    return Surroundings(contacts.encodings(), tuple(lists.every(ws)), tuple(contacts.field_names(ws)))


def read_file(path: Path, options: ReadOptions | None) -> ReadFile:
    """Look at a file."""
    from mailer_gui.operations import contacts

    preview = contacts.read_preview(path, options)
    return ReadFile(preview, {name: contacts.field_name(name) for name in preview.columns})
