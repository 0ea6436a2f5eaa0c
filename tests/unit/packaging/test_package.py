"""The menu entry and what describes the program to software centres."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support.home import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="menus are made of files on Linux only")
needs_validator = pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-utils")
ODD_PLACES = ["plain", "with space", 'it\'s 100% $odd `x` "y"', "back\\slash", "Grüße"]


def exec_words(entry: str) -> list[str]:
    """Split the Exec value as the specification says: unescape the string, then unquote, then take %% for %."""
    (value,) = [line.removeprefix("Exec=") for line in entry.splitlines() if line.startswith("Exec=")]
    text = value.replace("\\\\", "\0").replace("\\s", " ").replace("\0", "\\")
    words, word, quoted, characters = [], "", False, iter(text)
    for character in characters:
        if character == '"':
            quoted = not quoted
        elif quoted and character == "\\":
            word += next(characters)
        elif character == " " and not quoted:
            words.append(word)
            word = ""
        else:
            word += character
    return [part.replace("%%", "%") for part in [*words, word]]


@needs_validator
@pytest.mark.parametrize("place", ODD_PLACES)
def test_the_menu_entry_starts_the_program_wherever_it_lies(place: str, tmp_path: Path, package: ModuleType) -> None:
    program = tmp_path / place / "mailer-gui"
    entry = package.desktop_entry(program)
    assert exec_words(entry) == [str(program)]
    file = tmp_path / "mailer-gui.desktop"
    file.write_text(entry, encoding="utf-8")
    answer = subprocess.run(["desktop-file-validate", str(file)], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout + answer.stderr) == (0, "")


def test_it_is_put_in_the_menu_and_taken_out_again(
    tmp_path: Path, package: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "share"
    program = tmp_path / "Mailer" / "mailer-gui"
    program.parent.mkdir()
    program.touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(share))
    monkeypatch.setattr(package, "PROGRAM", program)
    package.install()
    entry = (share / "applications" / "mailer-gui.desktop").read_text(encoding="utf-8")
    assert exec_words(entry) == [str(program)]
    assert "Icon=mailer-gui\n" in entry
    assert (share / "icons/hicolor/scalable/apps/mailer-gui.svg").is_file()
    assert (share / "icons/hicolor/256x256/apps/mailer-gui.png").read_bytes().startswith(b"\x89PNG")
    package.uninstall()
    ours = [path for path in share.rglob("*mailer*") if path.is_file()]
    assert ours == []


def test_the_description_for_software_centres_is_valid() -> None:
    if not shutil.which("appstreamcli"):
        pytest.skip("needs appstream")
    command = ["appstreamcli", "validate", "--no-net", str(ROOT / "packaging" / "mailer-gui.metainfo.xml")]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_the_description_names_this_version() -> None:
    from mailer_gui import __version__

    text = (ROOT / "packaging" / "mailer-gui.metainfo.xml").read_text(encoding="utf-8")
    assert f'<release version="{__version__}"' in text
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_build_is_reused_only_for_the_same_sources(
    package: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    module = tmp_path / "mailer_gui" / "module.py"
    module.parent.mkdir()
    module.write_text("one = 1\n", encoding="utf-8")
    before = package.fingerprint()
    assert package.fingerprint() == before
    module.write_text("one = 2\n", encoding="utf-8")
    assert package.fingerprint() != before
