"""Fixtures of the end-to-end tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.program import Program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole programs take their time: none of these tests belongs to the quick run."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def program(workspace: Path) -> Program:
    """Mailer's command line with a workspace of this test's own."""
    return Program(workspace)
