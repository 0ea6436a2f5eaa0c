"""Checking addresses: of all contacts or of one list, with or without a look at mail servers; and those of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mailer_gui.model.errors import Cancelled
from mailer_gui.model.verification import MailServer, Suggestion, Verdict, Verification, VerificationResult
from mailer_gui.model.work import Cancel, Progress, never, no_progress

if TYPE_CHECKING:
    from mailer_gui.deliverability.mail_servers import NameServer
    from mailer_gui.intake.addresses import AddressChecker
    from mailer_gui.operations.workspace import Workspace

_SAMPLES = 200
_LIKELY = 0.3
"""When a domain has no mail server, a guess at what was meant need not be surer than this to be worth a word."""


def verify(
    ws: Workspace,
    list_id: int | None = None,
    mx: bool = False,
    progress: Progress = no_progress,
    cancel: Cancel = never,
    server: NameServer | None = None,
) -> VerificationResult:
    """Check the address of every contact (of a list) and keep the verdict on the contact.

    With `mx` DNS is asked once for each domain whether it takes mail; what it said is remembered as long as it holds,
    and no answer is NOT_CHECKED, never a fault. Without, nothing leaves this computer. Progress counts domains, then
    contacts. After a cancel (within a fifth of a second) the verdicts written so far stay.
    """
    total = ws.contacts.count(list_id)
    servers: dict[str, MailServer] = {}
    queries = 0
    if mx:
        domains = _domains(ws, list_id, cancel)
        total += len(domains)
        servers, queries = _mail_servers(ws, domains, server, progress, total, cancel)
    tally = _Tally()
    checker = _checker(ws)
    for batch in ws.verifications.addresses(list_id):
        if cancel():
            raise Cancelled(f"Stopped. {tally.checked:,} addresses were checked; what was found stays with them.")
        found = [_judged(checker, number, address, servers if mx else None) for number, address in batch]
        ws.verifications.record(found)
        tally.take(found)
        progress(len(servers) + tally.checked, max(total, tally.checked))
    return tally.result(len(servers), queries)


def look_again(ws: Workspace, ids: Sequence[int]) -> None:
    """Check the addresses of these contacts anew, after a change: DNS is not asked, what it said before still holds."""
    checker = _checker(ws)
    people = ws.contacts.rows(ids)
    known = ws.verifications.known_mail_servers({one.address.rpartition("@")[2].lower() for one in people})
    found = []
    for one in people:
        domain = one.address.rpartition("@")[2].lower()
        found.append(_judged(checker, one.id, one.address, known if domain in known else None))
    ws.verifications.record(found)


def suggestions(
    ws: Workspace,
    path: Path,
    doubtful: bool = False,
    progress: Progress = no_progress,
    cancel: Cancel = never,
) -> Iterator[Suggestion]:
    """Give the addresses of a file that were probably meant otherwise, in order; nothing is stored.

    The file is one that can be imported, or has one address in a line. With `doubtful` also those suggestions come
    that are not sure enough to be shown in an import.
    """
    from mailer_gui.intake.suspects import read_suspects

    return read_suspects(path, ws.verifications.frequent_domains(), doubtful, progress, cancel)


def _checker(ws: Workspace) -> AddressChecker:
    from mailer_gui.intake.addresses import AddressChecker
    from mailer_gui.intake.typos import TypoFinder

    return AddressChecker(TypoFinder(ws.verifications.frequent_domains()))


def _domains(ws: Workspace, list_id: int | None, cancel: Cancel) -> list[str]:
    found: dict[str, None] = {}
    for batch in ws.verifications.addresses(list_id):
        if cancel():
            raise Cancelled("Stopped. Nothing was changed.")
        found.update(dict.fromkeys(address.rpartition("@")[2].lower() for _, address in batch))
    return list(found)


def _mail_servers(
    ws: Workspace, domains: Sequence[str], server: NameServer | None, progress: Progress, total: int, cancel: Cancel
) -> tuple[dict[str, MailServer], int]:
    """Ask about those domains of which nothing is known; gives all that is known then, and the number of questions."""
    from mailer_gui.deliverability.mail_servers import look_up, name_server

    known = ws.verifications.known_mail_servers(domains)
    before = len(known)

    def found(fresh: Mapping[str, tuple[MailServer, float]]) -> None:
        known.update({domain: state for domain, (state, _) in fresh.items()})
        ws.verifications.remember_mail_servers({domain: one for domain, one in fresh.items() if one[1]})

    unknown = [domain for domain in domains if domain not in known]
    try:
        queries = look_up(
            unknown, server or name_server(), found, lambda done, _: progress(before + done, total), cancel
        )
    except Cancelled:
        raise Cancelled("Stopped while domains were looked up. What was learned is remembered.") from None
    ws.verifications.forget_expired()
    return known, queries


def _judged(checker: AddressChecker, number: int, address: str, servers: dict[str, MailServer] | None) -> Verification:
    checked = checker.check(address)
    domain = address.rpartition("@")[2].lower()
    server = servers.get(domain, MailServer.UNKNOWN) if servers is not None else MailServer.THERE
    if checked.reason:
        verdict, detail = Verdict.INVALID, f"{checked.reason}."
    elif checked.suggestion:
        verdict, detail = Verdict.TYPO, checked.suggestion
    elif server is MailServer.NONE:
        guess = checker.guess(domain)
        meant = f" Perhaps {guess.domain} was meant." if guess.confidence >= _LIKELY else ""
        verdict, detail = Verdict.NO_MAIL_SERVER, f"{domain} has no mail server.{meant}"
    elif server is MailServer.REFUSES:
        verdict, detail = Verdict.NO_MAIL_SERVER, f"{domain} says that it takes no mail."
    elif checked.warning is Verdict.DISPOSABLE:
        verdict, detail = Verdict.DISPOSABLE, f"{domain} gives addresses that are thrown away soon."
    elif checked.warning is Verdict.ROLE:
        verdict, detail = Verdict.ROLE, "This address belongs to a role, not to a person."
    elif server is MailServer.UNKNOWN:
        verdict, detail = Verdict.NOT_CHECKED, f"There was no answer from DNS about {domain}."
    else:
        verdict, detail = Verdict.OK, "" if servers is None else f"{domain} takes mail."
    return Verification(number, address, verdict, detail)


class _Tally:
    """Counts verdicts and keeps the first of each."""

    def __init__(self) -> None:
        self.checked = 0
        self._counts = dict.fromkeys(Verdict, 0)
        self._samples: dict[Verdict, list[Verification]] = {
            verdict: [] for verdict in Verdict if verdict not in (Verdict.OK, Verdict.NOT_CHECKED)
        }

    def take(self, found: Sequence[Verification]) -> None:
        """Count a batch."""
        self.checked += len(found)
        for one in found:
            self._counts[one.verdict] += 1
            kept = self._samples.get(one.verdict)
            if kept is not None and len(kept) < _SAMPLES:
                kept.append(one)

    def result(self, domains: int, queries: int) -> VerificationResult:
        """Give the counts."""
        samples = {verdict: tuple(kept) for verdict, kept in self._samples.items() if kept}
        return VerificationResult(self.checked, self._counts, samples, domains, queries)
