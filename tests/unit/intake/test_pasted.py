from __future__ import annotations

import os
from pathlib import Path

import pytest

from mailer_gui.intake.pasted import forget, is_pasted, keep
from mailer_gui.intake.tables import open_table
from mailer_gui.model.errors import InputError


def test_what_is_pasted_is_read_like_a_file(tmp_path: Path) -> None:
    path = keep(tmp_path, "E-mail\tName\na@example.org\tAna\n")
    table = open_table(path)
    assert (table.preview().format, table.preview().options.delimiter) == ("clipboard", "\t")
    assert [cells for _, cells, _ in table.rows()] == [["a@example.org", "Ana"]]
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) in ((0, 0), (0o044, 0))


def test_a_table_is_better_than_its_text(tmp_path: Path) -> None:
    html = "<meta charset='utf-8'><table><tr><td>zoë@example.org</td><td>Zoë, x</td></tr></table>"
    assert [cells for _, cells, _ in open_table(keep(tmp_path, "zoë@example.org Zoë, x", html)).rows()] == [
        ["zoë@example.org", "Zoë, x"]
    ]
    plain = keep(tmp_path, "a@example.org\nb@example.org", "<p>a@example.org</p>")
    assert len(list(open_table(plain).rows())) == 2


def test_nothing_to_paste_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no text"):
        keep(tmp_path, " \n")


def test_pasted_files_go_after_use_and_others_stay(tmp_path: Path) -> None:
    path = keep(tmp_path, "a@example.org")
    other = tmp_path / "clipboard"
    other.write_text("a@example.org")
    assert is_pasted(path) and not is_pasted(other)
    forget(path)
    forget(other)
    assert not path.parent.exists() and other.exists()


def test_what_a_crash_left_behind_goes_after_a_day(tmp_path: Path) -> None:
    old, fresh = keep(tmp_path, "a@example.org"), keep(tmp_path, "b@example.org")
    os.utime(old, (0, 0))
    keep(tmp_path, "c@example.org")
    assert not old.exists() and fresh.exists()
