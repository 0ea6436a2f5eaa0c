"""What every reader of a kind of file hands over: its rows, and how they were read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mailer_gui.intake.rows import RowBatch
from mailer_gui.model.imports import ReadOptions


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose rows can be read, again and again from the start."""

    path: Path
    format: str
    """One of `FORMATS` in model/imports.py."""
    read: Callable[[], Iterator[RowBatch]]
    """Gives all rows from the top; title rows and the header are among them."""
    size: int
    """Bytes of the file."""
    lines: int
    """How many lines (or rows, or cards) there are, about."""
    options: ReadOptions = field(default_factory=ReadOptions)
    """How the file is read, with every guess filled in, but for the header."""
    sheets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    """The names of the columns, where the format itself names them (a contact card does); then no row is a header."""
    notes: tuple[str, ...] = ()
    """Sentences about how the file was read that a person should know."""
