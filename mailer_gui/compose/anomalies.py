"""Looks at one rendered message after the other for what no author means: empty places, leftovers, broken links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from quopri import decodestring

from mailer_gui.compose.advice import judged_link
from mailer_gui.compose.compiled import Compiled
from mailer_gui.compose.reading import read
from mailer_gui.model.messages import BUILT_IN_FIELDS, Recipient
from mailer_gui.model.outbox import EMPTY, LEFTOVER, LINK, LOOKS_EMPTY, SUBJECT

_NOTHING = frozenset(
    ["none", "null", "nil", "nan", "n/a", "#n/a", "#ref!", "#value!", "#name?", "undefined", "-", "--", "?", "."]
)
_LEFTOVER = re.compile(rb"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{\{.{0,40}|\{%.{0,40}|\*\|.{1,40}?\|\*", re.DOTALL)
_HREF = re.compile(rb"""\bhref=3D(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_PLAIN_HREF = re.compile(rb"""\bhref=(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_SUBJECT = re.compile(rb"^Subject:[ \t]*(.*?)\r\n(?![ \t])", re.MULTILINE | re.DOTALL)
_LONGEST_SUBJECT = 250


class Anomalies:
    """Looks over the messages of one compiled campaign."""

    def __init__(self, compiled: Compiled, spellings: Mapping[str, str] | None = None) -> None:
        self._tail = len(compiled.tail)
        self._has_base64 = any(op.kind == "whole" for op in compiled.ops)
        used = [use for use in compiled.fields if use.name not in BUILT_IN_FIELDS]
        self._with_default = tuple(dict.fromkeys(use.name for use in used if use.has_default))
        self._without = tuple(dict.fromkeys(use.name for use in used if not use.has_default))
        self._names = (*self._without, *(name for name in self._with_default if name not in self._without))
        self._spellings = dict(spellings or {})
        self._links: dict[bytes, str] = {}

    def fallbacks(self, recipient: Recipient) -> Iterator[str]:
        """Name the fields for which this person gets the fallback."""
        for name in self._with_default:
            if not self._value(recipient, name):
                yield name

    def look(self, recipient: Recipient, source: bytes) -> Iterator[tuple[str, str]]:
        """Yield kind and sentence of everything odd about one person's message; `source` is what `render` gave."""
        yield from self._values(recipient)
        head_end = source.find(b"\r\n\r\n")
        body = source[head_end : len(source) - self._tail]
        if self._has_base64:
            shown = read(source, recipient.address)
            body = f"{shown.html}\n{shown.text}".encode()
        else:
            body = body.replace(b"=\r\n", b"")
        if b"{{" in body or b"{%" in body or b"*|" in body:
            found = _LEFTOVER.search(body)
            if found is not None:
                words = " ".join(decodestring(found.group()).decode("utf-8", "replace").split())[:40]
                yield LEFTOVER, f"“{words}” was not filled in."
        for match in (_PLAIN_HREF if self._has_base64 else _HREF).finditer(body):
            mistake = self._link(match.group(1) if match.group(1) is not None else match.group(2))
            if mistake:
                yield LINK, mistake
        yield from _subject(source[: head_end + 2])

    def _value(self, recipient: Recipient, name: str) -> str:
        value = recipient.fields.get(name)
        if value is None and name in self._spellings:
            value = recipient.fields.get(self._spellings[name])
        return value or ""

    def _values(self, recipient: Recipient) -> Iterator[tuple[str, str]]:
        for name in self._names:
            value = self._value(recipient, name)
            if not value.strip() and name in self._without:
                yield EMPTY, f"The field “{name}” is empty, and there is no fallback."
            elif value and value.strip().lower() in _NOTHING:
                yield LOOKS_EMPTY, f"The field “{name}” says “{value.strip()}”."

    def _link(self, written: bytes) -> str:
        known = self._links.get(written)
        if known is None:
            plain = written.decode("utf-8", "replace")
            if not self._has_base64:
                plain = decodestring(written).decode("utf-8", "replace")
            code, title, _ = judged_link(unescape(plain), "")
            known = f"{title}." if code in ("link-broken", "link-empty") else ""
            if len(self._links) < 100_000:  # links with a person's own part come once each
                self._links[written] = known
        return known


def _subject(head: bytes) -> Iterator[tuple[str, str]]:
    found = _SUBJECT.search(head)
    words = found.group(1).strip() if found else b""
    if not words:
        yield SUBJECT, "The subject is empty."
    elif len(words) > _LONGEST_SUBJECT and not words.startswith(b"=?"):
        yield SUBJECT, f"The subject has {len(words)} characters."
