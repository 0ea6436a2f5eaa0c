"""Fixtures of the window's tests: the look, a workspace of invented data, the window over it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mailer_gui.operations.workspace import open_workspace
from mailer_gui.ui import preferences
from mailer_gui.ui.app import make_application, make_window
from mailer_gui.ui.context import Notice, PageContext
from mailer_gui.ui.tasks import Tasks
from mailer_gui.ui.window import Window

PATIENCE_MS = 60_000
"""What is waited for is a fact; a slow machine with other work takes long, and nobody waits longer than it takes."""


class PatientBot(QtBot):
    """Waits longer than pytest-qt does by itself, and than a test thinks on a quick machine."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802 - its name
        """Wait until something is so."""
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:  # noqa: N802 - its name
        """Wait until a signal comes."""
        return super().waitSignal(signal, timeout=max(timeout, PATIENCE_MS), **more)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Pytest-qt's hands, with patience."""
    return PatientBot(request)


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> QApplication:
    """The application with its theme: before any widget of any test, whichever comes first."""
    return make_application()


@pytest.fixture(autouse=True)
def _nothing_chosen(_dressed: QApplication) -> None:
    """A person who has not chosen anything yet in the tests before, and holds no key down."""
    file = preferences._file()
    file.clear()
    file.sync()
    # After Ctrl+Return of `QTest.keyClick` Qt takes Ctrl for held, and the next row is chosen beside the others.
    QTest.keyRelease(QWidget(), Qt.Key.Key_Control)


@pytest.fixture
def look(qapp: QApplication) -> Iterator[QApplication]:
    """The application with our look; the widgets of a test end with it, and are not painted again by the next."""
    yield make_application()
    # Widgets that are to be deleted later wait for an inner loop, which not every test has.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def _one_loop(qapp: QApplication) -> Iterator[Any]:
    """The loop that all tests of the window take turns with: one that runs by itself cannot be closed."""
    from qasync import QEventLoop  # type: ignore[import-untyped]  # it ships no types

    made = QEventLoop(qapp, already_running=True)
    asyncio.events._set_running_loop(None)
    yield made


@pytest.fixture
def loop(look: QApplication, _one_loop: Any) -> Iterator[Any]:
    """The window's loop, running; afterwards no trace of it is left for the tests that bring loops of their own."""
    asyncio.set_event_loop(_one_loop)
    asyncio.events._set_running_loop(_one_loop)
    with ThreadPoolExecutor() as executor:
        _one_loop.set_default_executor(executor)
        yield _one_loop
        for task in asyncio.all_tasks(_one_loop):
            task.cancel()
        deadline = time.monotonic() + 5
        while asyncio.all_tasks(_one_loop) and time.monotonic() < deadline:
            look.processEvents()
    asyncio.events._set_running_loop(None)
    asyncio.set_event_loop(None)


@pytest.fixture
def tasks(loop: Any, workspace: Path) -> Iterator[Tasks]:
    """The window's way of working away from the window."""
    made = Tasks(workspace)
    yield made
    made.close()


class Told:
    """What a page asked of its window."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, Any]] = []
        self.notices: list[Notice] = []
        self.badges: dict[str, int | None] = {}


@pytest.fixture
def told() -> Told:
    """What a page asked of its window."""
    return Told()


@pytest.fixture
def context(tasks: Tasks, told: Told, workspace: Path) -> PageContext:
    """What a page is given, without a window."""
    return PageContext(
        workspace=workspace,
        tasks=tasks,
        navigate=lambda key, argument: told.pages.append((key, argument)),
        notify=told.notices.append,
        badge=told.badges.__setitem__,
    )


@pytest.fixture
def in_workspace(workspace: Path) -> Callable[[Callable[[Any], Any]], Any]:
    """Do something in the workspace, as another process would."""

    def do(work: Callable[[Any], Any]) -> Any:
        ws = open_workspace(workspace)
        try:
            return work(ws)
        finally:
            ws.close()

    return do


@pytest.fixture
def window(qtbot: QtBot, loop: Any, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """The real window, shown, with its first page in front."""
    made = make_window(workspace)
    qtbot.addWidget(made)
    made.may_close = True
    made.show()
    qtbot.waitUntil(lambda: bool(made.current), timeout=60_000)  # a fact that is waited for: slow machines take longer
    yield made
    made.tasks.close()
