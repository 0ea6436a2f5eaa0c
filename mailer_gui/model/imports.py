"""What an import reads, plans and did: shapes shared by the operation, the dialog and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mailer_gui.model.contacts import FieldType, MergePolicy

ADDRESS_COLUMN = "address"
"""The target name of the column that holds the e-mail address."""
SKIP_COLUMN = ""
"""The target name of a column that is not imported."""
FORMATS: dict[str, str] = {
    "csv": "Text with columns (CSV)",
    "xlsx": "Excel workbook",
    "xls": "Older Excel workbook",
    "xlsb": "Binary Excel workbook",
    "ods": "OpenDocument spreadsheet",
    "vcard": "Contact cards (vCard)",
    "ldif": "Address book (LDIF)",
    "sylk": "SYLK sheet",
    "html": "Table of a web page",
    "text": "Addresses in a text",
    "clipboard": "Clipboard",
}
"""Kind of file -> name for people."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is read; None means: guess, or that it does not matter for this kind of file."""

    encoding: str | None = None
    delimiter: str | None = None
    has_header: bool | None = None
    sheet: str | None = None
    """The sheet of a workbook."""
    day_first: bool | None = None
    """Whether 04/03/2026 is the fourth of March. None in a preview means that no date of the file is doubtful."""


@dataclass(frozen=True, slots=True)
class FilePreview:
    """A file as we read it: the options in force, the column names and the first rows."""

    options: ReadOptions
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: Mapping[str, str]
    """Guessed: column name -> target (`address`, a field name, or "" for not imported)."""
    size: int = 0
    """Bytes of the file."""
    format: str = "csv"
    """One of `FORMATS`."""
    sheets: tuple[str, ...] = ()
    """The sheets of a workbook that can be chosen; `options.sheet` is the one that is shown."""
    types: Mapping[str, FieldType] = field(default_factory=dict)
    """Guessed (or remembered): field name -> its type; fields that are not named are text."""
    doubtful_dates: tuple[str, ...] = ()
    """Columns whose dates can be read in two ways; ask the person, then set `ReadOptions.day_first`."""
    notes: tuple[str, ...] = ()
    """Sentences about how the file was read that a person should know."""
    shape: str = ""
    """A print of the kind of file and its columns: files of one shape are mapped alike."""
    known_shape: bool = False
    """Mapping, types, policy and list are those of the last file of this shape."""
    policy: MergePolicy = MergePolicy.OVERWRITE
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row worth showing: `line` counts lines of the file from 1; `reason` says why it is where it is."""

    line: int
    address: str
    name: str = ""
    reason: str = ""
    suggestion: str = ""
    cells: tuple[str, ...] = ()
    confidence: float = 0.0
    """How sure the suggestion is, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class UnfinishedImport:
    """An import that is not all in: its rows up to `line` (of about `lines`) are, and some others.

    `people` says how many people of the file are in.
    `same` is False when the file has changed or is gone; then the import cannot be continued.
    `running` is True while a living process brings the file in; otherwise it was stopped or interrupted.
    """

    id: int
    path: Path
    line: int
    lines: int
    started_at: float
    same: bool
    people: int = 0
    running: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do (`dry_run`). new + changed + unchanged + duplicate + invalid = rows + extra.

    `suppressed` (imported, never mailed) and `typo` (imported as they are, probably mistyped) count beside them.
    `samples` has the first rows of each kind, at most 1,000 each; the keys are the names of the counts.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    invalid: int = 0
    suppressed: int = 0
    typo: int = 0
    role: int = 0
    disposable: int = 0
    extra: int = 0
    """So many people more than rows, because a cell held several addresses; each became a contact of its own."""
    untyped: int = 0
    """Values that do not fit the type of their field; they stay as they were typed."""
    mended: int = 0
    """Rows with more cells than columns that are imported all the same; the reason of each says what was done."""
    dry_run: bool = False
    list_name: str = ""
    samples: Mapping[str, tuple[ImportRow, ...]] = field(default_factory=dict)
    bad_rows_file: str = ""
