"""A text file (CSV, TSV, TXT) as rows, in constant memory: its encoding and its dialect are guessed or told."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from mailer_gui.intake import encodings
from mailer_gui.intake.cutting import cut
from mailer_gui.intake.dialects import Dialect, guess_dialect, named_delimiter
from mailer_gui.intake.mixed import fallback_of
from mailer_gui.intake.rows import RowBatch
from mailer_gui.intake.sources import Source
from mailer_gui.model.errors import InputError
from mailer_gui.model.imports import ReadOptions

SAMPLE_LINES = 400
_SAMPLE_CHARACTERS = 256 * 1024
_TWO_ENCODINGS = (
    "The file was put together of two: some of its lines are Unicode, others are not. Each was read as it is."
)


def text_source(path: Path, facts: encodings.FileFacts, encoding: str, wanted: ReadOptions) -> Source:
    """Give the rows of a text file; what `wanted` says is not guessed."""
    dialect = guess_dialect(first_lines(path, encoding), _one_character(wanted.delimiter))
    return Source(
        path=path,
        format="csv",
        read=partial(_read, path, encoding, dialect),
        size=facts.size,
        lines=facts.lines,
        options=ReadOptions(encoding=encoding, delimiter=dialect.delimiter),
        notes=(_TWO_ENCODINGS,) if fallback_of(encoding) else (),
    )


def _one_character(delimiter: str | None) -> str | None:
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '\r\n"'):
        raise InputError("The delimiter must be one character, such as a comma or a semicolon.")
    return delimiter


def first_lines(path: Path, encoding: str) -> list[str]:
    """Give the first whole lines as text."""
    lines: list[str] = []
    room = _SAMPLE_CHARACTERS
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while room > 0 and len(lines) < SAMPLE_LINES and (line := file.readline(_SAMPLE_CHARACTERS)):
            lines.append(line.replace("\0", ""))
            room -= len(line)
    return lines


def _read(path: Path, encoding: str, dialect: Dialect) -> Iterator[RowBatch]:
    with path.open(encoding=encoding, errors="replace", newline="", buffering=1 << 18) as file:
        skipped = 1 if named_delimiter(file.readline(200)) else 0
        if not skipped:
            file.seek(0)
        yield from cut(iter(file), dialect, skipped)
