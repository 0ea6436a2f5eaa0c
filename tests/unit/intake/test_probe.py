from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mailer_gui import paths
from mailer_gui.intake import probe
from mailer_gui.intake.tables import open_table
from mailer_gui.model.errors import InputError


@pytest.mark.parametrize(
    ("program", "found"),
    [
        ("import os; os.abort()", probe.TOO_MUCH),
        ("raise SystemExit(4)", probe.TOO_MUCH),
        ("raise SystemExit(3)", probe.REFUSED),
        ("raise SystemExit(5)", probe.LOCKED),
        ("pass", probe.GOOD),
        ("input()", probe.TOO_MUCH),  # nobody answers, so it ends with an error of its own
    ],
)
def test_a_file_that_ends_the_library_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, found: int
) -> None:
    monkeypatch.setattr(paths, "own_command", lambda *_: [sys.executable, "-c", program])
    assert probe.look(tmp_path, "ods") == found


def test_a_file_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "own_command", lambda *_: [sys.executable, "-c", "while True: pass"])
    monkeypatch.setattr(probe, "_SECONDS", 0.3)
    assert probe.look(tmp_path, "ods") == probe.TOO_MUCH


def test_without_a_process_it_is_opened_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "own_command", lambda *_: [str(tmp_path / "no program")])
    assert probe.look(tmp_path, "ods") == probe.GOOD


def test_what_the_look_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "_limit_memory", lambda: None)  # it would stay with the tests
    path = tmp_path / "people.xls"
    path.write_bytes(b"no workbook")
    assert probe.look_into(path, "xls") == probe.REFUSED


def test_an_old_workbook_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "people.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(2_000))
    for found, words in ((probe.TOO_MUCH, "damaged or incomplete"), (probe.LOCKED, "protected with a password")):
        monkeypatch.setattr(probe, "look", lambda *_, found=found: found)
        with pytest.raises(InputError, match=words):
            open_table(path)
