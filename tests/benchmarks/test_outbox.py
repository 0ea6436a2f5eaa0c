"""How long the checks before Send take over 100,000 people, and the next message of an outbox."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import pytest

from mailer_gui.model.campaigns import Audience, DeliveryPlan
from mailer_gui.model.contacts import Source
from mailer_gui.model.errors import Cancelled
from mailer_gui.model.messages import Message
from mailer_gui.operations import outbox, outbox_list, outbox_look, preflight
from mailer_gui.operations.workspace import Workspace, open_workspace
from tests.benchmarks.test_compose import HTML, SUBJECT, TEXT, people_from

pytestmark = pytest.mark.benchmark
PEOPLE = 100_000
SECONDS, PREVIEW_SECONDS, STOP_SECONDS = 20.0, 0.05, 0.25
CYRILLIC = HTML.replace("Here is the news of this spring", "Вот новости этой весны, коротко и ясно")


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with 100,000 people on a list."""
    made = open_workspace(tmp_path_factory.mktemp("outbox") / "workspace")
    rows = [(one.address, dict(one.fields), one.number) for one in people_from(0, PEOPLE)]
    made.contacts.upsert_many(rows, Source("people.csv"), made.lists.get_or_create("all").id)
    yield made
    made.close()


def campaign(ws: Workspace, html: str = HTML) -> int:
    plan = DeliveryPlan((ws.accounts.ensure_practice().id,))
    audience = Audience((ws.lists.get_or_create("all").id,))
    return ws.campaigns.create("Spring", Message(SUBJECT, html, TEXT), audience, plan).id


@pytest.mark.parametrize(("script", "html"), [("Latin", HTML), ("Cyrillic", CYRILLIC)])
def test_preflight_and_every_message(ws: Workspace, script: str, html: str) -> None:
    campaign_id, told = campaign(ws, html), list[int]()
    start, cpu = time.monotonic(), time.process_time()
    preflight.check(ws, campaign_id)
    checked = time.monotonic() - start
    look = outbox_look.look_over(ws, campaign_id, lambda done, _: told.append(done))
    took, cpu = time.monotonic() - start, time.process_time() - cpu
    print(f"\n{script}: preflight {checked:.1f} s, with {PEOPLE:,} messages read {took:.1f} s ({cpu:.1f} s of a core)")
    assert look.total == PEOPLE and len(told) >= PEOPLE // 1_000
    assert cpu < SECONDS  # what the code costs, whatever else the computer does


def test_reading_stops_at_once(ws: Workspace) -> None:
    stopped = list[float]()

    def cancel() -> bool:
        stopped.append(time.process_time())
        return len(stopped) == 40

    with pytest.raises(Cancelled):
        outbox_look.look_over(ws, campaign(ws), cancel=cancel)
    longest = max(later - earlier for earlier, later in itertools.pairwise(stopped))
    print(f"\nasked to stop every {longest * 1e3:.0f} ms at least")
    assert longest < STOP_SECONDS


def test_the_next_message_of_an_outbox(ws: Workspace) -> None:
    campaign_id = campaign(ws)
    people = outbox_list.ids(ws, campaign_id)
    outbox.preview(ws, campaign_id, people[0])
    times = []
    for number in people[1000:1050]:
        start = time.process_time()
        shown = outbox.preview(ws, campaign_id, number)
        times.append(time.process_time() - start)
        assert shown.html
    print(f"\nthe next message: {sorted(times)[25] * 1e3:.1f} ms, {max(times) * 1e3:.1f} ms at most")
    assert sorted(times)[-2] < PREVIEW_SECONDS


@pytest.mark.parametrize("search", ["", "user77", "user dest3"])
def test_listing_an_outbox(ws: Workspace, search: str) -> None:
    campaign_id = campaign(ws)
    start = time.process_time()
    found = outbox_list.ids(ws, campaign_id, search)
    print(f"\nlisting {len(found):,} of {PEOPLE:,} for “{search}”: {(time.process_time() - start) * 1e3:.0f} ms")
    assert found
