"""Kills a real sender at random moments and compares the workspace with the ledger of a real server."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mailer_gui.model.campaigns import CampaignState
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.store.database import Store
from tests.integration.workspaces import start_sender

SERVER = Path(__file__).with_name("faulty_server.py")


class LedgerServer:
    """The faulty server as a process of its own, pinned to the second core where there is one."""

    def __init__(self, folder: Path, *options: str) -> None:
        self._ledger = folder / "ledger"
        port_file = folder / "port"
        self._process = subprocess.Popen(
            [sys.executable, str(SERVER), "--ledger", str(self._ledger), "--port-file", str(port_file), *options]
        )
        deadline = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text()):
            assert time.monotonic() < deadline and self._process.poll() is None, "the server did not start"
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
        self._process.kill()
        self._process.wait()


@dataclass
class Verdict:
    """What a run of kills came to."""

    kills: int = 0
    uncertain_per_kill: list[int] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    sent_but_not_taken: list[str] = field(default_factory=list)


def statuses(store: Store, campaign_id: int) -> dict[str, DeliveryStatus]:
    """Give where every recipient stands."""
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT address, status FROM deliveries WHERE campaign_id = ?", (campaign_id,)
        ).all()
    return {address: DeliveryStatus(status) for address, status in rows}


def run_with_kills(
    store: Store,
    campaign_id: int,
    server: LedgerServer,
    kills: int,
    draw: random.Random,
    patience: float = 120.0,
    rotate_at: int = 0,
) -> Verdict:
    """Kill the sender so often, each time a random moment after it went on, then let it finish."""
    verdict = Verdict()
    uncertain = 0
    while verdict.kills < kills:
        before = server.count()
        sender = start_sender(store.paths.root, rotate_at=rotate_at)
        _until(lambda before=before, sender=sender: server.count() > before or sender.poll() is not None, patience)
        time.sleep(draw.uniform(0.0, 0.05))
        if sender.poll() is not None:
            break
        sender.kill()
        sender.wait()
        verdict.kills += 1
        now = sum(1 for status in _after_recovery(store, campaign_id) if status is DeliveryStatus.UNCERTAIN)
        verdict.uncertain_per_kill.append(now - uncertain)
        uncertain = now
    sender = start_sender(store.paths.root)
    _until(lambda: store.campaigns.get(campaign_id).state is CampaignState.FINISHED, patience)
    sender.wait(patience)
    return _judged(verdict, statuses(store, campaign_id), server.taken())


def _after_recovery(store: Store, campaign_id: int) -> list[DeliveryStatus]:
    """What the next start will make of it; asked of the store by the recovery itself."""
    from mailer_gui.store import identity
    from mailer_gui.store.dispatch import Dispatch
    from mailer_gui.store.flight import FlightLog, read_flights
    from mailer_gui.store.recovery import recover

    dispatch = Dispatch(store.paths)
    boot = identity.boot_id()
    path = store.paths.flight_log()
    dispatch.begin(1, boot, "test")
    recover(dispatch, read_flights(path, boot), 1, time.time(), lambda _: False)
    FlightLog(path, boot, dispatch.epoch, synced=False).close()
    dispatch.close()
    return list(statuses(store, campaign_id).values())


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


def _until(fact: object, patience: float) -> None:
    assert callable(fact)
    deadline = time.monotonic() + patience
    while not fact():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.002)
