"""Importing: look at a file, say what it would bring, bring it into the address book, go on with what was stopped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FieldType, MergePolicy
from mailer_gui.model.errors import InputError
from mailer_gui.model.imports import FilePreview, ImportResult, ReadOptions, UnfinishedImport
from mailer_gui.model.work import Cancel, Progress, never, no_progress
from mailer_gui.operations.importing import bringing
from mailer_gui.operations.importing.wishes import Wishes, is_same
from mailer_gui.operations.workspace import keep_own_files, refuse_database

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def encodings() -> dict[str, str]:
    """Give the encodings a person can choose: codec name -> name for people."""
    from mailer_gui.intake.encodings import ENCODINGS

    return dict(ENCODINGS)


def read_preview(path: Path, options: ReadOptions | None = None, cancel: Cancel = never) -> FilePreview:
    """Look at a file: how it is read, its columns, its first rows, and where each column probably goes."""
    from mailer_gui.intake.tables import open_table

    return open_table(path, options, cancel).preview()


def adjust_mapping(mapping: Mapping[str, str], wishes: Mapping[str, str]) -> dict[str, str]:
    """Change a guessed mapping as a person wishes (column -> target); each target stays with one column."""
    from mailer_gui.intake.headers import adjust

    return adjust(mapping, wishes)


def field_name(column: str) -> str:
    """Make the name under which a column can stand in a message: `Customer since` becomes `customer_since`."""
    from mailer_gui.intake.headers import field_name as clean

    return clean(column)


def plan_import(
    ws: Workspace,
    path: Path,
    options: ReadOptions | None = None,
    mapping: Mapping[str, str] | None = None,
    list_name: str | None = None,
    corrections: Mapping[str, str] | None = None,
    types: Mapping[str, FieldType] | None = None,
    policy: MergePolicy = MergePolicy.OVERWRITE,
    consent: str = "",
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> ImportResult:
    """Say what `import_contacts` would do; nothing is written."""
    return import_contacts(
        ws,
        path,
        options=options,
        mapping=mapping,
        list_name=list_name,
        corrections=corrections,
        types=types,
        policy=policy,
        consent=consent,
        dry_run=True,
        progress=progress,
        cancel=cancel,
    )


def import_contacts(
    ws: Workspace,
    path: Path,
    *,
    options: ReadOptions | None = None,
    mapping: Mapping[str, str] | None = None,
    list_name: str | None = None,
    bad_rows: Path | None = None,
    corrections: Mapping[str, str] | None = None,
    types: Mapping[str, FieldType] | None = None,
    policy: MergePolicy = MergePolicy.OVERWRITE,
    consent: str = "",
    dry_run: bool = False,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> ImportResult:
    """Read people from a file into the address book (and onto a list); invalid rows go to the file `bad_rows`.

    `corrections` are suggestions that a person accepted: the address as the file has it -> the one that was meant.
    `types` (of fields that are more than text) bring values into their stored form; what does not fit stays as typed.
    `policy` says what becomes of contacts that are there already, `consent` why these people may be written to.
    Each batch is whole: after a cancel or a crash the rows so far are there, and `continue_import` goes on with
    exactly the others. Progress counts lines of the file; then, without a total, contacts made ready for the search.
    """
    from mailer_gui.intake.tables import open_table

    if list_name is not None and not list_name.strip():
        raise InputError("A list needs a name.")
    refuse_database(ws, path)
    table = open_table(path, options, cancel)
    wishes = Wishes(
        mapping=dict(mapping if mapping is not None else table.mapping),
        list_name=(list_name or "").strip(),
        bad_rows=str(bad_rows.absolute()) if bad_rows is not None else "",
        corrections=dict(corrections or {}),
        types=dict(types or {}),
        policy=policy,
        consent=consent.strip(),
    )
    _refuse_bad_rows(ws, bad_rows, path)
    if dry_run:
        return bringing.plan(ws, table, wishes, progress, cancel)
    return bringing.bring_in(ws, table, wishes, None, progress, cancel)


def _refuse_bad_rows(ws: Workspace, bad_rows: Path | None, path: Path) -> None:
    """Raise InputError when the bad rows would go into a file of ours or into the one that is imported."""
    if bad_rows is None:
        return
    keep_own_files(ws, bad_rows)
    if bad_rows.exists() and bad_rows.samefile(path):
        raise InputError("The bad rows cannot go into the file that is imported.", hint="Choose another file.")


def unfinished_imports(ws: Workspace) -> list[UnfinishedImport]:
    """Give the imports that are not all in, the latest first: stopped, interrupted, or going on in some process."""
    return [
        UnfinishedImport(
            one.id,
            Path(one.path),
            one.line,
            one.lines,
            one.started_at,
            is_same(one),
            one.people,
            ws.imports.is_running(one.id),
        )
        for one in ws.imports.all()
    ]


def continue_import(
    ws: Workspace, number: int, progress: Progress = no_progress, cancel: Cancel = never
) -> ImportResult:
    """Go on with an unfinished import where it stopped; the result is that of the whole file.

    InputError when the file has changed since: then nobody can say which of its rows are in. WorkspaceBusyError when
    a process brings it in right now.
    """
    from mailer_gui.intake.tables import open_table

    with ws.imports.go_on(number) as begun:
        path = Path(begun.path)
        wishes, options = Wishes.of_raw(begun.options)
        table = open_table(path, options, cancel)
        if not is_same(begun):
            raise InputError(
                f"“{path.name}” has changed since the import stopped, so it cannot be continued.",
                hint="Import it again: people who are in already are not added twice.",
            )
        return bringing.bring_in(ws, table, wishes, begun, progress, cancel)


def forget_import(ws: Workspace, number: int) -> None:
    """Leave an unfinished import as it is: the rows so far stay, and nobody is asked again."""
    ws.imports.leave(number)
