"""Starting the sender with the person's session, so that scheduled campaigns go out without Mailer being opened.

Offered, never forced: it is off until a person turns it on. Started with nothing to do, the sender ends by itself.
"""

from __future__ import annotations

import hashlib
import os
import plistlib
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mailer_gui import paths
from mailer_gui.model.errors import StoreError

if TYPE_CHECKING:
    from mailer_gui.operations.workspace import Workspace

_PLATFORM = str(sys.platform)
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"


def is_on(ws: Workspace) -> bool:
    """True when the sender of this workspace starts with the session."""
    if _PLATFORM == "win32":
        return _registered(_name(ws))
    return _file(ws).exists()


def turn_on(ws: Workspace) -> None:
    """Let the sender start with the session from now on; raises StoreError when that cannot be written."""
    command = paths.sender_command(ws.paths.root.resolve())
    try:
        if _PLATFORM == "win32":
            _register(_name(ws), subprocess.list2cmdline(_without_console(command)))
            return
        file = _file(ws)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_plist(_name(ws), command) if _PLATFORM == "darwin" else _desktop_entry(command))
    except OSError as error:
        raise StoreError(f"Starting with the session could not be turned on: {error.strerror or error}.") from error


def turn_off(ws: Workspace) -> None:
    """Start it with the session no longer."""
    try:
        if _PLATFORM == "win32":
            _register(_name(ws), None)
        else:
            _file(ws).unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"Starting with the session could not be turned off: {error.strerror or error}.") from error


def _name(ws: Workspace) -> str:
    """One entry for each workspace."""
    return "mailer-sender-" + hashlib.sha256(str(ws.paths.root.resolve()).encode()).hexdigest()[:8]


def _file(ws: Workspace) -> Path:
    if _PLATFORM == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{_name(ws)}.plist"
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(config) / "autostart" / f"{_name(ws)}.desktop"


def _desktop_entry(command: list[str]) -> bytes:
    return (
        "[Desktop Entry]\nType=Application\nName=Mailer sender\n"
        "Comment=Sends scheduled campaigns; ends when there is nothing to do\n"
        f"Exec={' '.join(_quoted(word) for word in command)}\n"
        f"Path={_plain(str(paths.start_folder()))}\n"
        "NoDisplay=true\nTerminal=false\n"
    ).encode()


def _quoted(word: str) -> str:
    """Quote as the desktop entry specification wants it: first the string itself, then the Exec key."""
    inner = _plain("".join("\\" + c if c in '"`$\\' else c for c in word)).replace("%", "%%")
    return f'"{inner}"'


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _without_console(command: list[str]) -> list[str]:
    """Windows would show a console window for as long as the sender lives."""
    quiet = Path(command[0]).with_name("mailer-gui-window.exe" if paths.is_frozen() else "pythonw.exe")
    return [str(quiet), *command[1:]] if quiet.exists() else command


def _plist(name: str, command: list[str]) -> bytes:
    return plistlib.dumps(
        {
            "Label": name,
            "ProgramArguments": command,
            "WorkingDirectory": str(paths.start_folder()),
            "RunAtLoad": True,
            "ProcessType": "Background",
        }
    )


def _registered(name: str) -> bool:
    winreg: Any = import_module("winreg")
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            winreg.QueryValueEx(key, name)
    except OSError:
        return False
    return True


def _register(name: str, command: str | None) -> None:
    winreg: Any = import_module("winreg")
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
        if command is not None:
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, command)
        elif _registered(name):
            winreg.DeleteValue(key, name)
