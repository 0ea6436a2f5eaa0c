"""Writes a recipient's own fields into the bodies: all of them are encoded together, in one go."""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from markupsafe import escape

from mailer_gui.compose.compiled import Op
from mailer_gui.compose.encoding import MAX_LINE, quoted_printable
from mailer_gui.model.errors import MissingFieldError

_ESCAPES = [(letter.encode("ascii"), str(escape(letter)).encode("ascii")) for letter in "&<>\"'"]
"""The ampersand comes first; quoted-printable changes none of all these letters."""
_is_special = re.compile("[&<>\"']").search


class Fields:
    """The steps that write the values of fields."""

    def __init__(self, steps: Sequence[Op]) -> None:
        self._steps = [
            (op.text, op.part == "html", None if op.default is None else quoted_printable(op.default)) for op in steps
        ]
        names = list(dict.fromkeys(op.text for op in steps))
        self._count = len(names)
        self._find = picker(names)
        """Gives the value of every name once."""
        self._pick = picker([names.index(name) + is_html * len(names) for name, is_html, _ in self._steps])
        """Gives the encoded value of every step, from the plain ones followed by those for HTML."""

    def written(self, fields: Mapping[str, str]) -> tuple[Sequence[bytes], bool]:
        """Give the encoded value of each step, and whether one has a line that may begin with a dot.

        Raises MissingFieldError.
        """
        if not self._count:
            return (), False
        try:
            found = self._find(fields)
        except KeyError:
            return self._one_by_one(fields)
        if not all(found):
            return self._one_by_one(fields)
        joined = "\n".join(found)
        encoded = b2a_qp(joined.encode("utf-8", "replace"))
        plain = encoded.split(b"\n")
        html = plain
        if _is_special(joined):
            for letter, instead in _ESCAPES:
                encoded = encoded.replace(letter, instead)
            html = encoded.split(b"\n")
        # Else a value holds a line break of its own, or its lines had to be broken.
        if "\r" in joined or len(plain) != self._count or len(html) != self._count or _are_wide(encoded, html):
            return self._one_by_one(fields)
        return self._pick(plain + html), encoded.startswith(b".") or b"\n." in encoded

    def _one_by_one(self, fields: Mapping[str, str]) -> tuple[Sequence[bytes], bool]:
        values = [_value_of(fields, *step) for step in self._steps]
        return values, begins_with_dot(values)


def begins_with_dot(values: Sequence[bytes]) -> bool:
    """True when a line in one of the values begins with a dot."""
    return b"\n." in b"\n" + b"\n".join(values)


def in_text(value: str) -> bytes:
    """Encode a value for the plain text."""
    return _encoded(value)


def in_html(value: str) -> bytes:
    """Encode a value for HTML."""
    return _encoded(str(escape(value)) if _is_special(value) else value)


@lru_cache(maxsize=256)
def _encoded(value: str) -> bytes:
    return quoted_printable(value)


def _are_wide(encoded: bytes, lines: list[bytes]) -> bool:
    """True when a line is too wide to be followed by a soft break. Those for HTML are the wider ones."""
    return len(encoded) >= MAX_LINE and max(map(len, lines)) >= MAX_LINE


def _value_of(fields: Mapping[str, str], name: str, is_html: bool, instead: bytes | None) -> bytes:
    value = fields.get(name)
    if value:
        return in_html(value) if is_html else in_text(value)
    if instead is not None:
        return instead
    if value is None:
        raise MissingFieldError(name)
    return b""


def picker(places: Sequence[Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Give what `itemgetter` gives, as a tuple also where there is only one."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda found: tuple([found[place] for place in places])
