"""A home of the tests' own, so that no test reads or writes the data of the person who runs them."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FAIL_BACKEND = "keyring.backends.fail.Keyring"
_FOREIGN = ("MAILER_PASSWORD_", "QT_SCALE", "QT_STYLE_OVERRIDE", "QT_QPA_PLATFORMTHEME", "XDG_CURRENT_DESKTOP")


def move_in() -> Path:
    """Point HOME, the XDG folders, the workspace and the keyring of this process and its children to a new folder."""
    home = Path(tempfile.mkdtemp(prefix="mailer-tests-"))
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(home, ignore_errors=True) if os.getpid() == owner else None)
    for name in [name for name in os.environ if name.startswith(_FOREIGN)]:
        del os.environ[name]
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "roaming",
        "LOCALAPPDATA": home / "local",
        "XDG_DATA_HOME": home / "data",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
        "XDG_RUNTIME_DIR": home / "run",
    }
    for name, folder in folders.items():
        folder.mkdir(mode=0o700, exist_ok=True)
        os.environ[name] = str(folder)
    os.environ["MAILER_WORKSPACE"] = str(home / "workspace")
    os.environ["PYTHON_KEYRING_BACKEND"] = FAIL_BACKEND
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={home}/no-bus"  # unset, it would start a bus by itself
    os.environ["LC_ALL"] = "C.UTF-8"
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"  # Chromium refuses to start as root with it
    return home
