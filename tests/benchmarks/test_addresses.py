"""What an address costs: the check of a cell against the library alone, and a verification with a look at mail servers.

make bench ARGS="-k addresses"
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from email_validator import validate_email

from mailer_gui.deliverability.mail_servers import NameServer
from mailer_gui.intake.addresses import AddressChecker
from mailer_gui.model.contacts import Source
from mailer_gui.model.verification import Verdict
from mailer_gui.operations import verification
from mailer_gui.operations.workspace import open_workspace
from tests.support.dns_server import serving

pytestmark = pytest.mark.benchmark
ADDRESSES, DOMAINS = 10_000, 300


def micros(check: Callable[[str], object], cells: Sequence[str]) -> float:
    """Give the processor time of one check in millionths of a second: the best of three rounds."""
    rounds = []
    for _ in range(3):
        start = time.process_time()
        for cell in cells:
            check(cell)
        rounds.append((time.process_time() - start) / len(cells) * 1e6)
    return min(rounds)


def test_the_check_of_an_address_is_cheap() -> None:
    cells = [f"person{n}.name@d{n % 5_000}.example" for n in range(100_000)]
    roles = [f"info@d{n % 5_000}.example" for n in range(20_000)]
    checker = AddressChecker()
    quick, role = micros(checker.quick, cells), micros(checker.check, roles)
    fresh = iter(range(10_000_000))
    new = micros(lambda _: checker.check(f"a@company-{next(fresh)}.de"), cells[:10_000])
    alone = micros(lambda cell: validate_email(cell, check_deliverability=False, test_environment=True), cells[:2_000])
    print(
        f"\nquick way {quick:.2f} us, role {role:.2f} us, domain not seen before {new:.1f} us, library {alone:.1f} us"
    )
    assert quick * 20 < alone


def test_a_verification_asks_once_for_each_domain(tmp_path: Path) -> None:
    ws = open_workspace(tmp_path / "workspace")
    domains = [f"d{n}.example" for n in range(DOMAINS)]
    ws.contacts.upsert_many([(f"p{n}@{domains[n % DOMAINS]}", {}, n) for n in range(ADDRESSES)], Source("people.csv"))
    with serving({domain: {"MX": ["10 mx.example."]} for domain in domains}) as server:
        for what in ("first", "again"):
            start = time.monotonic()
            result = verification.verify(ws, mx=True, server=NameServer("127.0.0.1", server.port))
            seconds = time.monotonic() - start
            asked = f"{result.queries} questions about {result.domains} domains"
            print(f"{what}: {result.checked:,} addresses, {asked}, {seconds:.2f} s")
            assert result.counts[Verdict.OK] == ADDRESSES
        assert server.asked.total() == DOMAINS
    ws.close()
