from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mailer_gui import paths
from mailer_gui.intake import probe
from mailer_gui.intake.tables import open_table
from mailer_gui.model.errors import InputError


@pytest.mark.parametrize(
    ("program", "survives"),
    [
        ("import os; os.abort()", False),
        ("raise SystemExit(4)", False),
        ("raise SystemExit(3)", True),
        ("pass", True),
        ("input()", False),  # nobody answers, so it ends with an error of its own
    ],
)
def test_a_file_that_ends_the_library_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, survives: bool
) -> None:
    monkeypatch.setattr(paths, "own_command", lambda *_: [sys.executable, "-c", program])
    assert probe.can_be_opened(tmp_path) is survives


def test_a_file_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "own_command", lambda *_: [sys.executable, "-c", "while True: pass"])
    monkeypatch.setattr(probe, "_SECONDS", 0.3)
    assert not probe.can_be_opened(tmp_path)


def test_without_a_process_it_is_opened_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "own_command", lambda *_: [str(tmp_path / "no program")])
    assert probe.can_be_opened(tmp_path)


def test_what_the_look_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_limit_memory", lambda: None)  # it would stay with the tests
    path = tmp_path / "people.xls"
    path.write_bytes(b"no workbook")
    assert probe.look_into(path) == 3


def test_an_old_workbook_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "people.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(2_000))
    monkeypatch.setattr("mailer_gui.intake.workbooks.can_be_opened", lambda _: False)
    with pytest.raises(InputError, match="damaged or incomplete"):
        open_table(path)
