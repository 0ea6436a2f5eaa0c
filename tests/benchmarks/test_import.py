"""An import of a million rows beside the least there is to do. (How quick they are afterwards: test_address_book.py.)

make bench ARGS="-k import"                           1,000,000 rows
MAILER_BENCH_ROWS=100000 make bench ARGS="-k import"

The least: csv.reader and executemany into one table with a unique index, in the same run, in turns. Of several rounds
the shortest counts, for both. Processor time stands beside the clock, because other programs change only the clock.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

ROWS = int(os.environ.get("MAILER_BENCH_ROWS", "1000000"))
FIRST_NAMES = ("Ana", "José", "Wei", "Olga", "Zoë", "Kim", "Omar", "Lena")

BARE = textwrap.dedent(
    """
    import csv, json, sqlite3, sys, time
    began, worked = time.perf_counter(), time.process_time()
    connection = sqlite3.connect(sys.argv[2] + "/bare.db")
    connection.execute("CREATE TABLE people (a TEXT UNIQUE, b TEXT, c TEXT, d TEXT, e TEXT)")
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        connection.executemany("INSERT OR IGNORE INTO people VALUES (?, ?, ?, ?, ?)", rows)
    connection.commit()
    print(json.dumps({"seconds": time.perf_counter() - began, "work": time.process_time() - worked}))
    """
)
OURS = textwrap.dedent(
    """
    import json, resource, sys, time
    from pathlib import Path
    from mailer_gui.operations import importing
    from mailer_gui.operations.workspace import open_workspace

    ws = open_workspace(Path(sys.argv[2]) / "workspace")
    began, worked = time.perf_counter(), time.process_time()
    rows_in = [0.0, 0.0]
    asked = [began]

    def progress(done, total):
        if total is not None:
            rows_in[:] = time.perf_counter() - began, time.process_time() - worked

    def cancel():
        asked.append(time.perf_counter())
        return False

    result = importing.import_contacts(
        ws, Path(sys.argv[1]), list_name="All", consent="asked", progress=progress, cancel=cancel
    )
    print(json.dumps({
        "seconds": rows_in[0], "work": rows_in[1],
        "all_seconds": time.perf_counter() - began, "all_work": time.process_time() - worked,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "slowest_look": max(later - earlier for earlier, later in zip(asked, asked[1:])),
        "rows": result.rows, "new": result.new, "duplicate": result.duplicate, "invalid": result.invalid,
    }))
    """
)


def write_people(path: Path, rows: int) -> None:
    """Five columns, 0.5 % bad, 3 % duplicates, 5,000 domains, in no order."""
    chance = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        file.write("Email,First name,Last name,City,Customer since\n")
        for number in range(rows):
            address = f"p.{chance.randrange(10**9)}@shop{number % 5_000}.example"
            if number % 200 == 7:
                address = f"person {number}"
            elif number % 33 == 5 and number > 5_000:
                address = f"PERSON.{chance.randrange(1_000)}@shop.example"
            name = FIRST_NAMES[number % 8]
            file.write(f'{address},{name},Müller {number % 9973},"Porto, {number % 77}",20{number % 25:02}-03-31\n')


def run(code: str, people: Path, folder: Path) -> dict[str, float]:
    folder.mkdir()
    child = subprocess.run(
        [sys.executable, "-c", code, str(people), str(folder)], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(child.stdout)
    return found


def test_import_beside_a_bare_loop(tmp_path: Path, rounds: int) -> None:
    people = tmp_path / "people.csv"
    write_people(people, ROWS)
    bare, ours = [], []
    for number in range(rounds):
        bare.append(run(BARE, people, tmp_path / f"bare{number}"))
        ours.append(run(OURS, people, tmp_path / f"ours{number}"))
    print(f"\n{ROWS:,} rows, the shortest of {rounds} rounds")
    for what, key, least in (
        ("rows", "seconds", "seconds"),
        ("rows, processor time", "work", "work"),
        ("with the search index", "all_seconds", "seconds"),
        ("with it, processor time", "all_work", "work"),
    ):
        one, other = min(found[key] for found in ours), min(found[least] for found in bare)
        print(f"{what:25} {one:6.2f} s, bare loop {other:5.2f} s: {one / other:.2f} x")
    print(f"at most {max(found['megabytes'] for found in ours):.0f} MB")
    print(f"the longest time between two looks at Cancel {max(found['slowest_look'] for found in ours) * 1e3:.0f} ms")
    assert all(found["rows"] == ROWS for found in ours)
    assert all(found["new"] + found["duplicate"] + found["invalid"] == ROWS for found in ours)
    assert max(found["megabytes"] for found in ours) < 250
