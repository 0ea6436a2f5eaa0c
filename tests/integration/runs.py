"""One campaign sent by the real engine, store and sender inside the test's own process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mailer_gui.model.campaigns import Campaign, CampaignState
from mailer_gui.model.deliveries import DeliveryStatus
from mailer_gui.sender import process
from mailer_gui.sender.process import Sender
from mailer_gui.sending import account, engine, pace
from mailer_gui.store import codec
from mailer_gui.store.database import Store
from tests.integration.faulty_server import Behaviour, Server
from tests.integration.killing import statuses
from tests.integration.workspaces import launched

ACCEPTED, REJECTED, DEFERRED, UNCERTAIN = (
    DeliveryStatus.ACCEPTED,
    DeliveryStatus.REJECTED,
    DeliveryStatus.DEFERRED,
    DeliveryStatus.UNCERTAIN,
)
MANY = 60


@pytest.fixture(autouse=True)
def short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "FIRST_REST", 0.02)
    monkeypatch.setattr(account, "LONGEST_REST", 0.1)
    monkeypatch.setattr(account, "LONGEST_OUTAGE", 0.1)
    monkeypatch.setattr(engine, "CONNECT_PAUSE", 0.02)
    monkeypatch.setattr(pace, "LONGEST_GAP", 0.02)
    monkeypatch.setenv(process.IDLE_VARIABLE, "0.05")


class Run:
    """One campaign sent to one server, and what came of it."""

    def __init__(self, root: Path, behaviour: Behaviour) -> None:
        self.root = root
        self.server = Server(behaviour)
        self.store: Store
        self.campaign_id = 0

    async def prepare(self, people: int | list[str] = MANY, **options: Any) -> Run:
        port = await self.server.start()
        self.store, self.campaign_id = launched(self.root / "workspace", port, people, **options)
        return self

    async def send(self) -> Run:
        code = await asyncio.wait_for(Sender(self.store).live(), 100)
        assert code == 0
        return self

    @property
    def campaign(self) -> Campaign:
        return self.store.campaigns.get(self.campaign_id)

    @property
    def found(self) -> dict[str, DeliveryStatus]:
        return statuses(self.store, self.campaign_id)

    def check_sums(self) -> None:
        """Nobody twice, nobody lost, and the counters say what the rows say."""
        found, counts = self.found, self.campaign.counts
        assert self.server.twice == []
        assert {address for address, status in found.items() if status is ACCEPTED} <= set(self.server.ledger)
        for address in self.server.ledger:
            assert found[address] in (ACCEPTED, UNCERTAIN, REJECTED), address
        tally = {status: list(found.values()).count(status) for status in DeliveryStatus}
        assert (counts.accepted, counts.rejected, counts.deferred, counts.uncertain, counts.skipped) == (
            tally[ACCEPTED],
            tally[REJECTED],
            tally[DEFERRED],
            tally[UNCERTAIN],
            tally[DeliveryStatus.SKIPPED],
        )


async def sent(tmp_path: Path, behaviour: Behaviour, people: int | list[str] = MANY, **options: Any) -> Run:
    run = await (await Run(tmp_path, behaviour).prepare(people, **options)).send()
    run.check_sums()
    return run


def all_accepted(run: Run) -> None:
    assert run.campaign.state is CampaignState.FINISHED
    assert set(run.found.values()) == {ACCEPTED}
    assert len(run.server.ledger) == len(run.found)


async def until(fact: Callable[[], bool]) -> None:
    """Wait for a fact."""
    async with asyncio.timeout(60):
        while not fact():  # noqa: ASYNC110 - the fact is in the store or at the server
            await asyncio.sleep(0.005)


def change_plan(run: Run, **changes: object) -> None:
    """The plan that was approved, as if it had been so at launch."""
    plan = replace(run.campaign.plan, **changes)  # type: ignore[arg-type]  # a test's shorthand
    with run.store.transaction() as connection:
        text = codec.plan_to_json(plan)
        connection.exec_driver_sql("UPDATE revisions SET plan = ?", (text,))
        connection.exec_driver_sql("UPDATE campaigns SET plan = ?", (text,))
