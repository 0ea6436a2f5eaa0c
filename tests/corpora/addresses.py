"""Addresses: isemail's tests.xml and the syntax cases of email-validator against our own check of a cell.

Each disagreement belongs to a category with its reason; one that belongs to none is a finding.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from mailer_gui.intake.addresses import AddressChecker, Checked

_MAILABLE = ("ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321")
"""isemail's categories of addresses to which SMTP can deliver; the others are for headers only, or wrong."""
_RIGHT = ("test_email_valid", "test_email_valid_intl_local_part")
_WRONG = (
    *("test_email_invalid_syntax", "test_email_invalid_syntax_strict", "test_email_invalid_syntax_display_name"),
    *(
        "test_email_invalid_reserved_domain",
        "test_email_unsafe_character",
        "test_email_valid_only_if_quoted_local_part",
    ),
)


class Case(NamedTuple):
    """A text, whether the collection takes it for an address, and (if told) the address it makes of it."""

    text: str
    right: bool
    form: str = ""


def isemail(folder: Path) -> Iterator[Case]:
    """Read isemail/tests.xml; control characters stand there as symbols."""
    for test in ElementTree.parse(folder / "isemail" / "tests.xml").getroot().iter("test"):
        text = test.findtext("address") or ""
        plain = "".join(chr(ord(c) - 0x2400) if 0x2400 <= ord(c) <= 0x2420 else c for c in text)
        yield Case(plain, test.findtext("category") in _MAILABLE)


def email_validator(folder: Path) -> Iterator[Case]:
    """Read email-validator/syntax-cases.json, the cases of its own tests."""
    cases = json.loads((folder / "email-validator" / "syntax-cases.json").read_text())
    for name in (*_RIGHT, *_WRONG):
        for case in cases[name]:
            text, told = case if isinstance(case, list) else (case, None)
            if name == "test_email_unsafe_character":
                text = f"a{text}b@example.com"
            form = told.get("normalized", "") if isinstance(told, dict) else ""
            yield Case(text, name in _RIGHT, form)
    for text, diagnosis in cases["test_pyisemail_tests"]:
        yield Case(text, diagnosis.startswith(("ISEMAIL_VALID", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321")))


def why(case: Case, ours: Checked) -> str:
    """Explain a disagreement; empty when nothing does."""
    text = case.text
    if case.right:
        return _why_refused(text)
    if text.strip("\r\n \t") != text:
        return "mended: white space around the address is no mistake of the person"
    if "<" in text:
        return "understood: a name and brackets around the address; half a bracket, too"
    if text.startswith("("):
        return "mended: half a bracket before the address"
    if text.endswith((".", "．")):
        return "mended: a dot behind the address ends a sentence"
    if text.startswith('"'):
        return "mended: quotes around what needs none"
    if any(c in text for c in "\u200b\u202d\u202e\u2028\u2029") or any(c != " " and c.isspace() for c in text):
        return "mended: letters that nobody sees are taken out"
    if text.endswith((".test", ".local")):
        return "accepted on purpose: .test and .local are used inside firms and in tests"
    if len(text.encode()) > 254 >= len(ours.address.encode()):
        return "accepted: too long only before its letters were composed, and only the composed form is used"
    if not text.isascii() and re.search("[\u0300-\u036f]", text):
        return "mended: an accent after its letter is composed with it"
    return ""


def _why_refused(text: str) -> str:
    if "@[" in text:
        return "refused on purpose: no mail list has numbers in brackets for a server, and providers refuse them"
    if text.startswith('"') or '<"' in text:
        return "refused on purpose: with needed quotes before the @ most servers refuse the address; said in words"
    if "." not in text.rpartition("@")[2]:
        return "refused on purpose: no mailbox is right under an ending; somebody forgot it"
    if re.search(r"\.\d+$", text):
        return "refused: no ending consists of digits"
    if "＠" in text:
        return "refused: a full-width @ is a typed @, so there are two"
    return ""


def check(folder: Path) -> tuple[list[str], bool]:
    """Compare with both collections: lines for people, and whether every disagreement is explained."""
    checker = AddressChecker()
    lines, all_explained = [], True
    for name, cases in (("isemail", list(isemail(folder))), ("email-validator", list(email_validator(folder)))):
        reasons: Counter[str] = Counter()
        examples: dict[str, str] = {}
        for case in cases:
            ours = checker.check(case.text)
            if case.right == (not ours.reason):
                if case.form and not ours.reason and not _same(case.form, ours.address):
                    reasons[key := "NOT EXPLAINED: another address"] += 1
                    examples.setdefault(key, f"{case.text!r}: {ours.address!r}, not {case.form!r}")
                continue
            reason = why(case, ours) or "NOT EXPLAINED"
            reasons[reason] += 1
            examples.setdefault(reason, f"{case.text[:60]!r}: {ours.reason or ours.address[:60]!r}")
        lines.append(f"{name}: {len(cases)} cases, {len(cases) - reasons.total()} agree, {reasons.total()} do not:")
        lines.extend(f"  {count:3} {reason}; such as {examples[reason]}" for reason, count in reasons.most_common())
        all_explained = all_explained and not any(reason.startswith("NOT EXPLAINED") for reason in reasons)
    return lines, all_explained


def _same(theirs: str, ours: str) -> bool:
    """Compare addresses; our domains are in ASCII, theirs in letters."""
    local, _, domain = ours.rpartition("@")
    return theirs in (ours, f"{local}@{domain.encode().decode('idna')}")


if __name__ == "__main__":
    told, explained = check(Path(sys.argv[1]))
    print("\n".join(told))
    sys.exit(not explained)
