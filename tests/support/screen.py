"""A screen for the windows of the tests: an Xvfb of this process's own, with a window manager."""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PATIENCE = 60.0
SIZE = "1600x1000x24"


def own_screen_wanted() -> bool:
    """Tell whether to make a screen: always where one can be made.

    On a screen that is there already a person, other tests or the lack of a window manager can take the keyboard away
    from a window; `MAILER_TESTS_HERE=1` shows the tests on it nevertheless.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    if "PYTEST_XDIST_WORKER" in os.environ or not os.environ.get("DISPLAY"):
        return True
    return shutil.which("Xvfb") is not None and not os.environ.get("MAILER_TESTS_HERE")


def open_own_screen() -> str:
    """Start Xvfb and openbox and point this process and its children to them.

    They end with this process, not before: Qt ends a program whose screen goes away.
    """
    display = _start_server()
    os.environ.pop("WAYLAND_DISPLAY", None)
    os.environ.update(DISPLAY=display, QT_QPA_PLATFORM="xcb")
    if shutil.which("openbox"):
        _start_window_manager()
    return display


def _start_window_manager() -> None:
    """Start openbox and wait until it is at work: a window shown while it takes over would never appear."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready"
        _start(["openbox", "--startup", shlex.join(["touch", str(ready)])])
        end = time.monotonic() + PATIENCE
        while not ready.exists():
            if time.monotonic() > end:
                raise RuntimeError("openbox did not start; run it by hand to see why")
            time.sleep(0.01)


def _start(command: list[str], *, keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
    """Start a program that the kernel ends when this process is gone, however it went."""
    guard = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    process = subprocess.Popen(
        [*guard, *command], pass_fds=keep, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    if not guard:
        atexit.register(process.terminate)
    return process


def _start_server() -> str:
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset", "-dpi", "96"]
    server = _start(command, keep=(write,))
    os.close(write)
    with os.fdopen(read) as answer:
        number = answer.readline().strip()  # the server writes it when it is ready
    if not number:
        server.wait()
        raise RuntimeError("Xvfb did not start; run it by hand to see why")
    return f":{number}"
