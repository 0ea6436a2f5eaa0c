from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer_gui.model.contacts import Source
from mailer_gui.operations import campaigns
from mailer_gui.operations.workspace import Workspace, open_workspace


@pytest.fixture
def ws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """A workspace with two people on the list "members"; senders are not started."""
    monkeypatch.setattr(campaigns, "ensure_sender", lambda ws: None)
    opened = open_workspace(tmp_path / "workspace")
    people = [
        ("ana@example.org", {"first_name": "Ana", "city": "São Paulo"}, 2),
        ("zoe@example.net", {"first_name": "Zoë"}, 3),
    ]
    members = opened.lists.get_or_create("members")
    opened.contacts.upsert_many(people, Source("members.csv"), members.id)
    yield opened
    opened.close()
