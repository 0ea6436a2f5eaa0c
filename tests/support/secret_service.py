"""A real Secret Service: a D-Bus session and an unlocked gnome-keyring that live as long as the tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support.processes import end

BACKEND = "keyring.backends.SecretService.Keyring"
PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")


def available() -> bool:
    """Tell whether this computer has the programs."""
    return all(shutil.which(name) for name in PROGRAMS)


@contextlib.contextmanager
def running(home: Path) -> Iterator[dict[str, str]]:
    """Start both daemons in an empty folder; gives the environment variables that lead to them."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data")}
    environment["XDG_RUNTIME_DIR"] = str(home)
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert bus.stdout is not None
    variables = {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().decode().strip(), "PYTHON_KEYRING_BACKEND": BACKEND}
    command = ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"]
    daemon = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment | variables,
    )
    assert daemon.stdin is not None
    daemon.stdin.write(b"test-password\n")
    daemon.stdin.close()
    try:
        _wait_for_service(variables["DBUS_SESSION_BUS_ADDRESS"])
        yield variables
    finally:
        end(daemon)
        end(bus)


def _wait_for_service(address: str) -> None:
    """Wait until the name is owned and the login collection is open."""
    from jeepney import DBusAddress, new_method_call  # type: ignore[import-untyped]  # ships no types
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # ships no types

    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    service = DBusAddress("/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service")
    deadline = time.monotonic() + 60
    with open_dbus_connection(address) as connection:
        while time.monotonic() < deadline:
            owned = connection.send_and_get_reply(
                new_method_call(bus, "NameHasOwner", "s", ("org.freedesktop.secrets",))
            ).body[0]
            if owned:
                alias = new_method_call(service, "ReadAlias", "s", ("default",))
                if connection.send_and_get_reply(alias).body[0] != "/":
                    return
            time.sleep(0.02)
    raise RuntimeError("gnome-keyring did not come up")
