"""The guarantee under all that can befall a computer: stopped, locked out, without space or time, without power.

Each sends to a server with a ledger of its own, and compares it with the workspace afterwards; they share both, so
they are one long file.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mailer_gui.model.campaigns import Wanted
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.sender.process import CANNOT_WRITE
from mailer_gui.sending.claims import LARGEST_BATCH
from mailer_gui.store import flight, identity
from tests.integration.killing import EXACT, LedgerServer, Trial, run_with_kills, statuses
from tests.integration.strained import set_clock, synced_size
from tests.integration.workspaces import launched

CONNECTIONS = 20
A_MINUTE = 60.0
pytestmark = [pytest.mark.endurance, pytest.mark.timeout(1800)]
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals and limits of POSIX")
Begin = Callable[..., Trial]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Give a function that launches a campaign to so many people; `server` and `strain` are options of both."""
    begun: list[tuple[Trial, LedgerServer]] = []

    def launch(
        people: int,
        *,
        server: tuple[str, ...] = (),
        strain: tuple[str, ...] = ("--rotate-at", "20000"),
        root: Path = tmp_path / "workspace",
        connections: int = CONNECTIONS,
        depth: int = 1,
    ) -> Trial:
        ledger = LedgerServer(tmp_path, "--delay", "0.002", *server)
        store, campaign_id = launched(
            root,
            ledger.port,
            people,
            connections=connections,
            depth=depth,
            messages_per_connection=500,
            retry_after=(0.2, 0.5, 1.0, 2.0, 2.0, 2.0),
        )
        trial = Trial(store, campaign_id, ledger, *strain, patience=600)
        begun.append((trial, ledger))
        return trial

    yield launch
    for trial, ledger in begun:
        trial.end()
        ledger.stop()


def uncertain(trial: Trial) -> int:
    return list(statuses(trial.store, trial.campaign_id).values()).count(DeliveryStatus.UNCERTAIN)


def person_presses_resume(trial: Trial) -> None:
    trial.store.campaigns.request(trial.campaign_id, Wanted.RUN)


# The check can fail


@posix
def test_without_marks_second_copies_are_seen(begin: Begin) -> None:
    verdict = run_with_kills(begin(6_000, strain=("--no-marks",)), 5, random.Random(5))
    print(f"\nwithout marks, on purpose: {verdict}")
    assert verdict.twice
    assert sum(verdict.uncertain_per_kill) == 0


# The process stands still


@posix
@pytest.mark.parametrize("server", [(), ("--patience", "20")], ids=["patient", "hangs-up"])
def test_stopped_for_a_minute_and_going_on(begin: Begin, server: tuple[str, ...]) -> None:
    """A server that hangs up meanwhile has said all its answers before: they are read, and nobody is uncertain."""
    trial, draw = begin(20_000, server=server), random.Random(1)
    sender = trial.start()
    for _ in range(2):
        assert trial.wait_for_messages(2_000)
        time.sleep(draw.uniform(0.0, 0.05))
        sender.send_signal(signal.SIGSTOP)
        time.sleep(A_MINUTE)
        sender.send_signal(signal.SIGCONT)
    verdict = trial.finish()
    print(f"\nstopped twice for a minute: {verdict}, {uncertain(trial)} uncertain")
    assert verdict.wrong == EXACT
    assert trial.sender is sender  # the same one all the time
    assert uncertain(trial) == 0


@posix
def test_stopped_for_a_minute_and_then_killed(begin: Begin) -> None:
    trial, draw = begin(20_000), random.Random(2)
    for _ in range(2):
        sender = trial.start()
        assert trial.wait_for_messages(1_000)
        time.sleep(draw.uniform(0.0, 0.05))
        sender.send_signal(signal.SIGSTOP)
        time.sleep(A_MINUTE)
        trial.kill(recover=False)
    verdict = trial.finish()
    print(f"\nstopped for a minute, then killed: {verdict}")
    assert verdict.wrong == EXACT
    assert len(verdict.uncertain_per_kill) == 2
    assert max(verdict.uncertain_per_kill) <= CONNECTIONS


# The database is locked by another process

_LOCK = """
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
other.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
other.execute("COMMIT")
"""


def lock_database(trial: Trial, seconds: float) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _LOCK, str(trial.store.paths.database), str(seconds)]
    locker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert locker.stdout is not None
    assert locker.stdout.readline() == "locked\n"
    return locker


def test_locked_database_for_ten_seconds(begin: Begin) -> None:
    trial = begin(30_000)
    sender = trial.start()
    for _ in range(3):
        assert trial.wait_for_messages(2_000)
        locker = lock_database(trial, 10.0)
        locker.wait()
    verdict = trial.finish()
    print(f"\nlocked three times for ten seconds: {verdict}, {uncertain(trial)} uncertain")
    assert verdict.wrong == EXACT
    assert trial.sender is sender
    assert uncertain(trial) == 0


