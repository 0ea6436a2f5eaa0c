from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailer_gui.store.database import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "workspace")
    yield opened
    opened.close()
