"""Nothing that is written for a person goes over the workspace's own files."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from mailer_gui.model.errors import InputError
from mailer_gui.operations import campaigns, contacts, outbox, suppressions
from mailer_gui.operations.reports import files
from mailer_gui.operations.workspace import Workspace

WRITERS: dict[str, Callable[[Workspace, int, Path], object]] = {
    "contacts": lambda ws, _, out: contacts.export_contacts(ws, out),
    "suppressions": lambda ws, _, out: suppressions.export_file(ws, out),
    "report": files.export_csv,
    "page": files.export_html,
    "outbox": outbox.write_outbox,
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


def test_own_files_are_not_written_over(ws: Workspace) -> None:
    draft = campaigns.create(ws, "Spring")
    database = ws.paths.database.read_bytes()
    for write, name in product(WRITERS.values(), OWN):
        with pytest.raises(InputError, match="belongs to the workspace itself"):
            write(ws, draft.id, ws.paths.root / name)
    assert ws.paths.database.read_bytes() == database


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_other_names_for_them_are_seen(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "soft.csv").symlink_to(ws.paths.database)
    (tmp_path / "hard.csv").hardlink_to(ws.paths.database)
    for path in (tmp_path / "soft.csv", tmp_path / "hard.csv", ws.paths.root / "reports" / ".." / "mailer.db"):
        with pytest.raises(InputError, match="belongs to the workspace itself"):
            contacts.export_contacts(ws, path)


def test_a_folder_of_ones_own_in_the_workspace_is_fine(ws: Workspace) -> None:
    ws.paths.reports.mkdir()
    assert contacts.export_contacts(ws, ws.paths.reports / "people.csv") == 2
