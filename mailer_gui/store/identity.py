"""Which machine this is, which boot of it, and whether a workspace is at home here or a copy.

Workspace id, inode, machine id and the newest lease are also kept in the person's config folder, which does not
travel with a copied or restored workspace.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from mailer_gui import paths
from mailer_gui.store.errors import translated

log = logging.getLogger(__name__)
_FILE = "workspaces.json"
_KEPT = 500
_PLATFORM = str(sys.platform)
COPIED = "This workspace was copied or restored. Sending waits, so that nobody gets a message from both of them."
"""The reason of campaigns that were paused because of it."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a workspace was used last. `epoch` is its newest lease: an older database is a restored one."""

    inode: int
    machine: str
    epoch: int


def boot_id() -> str:
    """Give what changes with every start of the machine, empty when this system does not tell."""
    if _PLATFORM.startswith("linux"):
        return _file("/proc/sys/kernel/random/boot_id")
    if _PLATFORM == "darwin":
        return _answer("sysctl", "-n", "kern.bootsessionuuid")
    return ""


def machine_id() -> str:
    """Give what tells this machine from others."""
    if _PLATFORM == "win32":
        return _windows_machine_id() or f"node-{uuid.getnode():x}"
    if _PLATFORM == "darwin":
        found = [
            line for line in _answer("ioreg", "-rd1", "-c", "IOPlatformExpertDevice").splitlines() if "UUID" in line
        ]
        return found[0].rpartition("=")[2].strip(' "') if found else f"node-{uuid.getnode():x}"
    return _file("/etc/machine-id") or _file("/var/lib/dbus/machine-id") or f"node-{uuid.getnode():x}"


def is_copy(database: Path, workspace_id: str, newest_epoch: int | Callable[[], int]) -> bool:
    """True when sending must wait until a person says that this workspace may go on here.

    A workspace that nobody knows here and that never sent is new.
    """
    known = _known().get(workspace_id)
    if callable(newest_epoch):
        newest_epoch = newest_epoch()  # asked last: another sender may begin just now
    if known is None:
        return newest_epoch > 0
    return known.inode != _inode(database) or known.machine != machine_id() or known.epoch > newest_epoch


def make_home(database: Path, workspace_id: str, epoch: int) -> None:
    """Remember that this workspace is at home here."""
    folder = paths.config_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(folder / f"{_FILE}.lock", timeout=5.0):
            homes = _known()
            homes.pop(workspace_id, None)
            homes[workspace_id] = Home(_inode(database), machine_id(), epoch)
            newest = list(homes.items())[-_KEPT:]
            new = folder / f"{_FILE}.{os.getpid()}"
            new.write_text(json.dumps({key: asdict(home) for key, home in newest}), encoding="utf-8")
            new.replace(folder / _FILE)
    except (OSError, Timeout) as error:
        log.warning("the config folder cannot be written, so copies of this workspace will not be noticed: %s", error)


def welcome(database: Path, workspace_id: str) -> None:
    """A person said that this workspace may go on here, copy or not."""
    with translated(database.parent), closing(sqlite3.connect(database)) as db:
        newest = int(db.execute("SELECT coalesce(max(epoch), 0) FROM leases").fetchone()[0])
    make_home(database, workspace_id, newest)


def _known() -> dict[str, Home]:
    try:
        text = (paths.config_folder() / _FILE).read_text(encoding="utf-8")
        return {str(key): Home(**value) for key, value in json.loads(text).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        log.warning("the list of known workspaces cannot be read: %s", error)
        return {}


def _inode(database: Path) -> int:
    return database.stat().st_ino


def _file(name: str) -> str:
    try:
        return Path(name).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def _answer(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _windows_machine_id() -> str:
    winreg: Any = import_module("winreg")
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""
