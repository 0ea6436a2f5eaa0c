"""The sender starts with the session when a person wants it, and only then."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from mailer_gui import paths
from mailer_gui.operations import session_start
from mailer_gui.operations.workspace import Workspace


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


def test_it_is_off_and_is_turned_on_and_off(ws: Workspace, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_start, "_PLATFORM", "linux")
    assert not session_start.is_on(ws)
    session_start.turn_on(ws)
    assert session_start.is_on(ws)
    (entry,) = (home / "config" / "autostart").iterdir()
    lines = entry.read_text(encoding="utf-8").splitlines()
    (command,) = [line for line in lines if line.startswith("Exec=")]
    assert command.endswith(f'"--sender" "{ws.paths.root.resolve()}"')
    assert f"Path={paths.start_folder()}" in lines
    session_start.turn_off(ws)
    session_start.turn_off(ws)
    assert not session_start.is_on(ws)


def test_on_a_mac_it_is_a_launch_agent(ws: Workspace, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_start, "_PLATFORM", "darwin")
    session_start.turn_on(ws)
    (agent,) = (home / "Library" / "LaunchAgents").iterdir()
    found = plistlib.loads(agent.read_bytes())
    assert found["RunAtLoad"] is True
    assert found["ProgramArguments"][-2:] == ["--sender", str(ws.paths.root.resolve())]
    assert found["WorkingDirectory"] == str(paths.start_folder())


def test_on_windows_no_console_is_shown(tmp_path: Path) -> None:
    command = [str(tmp_path / "python.exe"), "-m", "mailer_gui"]
    assert session_start._without_console(command) == command
    (tmp_path / "pythonw.exe").touch()
    assert session_start._without_console(command) == [str(tmp_path / "pythonw.exe"), "-m", "mailer_gui"]


def test_odd_folders_are_quoted() -> None:
    assert session_start._quoted("/home/ana/new\nExec=other") == r'"/home/ana/new\nExec=other"'
    assert session_start._quoted("/home/ana/100% $new") == '"/home/ana/100%% \\\\$new"'
