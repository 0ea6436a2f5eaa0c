"""Starting servers that end with this test run, and waiting until they answer."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path


def free_ports(count: int) -> list[int]:
    """Give ports on the loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def start(command: Sequence[str], output: Path) -> subprocess.Popen[bytes]:
    """Start a server that the kernel ends when this process is gone, however it went."""
    guard = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    with output.open("ab") as file:
        return subprocess.Popen(
            [*guard, *command], stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
        )


def listens(port: int) -> bool:
    """Tell whether somebody listens on a loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def wait_until(fact: Callable[[], object], what: Callable[[], str], patience: float = 30.0) -> None:
    """Wait for a fact; say what was there instead when it does not come."""
    deadline = time.monotonic() + patience
    while not fact():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s in vain: {what()}")
        time.sleep(0.02)


def root_prefix() -> list[str] | None:
    """Give what to put before a command that needs root: nothing, sudo, or None where neither will do."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode:
        return ["sudo", "-n"]
    return None
