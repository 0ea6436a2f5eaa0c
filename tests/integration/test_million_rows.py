"""A million rows come in: how long it takes beside the bare minimum, in how much memory, and how soon it stops."""

from __future__ import annotations

import csv
import json
import random
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

ROWS = 1_000_000
BAD = 5_000
DOUBLE = 30_000


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five columns, 0.5 % bad rows, 3 % duplicates."""
    chance = random.Random(5)
    path = tmp_path_factory.mktemp("million") / "people.csv"
    good = ROWS - BAD - DOUBLE
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("Email", "First name", "Last name", "City", "Customer since"))
        for number in range(ROWS):
            if number % (ROWS // BAD) == 7:
                address = f"person {number}"
            elif number % 33 == 5 and number > 100:
                address = f"PERSON.{chance.randrange(100)}@shop{0}.example"
            else:
                address = f"person.{number}@shop{number % 5_000 if number > 100 else 0}.example"
            row = (
                address,
                f"Ana {number % 97}",
                f"Müller {number % 89}",
                f"Porto, {number % 77}",
                f"20{number % 25:02}",
            )
            writer.writerow(row)
    assert good > 0
    return path


def bare_loop(path: Path, database: Path) -> tuple[float, float]:
    """The least there is to do: csv.reader and executemany into one table with a unique index (seconds, of work)."""
    began, worked = time.perf_counter(), time.process_time()
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE people (a TEXT UNIQUE, b TEXT, c TEXT, d TEXT, e TEXT)")
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        connection.executemany("INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return time.perf_counter() - began, time.process_time() - worked


CHILD = textwrap.dedent(
    """
    import json, resource, sys, time
    from pathlib import Path
    from mailer_gui.operations import importing
    from mailer_gui.operations.workspace import open_workspace

    ws = open_workspace(Path(sys.argv[2]))
    began, worked = time.perf_counter(), time.process_time()
    at_last_row = [0.0, 0.0]
    worst = [0.0, began]

    def progress(done, total):
        now = time.perf_counter()
        worst[:] = max(worst[0], now - worst[1]), now
        if total is not None:
            at_last_row[:] = now - began, time.process_time() - worked

    result = importing.import_contacts(ws, Path(sys.argv[1]), list_name="All", progress=progress)
    print(json.dumps({
        "rows": result.rows, "new": result.new, "duplicate": result.duplicate, "invalid": result.invalid,
        "seconds": at_last_row[0], "work": at_last_row[1],
        "with_search": time.perf_counter() - began, "longest_step": worst[0],
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }))
    """
)


@pytest.mark.endurance
@pytest.mark.timeout(900)
def test_a_million_rows_come_in_quickly_in_little_memory(million: Path, tmp_path: Path) -> None:
    bare, bare_work = bare_loop(million, tmp_path / "bare.db")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(million), str(tmp_path / "workspace")],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(child.stdout)
    print(f"\nbare loop {bare:.1f} s; import {found['seconds']:.1f} s = {found['seconds'] / bare:.2f} x")
    print(f"work alone {bare_work:.1f} s and {found['work']:.1f} s = {found['work'] / bare_work:.2f} x")
    print(f"with the search index {found['with_search']:.1f} s = {found['with_search'] / bare:.2f} x")
    print(f"at most {found['megabytes']:.0f} MB; longest step {found['longest_step'] * 1000:.0f} ms")
    assert found["rows"] == ROWS
    assert found["new"] + found["duplicate"] + found["invalid"] == ROWS
    assert found["invalid"] == BAD
    assert found["megabytes"] < 250
