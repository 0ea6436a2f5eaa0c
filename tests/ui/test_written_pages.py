"""What the writer of blocks makes keeps within a phone, whatever is written and set."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from mailer_gui.ui.widgets.html_view import web_engine_can_run


@pytest.mark.slow
def test_nothing_sticks_out_on_a_phone(screen: str, tmp_path: Path) -> None:
    if not web_engine_can_run():
        pytest.skip("no web engine here")
    huge = QImage(3000, 2000, QImage.Format.Format_RGB32)
    huge.fill(QColor("#c08a5a"))
    assert huge.save(str(tmp_path / "huge.png"))
    command = [sys.executable, "-m", "tests.ui.overflow", str(tmp_path / "huge.png")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    assert (done.returncode, done.stdout) == (0, ""), f"{done.stdout[:3000]} {done.stderr[-1000:]}"
