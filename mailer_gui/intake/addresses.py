"""Checking and normalising e-mail addresses, with the reason in plain words when one cannot be right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from operator import add
from typing import NamedTuple

from mailer_gui.intake.faults import NEVER, checked_domain, length_fault, local_fault, obvious_fault
from mailer_gui.intake.mending import Mended, latin, mended
from mailer_gui.intake.roles import ROLES, is_disposable, is_role
from mailer_gui.intake.typos import SHOWN, Guess, TypoFinder
from mailer_gui.intake.unwrapping import unwrap
from mailer_gui.model.verification import Verdict

_MOST_DOMAINS, _MOST_TAILS = 50_000, 120_000
"""How many domains are remembered with all that was found out, and how many that are ordinary.

Then the memory starts afresh, so that it never grows with the file.
"""

_ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]++"
_PLAIN_LOCAL = re.compile(rf"(?!www\.|['`]){_ATOM}(?:\.{_ATOM})*+").fullmatch
_PLAIN_LINES = re.compile(rf"(?:(?!www\.|['`]){_ATOM}(?:\.{_ATOM})*+@[A-Za-z0-9.\-]++\n)*+").match
_TYPED_DOMAIN = re.compile(r"[A-Za-z0-9.\-]+").fullmatch
_PLAIN_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z0-9][a-z0-9-]{0,61})?[a-z]")
_WEB = "www."
_LONGEST_LOCAL, _LONGEST = 64, 254
_LONGEST_TAIL = _LONGEST - _LONGEST_LOCAL


class Checked(NamedTuple):
    """An address after the check: usable and normalised when `reason` is empty, else as it was typed."""

    address: str
    reason: str = ""
    suggestion: str = ""
    """The whole address as it was probably meant; empty below the confidence that is shown."""
    name: str = ""
    """The name that stood beside it: `Ana Lima <ana@example.org>`."""
    confidence: float = 0.0
    """How sure the suggestion is, from 0 to 1."""
    warning: Verdict | None = None
    """DISPOSABLE or ROLE: the address may be right, yet it is no person's; none beside a suggestion."""


class _Domain(NamedTuple):
    doubtful: bool
    """The slow way has something to say about every address here."""
    ascii: str
    reason: str
    guess: Guess
    disposable: bool


