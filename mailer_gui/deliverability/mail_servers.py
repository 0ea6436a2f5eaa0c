"""Asks DNS whether a domain takes mail: MX, then A and AAAA (RFC 5321 5.1); a null MX refuses (RFC 7505)."""

from __future__ import annotations

import asyncio
import ipaddress
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver

from mailer_gui.model.errors import Cancelled, InputError
from mailer_gui.model.verification import MailServer
from mailer_gui.model.work import Cancel, Progress

_SECONDS = 5.0
"""For everything about one question; then DNS has not answered."""
_TRY_SECONDS = 2.0
_AT_ONCE = 40
_GIVE_UP = 20
"""After so many domains without any answer the root is asked; if that is silent, too, this computer has no DNS."""
_SHORTEST, _LONGEST = 300.0, 7 * 86_400.0
_NEGATIVE = 3_600.0
_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class NameServer:
    """Where DNS is asked; by default where the system asks."""

    host: str = ""
    port: int = 53
    doubted: bool = False
    """Like the system's own, which may be one that knows no name at all: it is checked before it is believed."""


@dataclass(slots=True)
class _Tally:
    queries: int = 0
    answered: int = 0
    silent: int = 0
    doubted: bool = False
    stopped: bool = False
    denies_all: asyncio.Task[bool] | None = None
    """Whether even the root of all names is said not to exist: then this DNS knows nothing (only asked when needed)."""
    speaks: asyncio.Task[bool] | None = None
    """Whether this DNS says anything at all (only asked when it was silent about many domains)."""


def name_server() -> NameServer:
    """Give where DNS is asked: `MAILER_DNS` (an IP address, also with :port), else where the system asks."""
    told = os.environ.get("MAILER_DNS", "").strip()
    host, port = told, ""
    if told.count(":") == 1 or "]:" in told:
        host, _, port = told.rpartition(":")
    host = host.strip("[]")
    try:
        ipaddress.ip_address(host or "::")
        return NameServer(host, int(port or 53))
    except ValueError:
        raise InputError(
            f"“{told}” is no address of a DNS server.", hint="Set MAILER_DNS to an IP address, such as 192.0.2.53."
        ) from None


Found = Callable[[Mapping[str, tuple[MailServer, float]]], None]
"""Called with what was found: domain -> (what DNS says, for how many seconds it holds)."""


def look_up(
    domains: Sequence[str],
    server: NameServer,
    found: Found,
    progress: Progress,
    cancel: Cancel,
    seconds: float = _SECONDS,
) -> int:
    """Ask about each domain, many at once; gives how many questions were asked.

    `found` is called now and then with what is new; domains about which DNS is silent are UNKNOWN and hold 0 seconds.
    Cancelled is raised within a fifth of a second; what was found until then has been handed over.
    """
    return asyncio.run(_look_up(domains, server, found, progress, cancel, seconds))


async def _look_up(
    domains: Sequence[str], server: NameServer, found: Found, progress: Progress, cancel: Cancel, seconds: float
) -> int:
    tally = _Tally(doubted=server.doubted or not server.host)
    resolver = _resolver(server, seconds)
    waiting = iter(domains)
    fresh: dict[str, tuple[MailServer, float]] = {}
    askers = [
        asyncio.create_task(_ask_all(resolver, waiting, fresh, tally)) for _ in range(min(_AT_ONCE, len(domains)))
    ]
    done = 0
    try:
        while any(not asker.done() for asker in askers):
            await asyncio.wait(askers, timeout=_LOOK)
            done += len(fresh)
            found(dict(fresh))
            fresh.clear()
            progress(done, len(domains))
            if cancel():
                raise Cancelled("Stopped.")
        for asker in askers:
            asker.result()  # an error of ours is not to be lost
        found(dict(fresh))
    finally:
        tally.stopped = True
        while unfinished := [asker for asker in askers if not asker.done()]:
            for asker in unfinished:
                asker.cancel()  # said again: a wait that ends in the same moment swallows it
            await asyncio.wait(unfinished, timeout=_LOOK)
        await asyncio.gather(*askers, return_exceptions=True)
    return tally.queries


