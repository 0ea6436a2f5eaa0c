"""Finds the merge tags in a template, in one pass, before anything heavier looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

MAX_TAG = 1_000
"""The longest merge field that is accepted, in characters."""
MAX_TEMPLATE = 1_000_000
"""The longest subject, HTML or text that is accepted, in characters."""

_OPEN = re.compile(r"\{\{|\{%")
_NAME = re.compile(r"\{%-?\s*(#|\w*)")
_END_RAW = re.compile(r"\{%-?\s*endraw\s*-?%\}")


class TagKind(Enum):
    """What a merge tag does: print something, steer what is printed, or show its inside as it is."""

    OUTPUT = "output"
    CONTROL = "control"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Tag:
    """A merge tag at `source[start:end]`; `name` is the word after `{%`, empty for `{{ ... }}`."""

    kind: TagKind
    start: int
    end: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a message. `line` and `column` count from 1, 0 when there is none; `hint` is the next step.

    `part` is subject, html or text, or the name of a header.
    """

    line: int
    column: int
    message: str
    hint: str = ""
    part: str = ""


class ScanError(Exception):
    """A tag that is never closed or too long; `index` is where it begins."""

    def __init__(self, index: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.index = index
        self.message = message
        self.hint = hint


def position(source: str, index: int) -> tuple[int, int]:
    """Give line and column of a place in a template, both from 1."""
    index = max(0, min(index, len(source)))
    return source.count("\n", 0, index) + 1, index - source.rfind("\n", 0, index)


def scan(source: str) -> Iterator[Tag]:
    """Yield the tags in order. Time grows with the length only, whatever a stranger wrote."""
    if len(source) > MAX_TEMPLATE:
        raise ScanError(0, f"The message is too long: at most {MAX_TEMPLATE:,} characters are possible.")
    at = 0
    while found := _OPEN.search(source, at):
        tag = _tag(source, found.start())
        yield tag
        at = tag.end


def _tag(source: str, start: int) -> Tag:
    opening = source[start : start + 2]
    closing = "}}" if opening == "{{" else "%}"
    end = source.find(closing, start + 2)
    if end < 0:
        raise ScanError(start, f"This “{opening}” is never closed.", f"Put “{closing}” where the merge field ends.")
    end += 2
    if end - start > MAX_TAG:
        raise ScanError(
            start,
            f"This merge field is too long: at most {MAX_TAG:,} characters are possible.",
            f"Perhaps “{closing}” is missing where it should end.",
        )
    if opening == "{{":
        return Tag(TagKind.OUTPUT, start, end)
    match = _NAME.match(source, start)
    name = match.group(1) if match else ""
    if name != "raw":
        return Tag(TagKind.CONTROL, start, end, name)
    raw_end = _END_RAW.search(source, end)
    if raw_end is None:
        raise ScanError(start, "This “{% raw %}” is never closed.", "Put “{% endraw %}” where it ends.")
    return Tag(TagKind.RAW, start, raw_end.end(), name)
