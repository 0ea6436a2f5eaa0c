from __future__ import annotations

import threading
import time
from collections.abc import Mapping

import pytest

from mailer_gui.deliverability.mail_servers import NameServer, look_up, name_server
from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.verification import MailServer
from mailer_gui.model.work import Cancel, never, no_progress
from tests.support.dns_server import BROKEN, REFUSED, SILENT, DnsServer, serving

ZONE: dict[str, dict[str, list[str]] | str] = {
    "mail.example": {"MX": ["10 mx.mail.example.", "20 mx2.mail.example."]},
    "old.example": {"A": ["192.0.2.1"]},
    "new.example": {"AAAA": ["2001:db8::1"]},
    "refuses.example": {"MX": ["0 ."], "A": ["192.0.2.1"]},
    "bare.example": {"TXT": ['"nothing else"']},
    "xn--bcher-kva.example": {"MX": ["10 mx.example."]},
    "broken.example": BROKEN,
    "closed.example": REFUSED,
    "silent.example": SILENT,
    "half.example": {"MX": []},
    "alias.example": {"CNAME": ["other.example."]},
    "other.example": {"CNAME": ["mail.example."]},
    "shop.example": {"CNAME": ["old.example."]},
    "dangling.example": {"CNAME": ["gone.example."]},
    "ring.example": {"CNAME": ["chain.example."]},
    "chain.example": {"CNAME": ["ring.example."]},
}


def asked(server: DnsServer, *domains: str, seconds: float = 0.3, cancel: Cancel = never) -> dict[str, MailServer]:
    found: dict[str, tuple[MailServer, float]] = {}
    look_up(domains, NameServer("127.0.0.1", server.port), found.update, no_progress, cancel, seconds)
    for state, held in found.values():
        assert (held == 0) is (state is MailServer.UNKNOWN)
    return {domain: state for domain, (state, _) in found.items()}


@pytest.mark.parametrize(
    ("domain", "state", "questions"),
    [
        ("mail.example", MailServer.THERE, ["MX"]),
        ("old.example", MailServer.THERE, ["MX", "A"]),
        ("new.example", MailServer.THERE, ["MX", "A", "AAAA"]),
        ("refuses.example", MailServer.REFUSES, ["MX"]),
        ("bare.example", MailServer.NONE, ["MX", "A", "AAAA"]),
        ("half.example", MailServer.NONE, ["MX", "A", "AAAA"]),
        ("nowhere.example", MailServer.NONE, ["MX"]),
        ("xn--bcher-kva.example", MailServer.THERE, ["MX"]),
        ("alias.example", MailServer.THERE, ["MX"]),
        ("shop.example", MailServer.THERE, ["MX", "A"]),
        ("dangling.example", MailServer.NONE, ["MX"]),
    ],
)
def test_mx_comes_first_then_the_address_of_the_domain(domain: str, state: MailServer, questions: list[str]) -> None:
    with serving(ZONE) as server:
        assert asked(server, domain) == {domain: state}
        assert [kind for _, kind in server.asked] == questions


@pytest.mark.parametrize("domain", ["broken.example", "closed.example", "silent.example", "ring.example"])
def test_no_answer_is_no_verdict(domain: str) -> None:
    with serving(ZONE) as server:
        assert asked(server, domain) == {domain: MailServer.UNKNOWN}


def test_what_cannot_be_asked_is_unknown() -> None:
    with serving(ZONE) as server:
        odd = "a" * 64 + ".example"
        assert asked(server, odd, "..") == {odd: MailServer.UNKNOWN, "..": MailServer.UNKNOWN}


def test_many_domains_are_asked_at_once_and_each_one_once() -> None:
    zone = {f"d{n}.example": {"MX": ["10 mx.example."]} for n in range(1_000)}
    with serving(zone, delay=0.0002) as server:
        start = time.monotonic()
        assert set(asked(server, *zone, seconds=5).values()) == {MailServer.THERE}
        assert sum(server.asked.values()) == 1_000
        assert time.monotonic() - start < 30


