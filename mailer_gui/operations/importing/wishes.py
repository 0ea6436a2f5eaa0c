"""What becomes of the rows of a file, and how that is noted for an import that goes on after an interruption."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui.model.contacts import FieldType, MergePolicy
from mailer_gui.model.imports import ReadOptions

if TYPE_CHECKING:
    from mailer_gui.store.imports import Unfinished


DOMAINS = "domains"
"""Noted beside the wishes: which domains were frequent when the import began, as typing mistakes are told by them."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What becomes of the rows of a file."""

    mapping: dict[str, str]
    list_name: str
    bad_rows: str
    corrections: dict[str, str]
    types: dict[str, FieldType]
    policy: MergePolicy
    consent: str

    def to_raw(self, options: ReadOptions) -> dict[str, Any]:
        """Give it as plain values, with how the file is read."""
        return {**asdict(self), "options": asdict(options)}

    @staticmethod
    def of_raw(raw: Mapping[str, Any]) -> tuple[Wishes, ReadOptions]:
        """Make it of plain values again."""
        given = {name: value for name, value in raw.items() if name != DOMAINS}
        options = ReadOptions(**given.pop("options"))
        given["types"] = {name: FieldType(kind) for name, kind in given["types"].items()}
        return Wishes(**{**given, "policy": MergePolicy(given["policy"])}), options


def digest(path: Path) -> str:
    """Give what tells cheaply whether a file has changed."""
    facts = path.stat()
    return f"{facts.st_size}-{facts.st_mtime_ns}"


def is_same(one: Unfinished) -> bool:
    """Say whether the file of an import is there and has not changed since it began."""
    path = Path(one.path)
    return path.is_file() and digest(path) == one.digest
