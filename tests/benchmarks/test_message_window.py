"""Writing a message of 100 KB in the real window: no key waits, and the next reader's message is there at once.

make bench ARGS="-k message_window"
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.home import ROOT

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(300)]

MOST_STALL = 50
MOST_NEXT = 50
"""In milliseconds, on a quiet machine; the next reader of a newsletter."""


def test_typing_and_stepping(screen: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.message_window", str(tmp_path / "workspace")],
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=240,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    print("\nmessage step, milliseconds:")
    for name, times in found.items():
        if isinstance(times, dict):
            print(f"  {name:26} " + ", ".join(f"{what} {value}" for what, value in times.items()))
    results = ROOT / "bench-results"
    results.mkdir(exist_ok=True)
    (results / "message_window.json").write_text(json.dumps(found, indent=1))
    missed = [f"typing {way}" for way in ("HTML", "Markdown") if found[f"typing {way}"]["stall"] > MOST_STALL]
    if found["next reader, newsletter"]["median"] > MOST_NEXT:
        missed.append("next reader")
    assert not missed, (missed, found["slow"])
