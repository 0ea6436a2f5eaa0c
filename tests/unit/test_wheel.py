"""The wheel: what a person gets by pip or pipx."""

from __future__ import annotations

import configparser
import email.message
import email.parser
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.home import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("mailer_gui", "resources"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


def metadata(wheel: zipfile.ZipFile) -> email.message.Message:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return email.parser.Parser().parsestr(wheel.read(name).decode())


def test_it_carries_the_package_its_types_and_every_resource(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    resources = {path for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert resources
    assert {f"mailer_gui/resources/{path.relative_to(ROOT / 'resources').as_posix()}" for path in resources} <= names
    assert "mailer_gui/py.typed" in names
    assert "mailer_gui/__main__.py" in names
    assert not [name for name in names if name.startswith(("tests/", "packaging/"))]


def test_it_has_both_commands(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    points = configparser.ConfigParser()
    points.read_string(wheel.read(name).decode())
    assert dict(points["console_scripts"]) == {"mailer-gui": "mailer_gui.__main__:main"}
    assert dict(points["gui_scripts"]) == {"mailer-gui-window": "mailer_gui.__main__:window"}


def test_its_metadata_is_complete(wheel: zipfile.ZipFile) -> None:
    facts = metadata(wheel)
    assert facts["Name"] == "mailer-gui"
    assert facts["License-Expression"] == "MIT"
    assert facts["License-File"] == "LICENSE"
    assert facts["Requires-Python"] == ">=3.11"
    assert "Typing :: Typed" in facts.get_all("Classifier", [])
    assert "pyside6==6.11.*" in facts.get_all("Requires-Dist", [])
    assert facts["Summary"]
    assert "make run" in str(facts.get_payload())


def test_resources_are_found_in_an_installed_wheel(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    program = "from mailer_gui import paths; print(paths.resource('icons', 'mailer.svg'))"
    answer = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {program}"],
        check=True,
        capture_output=True,
        text=True,
    )
    found = Path(answer.stdout.strip())
    assert found == tmp_path / "mailer_gui" / "resources" / "icons" / "mailer.svg"
    assert found.is_file()