def test_killed_while_the_database_is_locked(begin: Begin) -> None:
    trial, draw = begin(20_000), random.Random(3)
    for _ in range(5):
        trial.start()
        assert trial.wait_for_messages(500)
        locker = lock_database(trial, 10.0)
        time.sleep(draw.uniform(0.0, 3.0))
        trial.kill(recover=False)
        trial.start()  # while it is still locked
        locker.wait()
        assert trial.wait_for_messages()
        trial.kill()
    verdict = trial.finish()
    print(f"\nkilled while the database was locked: {verdict}")
    assert verdict.wrong == EXACT
    assert max(verdict.uncertain_per_kill) <= CONNECTIONS


# The disk is full

SMALL_DISK = 96


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, of so many megabytes."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(file: Path) -> None:
    """Take every byte that is left."""
    with file.open("ab", buffering=0) as opened:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while opened.write(bytes(size)) == size:
                    pass
            except OSError:
                continue


@pytest.mark.parametrize("synced", [False, True], ids=["written", "synced"])
def test_full_disk(begin: Begin, small_disk: Path, tmp_path: Path, synced: bool) -> None:
    """Sending stops by itself; with space again, and Resume, it goes on. Once it is killed besides."""
    strain = ("--rotate-at", "20000", *(("--synced-to", str(tmp_path / "synced")) if synced else ()))
    trial = begin(20_000, root=small_disk / "workspace", strain=strain)
    known = 0
    for turn in range(3):
        sender = trial.start()
        assert trial.wait_for_messages(1_000)
        fill(small_disk / "filler")
        if turn == 2:
            time.sleep(0.02)
            sender.kill()
        assert sender.wait(60) in (CANNOT_WRITE, -signal.SIGKILL)
        sent = trial.server.count()
        assert trial.start().wait(60) in (CANNOT_WRITE, 0)  # while it is full: 0 when there was room to say "paused"
        assert trial.server.count() == sent
        reason = trial.store.campaigns.get(trial.campaign_id).reason
        assert not reason or "no space left on the disk" in reason, reason
        (small_disk / "filler").unlink()
        person_presses_resume(trial)
        trial.start()
        assert trial.wait_for_messages()
        trial.kill()
        now = uncertain(trial)
        # The flight log has its space: a full disk alone leaves nobody uncertain, the two kills do.
        assert now - known <= (2 if turn == 2 else 1) * CONNECTIONS
        known = now
    verdict = trial.finish()
    print(f"\nfull disk: {verdict}, {uncertain(trial)} uncertain")
    assert verdict.wrong == EXACT


@posix
def test_files_that_may_not_grow(begin: Begin) -> None:
    """As a full disk, for everybody: a file reaches the largest size that its process may write."""
    trial = begin(20_000)
    size = trial.store.paths.database.stat().st_size
    for turn in range(3):
        sender = trial.start("--largest-file", str(size + (turn << 18)), "--rotate-at", "2000000")
        ended = sender.wait(120)
        assert ended == CANNOT_WRITE or (turn > 0 and ended == 0)  # the later ones may just get through
        person_presses_resume(trial)
    verdict = trial.finish()
    print(f"\nfiles that may not grow: {verdict}, {uncertain(trial)} uncertain")
    assert verdict.wrong == EXACT
    assert uncertain(trial) == 0  # the flight log has what the database did not take


# The clock jumps

_JUMPS = (86_400.0, -86_400.0, 3_600.0, -3_600.0, 10 * 86_400.0, -10 * 86_400.0, 365 * 86_400.0, -365 * 86_400.0)


def test_jumping_clock(begin: Begin, tmp_path: Path) -> None:
    """Forward and back by hours, days and a year, while people are tried again and the sender is killed."""
    clock = tmp_path / "clock"
    set_clock(clock, 0.0)
    trial = begin(30_000, server=("--greylist-percent", "20"), strain=("--rotate-at", "20000", "--clock", str(clock)))
    draw = random.Random(7)
    for _ in range(20):
        trial.start()
        for _ in range(3):
            trial.wait_for_messages(100)
            set_clock(clock, draw.choice(_JUMPS) * draw.random())
        time.sleep(draw.uniform(0.0, 0.05))
        trial.kill(recover=draw.random() < 0.5)
    set_clock(clock, -30 * 86_400.0)
    verdict = trial.finish()
    found = list(statuses(trial.store, trial.campaign_id).values())
    print(f"\njumping clock: {verdict}")
    assert verdict.wrong == EXACT
    assert max(verdict.uncertain_per_kill) <= CONNECTIONS
    assert set(found) == {DeliveryStatus.ACCEPTED, DeliveryStatus.UNCERTAIN}


# The power fails


def cut(log: Path, at: int, boot: str = "00000000-0000-4000-8000-000000000000") -> None:
    """Let the log be what a disk has of it after a power cut, and the machine another start of it."""
    content = log.read_bytes()
    header, rest = content.split(b"\n", 1)
    other = flight._line(header.replace(identity.boot_id().encode(), boot.encode())[9:])
    log.write_bytes((other + rest)[:at].ljust(len(content), b"\0"))


