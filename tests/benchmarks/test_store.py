"""An address book of many people: importing, searching, launching, and how long another writer has to wait meanwhile.

make bench ARGS="-k store"                          200,000 contacts
MAILER_BENCH_CONTACTS=1000000 make bench ARGS="-k store"
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from mailer_gui.model.campaigns import Audience, CampaignState
from mailer_gui.model.contacts import Source, Suppression
from mailer_gui.model.messages import Message
from mailer_gui.store.contacts import BATCH
from mailer_gui.store.database import Store, open_store

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]

PEOPLE = int(os.environ.get("MAILER_BENCH_CONTACTS", "200000"))
LAUNCH_SECONDS_PER_MILLION = 20.0
"""Of processor time; on a quiet machine the clock says nearly the same."""
FIRST_NAMES = ("Ana", "José", "Müller", "Wei", "Olga", "Zoë", "Smith", "Kim")
OTHER_WRITER = """
import select, sys, time
from pathlib import Path
from mailer_gui.store.connection import begin_immediate, connect
raw, waits = connect(Path(sys.argv[1])), []
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0.003)[0]:
    start = time.perf_counter()
    begin_immediate(raw)
    waits.append(time.perf_counter() - start)
    raw.execute("ROLLBACK")
waits.sort()
print(f"{waits[len(waits) // 2] * 1e3:.1f} / {waits[len(waits) * 99 // 100] * 1e3:.1f} / {waits[-1] * 1e3:.0f} ms")
"""


@contextmanager
def measured(store: Store, what: str, number: int) -> Iterator[None]:
    """Print how long something took, and how long a process like the sender waited for the write lock meanwhile."""
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_WRITER, str(store.paths.database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    other.stdout.readline()
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    waits = other.communicate("end\n")[0].strip()
    print(f"{what}: {seconds:.2f} s, {number / seconds:,.0f}/s; another writer waited (median/p99/longest) {waits}")


def people(number: int) -> list[tuple[str, dict[str, str], int]]:
    """People in no order: the most expensive one."""
    chance = random.Random(1)
    return [
        (
            f"{chance.getrandbits(40):010x}.{n}@d{n % 997}.example",
            {
                "first_name": FIRST_NAMES[n % 8],
                "last_name": f"Last{n % 9973}",
                "company": f"Company {n % 131} Ltd",
                "city": "Lisboa",
            },
            n + 2,
        )
        for n in range(number)
    ]


def timed(what: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    found = work()
    size = len(found) if hasattr(found, "__len__") else found
    print(f"{what}: {(time.perf_counter() - start) * 1e3:.1f} ms -> {size}")


def test_a_large_address_book(tmp_path: Path) -> None:
    print()
    store = open_store(tmp_path / "workspace")
    everybody = store.lists.get_or_create("Everybody")
    rows = people(PEOPLE)
    for what in ("import, all new", "import, all unchanged"):
        with measured(store, what, PEOPLE):
            for start in range(0, PEOPLE, BATCH):
                store.contacts.upsert_many(rows[start : start + BATCH], Source("people.csv"), everybody.id)
    del rows
    with measured(store, "search index", PEOPLE):
        store.contacts.finish_import()
    timed("ids by address", store.contacts.ids)
    timed("ids by name", lambda: store.contacts.ids(order="name"))
    timed("ids of the list", lambda: store.contacts.ids(everybody.id))
    for words in ("muller", "smith last12", "d123.example", "ab", "company 13"):
        timed(f"search {words!r}", partial(store.contacts.ids, search=words))
    middle = store.contacts.ids()[PEOPLE // 2 :][:200]
    timed("page of 200", lambda: store.contacts.rows(middle))
    _launch(store, everybody.id)
    store.close()


def _launch(store: Store, list_id: int) -> None:
    store.suppressions.add([Suppression(f"nobody{n}@x.example") for n in range(5_000)] + [Suppression("@d7.example")])
    campaign = store.campaigns.create("Spring", Message("Hi"), Audience((list_id,)))
    timed("audience size", lambda: store.campaigns.audience_size(campaign.audience)[0])
    start = time.process_time()
    with measured(store, "launch", PEOPLE):
        launched = store.campaigns.launch(campaign.id, b"", campaign.message, [])
    seconds = time.process_time() - start  # of our own core: what others do on this machine is not counted
    print(f"launch: {seconds:.2f} s of processor time")
    assert launched.counts.planned == PEOPLE
    timed("deliveries' ids", lambda: store.deliveries.ids(campaign.id))
    with measured(store, "skip the rest", PEOPLE):
        store.campaigns.skip_rest(campaign.id, "cancelled")
    store.campaigns.set_state(campaign.id, CampaignState.CANCELLED)
    with measured(store, "remove the campaign", PEOPLE):
        store.campaigns.remove(campaign.id)
    assert seconds < LAUNCH_SECONDS_PER_MILLION * max(PEOPLE, 100_000) / 1_000_000