def _resolver(server: NameServer, seconds: float) -> dns.asyncresolver.Resolver | None:
    """Give what asks; None when the system does not know whom to ask."""
    try:
        resolver = dns.asyncresolver.Resolver(configure=not server.host)
    except dns.exception.DNSException:
        return None
    if server.host:
        resolver.nameservers = [server.host]
        resolver.port = server.port
    resolver.lifetime, resolver.timeout = seconds, min(_TRY_SECONDS, seconds)
    resolver.cache = None  # the store remembers
    return resolver


async def _ask_all(
    resolver: dns.asyncresolver.Resolver | None,
    waiting: Iterable[str],
    fresh: dict[str, tuple[MailServer, float]],
    tally: _Tally,
) -> None:
    for domain in waiting:
        if tally.stopped:
            return
        hopeless = resolver is not None and await _is_hopeless(resolver, tally)
        answer = (MailServer.UNKNOWN, 0.0) if hopeless or resolver is None else await _ask(resolver, domain, tally)
        if answer[0] is MailServer.UNKNOWN:
            tally.silent += 1
        else:
            tally.answered += 1
        fresh[domain] = answer
        if hopeless or resolver is None:
            await asyncio.sleep(0)  # nothing was waited for: let a cancel be seen


async def _is_hopeless(resolver: dns.asyncresolver.Resolver, tally: _Tally) -> bool:
    """Tell whether nobody need be asked any more; the first domains of a list may be broken ones beside a good DNS."""
    if tally.answered or tally.silent < _GIVE_UP:
        return False
    if tally.speaks is None:
        tally.speaks = asyncio.create_task(_speaks(resolver))
    return not await tally.speaks


async def _speaks(resolver: dns.asyncresolver.Resolver) -> bool:
    try:
        await resolver.resolve(dns.name.root, "NS", raise_on_no_answer=False, search=False)
    except dns.resolver.NXDOMAIN:
        return True
    except dns.resolver.NoNameservers as error:  # a server that says "not now" is there
        return any(response is not None for *_, response in error.kwargs.get("errors", ()))
    except (dns.exception.DNSException, OSError):
        return False
    return True


async def _ask(resolver: dns.asyncresolver.Resolver, domain: str, tally: _Tally) -> tuple[MailServer, float]:
    try:
        name = dns.name.from_text(domain)
        state, seconds = await _mail_exchanger(resolver, name, tally)
        if state is None:
            state, seconds = await _host(resolver, name, tally)
    except dns.resolver.NXDOMAIN:
        if not tally.doubted:
            return MailServer.NONE, _NEGATIVE
        if tally.denies_all is None:
            tally.denies_all = asyncio.create_task(_denies_all(resolver))
        return (MailServer.UNKNOWN, 0.0) if await tally.denies_all else (MailServer.NONE, _NEGATIVE)
    except (dns.exception.DNSException, OSError, ValueError):
        return MailServer.UNKNOWN, 0.0  # no answer is no verdict
    return state, max(_SHORTEST, min(_LONGEST, seconds))


async def _denies_all(resolver: dns.asyncresolver.Resolver) -> bool:
    """True for the DNS of a closed network, which says of every name that it does not exist, even of the root."""
    try:
        await resolver.resolve(dns.name.root, "NS", raise_on_no_answer=False, search=False)
    except dns.resolver.NXDOMAIN:
        return True
    except (dns.exception.DNSException, OSError):
        return False
    return False


async def _mail_exchanger(
    resolver: dns.asyncresolver.Resolver, name: dns.name.Name, tally: _Tally
) -> tuple[MailServer | None, float]:
    tally.queries += 1
    answer = await resolver.resolve(name, "MX", raise_on_no_answer=False, search=False)
    if answer.rrset is None:
        return None, 0.0
    hosts = [record.exchange for record in answer.rrset]
    refuses = all(host == dns.name.root for host in hosts)
    return MailServer.REFUSES if refuses else MailServer.THERE, float(answer.rrset.ttl)


async def _host(resolver: dns.asyncresolver.Resolver, name: dns.name.Name, tally: _Tally) -> tuple[MailServer, float]:
    """Without MX the domain itself is the mail server, if it has an address."""
    for kind in ("A", "AAAA"):
        tally.queries += 1
        answer = await resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
        if answer.rrset is not None:
            return MailServer.THERE, float(answer.rrset.ttl)
    return MailServer.NONE, _NEGATIVE
