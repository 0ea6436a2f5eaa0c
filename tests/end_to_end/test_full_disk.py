"""The disk with the workspace fills up in the middle of a run: it stops, says so, and goes on when there is room."""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from mailer_gui.operations import live
from mailer_gui.operations.demo import sample_people
from mailer_gui.operations.workspace import open_workspace
from mailer_gui.processes import is_held
from mailer_gui.store.database import Store
from tests.end_to_end.program import Program, write_people
from tests.integration.peers.own_processes import root_prefix, wait_until
from tests.integration.peers.sink import Sink
from tests.support.processes import end_those_of

PEOPLE = 1200
BYTES = 40_000_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    prefix, folder = root_prefix(), tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={BYTES},uid={os.getuid()}", "tmpfs", str(folder)]
    if prefix is None or subprocess.run([*prefix, *mount], capture_output=True, check=False).returncode:
        pytest.skip("may not mount a small disk here")
    yield folder
    end_those_of(folder / "workspace")
    subprocess.run([*prefix, "umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Take every byte that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return filler


def accepted(ws: Store, campaign: int, count: int) -> bool:
    return live.read_status(ws, campaign).counts.accepted >= count


@pytest.mark.slow
def test_it_stops_says_why_and_goes_on_when_there_is_room(
    small_disk: Path, smtp_sink: Sink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILER_WORKSPACE", str(small_disk / "workspace"))
    program = Program(small_disk / "workspace")
    write_people(tmp_path / "people.csv", ({"email": name, **one} for name, one in islice(sample_people(), PEOPLE)))
    program.run("contacts", "import", tmp_path / "people.csv", "--list", "People")
    program.add_account("Post", smtp_sink.port, per_second=200)
    campaign = program.make_campaign(tmp_path, "Post", "People")
    program.run("campaigns", "send", campaign)
    ws = open_workspace(program.workspace)
    wait_until(partial(accepted, ws, campaign, 300), program.log)
    ws.close()
    filler = fill(small_disk)
    wait_until(lambda: not is_held(program.workspace / "sender-1.lock"), lambda: "the sender goes on")
    answer = program.run("campaigns", "send", campaign, "--wait", code=None)
    assert answer.code == 4
    assert "no space left" in answer.err
    filler.unlink()
    status = program.data("campaigns", "send", campaign, "--wait", code=None)
    assert status["state"] == "finished", status
    assert status["accepted"] + status["uncertain"] == status["planned"] == PEOPLE
    assert status["uncertain"] <= 4
    times = Counter(one.recipient for one in smtp_sink.arrived())
    outcomes = program.outcomes(campaign, tmp_path)
    assert set(times.values()) == {1}
    assert {name for name, outcome in outcomes.items() if outcome == "accepted"} <= times.keys()
    assert times.keys() <= {name for name, outcome in outcomes.items() if outcome in ("accepted", "uncertain")}
