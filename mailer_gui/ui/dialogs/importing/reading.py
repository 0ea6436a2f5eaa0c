"""What the import dialog asks of the operations before it can show anything; called in a thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mailer_gui.model.contacts import ContactList, FieldType, MergePolicy
from mailer_gui.model.imports import FilePreview, ReadOptions, UnfinishedImport
from mailer_gui.model.messages import Message, Purpose


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


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose for the columns of a file and the people in it."""

    mapping: dict[str, str]
    types: dict[str, FieldType]
    policy: MergePolicy
    list_name: str | None
    consent: str


def surroundings(ws: Any) -> Surroundings:
    """Give the encodings, the lists and the names of fields."""
    from mailer_gui.operations import contacts, importing, lists

    return Surroundings(importing.encodings(), tuple(lists.every(ws)), tuple(contacts.field_names(ws)))


def read_file(ws: Any, path: Path, options: ReadOptions | None) -> ReadFile:
    """Look at a file; what was chosen for the last one of its shape is chosen again."""
    from mailer_gui.operations import importing, reading

    preview = reading.read_preview_of(ws, path, options)
    return ReadFile(preview, {name: importing.field_name(name) for name in preview.columns})


def remember(ws: Any, preview: FilePreview, choices: Chosen) -> None:
    """Keep what was chosen, for the next file of this shape."""
    from mailer_gui.operations import reading

    reading.remember_shape(ws, preview, choices.mapping, choices.types, choices.policy, choices.list_name or "")


def keep_copied(ws: Any, text: str, html: str) -> Path:
    """Put what was on the clipboard into a file."""
    from mailer_gui.operations import reading

    return reading.paste_file(ws, text, html)


def forget_copied(path: Path) -> None:
    """Remove that file again; any other file stays."""
    from mailer_gui.operations import reading

    reading.forget_paste(path)


def every_unfinished(ws: Any) -> list[UnfinishedImport]:
    """Give the imports that were stopped or interrupted, the latest first."""
    from mailer_gui.operations import importing

    return importing.unfinished_imports(ws)


def unfinished(ws: Any, path: Path) -> UnfinishedImport | None:
    """Give the import of a file that was stopped; None when it never came to its first rows."""
    return next((one for one in every_unfinished(ws) if one.path == path.absolute()), None)


def forget_unfinished(ws: Any, number: int) -> None:
    """Leave an import as it is."""
    from mailer_gui.operations import importing

    importing.forget_import(ws, number)


def begin_campaign(ws: Any, name: str, list_name: str) -> int:
    """Make a draft to everybody on a list; gives its id."""
    from mailer_gui.model.campaigns import Audience
    from mailer_gui.operations import campaigns, lists

    return campaigns.create(
        ws, name, Message(purpose=Purpose.MARKETING), audience=Audience((lists.by_name(ws, list_name).id,))
    ).id


def list_id(ws: Any, list_name: str) -> int:
    """Give the id of a list."""
    from mailer_gui.operations import lists

    return lists.by_name(ws, list_name).id
