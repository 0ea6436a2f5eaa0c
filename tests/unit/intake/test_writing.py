from __future__ import annotations

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailer_gui.intake.seen import SeenKeys
from mailer_gui.intake.writing import csv_file, plain, safe, text_file
from mailer_gui.model.errors import DiskFullError, InputError


@given(st.text("' =+-@\t\r\n＝ab", max_size=6) | st.text())
def test_formulas_are_made_harmless_and_come_back_as_they_were(value: str) -> None:
    assert not safe(value).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert not safe(value).lstrip().startswith(("=", "+", "-", "@"))
    assert plain(safe(value)) == value


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "out.csv"
    with csv_file(path, ["a", "b"]) as file:
        file.write(["=1", "é"])
        assert not path.exists()
    assert path.read_bytes() == "\ufeffa,b\r\n'=1,é\r\n".encode()
    with pytest.raises(RuntimeError), csv_file(path, ["other"]):
        raise RuntimeError
    assert path.read_bytes() == "\ufeffa,b\r\n'=1,é\r\n".encode()
    assert [file.name for file in path.parent.iterdir()] == ["out.csv"]


def test_places_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, kind in ((errno.ENOSPC, DiskFullError), (errno.EACCES, InputError), (errno.EIO, InputError)):

        def refuse(*_: object, number: int = number, **__: object) -> None:
            raise OSError(number, "no")

        monkeypatch.setattr(Path, "open", refuse)
        with pytest.raises(kind), csv_file(tmp_path / "out.csv", ["a"]):
            pass


@pytest.mark.parametrize("folder", [".", "/", "there"])
def test_a_folder_is_not_taken_for_a_file(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="is a folder"), csv_file(Path(folder), ["a"]):
        pass
    with pytest.raises(InputError, match="is a folder"), text_file(Path(folder)):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["there"]


def test_the_first_line_of_each_key_is_remembered_through_growing() -> None:
    seen = SeenKeys()
    assert not any(seen.add(f"person{i}@example.org", i + 1) for i in range(50_000))
    assert [seen.add(f"person{i}@example.org", 99_999) for i in range(0, 50_000, 7)] == list(range(1, 50_001, 7))
