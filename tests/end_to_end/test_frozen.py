"""The packaged program, started as a person starts it: from the menu entry, on a real screen."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.support.home import ROOT
from tests.support.processes import of_workspace

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),  # the build takes its time when there is none yet
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the menu and the screen are Linux's"),
]
Found = TypeVar("Found")
needs_hands = pytest.mark.skipif(not shutil.which("xdotool"), reason="needs xdotool")
RECIPIENTS = 40


@pytest.fixture(scope="module")
def menu_entry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Build the program (or take the one that is up to date) and put it in a menu."""
    share = tmp_path_factory.mktemp("share")
    command = [sys.executable, str(ROOT / "packaging" / "package.py"), "build", "install"]
    answer = subprocess.run(command, env={**os.environ, "XDG_DATA_HOME": str(share)}, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    yield share / "applications" / "mailer-gui.desktop"


@pytest.fixture(scope="module")
def program(menu_entry: Path) -> str:
    """The program that the menu entry starts."""
    (line,) = [line for line in menu_entry.read_text().splitlines() if line.startswith("Exec=")]
    (path,) = shlex.split(line.removeprefix("Exec="))
    return path


def frozen_environment(workspace: Path) -> dict[str, str]:
    """An environment in which no Python of ours can help the frozen program out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return kept | {"MAILER_WORKSPACE": str(workspace), "PATH": "/usr/bin:/bin"}


def ask(program: str, workspace: Path, *words: str) -> dict[str, Any]:
    answer = subprocess.run(
        [program, *words, "--json"], env=frozen_environment(workspace), capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def wait_for(fact: Callable[[], Found], seconds: float = 60.0) -> Found:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = fact()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{getattr(fact, '__name__', fact)} did not come true in {seconds} s")


def windows_named(title: str) -> list[str]:
    command = ["xdotool", "search", "--onlyvisible", "--name", title]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()


def processes_of(program: Path) -> list[Path]:
    found = []
    for link in Path("/proc").glob("[0-9]*/exe"):
        with contextlib.suppress(OSError):
            found += [link] if link.readlink() == program else []
    return found


def press(keys: str) -> None:
    """Press keys in the window; its number changes when Qt makes it anew for its first web page."""
    (window,) = wait_for(lambda: windows_named("Mailer"))
    for command in (["windowactivate", "--sync", window], ["key", keys]):
        subprocess.run(["xdotool", *command], check=False, timeout=30)


def close_by_key(process: subprocess.Popen[bytes]) -> None:
    """Close the window as a person does who presses again when nothing happened."""
    for _ in range(10):
        press("ctrl+q")
        with contextlib.suppress(subprocess.TimeoutExpired):
            assert process.wait(5) == 0
            return
    raise AssertionError("the window does not close")


def page_key(key: str) -> str:
    """The shortcut of a page: its number in the sidebar."""
    from mailer_gui.ui.app import pages

    return f"ctrl+{[entry.key for entry in pages() if entry.place in ('top', 'bottom')].index(key) + 1}"


def test_every_library_in_it_finds_what_it_needs(program: str) -> None:
    inside = Path(program).parent / "_internal"
    libraries = [path for path in inside.rglob("*") if path.is_file() and not path.is_symlink() and is_library(path)]
    command = ["ldd", *map(str, libraries)]
    environment = {**os.environ, "LD_LIBRARY_PATH": str(inside)}  # as the program's own start sets it
    listed = subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stdout
    assert len(libraries) > 50
    assert [line.strip() for line in listed.splitlines() if "not found" in line] == []
    assert [str(path) for path in inside.rglob("*") if path.is_symlink() and not path.exists()] == []


def is_library(path: Path) -> bool:
    return path.name == "QtWebEngineProcess" or ".so" in path.suffixes


def test_the_demonstration_runs_without_a_window(program: str, workspace: Path) -> None:
    result = ask(program, workspace, "demo", "--no-window", "--recipients", str(RECIPIENTS))
    assert result["planned"] == RECIPIENTS
    assert result["accepted"] + result["rejected"] + result["skipped"] == RECIPIENTS
    assert Path(result["report"]).read_text(encoding="utf-8").startswith("<!")


@contextlib.contextmanager
def started(command: list[str], workspace: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program with all that it starts in its session; what it says goes to window.txt beside the workspace."""
    with (workspace.parent / "window.txt").open("wb") as output:
        process = subprocess.Popen(
            command, env=frozen_environment(workspace), stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@needs_hands
def test_the_window_opens_plays_the_practice_campaign_and_closes(program: str, workspace: Path, screen: str) -> None:
    with started([program, "demo", "--recipients", str(RECIPIENTS)], workspace) as process:
        wait_for(lambda: windows_named("Mailer"))

        def web_pages_shown() -> list[Path]:
            return processes_of(Path(program).parent / "_internal/PySide6/Qt/libexec/QtWebEngineProcess")

        def finished() -> bool:
            (campaign,) = ask(program, workspace, "campaigns", "list")["campaigns"]
            return bool(campaign["state"] == "finished")

        wait_for(finished)
        press(page_key("practice"))
        wait_for(web_pages_shown)  # the newest message is shown as a page, by the browser in the folder
        close_by_key(process)
    assert "Traceback" not in (workspace.parent / "window.txt").read_text()


@needs_hands
def test_the_menu_entry_opens_an_empty_workspace(program: str, workspace: Path, screen: str) -> None:
    with started([program], workspace) as process:
        wait_for(lambda: windows_named("Mailer"))
        close_by_key(process)
    assert of_workspace(workspace) == []
