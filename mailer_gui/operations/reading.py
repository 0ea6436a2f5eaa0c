"""Files that people bring: what was chosen for the last one of the same shape, and what comes from the clipboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.contacts import FieldType, MergePolicy
from mailer_gui.model.imports import FilePreview, ReadOptions
from mailer_gui.model.work import Cancel, never
from mailer_gui.operations.workspace import refuse_database

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace


def read_preview_of(
    ws: Workspace, path: Path, options: ReadOptions | None = None, cancel: Cancel = never
) -> FilePreview:
    """Look at a file; mapping, types, policy and list are those chosen for the last file of this shape, if any."""
    from mailer_gui.intake.shapes import remembered
    from mailer_gui.intake.tables import open_table

    refuse_database(ws, path)
    preview = open_table(path, options, cancel).preview()
    return remembered(preview, ws.settings.get)


def remember_shape(
    ws: Workspace,
    preview: FilePreview,
    mapping: Mapping[str, str],
    types: Mapping[str, FieldType] | None = None,
    policy: MergePolicy = MergePolicy.OVERWRITE,
    list_name: str = "",
) -> None:
    """Keep what was chosen for this file, for the next one with the same columns."""
    from mailer_gui.intake.shapes import remember

    chosen = replace(preview, mapping=dict(mapping), types=dict(types or {}), policy=policy, list_name=list_name)
    remember(chosen, ws.settings.get, ws.settings.set)


def paste_file(ws: Workspace, text: str, html: str = "") -> Path:
    """Keep what was on the clipboard in a private file of the workspace, to be imported like any other."""
    from mailer_gui.intake.pasted import keep

    return keep(ws.paths.root, text, html)


def forget_paste(path: Path) -> None:
    """Remove a file of `paste_file` after its import (any other file stays); what is forgotten goes after a day."""
    from mailer_gui.intake.pasted import forget

    forget(path)
