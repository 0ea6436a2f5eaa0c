"""A server that does anything at any time: whatever it does, nobody gets two copies and nobody is lost."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mailer_gui.model.campaigns import CampaignState, Wanted
from tests.integration.faulty_server import Behaviour, Server
from tests.integration.runs import ACCEPTED, REJECTED, UNCERTAIN, Run, short_rests  # noqa: F401

PEOPLE = 80
_REPLIES = (
    "421 4.3.2 going down",
    "450 4.2.1 busy",
    "451 4.7.1 greylisted",
    "452 4.5.3 too many recipients",
    "432 4.3.2 too many connections",
    "450 4.7.28 unusual rate",
    "550 5.1.1 nobody here",
    "554 5.7.1 policy",
    "503 5.5.1 bad sequence",
    "250 2.0.0 fine",
)


class Chaos(Behaviour):
    """Misbehaves with a probability, by a seed; how it misbehaves is chosen per run."""

    def __init__(self, seed: int, *, chunking: bool = False) -> None:
        draw = random.Random(seed)
        super().__init__(pipelining=draw.random() < 0.8, one_byte=draw.random() < 0.2, glued=draw.random() < 0.2)
        self.chunking = chunking
        self.accept_data_without_recipients = draw.random() < 0.5
        share = draw.choice((0.01, 0.05, 0.2))
        points = draw.sample(("mail", "rcpt", "data", "dot", "content", "taken", "banner"), 3)
        self.garbles = draw.random() < 0.3
        self.left = 60  # some day even the worst server is mended

        def chance() -> bool:
            if self.left and draw.random() < share:
                self.left -= 1
                return True
            return False

        def refuse(*_: object) -> str | None:
            if not chance():
                return None
            return "so what" if self.garbles and draw.random() < 0.3 else draw.choice(_REPLIES)

        def refuse_mail(*_: object) -> str | None:
            return draw.choice(("421 4.3.2 going down", "450 4.3.0 not now", None)) if chance() else None

        self.mail_reply, self.rcpt_reply, self.data_reply, self.dot_reply = refuse_mail, refuse, refuse, refuse
        self.drop_at = lambda server, point, address: point in points and chance()


async def endure(tmp_path: Path, seed: int, depth: int = 1) -> Run:
    run = await Run(tmp_path, Chaos(seed, chunking=depth > 1)).prepare(
        PEOPLE,
        retry_after=(0.01,) * 8,
        connections=1 + seed % 5,
        messages_per_connection=(7, 1000)[seed % 2],
        depth=depth,
    )
    for _ in range(20):
        await run.send()
        if run.campaign.state is CampaignState.FINISHED:
            break
        run.store.campaigns.request(run.campaign_id, Wanted.RUN)  # a person presses Resume
        for account_id in run.campaign.plan.account_ids:
            run.store.accounts.set_stopped(account_id, "")
    return run


def check(run: Run) -> None:
    assert run.campaign.state is CampaignState.FINISHED, run.campaign
    run.check_sums()
    ledger = set(run.server.ledger)
    assert set(run.found.values()) <= {ACCEPTED, REJECTED, UNCERTAIN}
    for address, status in run.found.items():
        if status is ACCEPTED:
            assert address in ledger
        elif status is REJECTED:
            assert address not in ledger
    for delivery in run.store.deliveries.page(run.campaign_id, limit=PEOPLE):
        attempts = run.store.deliveries.attempts_of(delivery.id)
        assert [attempt.number for attempt in attempts] == list(range(1, delivery.attempts + 1))
        assert attempts[-1].status is delivery.status


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
async def test_chaos(tmp_path: Path, seed: int) -> None:
    check(await endure(tmp_path, seed))


@pytest.mark.endurance
@pytest.mark.parametrize("seed", range(10, 310))
async def test_more_chaos(tmp_path: Path, seed: int) -> None:
    check(await endure(tmp_path, seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
async def test_chaos_with_several_in_flight(tmp_path: Path, seed: int) -> None:
    check(await endure(tmp_path, seed, depth=2 + 7 * (seed % 2)))


@pytest.mark.endurance
@pytest.mark.parametrize("seed", range(5, 155))
async def test_more_chaos_with_several_in_flight(tmp_path: Path, seed: int) -> None:
    check(await endure(tmp_path, seed, depth=2 + 7 * (seed % 2)))


def test_the_ledger_knows_a_second_copy() -> None:
    """The check can fail: two copies are seen."""
    server = Server()
    server.take(["a@dest.example"], b"")
    server.take(["a@dest.example"], b"")
    assert server.twice == ["a@dest.example"]
