"""Files that people bring: what is never read."""

from __future__ import annotations

import pytest

from mailer_gui.model.errors import InputError
from mailer_gui.operations import importing, reading
from mailer_gui.operations.workspace import Workspace


def test_the_database_itself_is_not_read_as_a_list_or_a_file(ws: Workspace) -> None:
    own = ws.paths.database
    with pytest.raises(InputError, match="address book itself"):
        reading.read_preview_of(ws, own)
    with pytest.raises(InputError, match="address book itself"):
        importing.import_contacts(ws, own.with_name("mailer.db-wal"))
    with pytest.raises(InputError, match="address book itself"):
        ws.attachments.add(own)
