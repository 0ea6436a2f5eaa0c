"""A small DNS server on loopback: it answers from a table, and can be slow, broken or silent."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

SILENT, BROKEN, REFUSED = "silent", "broken", "refused"


class DnsServer:
    """Answers UDP questions: `zone` says for a name the records by type, or SILENT, BROKEN or REFUSED.

    A name that is not in the zone does not exist; `otherwise` changes that.
    """

    def __init__(
        self, zone: Mapping[str, Mapping[str, list[str]] | str], otherwise: str = "", delay: float = 0
    ) -> None:
        self.zone = zone
        self.otherwise = otherwise
        self.delay = delay
        self.asked: Counter[tuple[str, str]] = Counter()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                wire, client = self._socket.recvfrom(4096)
                if not wire:
                    return
                answer = self._answer(dns.message.from_wire(wire))
                if answer is not None:
                    self._socket.sendto(answer.to_wire(), client)
            except OSError:
                return

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        (question,) = query.question
        name, kind = question.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked[name, kind] += 1
        time.sleep(self.delay)
        known = self.zone.get(name, self.otherwise)
        if known == SILENT:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if known == BROKEN:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif known == REFUSED:
            answer.set_rcode(dns.rcode.REFUSED)
        elif not known:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            self._fill(answer, question.name, kind)
        return answer

    def _fill(self, answer: dns.message.Message, name: dns.name.Name, kind: str) -> None:
        """Put in the records, behind the other names they are reached by; a ring of names is told as it is."""
        for _ in range(len(self.zone)):
            known = self.zone.get(name.to_text(omit_final_dot=True).lower(), {})
            if isinstance(known, str):
                return
            if known.get(kind):
                answer.answer.append(dns.rrset.from_text(name, 600, "IN", kind, *known[kind]))
            if kind in known or "CNAME" not in known:
                return
            answer.answer.append(dns.rrset.from_text(name, 600, "IN", "CNAME", *known["CNAME"]))
            name = dns.name.from_text(known["CNAME"][0])
            if name.to_text(omit_final_dot=True) not in self.zone:
                answer.set_rcode(dns.rcode.NXDOMAIN)
                return

    def close(self) -> None:
        """Stop answering."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()


@contextmanager
def serving(
    zone: Mapping[str, Mapping[str, list[str]] | str], otherwise: str = "", delay: float = 0
) -> Iterator[DnsServer]:
    """Serve a zone while a test runs."""
    server = DnsServer(zone, otherwise, delay)
    try:
        yield server
    finally:
        server.close()
