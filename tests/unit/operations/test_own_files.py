"""Nothing that is written for a person goes over the workspace's own files."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from mailer_gui.model.errors import InputError
from mailer_gui.model.messages import Message
from mailer_gui.operations import campaigns, exporting, importing, outbox, suppressions, templates
from mailer_gui.operations.reports import files
from mailer_gui.operations.workspace import Workspace

WRITERS: dict[str, Callable[[Workspace, int, Path], object]] = {
    "contacts": lambda ws, _, out: exporting.export_people(ws, out),
    "suppressions": lambda ws, _, out: suppressions.export_file(ws, out),
    "report": files.export_csv,
    "page": files.export_html,
    "outbox": outbox.write_outbox,
    "bad rows": lambda ws, _, out: importing.import_contacts(ws, _people(ws), bad_rows=out),
}
OWN = (
    "mailer.db",
    "mailer.db-wal",
    "flight-1.log",
    "sender-1.lock",
    "attachments/a",
    "logs/mailer.log",
    "practice",
    "",
)


def _people(ws: Workspace) -> Path:
    file = ws.paths.root.parent / "people.csv"
    file.write_text("email\nana@example.org\n")
    return file


def test_own_files_are_not_written_over(ws: Workspace) -> None:
    draft = campaigns.create(ws, "Spring")
    database = ws.paths.database.read_bytes()
    for write, name in product(WRITERS.values(), OWN):
        with pytest.raises(InputError, match="belongs to the workspace itself"):
            write(ws, draft.id, ws.paths.root / name)
    assert ws.paths.database.read_bytes() == database


def test_what_chooses_its_own_suffix_keeps_out_of_its_folders(ws: Workspace) -> None:
    template = ws.templates.save("Mine", Message("Hello", text="Hello"))
    with pytest.raises(InputError, match="belongs to the workspace itself"):
        exporting.export_people(ws, ws.paths.attachments / "people.xlsx")
    with pytest.raises(InputError, match="belongs to the workspace itself"):
        templates.export(ws, template.id, ws.paths.logs / "mine")


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_other_names_for_them_are_seen(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "soft.csv").symlink_to(ws.paths.database)
    (tmp_path / "hard.csv").hardlink_to(ws.paths.database)
    for path in (tmp_path / "soft.csv", tmp_path / "hard.csv", ws.paths.root / "reports" / ".." / "mailer.db"):
        with pytest.raises(InputError, match="belongs to the workspace itself"):
            exporting.export_people(ws, path)


def test_a_folder_of_ones_own_in_the_workspace_is_fine(ws: Workspace) -> None:
    ws.paths.reports.mkdir()
    assert exporting.export_people(ws, ws.paths.reports / "people.csv") == 2