def power_cuts(trial: Trial, cuts: int, draw: random.Random, point: Callable[[bytes], int], **how: str) -> None:
    log = trial.store.paths.flight_log()
    for _ in range(cuts):
        trial.start()
        trial.wait_for_messages(draw.randrange(1, 200))
        time.sleep(draw.uniform(0.0, 0.05))
        assert trial.sender is not None
        trial.sender.kill()
        trial.sender.wait()
        trial.reckon()
        trial.verdict.kills += 1
        trial._owed = True
        cut(log, point(log.read_bytes()), **how)


@pytest.mark.skipif(not identity.boot_id(), reason="needs a boot id")
def test_power_cuts(begin: Begin) -> None:
    """Nothing of the log was waited for: every claimed delivery without an answer is uncertain, and nobody is twice."""
    trial, draw = begin(30_000), random.Random(8)
    power_cuts(
        trial, 40, draw, lambda content: draw.randrange(content.index(b"\n") + 1, len(content.rstrip(b"\0")) + 1)
    )
    verdict = trial.finish()
    print(f"\npower cuts: {verdict}")
    assert verdict.wrong == EXACT
    assert max(verdict.uncertain_per_kill) <= 2 * LARGEST_BATCH + CONNECTIONS


@pytest.mark.skipif(not identity.boot_id(), reason="needs a boot id")
def test_power_cuts_with_a_log_that_is_waited_for(begin: Begin, tmp_path: Path) -> None:
    """As for servers beyond this machine: what was synced is there, and a power cut is as exact as a kill."""
    noted = tmp_path / "synced"
    trial = begin(30_000, strain=("--rotate-at", "20000", "--synced-to", str(noted)))
    log, draw = trial.store.paths.flight_log(), random.Random(9)

    def point(content: bytes) -> int:
        return draw.randrange(synced_size(noted, log), len(content.rstrip(b"\0")) + 1)

    power_cuts(trial, 40, draw, point)
    verdict = trial.finish()
    print(f"\npower cuts, synced: {verdict}")
    assert verdict.wrong == EXACT
    assert max(verdict.uncertain_per_kill) <= CONNECTIONS


@pytest.mark.skipif(not identity.boot_id(), reason="needs a boot id")
def test_a_cut_log_of_the_same_start_would_be_believed(begin: Begin) -> None:
    """The control: the boot id is what tells a power cut, and without it second copies are seen."""
    trial, draw = begin(10_000), random.Random(10)
    power_cuts(trial, 10, draw, lambda content: content.index(b"\n") + 1, boot=identity.boot_id())
    verdict = trial.finish()
    print(f"\npower cuts that go unnoticed, on purpose: {verdict}")
    assert verdict.twice


# Everything in any order


@posix
@pytest.mark.parametrize("depth", [1, 3])
def test_everything_in_any_order(begin: Begin, tmp_path: Path, depth: int) -> None:
    """Sixty times one of them, at random, while the server drops and greylists."""
    clock = tmp_path / "clock"
    set_clock(clock, 0.0)
    trial = begin(
        30_000,
        server=("--greylist-percent", "10", "--drop-percent", "1", *(("--chunking",) if depth > 1 else ())),
        strain=("--rotate-at", "20000", "--clock", str(clock), "--short-rests"),
        connections=8,
        depth=depth,
    )
    draw, done = random.Random(depth), list[str]()

    def kill() -> None:
        trial.kill(recover=draw.random() < 0.5)

    def stop() -> None:
        assert trial.sender is not None
        trial.sender.send_signal(signal.SIGSTOP)
        time.sleep(draw.uniform(0.1, 2.0))
        trial.sender.send_signal(signal.SIGCONT if draw.random() < 0.6 else signal.SIGKILL)

    def lock() -> None:
        lock_database(trial, draw.uniform(0.1, 3.0))  # whoever comes next meets it

    def pause() -> None:
        trial.store.campaigns.request(trial.campaign_id, Wanted.PAUSE)
        time.sleep(draw.uniform(0.0, 1.0))
        person_presses_resume(trial)

    def jump() -> None:
        set_clock(clock, draw.choice(_JUMPS) * draw.random())

    def end() -> None:
        assert trial.sender is not None
        trial.sender.send_signal(signal.SIGTERM)
        trial.sender.wait(60)

    while len(done) < 60 and not trial.is_finished:
        if trial.sender is None or trial.sender.poll() is not None:
            trial.reckon_killed()
            trial.start()
        trial.wait_for_messages(draw.randrange(1, 200))
        time.sleep(draw.uniform(0.0, 0.05))
        action = draw.choice((kill, stop, lock, pause, jump, end))
        action()
        done.append(action.__name__)
    set_clock(clock, 0.0)
    person_presses_resume(trial)
    verdict = trial.finish()
    counts = {name: done.count(name) for name in sorted(set(done))}
    print(f"\neverything in any order, depth {depth}: {counts}: {verdict}, {uncertain(trial)} uncertain")
    assert len(done) == 60
    assert verdict.wrong == EXACT
    assert max(verdict.uncertain_per_kill) <= 8 * depth
