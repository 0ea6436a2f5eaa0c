"""Passwords go through our secrets into the real Secret Service, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PASSWORD = "Grüße-7f3a-🔑"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")

ROUND_TRIP = """
import logging, sys
from pathlib import Path
from mailer_gui import log
from mailer_gui.model.accounts import Account, Identity, Security
from mailer_gui.store.database import open_store
root, password = Path(sys.argv[1]), sys.argv[2]
store = open_store(root)
log.configure(store.paths.log, "test")
logging.getLogger().setLevel(logging.DEBUG)
account = store.accounts.save(
    Account(0, "Shop", "smtp.example.org", 465, Security.TLS, Identity("shop@example.org"), "shop")
)
assert store.secrets.available(), "no password store"
print(store.secrets.backend_name())
assert store.secrets.get(account) is None
store.secrets.set(account, password)
assert store.secrets.get(account) == password
logging.getLogger("test").info("saved the account %s", account)
again = open_store(root)
assert again.secrets.get(again.accounts.get(account.id)) == password
other = open_store(root.with_name("other"))
assert other.secrets.get(account) is None, "another workspace must not see it"
if "keep" not in sys.argv:
    store.secrets.delete(account)
    store.secrets.delete(account)
    assert store.secrets.get(account) is None
logging.shutdown()
"""


def _run(code: str, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in {**os.environ, **changes}.items() if value}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("end", ["keep", "delete"])
def test_a_password_goes_round_and_leaves_no_trace_in_the_workspace(
    tmp_path: Path, real_keyring: dict[str, str], end: str
) -> None:
    workspace = tmp_path / "workspace"
    done = _run(ROUND_TRIP, str(workspace), PASSWORD, end, **real_keyring)
    assert done.returncode == 0, done.stderr
    assert "Secret Service" in done.stdout
    files = [path for path in workspace.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"mailer.db", "mailer.log"}
    for path in files:
        content = path.read_bytes()
        for encoding in ("utf-8", "utf-16-le", "latin-1"):
            assert PASSWORD[:10].encode(encoding) not in content, path


WITHOUT = """
import sys
from pathlib import Path
from mailer_gui.model.accounts import Account, Identity, Security
from mailer_gui.model.errors import SecretError
from mailer_gui.store.database import open_store
store = open_store(Path(sys.argv[1]))
account = store.accounts.save(
    Account(0, "Shop", "smtp.example.org", 465, Security.TLS, Identity("shop@example.org"), "shop")
)
print(store.secrets.available(), store.secrets.get(account))
try:
    store.secrets.set(account, "hunter2")
except SecretError as error:
    print(error)
"""


def test_without_a_session_bus_there_is_no_password_store(tmp_path: Path) -> None:
    no_bus = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/no-bus", "PYTHON_KEYRING_BACKEND": ""}
    done = _run(WITHOUT, str(tmp_path / "workspace"), **no_bus)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("False None\n")
    assert "MAILER_PASSWORD_SHOP" in done.stdout
