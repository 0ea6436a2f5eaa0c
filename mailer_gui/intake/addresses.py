"""Checking and normalising e-mail addresses, with the reason in plain words when one cannot be right."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from mailer_gui.intake.typos import TypoFinder
from mailer_gui.model.verification import Verdict

_MOST_DOMAINS = 50_000
"""How many domains are remembered; then the memory starts afresh, so that it never grows with the file."""

_ATOM = r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+"
_PLAIN = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@([A-Za-z0-9.\-]+)")
_PLAIN_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z0-9][a-z0-9-]{0,61})?[a-z]")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.\u0080-\U0010ffff]+")
_BRACKETS = re.compile(r"^(.*?)<\s*([^<>]*?)\s*>[\s;,.]*$", re.DOTALL)
_TRAILING = re.compile(r"^([^\s@]+@[^\s@]+)\s+\(([^()]*)\)$")
_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_NEVER = ("invalid", "onion", "localhost", "arpa")
# Zero-width and direction marks, soft hyphens, byte order marks: invisible, and wrong in an address.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    + [c for c in range(0x20) if c not in (9, 10, 13)]
    + [0x7F]
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CLEAN = {**_INVISIBLE, **_WIDE, 0x3000: " ", 0xA0: " ", 0x3002: ".", 0xFF61: ".", 0xFE6B: "@", 0x2024: "."}
_QUOTES = "\"'“”„‘’`«»"


class Checked(NamedTuple):
    """An address after the check: usable and normalised when `reason` is empty, else as it was typed."""

    address: str
    reason: str = ""
    suggestion: str = ""
    """The whole address as it was probably meant."""
    name: str = ""
    """The name that stood beside it: `Ana Lima <ana@example.org>`."""
    confidence: float = 0.0
    """How sure the suggestion is, from 0 to 1."""
    warning: Verdict | None = None
    """DISPOSABLE or ROLE: the address may be right, yet it is not a person's."""


class _Domain(NamedTuple):
    doubtful: bool
    ascii: str
    reason: str = ""
    suggestion: str = ""


class AddressChecker:
    """Checks addresses one after the other; it knows a domain again."""

    def __init__(self, typos: TypoFinder | None = None) -> None:
        self._typos = typos or TypoFinder()
        self._domains: dict[str, _Domain] = {}

    def quick(self, raw: str) -> str:
        """Give the normalised address of an ordinary cell without fault or suspicion; empty means: use `check`."""
        found = _PLAIN.fullmatch(raw)
        if found is None:
            return ""
        local, typed = found.groups()
        domain = self._domains.get(typed) or self._domain(typed)
        if domain.doubtful or len(local) > 64 or len(local) + len(domain.ascii) > 253:
            return ""
        return f"{local}@{domain.ascii}"

    def check(self, raw: str) -> Checked:
        """Check one cell. Spaces around, a name beside it, `mailto:` and invisible letters are no mistakes."""
        address = self.quick(raw)
        return Checked(address) if address else self._slowly(raw)

    def _slowly(self, raw: str) -> Checked:
        text, name = unwrap(raw)
        reason = _obvious(text)
        if reason:
            return Checked(text, reason, self._mended(text), name)
        local, _, typed = text.rpartition("@")
        domain = self._domain(typed)
        reason = domain.reason or _local_reason(local)
        local = unicodedata.normalize("NFC", local)
        reason = reason or _too_long(local, domain.ascii)
        suggestion = f"{local}@{domain.suggestion}" if domain.suggestion else ""
        if reason:
            return Checked(text, reason, suggestion or self._mended(text), name)
        return Checked(f"{local}@{domain.ascii}", "", suggestion, name)

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
        if _PLAIN_DOMAIN.fullmatch(domain) and "--" not in domain and len(domain) <= 253 and ending not in _NEVER:
            ascii_domain, reason = domain, ""
        else:
            ascii_domain, reason = _library_domain(domain)
        suggestion = self._typos.suggest(ascii_domain or domain)
        return _Domain(bool(reason or suggestion), ascii_domain, reason, suggestion)

    def _mended(self, text: str) -> str:
        """Propose what a small slip hides: a comma for a dot, a space too many, two dots in a row."""
        if text.count("@") != 1:
            return ""
        local, _, domain = re.sub(r"\s+", "", text).partition("@")
        domain = re.sub(r"[.,;]{1,3}", ".", domain).strip(".")
        local = re.sub(r"\.{2,}", ".", local).strip(".")
        if not local or _local_reason(local):
            return ""
        judged = self._domain(domain)
        best = judged.suggestion or ("" if judged.reason else judged.ascii)
        return f"{local}@{best}" if best and f"{local}@{best}" != text else ""


