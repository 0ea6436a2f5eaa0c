"""Fixtures of the end-to-end tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.program import Program


@pytest.fixture
def program(workspace: Path) -> Program:
    """Mailer's command line with a workspace of this test's own."""
    return Program(workspace)
