"""kill -9 of an import at any moment, gone on with each time: in the end the address book is as if nobody had."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.operations import importing
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.store.connection import driver
from tests.benchmarks.people_files import write_people

KILLS = int(os.environ.get("MAILER_IMPORT_KILLS", "60"))
SIZES = (0, 2_999, 150_000, 20_000, 300_000, 60_000, 300_000)
ORDERS = ("in no order", "numbered", "made-up people")
KNOWN = 4_000
pytestmark = [
    pytest.mark.endurance,
    pytest.mark.timeout(3_600),
    pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX"),
]

CHILD = """
import sys
from pathlib import Path
from mailer_gui.operations import importing
from mailer_gui.operations.workspace import open_workspace
ws = open_workspace(Path(sys.argv[1]))
print("open", flush=True)
begun = importing.unfinished_imports(ws)
if begun:
    importing.continue_import(ws, begun[0].id)
elif any(one.name == "All" for one in ws.lists.all()):  # all rows were in when it was killed
    ws.contacts.finish_import()
else:
    importing.import_contacts(ws, Path(sys.argv[2]), list_name="All", consent="asked")
"""


def start(root: Path, file: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(root), str(file)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    return child


def made(root: Path, file: Path) -> Path:
    """Make an address book with some people of the file and some others in it."""
    ws = open_workspace(root)
    some = root / "before.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    known = [f"{line.split(',')[0]},Before" for line in lines[1 : KNOWN * 3 : 3]]
    some.write_text("\n".join(["Email,City", *known, *(f"other{at}@example.net,Bonn" for at in range(KNOWN))]))
    importing.import_contacts(ws, some, list_name="Before")
    ws.close()
    return root


def book(root: Path) -> dict[str, Any]:
    """Read everything that an import writes, contact by contact; the search index must be sound and hold everybody."""
    ws = open_workspace(root)
    ws.contacts.finish_import()
    assert importing.unfinished_imports(ws) == []
    with ws.database.reading() as connection:
        raw = driver(connection)
        raw.execute("INSERT INTO contact_search (contact_search) VALUES ('integrity-check')")
        people = raw.execute(
            "SELECT c.key, c.address, c.name, c.fields, c.consent, c.source_origin, c.source_row, s.c0,"
            " (SELECT group_concat(list_id) FROM list_members WHERE contact_id = c.id),"
            " (SELECT group_concat(kind || origin || row) FROM contact_events WHERE contact_id = c.id)"
            " FROM contacts AS c LEFT JOIN contact_search_content AS s ON s.id = c.id"
        ).fetchall()
        (indexed,) = raw.execute("SELECT count(*) FROM contact_search_content").fetchone()
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    ws.close()
    assert indexed == len(people)
    return {person[0]: person[1:] for person in people}


def killed(root: Path, file: Path, seconds: float, draw: random.Random) -> bool:
    """Begin, or go on, and kill it at some moment; False when it had come to its end before."""
    child = start(root, file)
    time.sleep(seconds * draw.random() * draw.random())
    if child.poll() is not None:
        return False
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    return True


def look(root: Path, before: int) -> None:
    """See that exactly the parts are in that are noted."""
    ws = open_workspace(root)
    for one in ws.imports.all():
        with ws.database.reading() as connection:
            (count,) = driver(connection).execute("SELECT count(*) FROM contacts").fetchone()
        assert count - before == one.counts.get("new", 0)
    ws.close()


def test_in_the_end_everybody_is_in_as_if_nobody_had_stopped_it(tmp_path: Path) -> None:
    draw, kills, trial = random.Random(os.environ.get("MAILER_IMPORT_SEED", "1")), 0, 0
    while kills < KILLS:
        size = SIZES[trial % len(SIZES)]
        file = tmp_path / f"people{trial}.csv"
        write_people(file, size, draw.choice(ORDERS))
        whole, root = made(tmp_path / f"whole{trial}", file), made(tmp_path / f"killed{trial}", file)
        before = len(book(root))
        began = time.monotonic()
        assert start(whole, file).wait() == 0
        seconds = time.monotonic() - began
        deaths = 0
        while deaths < 8 and killed(root, file, seconds, draw):
            deaths += 1
            look(root, before)
        assert start(root, file).wait() == 0
        ours, wanted = book(root), book(whole)
        wrong = [key for key in ours.keys() | wanted.keys() if ours.get(key) != wanted.get(key)]
        print(f"\n{size:,} rows, {deaths} kills: {len(ours):,} contacts, {len(wrong)} wrong", end="", flush=True)
        assert not wrong, [(key, ours.get(key), wanted.get(key)) for key in wrong[:3]]
        kills, trial = kills + deaths, trial + 1
        for folder in (whole, root):
            shutil.rmtree(folder)
    print(f"\n{kills} kills")