def unwrap(raw: str) -> tuple[str, str]:
    """Take the address out of a cell: (address, name beside it)."""
    text = raw.translate(_CLEAN).strip()
    name = ""
    found = _BRACKETS.match(text)
    if found and "@" in found[2]:
        name, text = " ".join(found[1].strip().strip(_QUOTES).split()), found[2].strip()
    elif found := _TRAILING.match(text):
        text, name = found[1], " ".join(found[2].split())
    text = text.strip().strip(_QUOTES).strip()
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0].strip()
    text = text.rstrip(";,").rstrip()
    if text.endswith(".") and not text.endswith(".."):
        text = text[:-1]
    return text, "" if "@" in name and name.lower() == text.lower() else name


def _obvious(text: str) -> str:
    """Name the mistake that everybody can see; empty when there is none."""
    if not text:
        return "The address is missing"
    if "@" not in text:
        return "There is no @"
    if len(_ADDRESS.findall(text)) > 1:
        return "There is more than one address"
    if text.count("@") > 1:
        return "There is more than one @"
    if any(c.isspace() for c in text):
        return "There is a space in the address"
    local, _, domain = text.partition("@")
    if not local:
        return "There is nothing before the @"
    if not domain:
        return "There is nothing after the @"
    if ".." in text:
        return "Two dots in a row"
    return _edges(local, domain)


def _edges(local: str, domain: str) -> str:
    if local.startswith("."):
        return "It begins with a dot"
    if local.endswith("."):
        return "There is a dot right before the @"
    if domain.startswith("."):
        return "There is a dot right after the @"
    if domain.startswith("["):
        return "Addresses with a number in brackets cannot be used"
    if "." not in domain:
        return "The part after the @ has no ending such as .com"
    strange = next((c for c in domain if c < "\x80" and not c.isalnum() and c not in "-."), "")
    if strange:
        return f"The part after the @ cannot have “{strange}”"
    labels = domain.split(".")
    if any(label.startswith("-") or label.endswith("-") for label in labels):
        return "A hyphen cannot stand next to a dot or at the edge"
    if labels[-1].isdigit():
        return "The part after the @ cannot end with a number"
    return ""


def _local_reason(local: str) -> str:
    if _LOCAL.fullmatch(local) is None:
        strange = next(c for c in local if _LOCAL.fullmatch(c) is None)
        return f"The part before the @ cannot have “{strange}”"
    if not local.isascii():
        from email_validator import EmailSyntaxError, validate_email

        try:
            validate_email(f"{local}@example.com", check_deliverability=False)
        except EmailSyntaxError:
            return "The part before the @ has letters that cannot be used"
    return ""


def _too_long(local: str, domain: str) -> str:
    if len(local.encode("utf-8", "replace")) > 64:
        return "The part before the @ is too long"
    return "The address is too long" if len(local.encode("utf-8", "replace")) + len(domain) > 253 else ""


def _library_domain(domain: str) -> tuple[str, str]:
    """Ask the library about an unusual domain: (ASCII form, reason)."""
    from email_validator import EmailSyntaxError
    from email_validator.syntax import validate_email_domain_name

    if len(domain) > 1000:
        return "", "The part after the @ is too long"
    ending = domain.rpartition(".")[2]
    if ending in _NEVER:
        return "", f"Addresses that end with .{ending} never receive mail"
    stand_in = domain.removesuffix(".local") + ".example" if ending == "local" else domain
    try:
        found = validate_email_domain_name(stand_in, test_environment=True)["ascii_domain"].lower()
    except EmailSyntaxError as problem:
        return "", _plain_words(str(problem))
    return (found.removesuffix(".example") + ".local" if ending == "local" else found), ""


def _plain_words(reason: str) -> str:
    if "too long" in reason or "so many" in reason:
        return "The part after the @ is too long"
    if "period" in reason:
        return "The part after the @ has no ending such as .com"
    return "The part after the @ cannot be right"
