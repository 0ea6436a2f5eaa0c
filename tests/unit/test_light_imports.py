"""What each front door loads: nothing heavy before it is needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.home import ROOT

HEAVY = ("sqlalchemy", "alembic", "sqlite3", "aiosmtplib", "aiosmtpd", "liquid", "css_inline", "keyring", "rich", "dns")
WEB = ("PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets")
QT = ("PySide6", "shiboken6", "qasync")


def loaded_by(module: str) -> set[str]:
    program = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(answer.stdout))


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("mailer_gui.__main__", (*HEAVY, *QT)),
        ("mailer_gui.ui.app", (*HEAVY, *WEB)),
        ("mailer_gui.cli.main", (*HEAVY, *QT)),
        ("mailer_gui.sender.main", (*QT, "aiosmtpd", "css_inline")),
        ("mailer_gui.practice.server", (*QT, "sqlalchemy", "liquid", "css_inline")),
    ],
)
def test_a_door_loads_nothing_it_does_not_need(module: str, absent: tuple[str, ...]) -> None:
    assert not loaded_by(module) & set(absent)
