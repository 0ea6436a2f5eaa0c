"""A campaign through everything that is real: window, child process, sender process, practice server, report."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.real_run import SCENES

QUICK = ("from_send_to_report", "test_message")


@pytest.mark.parametrize(
    "scene", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in sorted(SCENES)]
)
def test_in_the_real_window(
    screen: str, workspace: Path, scene: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A person who was never asked anything: what other tests answered stands in the config folder.
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    command = [sys.executable, "-m", "tests.ui.real_run", str(workspace), scene]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
