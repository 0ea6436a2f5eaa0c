"""How fast files are read, against what reads them at the very least, in turns in the same run."""

from __future__ import annotations

import csv
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it has no types
from python_calamine import load_workbook

from mailer_gui.intake.tables import open_table

pytestmark = pytest.mark.benchmark

ROWS = 100_000
HEADER = ["Email", "First name", "Last name", "City", "Customer since"]
MEMORY = """
import sys
from pathlib import Path
from mailer_gui.intake.tables import open_table

def most() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

before = most()
for _ in open_table(Path(sys.argv[1])).batches():
    pass
print(most() - before)
"""


def row(number: int) -> list[str]:
    first, last, city = f"Ana {number % 97}", f"Müller {number % 89}", f"Porto, {number % 77}"
    return [f"person.{number}@shop{number % 5_000}.example", first, last, city, f"20{number % 25:02}"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same people as people.csv and as people.xlsx."""
    folder = tmp_path_factory.mktemp("reading")
    with (folder / "people.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *map(row, range(ROWS))])
    with xlsxwriter.Workbook(str(folder / "people.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("People")
        for number in range(-1, ROWS):
            for place, cell in enumerate(HEADER if number < 0 else row(number)):
                sheet.write_string(number + 1, place, cell)
    return folder


def in_turns(rounds: int, *ways: Callable[[], int]) -> list[float]:
    """Time each way in every round; gives the medians. All must read the same number of rows."""
    times: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for taken, way in zip(times, ways, strict=True):
            began = time.perf_counter()
            assert way() == ROWS
            taken.append(time.perf_counter() - began)
    return [statistics.median(taken) for taken in times]


def ours(path: Path) -> int:
    return sum(len(batch.cells) for batch in open_table(path).batches())


def peak(path: Path) -> float:
    """Measure the memory that reading takes, in MB, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout)


def test_a_workbook_takes_at_most_twice_what_its_library_needs(folder: Path, rounds: int) -> None:
    path = folder / "people.xlsx"

    def library() -> int:
        return sum(1 for _ in load_workbook(path).get_sheet_by_index(0).iter_rows()) - 1

    bare, mine = in_turns(rounds, library, lambda: ours(path))
    print(f"\n{ROWS:,} rows of a workbook: calamine {bare:.2f} s, opened and read {mine:.2f} s ({mine / bare:.2f}x),")
    print(f"{peak(path):.0f} MB at most")
    assert mine <= 2 * bare


def test_a_csv_file_takes_little_more_than_the_bare_reader(folder: Path, rounds: int) -> None:
    path = folder / "people.csv"

    def bare_reader() -> int:
        with path.open(newline="", encoding="utf-8") as file:
            return sum(1 for _ in csv.reader(file)) - 1

    bare, mine = in_turns(rounds, bare_reader, lambda: ours(path))
    print(f"\n{ROWS:,} rows of CSV: csv.reader {bare:.3f} s, looked at and read {mine:.3f} s ({mine / bare:.2f}x),")
    print(f"{peak(path):.0f} MB at most")
    assert mine <= 3 * bare
