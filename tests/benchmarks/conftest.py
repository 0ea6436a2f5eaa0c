"""Options of the benchmarks, and the table that those of sending share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.sending import peers
from tests.benchmarks.sending.letter import write_for_peers
from tests.benchmarks.sending.table import Table
from tests.support.home import ROOT


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the person choose how much is measured, and how patiently."""
    parser.addoption("--full", action="store_true", help="also with 200,000 and 1,000,000 recipients")
    parser.addoption("--rounds", type=int, default=3, help="rounds of every measure")
    parser.addoption("--patience", type=float, default=30.0, help="seconds to wait for a quiet machine before a run")


@pytest.fixture(scope="session")
def full(pytestconfig: pytest.Config) -> bool:
    """Whether the long measures were asked for."""
    return bool(pytestconfig.getoption("full"))


@pytest.fixture(scope="session")
def rounds(pytestconfig: pytest.Config) -> int:
    """How often everything is measured, in turns."""
    return int(pytestconfig.getoption("rounds"))


@pytest.fixture(scope="session")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letter for the programs of others, which are installed now if they are missing."""
    peers.make_ready()
    path = tmp_path_factory.mktemp("letter") / "letter.json"
    write_for_peers(path)
    return path


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Iterator[Table]:
    """The table of everything that is measured about sending; printed and written at the end."""
    made = Table()
    made.noise.patience = float(pytestconfig.getoption("patience"))
    cores = os.sched_getaffinity(0)
    if len(cores) > 1:
        os.sched_setaffinity(0, cores - {min(cores)})  # the sender has the first core for itself
    yield made
    os.sched_setaffinity(0, cores)
    if made.rows:
        made.write(ROOT / "bench-results" / "sending.json")
        print(f"\n\n{made.text()}\n\nwritten to bench-results/sending.json")
