"""Kills a real sender at random moments and compares the workspace with the ledger of a real server."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store import identity
from mailer_gui.store.database import Store
from mailer_gui.store.dispatch import Dispatch
from mailer_gui.store.flight import FlightLog, read_flights
from mailer_gui.store.recovery import WHY_UNCERTAIN, recover
from tests.integration.workspaces import start_sender

SERVER = Path(__file__).with_name("faulty_server.py")


class LedgerServer:
    """The faulty server as a process of its own, pinned to the second core where there is one."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._ledger = folder / "ledger"
        port_file = folder / "port"
        self.process = subprocess.Popen(
            [sys.executable, str(SERVER), "--ledger", str(self._ledger), "--port-file", str(port_file), *options]
        )
        deadline = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text()):
            assert time.monotonic() < deadline and self.process.poll() is None, "the server did not start"
            time.sleep(0.01)
        self.port = int(port_file.read_text())

    def taken(self) -> Counter[str]:
        """How often each recipient got the message."""
        return Counter(self._ledger.read_text().split())

    def count(self) -> int:
        """How many messages were taken."""
        return self._ledger.stat().st_size if self._ledger.exists() else 0

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


@dataclass
class Verdict:
    """What a run of kills came to."""

    kills: int = 0
    uncertain_per_kill: list[int] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    sent_but_not_taken: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> tuple[list[str], list[str], list[str]]:
        """Second copies, lost people, and messages that are called accepted and are not in the ledger."""
        return self.twice, self.lost, self.sent_but_not_taken

    def __str__(self) -> str:
        most = max(self.uncertain_per_kill, default=0)
        return (
            f"{self.kills} kills, {sum(self.uncertain_per_kill)} uncertain by them (at most {most} by one), "
            f"{len(self.twice)} twice, {len(self.lost)} lost, {len(self.sent_but_not_taken)} not in the ledger"
        )


EXACT: tuple[list[str], list[str], list[str]] = ([], [], [])


def statuses(store: Store, campaign_id: int) -> dict[str, DeliveryStatus]:
    """Give where every recipient stands."""
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT address, status FROM deliveries WHERE campaign_id = ?", (campaign_id,)
        ).all()
    return {address: DeliveryStatus(status) for address, status in rows}


class Trial:
    """One campaign, one server with a ledger, and senders that are started and killed one after the other.

    `strain` are the options of `strained.py`; `patience` is how long anything may take, in seconds.
    """

    def __init__(self, store: Store, campaign_id: int, server: LedgerServer, *strain: str, patience: float = 120.0):
        self.store = store
        self.campaign_id = campaign_id
        self.server = server
        self.strain = strain
        self.patience = patience
        self.verdict = Verdict()
        self.sender: subprocess.Popen[bytes] | None = None
        self._uncertain = 0
        self._owed = False
        self._is_counted = False

    @property
    def is_finished(self) -> bool:
        """True when the campaign is."""
        return self.store.campaigns.get(self.campaign_id).state is CampaignState.FINISHED

    def start(self, *strain: str) -> subprocess.Popen[bytes]:
        """Start a sender, under `strain` instead of the usual one when there is any."""
        self._is_counted = False
        self.sender = start_sender(self.store.paths.root, strain=strain or self.strain)
        return self.sender

    def wait_for_messages(self, count: int = 1) -> bool:
        """Wait until the server took so many more; False when the sender ended before that."""
        wanted, sender = self.server.count() + count, self.sender
        assert sender is not None
        wait(lambda: self.server.count() >= wanted or sender.poll() is not None, self.patience)
        return sender.poll() is None

    def kill(self, *, recover: bool = True) -> None:
        """Kill the sender and settle what it left; without `recover` the next sender has to."""
        assert self.sender is not None
        self.sender.kill()
        self.sender.wait()
        self.reckon()  # what the last sender recovered at its start
        self.verdict.kills += 1
        self._owed = self._is_counted = True
        if recover:
            recover_here(self.store)
            self.reckon()

    def reckon_killed(self) -> None:
        """Note that the sender may have been killed otherwise: what the next one recovers belongs to that."""
        if self.sender is not None and self.sender.returncode == -signal.SIGKILL and not self._is_counted:
            self.reckon()
            self.verdict.kills += 1
            self._owed = self._is_counted = True

    def reckon(self) -> None:
        """Note how many deliveries the last kill made uncertain, once its rest was recovered."""
        if self._owed:
            now = self._left_uncertain()
            self.verdict.uncertain_per_kill.append(now - self._uncertain)
            self._uncertain, self._owed = now, False

    def _left_uncertain(self) -> int:
        with self.store.database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT count(*) FROM deliveries WHERE campaign_id = ? AND status = ? AND reason = ?",
                (self.campaign_id, int(DeliveryStatus.UNCERTAIN), WHY_UNCERTAIN),
            )
            return int(found.scalar_one())

    def finish(self, *strain: str) -> Verdict:
        """Let a sender finish the campaign, and compare it with the ledger."""
        if self.sender is None or self.sender.poll() is not None:
            self.start(*strain)
        assert self.sender is not None
        wait(lambda: self.is_finished, self.patience)
        self.sender.wait(self.patience)
        self.reckon()
        return _judged(self.verdict, statuses(self.store, self.campaign_id), self.server.taken())

    def end(self) -> None:
        """Leave nothing running."""
        if self.sender is not None and self.sender.poll() is None:
            self.sender.kill()
            self.sender.wait()
        self.store.close()


def run_with_kills(trial: Trial, kills: int, draw: random.Random, longest: float = 0.05) -> Verdict:
    """Kill the sender so often, each time a random moment after it went on, then let it finish."""
    while trial.verdict.kills < kills:
        trial.start()
        trial.wait_for_messages()
        time.sleep(draw.uniform(0.0, longest))
        if trial.sender is None or trial.sender.poll() is not None:
            break
        trial.kill(recover=draw.random() < 0.5)
    return trial.finish()


def recover_here(store: Store) -> None:
    """Settle what the dead sender left, as the next one would at its start."""
    dispatch = Dispatch(store.paths)
    boot = identity.boot_id()
    path = store.paths.flight_log()
    dispatch.begin(1, boot, "test")
    recover(dispatch, read_flights(path, boot), 1, time.time(), lambda _: False)
    FlightLog(path, boot, dispatch.epoch, synced=False).close()
    dispatch.close()


def _judged(verdict: Verdict, found: dict[str, DeliveryStatus], taken: Counter[str]) -> Verdict:
    verdict.twice = [address for address, count in taken.items() if count > 1]
    for address, status in found.items():
        if status is DeliveryStatus.ACCEPTED and not taken[address]:
            verdict.sent_but_not_taken.append(address)
        elif status not in (DeliveryStatus.ACCEPTED, DeliveryStatus.UNCERTAIN):
            verdict.lost.append(address)
    verdict.lost += [
        address for address in taken if found[address] not in (DeliveryStatus.ACCEPTED, DeliveryStatus.UNCERTAIN)
    ]
    return verdict


def wait(fact: Callable[[], bool], patience: float = 120.0) -> None:
    """Wait for a fact."""
    deadline = time.monotonic() + patience
    while not fact():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.002)
