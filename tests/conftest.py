"""Fixtures for all tests: a home apart, a workspace, a screen, a password store, and the log when a test fails."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.integration.peers.fixtures import _mail_server, mail_server, smtp_sink  # noqa: F401 - fixtures for all
from tests.support import home, processes, screen, secret_service

if TYPE_CHECKING:
    from collections.abc import Generator

TEST_HOME = home.move_in()
LOG_LINES = 60

settings.register_profile("quick", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("quick"), max_examples=100, derandomize=True, print_blob=True)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=1000)
settings.load_profile(os.environ.get("MAILER_HYPOTHESIS", "ci" if os.environ.get("CI") else "quick"))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A workspace folder of this test's own, not yet made; the processes that serve it are ended afterwards."""
    root = tmp_path / "workspace"
    monkeypatch.setenv("MAILER_WORKSPACE", str(root))
    yield root
    processes.end_those_of(root)


@pytest.fixture(scope="session", name="screen")
def _screen() -> str:
    """The screen that windows open on: DISPLAY, or an Xvfb of this process's own."""
    return screen.open_own_screen() if screen.own_screen_wanted() else os.environ.get("DISPLAY", "")


@pytest.fixture(scope="session")
def qapp_args(screen: str) -> list[str]:
    """Have pytest-qt's application wait for the screen."""
    return ["mailer-tests"]


@pytest.fixture(scope="session")
def _secret_service() -> Iterator[dict[str, str]]:
    if not secret_service.available():
        pytest.skip("needs " + " and ".join(secret_service.PROGRAMS))
    # Their sockets have paths of at most 107 bytes, and the folder of the tests may lie deep.
    with (
        tempfile.TemporaryDirectory(prefix="keyring-", dir="/tmp") as home,
        secret_service.running(Path(home)) as variables,
    ):
        yield variables


@pytest.fixture
def real_keyring(_secret_service: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A real, unlocked Secret Service for this test and its children; gives its environment variables."""
    import keyring.core

    for name, value in _secret_service.items():
        monkeypatch.setenv(name, value)
    before = keyring.core._keyring_backend
    keyring.core.set_keyring(keyring.core.load_keyring(secret_service.BACKEND))
    yield _secret_service
    keyring.core._keyring_backend = before


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the end of the program's log beside a failure."""
    report = yield
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    if report.failed and isinstance(folder, Path):
        for log in sorted(folder.glob("**/mailer.log")):
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
            report.sections.append((f"end of {log}", "\n".join(lines[-LOG_LINES:])))
    return report
