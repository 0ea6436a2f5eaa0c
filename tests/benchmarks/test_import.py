"""An import of a million rows beside the least there is to do. (How quick they are afterwards: test_address_book.py.)

make bench ARGS="-k import"                           1,000,000 rows
MAILER_BENCH_ROWS=100000 make bench ARGS="-k import"

The least: csv.reader and executemany into one table with a unique index, in the same run, in turns. Of several rounds
the shortest counts, for both. Processor time stands beside the clock, because other programs change only the clock.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.benchmarks.people_files import ADDRESSES, write_people
from tests.support.home import ROOT

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

ROWS = int(os.environ.get("MAILER_BENCH_ROWS", "1000000"))
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


def run(code: str, people: Path, folder: Path, *more: str) -> dict[str, float]:
    folder.mkdir()
    child = subprocess.run(
        [sys.executable, "-c", code, str(people), str(folder), *more], capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(child.stdout)
    return found


AGAIN = textwrap.dedent(
    """
    import json, sys, time
    from pathlib import Path
    from mailer_gui.model.contacts import MergePolicy
    from mailer_gui.operations import importing
    from mailer_gui.operations.workspace import open_workspace

    ws = open_workspace(Path(sys.argv[2]) / "workspace")
    found = {}

    def bring(what, file, **wishes):
        began = time.perf_counter()
        importing.import_contacts(ws, Path(file), list_name="All", **wishes)
        found[what] = time.perf_counter() - began

    bring("the first time", sys.argv[1])
    for policy in MergePolicy:
        bring(f"again, {policy.value}", sys.argv[1], policy=policy)
    changed = Path(sys.argv[2]) / "changed.csv"
    changed.write_text(Path(sys.argv[1]).read_text(encoding="utf-8").replace("-03-31", "-04-01"), encoding="utf-8")
    bring("again with other values, overwrite", changed)
    bring("a thousand new ones", sys.argv[3])
    print(json.dumps(found))
    """
)


def times(bare: Sequence[dict[str, float]], ours: Sequence[dict[str, float]]) -> list[float]:
    """Give how many times the bare loop it takes: the rows, with the search index, and both in processor time."""
    pairs = (("seconds", "seconds"), ("all_seconds", "seconds"), ("work", "work"), ("all_work", "work"))
    return [min(one[key] for one in ours) / min(one[least] for one in bare) for key, least in pairs]


@pytest.mark.parametrize("order", ADDRESSES)
def test_import_beside_a_bare_loop(tmp_path: Path, rounds: int, order: str) -> None:
    people = tmp_path / "people.csv"
    # In a process of its own: a child's highest memory begins with that of who started it, and sorting takes much.
    subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.people_files", str(people), str(ROWS), order], cwd=ROOT, check=True
    )
    bare, ours = [], []
    for number in range(rounds):
        bare.append(run(BARE, people, tmp_path / f"bare{number}"))
        ours.append(run(OURS, people, tmp_path / f"ours{number}"))
        for folder in (tmp_path / f"bare{number}", tmp_path / f"ours{number}"):
            shutil.rmtree(folder)
    rows, with_index, work, all_work = times(bare, ours)
    megabytes, look = (max(one[key] for one in ours) for key in ("megabytes", "slowest_look"))
    least = min(one["seconds"] for one in bare)
    print(
        f"\n{ROWS:,} rows {order:18} bare loop {least:5.2f} s: rows {rows:.2f} x, with the search index"
        f" {with_index:.2f} x (processor time {work:.2f} x, {all_work:.2f} x); at most {megabytes:.0f} MB, at most"
        f" {look * 1e3:.0f} ms between two looks at Cancel"
    )
    assert all(one["rows"] == ROWS for one in ours)
    assert all(one["new"] + one["duplicate"] + one["invalid"] == ROWS for one in ours)
    assert max(one["megabytes"] for one in ours) < 250


def test_the_same_file_again_and_a_small_one_into_a_large_book(tmp_path: Path) -> None:
    """Print how long it takes, search index included, with people who are all known and with a thousand new ones."""
    people, few = tmp_path / "people.csv", tmp_path / "few.csv"
    write_people(people, ROWS, "numbered")
    few.write_text("Email,City\n" + "".join(f"new{number * 7919 % 1000}@example.org,Graz\n" for number in range(1_000)))
    found = run(AGAIN, people, tmp_path / "again", str(few))
    print(f"\n{ROWS:,} people " + ", ".join(f"{what} {seconds:.2f} s" for what, seconds in found.items()))
    assert found["a thousand new ones"] < found["the first time"]
