"""Our whole path: contacts in the database, a launched campaign, the real sender process, its progress watched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mailer_gui.compose.compiled import CampaignFacts, Compiled, compile_message
from mailer_gui.compose.render import Renderer
from mailer_gui.model.accounts import Account, Identity, Limits, Security
from mailer_gui.model.campaigns import Audience, Campaign, CampaignState, DeliveryPlan, Wanted
from mailer_gui.model.contacts import Source
from mailer_gui.model.messages import Message, Recipient
from mailer_gui.operations.live import LiveFeed
from mailer_gui.store.database import Store, open_store
from tests.benchmarks.sending.letter import PLAIN, SENDER, SENDER_NAME, address, fields
from tests.benchmarks.sending.machine import peak_mb, pinned
from tests.integration.workspaces import sender_environment

LOOK_SECONDS = 0.22
"""As often as the window looks."""
_BATCH = 5_000
SENDER_MODULE = ("-m", "mailer_gui", "--sender")


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run of the sender came to."""

    count: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    looks: int

    @property
    def rate(self) -> float:
        """Messages per second, connecting and the last commit included."""
        return self.count / self.seconds


class Prepared:
    """A workspace of its own with so many people and one launched campaign."""

    def __init__(self, count: int, message: Message = PLAIN) -> None:
        self.count = count
        self.message = message
        self.folder = Path(tempfile.mkdtemp(prefix="mailer-bench-"))
        self.root = self.folder / "workspace"
        self.store: Store = open_store(self.root)
        self._list = self.store.lists.get_or_create("Everybody")
        for start in range(1, count + 1, _BATCH):
            numbers = range(start, min(start + _BATCH, count + 1))
            rows = [(address(number), fields(number), number) for number in numbers]
            self.store.contacts.upsert_many(rows, Source("people.csv"), self._list.id)
        self.campaign_id = 0

    def launch(self, port: int, connections: int, wanted: Wanted = Wanted.RUN, depth: int = 1) -> Prepared:
        """Freeze the campaign for a server on this port."""
        kept = self.store.accounts.save(
            Account(
                0,
                "Relay",
                host="127.0.0.1",
                port=port,
                security=Security.NONE,
                identity=Identity(SENDER, SENDER_NAME),
                limits=Limits(),
                connections=connections,
                messages_per_connection=10_000_000,
                depth=depth,
            )
        )
        plan = DeliveryPlan((kept.id,))
        campaign = self.store.campaigns.create("Spring news", self.message, Audience((self._list.id,)), plan)
        compiled = _compiled(self.message, campaign.id)
        self.campaign_id = campaign.id
        self.store.campaigns.launch(
            campaign.id, compiled.dump(), self.message, [kept], lambda done, total: None, lambda: False, wanted=wanted
        )
        return self

    def start(self, *, core: int | None = 0, module: Sequence[str] = SENDER_MODULE) -> subprocess.Popen[bytes]:
        """Start the real sender; it ends as soon as nothing is left."""
        command = pinned(core, sys.executable, *module, str(self.root))
        return subprocess.Popen(command, env=sender_environment(self.root, idle=0.01))

    def send(self, *, core: int | None = 0, module: Sequence[str] = SENDER_MODULE) -> Measured:
        """Run the sender to the end, watched as the window watches it."""
        return self.finish(self.start(core=core, module=module))

    def finish(self, process: subprocess.Popen[bytes]) -> Measured:
        """Watch a sender until it ends; everybody must have got their message."""
        peak, looks = 0.0, 0
        feed = LiveFeed(self.store, self.campaign_id)
        ended = threading.Event()
        usage: list[float] = []

        def wait() -> None:
            _, code, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(code)
            usage.append(used.ru_utime + used.ru_stime)
            ended.set()

        threading.Thread(target=wait, daemon=True).start()
        while not ended.wait(LOOK_SECONDS):
            peak = max(peak, peak_mb(process.pid))
            looks += feed.poll() is not None
        feed.close()
        campaign = self.campaign
        assert process.returncode == 0, process.returncode
        assert campaign.state is CampaignState.FINISHED, campaign
        assert campaign.counts.accepted == self.count, campaign.counts
        return Measured(self.count, self.seconds(), usage[0], peak, looks)

    @property
    def campaign(self) -> Campaign:
        """The campaign as it stands."""
        return self.store.campaigns.get(self.campaign_id)

    def seconds(self) -> float:
        """From the sender's lease to the campaign's end: connecting and the last commit are inside."""
        with sqlite3.connect(self.root / "mailer.db") as database:
            (began,) = database.execute("SELECT max(started_at) FROM leases").fetchone()
        return (self.campaign.finished_at or 0.0) - float(began)

    def close(self) -> None:
        """Let go of it, and remove it."""
        self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _compiled(message: Message, campaign_id: int = 1) -> Compiled:
    facts = CampaignFacts(campaign_id, "Spring news", "00" * 16, "1 Sample Street")
    return compile_message(message, Identity(SENDER, SENDER_NAME), facts, lambda _: b"")


def run(count: int, port: int, connections: int, message: Message = PLAIN, **how: object) -> Measured:
    """Prepare, send and remove one campaign."""
    prepared = Prepared(count, message).launch(port, connections)
    try:
        return prepared.send(**how)  # type: ignore[arg-type]  # passed on
    finally:
        prepared.close()


def wire_length(message: Message = PLAIN) -> int:
    """How many bytes one of our messages has."""
    recipient = Recipient(123_456, address(123_456), fields(123_456), time.time())
    return len(Renderer(_compiled(message), b"0" * 32).wire(recipient))


def rendered(count: int) -> list[bytes]:
    """Give so many messages as they are signed."""
    renderer = Renderer(_compiled(PLAIN), b"0" * 32)
    return [renderer.render(Recipient(n, address(n), fields(n), 1_700_000_000.0)) for n in range(1, count + 1)]
