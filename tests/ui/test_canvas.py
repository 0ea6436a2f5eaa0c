"""The canvas in the real window: nothing that was typed is lost, and a screen reader finds every block."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mailer_gui.ui.widgets.html_view import web_engine_can_run


@pytest.mark.slow
@pytest.mark.parametrize("play", ["last_letters", "reader_run", "real_drags"])
def test_on_the_canvas(
    screen: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, play: str
) -> None:
    if not web_engine_can_run():
        pytest.skip("needs the web engine")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    command = [sys.executable, "-m", f"tests.ui.{play}", str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
