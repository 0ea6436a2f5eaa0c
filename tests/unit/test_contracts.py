"""The import contracts: each one is broken on purpose once, and must be named by the checker."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.home import ROOT

# contract -> (file that offends, the line it offends with, files that have to be there for it)
OFFENCES: dict[str, tuple[str, str, dict[str, str]]] = {
    "rooms": ("model/work.py", "import mailer_gui.store", {}),
    "front-doors": ("cli/__init__.py", "import mailer_gui.sending", {}),
    "qt": ("operations/__init__.py", "import PySide6.QtCore", {}),
    "sql-and-keyring": ("intake/__init__.py", "import sqlalchemy", {}),
    "smtp": ("operations/__init__.py", "import aiosmtplib", {}),
    "dns": ("intake/__init__.py", "import dns.resolver", {}),
    "liquid": ("sending/__init__.py", "import liquid", {}),
    "operations-apart": ("operations/one.py", "import mailer_gui.operations.other", {"operations/other.py": ""}),
    "pages-apart": ("ui/pages/one.py", "import mailer_gui.ui.pages.other", {"ui/pages/other.py": ""}),
}
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}


def check_imports(checkout: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "mailer_gui", tmp_path / "mailer_gui", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_broken_once_here() -> None:
    assert OFFENCES.keys() == CONTRACTS.keys()


def test_the_checkout_keeps_all_contracts(checkout: Path) -> None:
    answer = check_imports(checkout)
    assert answer.returncode == 0, answer.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in answer.stdout


@pytest.mark.parametrize("contract", OFFENCES)
def test_a_broken_contract_is_named(contract: str, checkout: Path) -> None:
    offender, line, others = OFFENCES[contract]
    for name, text in others.items():
        (checkout / "mailer_gui" / name).write_text(text)
    file = checkout / "mailer_gui" / offender
    file.write_text((file.read_text() if file.exists() else "") + f"\n{line}\n")
    answer = check_imports(checkout)
    assert answer.returncode == 1, answer.stdout
    assert f"{CONTRACTS[contract]} BROKEN" in answer.stdout
    assert f"{len(CONTRACTS) - 1} kept, 1 broken" in answer.stdout
