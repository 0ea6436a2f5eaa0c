"""A lock tells whether a process lives, and a started process outlives nobody's terminal."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from mailer_gui import paths, processes
from mailer_gui.operations.workspace import open_workspace

HOLD = """
import sys
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
input()
"""


def test_a_lock_is_held_exactly_while_its_process_lives(tmp_path: Path) -> None:
    lock = tmp_path / "sender-1.lock"
    assert not processes.is_held(lock)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        assert processes.is_held(lock)
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert not processes.is_held(lock)


def test_a_look_leaves_the_lock_free(tmp_path: Path) -> None:
    lock = tmp_path / "sender-1.lock"
    lock.touch()
    assert not processes.is_held(lock)
    with FileLock(lock, timeout=0):
        pass


def test_a_started_process_gets_its_secret_and_leaves_its_last_words(tmp_path: Path) -> None:
    words = tmp_path / "logs" / "errors.txt"
    script = "import sys; sys.stderr.write(str(len(sys.stdin.readline())))"
    processes.start_detached([sys.executable, "-c", script], words, secret_input=b"hush\n")
    processes._started[-1].wait()
    assert words.read_text() == "5"


def test_a_started_process_does_not_look_for_modules_where_a_person_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A downloaded `argparse.py` beside the person must not become part of the program."""
    (tmp_path / "argparse.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    words = tmp_path / "errors.txt"
    processes.start_detached(paths.own_command("--version"), words)
    assert processes._started[-1].wait() == 0, words.read_text()


def test_a_workspace_is_known_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is started for it stands in another folder."""
    monkeypatch.chdir(tmp_path)
    workspace = open_workspace(Path("mine"))
    workspace.close()
    assert workspace.paths.root == tmp_path / "mine"
