"""The packaging scripts, loaded as modules: they are no part of the program."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from tests.support.home import ROOT


def load(name: str) -> ModuleType:
    """Load packaging/NAME.py under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"mailer_{name}", ROOT / "packaging" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def prepare() -> ModuleType:
    return load("prepare")


@pytest.fixture
def package() -> ModuleType:
    return load("package")
