"""What was typed on the canvas a moment before something else happens is kept to its last letter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mailer_gui.ui.widgets.html_view import web_engine_can_run


@pytest.mark.slow
@pytest.mark.timeout(90)
def test_nothing_that_was_typed_is_lost(
    screen: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not web_engine_can_run():
        pytest.skip("needs the web engine")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    command = [sys.executable, "-m", "tests.ui.last_letters", str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=80, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