def test_a_computer_without_dns_gives_up_soon() -> None:
    domains = [f"d{n}.example" for n in range(2_000)]
    with serving({}, otherwise=SILENT) as server:
        start = time.monotonic()
        assert set(asked(server, *domains, seconds=0.2).values()) == {MailServer.UNKNOWN}
        assert time.monotonic() - start < 15
        assert sum(server.asked.values()) < 200


def test_a_cancel_is_never_lost_among_quick_answers() -> None:
    known: dict[str, tuple[MailServer, float]] = {}
    with serving({}) as server:
        with pytest.raises(Cancelled):
            look_up(
                [f"firm-{number}.example" for number in range(20_000)],
                NameServer("127.0.0.1", server.port),
                known.update,
                no_progress,
                lambda: len(known) > 100,
            )
        assert sum(server.asked.values()) < 10_000


def test_broken_domains_at_the_beginning_do_not_hide_the_others() -> None:
    broken = [f"broken-{number}.example" for number in range(60)]
    with serving({**ZONE, **dict.fromkeys(broken, BROKEN)}) as server:
        found = asked(server, *broken, "mail.example", "nowhere.example")
    assert found == {
        **dict.fromkeys(broken, MailServer.UNKNOWN),
        "mail.example": MailServer.THERE,
        "nowhere.example": MailServer.NONE,
    }


def test_a_cancel_is_answered_within_a_fifth_of_a_second() -> None:
    domains = [f"d{n}.example" for n in range(200)]
    wanted = threading.Event()
    with serving({}, otherwise=SILENT) as server:

        def waited() -> float:
            wanted.clear()
            timer = threading.Timer(0.2, wanted.set)
            timer.start()
            start = time.monotonic()
            with pytest.raises(Cancelled):
                asked(server, *domains, seconds=30, cancel=wanted.is_set)
            timer.join()
            return time.monotonic() - start

        assert any(waited() < 0.2 + 0.2 for _ in range(5))  # other programs hold it up, but not each time


def test_the_server_can_be_named_for_a_machine_without_a_good_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILER_DNS", raising=False)
    assert name_server() == NameServer()
    for told, server in {
        "": NameServer(),
        "192.0.2.53": NameServer("192.0.2.53"),
        "127.0.0.1:5353": NameServer("127.0.0.1", 5353),
        "2001:db8::53": NameServer("2001:db8::53"),
        "[2001:db8::53]:5353": NameServer("2001:db8::53", 5353),
    }.items():
        monkeypatch.setenv("MAILER_DNS", told)
        assert name_server() == server
    for wrong in ("dns.example", "127.0.0.1:x"):
        monkeypatch.setenv("MAILER_DNS", wrong)
        with pytest.raises(InputError, match="no address of a DNS server"):
            name_server()


def test_an_error_of_the_one_who_takes_the_answers_is_not_lost() -> None:
    def take(found: Mapping[str, tuple[MailServer, float]]) -> None:
        if found:
            raise OSError("the disk is full")

    with serving(ZONE) as server, pytest.raises(OSError, match="the disk is full"):
        look_up(["mail.example"], NameServer("127.0.0.1", server.port), take, no_progress, never)


def test_a_dns_that_denies_every_name_is_not_believed() -> None:
    """As in a closed network; where the root exists, a name that does not is none."""
    for zone, state in (({}, MailServer.UNKNOWN), ({".": {"NS": ["a.example."]}}, MailServer.NONE)):
        found: dict[str, tuple[MailServer, float]] = {}
        with serving(zone) as server:
            system = NameServer("127.0.0.1", server.port, doubted=True)
            look_up(["one.example", "two.example"], system, found.update, no_progress, never, 0.5)
            assert server.asked[".", "NS"] == 1
        assert {told for told, _ in found.values()} == {state}