class AddressChecker:
    """Checks addresses one after the other; it knows a domain again."""

    def __init__(self, typos: TypoFinder | None = None) -> None:
        self._typos = typos or TypoFinder()
        self._domains: dict[str, _Domain] = {}
        self._tails: dict[str, str] = {}
        self._distrusted: frozenset[str] = frozenset()

    def distrust(self, domains: Iterable[str]) -> None:
        """Let every address at these domains take the slow way: `check` is asked about each."""
        self._distrusted = frozenset(domains)
        self._domains.clear()
        self._tails.clear()

    def quick(self, raw: str) -> str:
        """Give the normalised address of an ordinary cell without fault, suspicion or warning; empty: use `check`."""
        local, _, typed = raw.partition("@")
        tail = self._tails.get(typed) or self._tail(typed)
        if not tail or _PLAIN_LOCAL(local) is None or local in ROLES or len(local) > _LONGEST_LOCAL:
            return ""
        if len(local) + len(tail) > _LONGEST:
            return ""
        return local + tail

    def quick_many(self, cells: Sequence[str]) -> list[str]:
        """Do what `quick` does for many cells; ordinary ones are taken together, which is half of the work."""
        text = "\n".join(cells) + "\n"
        if text.count("\n") != len(cells):
            return list(map(self.quick, cells))
        found: list[str] = []
        place = 0
        while place < len(text):
            run = _PLAIN_LINES(text, place)
            if run and run[0]:
                found += self._plain(run[0])
                place = run.end()
            else:
                found.append(self.quick(cells[len(found)]))
                place = text.index("\n", place) + 1
        return found

    def _plain(self, lines: str) -> list[str]:
        """Do what `quick` does for lines that each are a local part, @ and the letters of a domain."""
        cut = lines.replace("\n", "@").split("@")
        local, typed = cut[:-1:2], cut[1::2]
        tails = [self._tails.get(domain) or self._tail(domain) for domain in typed]
        if (
            not ROLES.isdisjoint(local)
            or max(map(len, local)) > _LONGEST_LOCAL
            or len(max(tails, key=len)) > _LONGEST_TAIL
        ):
            return list(map(self.quick, lines.splitlines()))
        if all(tails):
            return list(map(add, local, tails))
        return [before + tail if tail else "" for before, tail in zip(local, tails, strict=True)]

    def _tail(self, typed: str) -> str:
        """Give the @ and what stands behind it for a domain without fault, suspicion or warning."""
        if _TYPED_DOMAIN(typed) is None:
            return ""
        domain = self._domain(typed)
        if domain.doubtful:
            return ""
        if len(self._tails) >= _MOST_TAILS:
            self._tails.clear()
        tail = self._tails[typed] = f"@{domain.ascii}"
        return tail

    def check(self, raw: str) -> Checked:
        """Check one cell. Spaces around, a name beside it, `mailto:` and invisible letters are no mistakes."""
        address = self.quick(raw)
        return Checked(address) if address else self._role(raw) or self._slowly(raw)

    def _role(self, raw: str) -> Checked | None:
        """Take the short way for roles, too: lists of firms are full of them."""
        local, _, typed = raw.partition("@")
        tail = self._tails.get(typed) or self._tail(typed)
        return Checked(local + tail, warning=Verdict.ROLE) if local in ROLES and tail and len(tail) < 190 else None

    def guess(self, domain: str) -> Guess:
        """Give the best guess at the domain that was meant, however doubtful."""
        return self._domain(domain).guess

    def _slowly(self, raw: str) -> Checked:
        text, name = unwrap(raw)
        reason = obvious_fault(text)
        if reason:
            return self._refused(text, reason, name)
        local, _, typed = text.rpartition("@")
        domain = self._domain(typed)
        local = unicodedata.normalize("NFC", local)
        reason = domain.reason or local_fault(local) or length_fault(local, domain.ascii)
        if reason:
            return self._refused(text, reason, name)
        address = f"{local}@{domain.ascii}"
        suggestion, confidence = self._meant(local, typed, domain)
        if suggestion == address:
            suggestion, confidence = "", 0.0
        warning = Verdict.DISPOSABLE if domain.disposable else Verdict.ROLE if is_role(local) else None
        return Checked(address, "", suggestion, name, confidence, None if suggestion else warning)

    def _meant(self, local: str, typed: str, domain: _Domain) -> tuple[str, float]:
        """Say what a possible address may have been meant to be."""
        typo, sure = domain.guess
        plain_local, plain_domain = latin(local), latin(typed)
        if plain_local or plain_domain:
            return self._settled(Mended(plain_local or local, plain_domain or typed, 0.97))
        if local.lower().startswith(_WEB) and len(local) > len(_WEB):
            return self._settled(Mended(local[len(_WEB) :], typed, 0.95))
        return (f"{local}@{typo}", sure) if sure >= SHOWN else ("", 0.0)

    def _refused(self, text: str, reason: str, name: str) -> Checked:
        suggestion, confidence = self._settled(mended(text))
        if suggestion == text:
            suggestion, confidence = "", 0.0
        return Checked(text, reason, suggestion, name, confidence)

    def _settled(self, proposal: Mended) -> tuple[str, float]:
        """Judge the domain of a proposal; a slip in it is mended as well. A proposal is itself without fault."""
        local, typed, sure = proposal
        if not local:
            return "", 0.0
        domain = self._domain(typed)
        if domain.guess.confidence >= SHOWN:
            best, sure = domain.guess.domain, min(sure, domain.guess.confidence)
        else:
            best = "" if domain.reason else domain.ascii
        if not best or obvious_fault(f"{local}@{best}") or local_fault(local) or length_fault(local, best):
            return "", 0.0
        return f"{local}@{best}", sure

    def _domain(self, typed: str) -> _Domain:
        known = self._domains.get(typed)
        if known is None:
            if len(self._domains) >= _MOST_DOMAINS:
                self._domains.clear()
            known = self._domains[typed] = self._judge(typed)
        return known

    def _judge(self, typed: str) -> _Domain:
        domain = typed.lower()
        ending = domain.rpartition(".")[2]
        if _PLAIN_DOMAIN.fullmatch(domain) and "--" not in domain and len(domain) <= 253 and ending not in NEVER:
            ascii_domain, reason = domain, ""
        else:
            ascii_domain, reason = checked_domain(domain)
        guess = self._typos.guess(ascii_domain or domain)
        disposable = is_disposable(ascii_domain)
        doubtful = bool(reason or guess.confidence >= SHOWN or disposable or ascii_domain in self._distrusted)
        return _Domain(doubtful, ascii_domain, reason, guess, disposable)
