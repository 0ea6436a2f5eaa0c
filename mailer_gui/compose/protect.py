"""Keeps merge tags whole while HTML is worked on: each is swapped for a mark that HTML tools leave alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from mailer_gui.compose.tags import Tag, TagKind, scan


class Place(Enum):
    """Where in the HTML a merge tag stands."""

    TEXT = auto()
    VALUE = auto()
    ATTRIBUTES = auto()
    COMMENT = auto()
    STYLE = auto()
    RAW = auto()


_RAW_ELEMENTS = {"style": Place.STYLE, "script": Place.RAW, "title": Place.RAW, "textarea": Place.RAW}
_NAME = re.compile(r"<([A-Za-z][^\s/>]*)")
_CONDITIONAL = re.compile(r"<!\[[^\]<>]*\]>")
"""Outlook's `<![if !mso]>` and `<![endif]>`, which HTML parsers turn into comments that Outlook misreads."""


class _Walker:
    """Follows HTML piece by piece and knows where it is; a rough map of the tokenizer, enough for placing tags."""

    def __init__(self) -> None:
        self.place = Place.TEXT
        self._quote = ""
        self._element = ""
        self._last = ""

    def feed(self, text: str) -> None:
        steps: dict[Place, Callable[[str, int], int]] = {
            Place.TEXT: self._text,
            Place.ATTRIBUTES: self._attributes,
            Place.VALUE: self._value,
            Place.COMMENT: lambda text, at: self._until(text, at, "-->"),
            Place.STYLE: self._raw,
            Place.RAW: self._raw,
        }
        at = 0
        while at < len(text):
            at = steps[self.place](text, at)

    @property
    def is_after_equals(self) -> bool:
        """True in an attribute value without quotes."""
        return self.place is Place.ATTRIBUTES and self._last == "="

    def _text(self, text: str, at: int) -> int:
        start = text.find("<", at)
        if start < 0:
            return len(text)
        if text.startswith("<!--", start):
            self.place = Place.COMMENT
            return start + 4
        name = _NAME.match(text, start)
        if name is None and not text.startswith(("</", "<!", "<?"), start):
            return start + 1
        self._element = name.group(1).lower() if name else ""
        self.place, self._last = Place.ATTRIBUTES, ""
        return name.end() if name else start + 2

    def _attributes(self, text: str, at: int) -> int:
        character = text[at]
        if character == ">":
            self.place = _RAW_ELEMENTS.get(self._element, Place.TEXT)
        elif character in "\"'" and self._last == "=":
            self.place, self._quote = Place.VALUE, character
        if not character.isspace():
            self._last = character
        return at + 1

    def _value(self, text: str, at: int) -> int:
        end = text.find(self._quote, at)
        if end < 0:
            return len(text)
        self.place, self._last = Place.ATTRIBUTES, ""
        return end + 1

    def _until(self, text: str, at: int, mark: str) -> int:
        end = text.find(mark, at)
        if end < 0:
            return len(text)
        self.place = Place.TEXT
        return end + len(mark)

    def _raw(self, text: str, at: int) -> int:
        end = text.find("</", at)
        while end >= 0 and text[end + 2 : end + 2 + len(self._element)].lower() != self._element:
            end = text.find("</", end + 2)
        if end < 0:
            return len(text)
        self.place, self._element, self._last = Place.ATTRIBUTES, "", ""
        return end + 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag that was swapped: `word` stands for `text`. `is_control` is true for what must come back exactly once."""

    word: str
    text: str
    place: Place
    is_control: bool


class Protected:
    """HTML with marks instead of merge tags; `write` says what stands for each mark."""

    def __init__(self, html: str, write: Callable[[Mark], str]) -> None:
        prefix = _unused_prefix(html)
        walker = _Walker()
        self.marks: dict[str, Mark] = {}
        pieces: list[str] = []
        at = 0
        for tag in _things(html):
            walker.feed(html[at : tag.start])
            place = Place.VALUE if walker.is_after_equals else walker.place
            word = f"{prefix}{len(self.marks)}x"
            is_control = tag.kind is TagKind.CONTROL
            mark = Mark(word, html[tag.start : tag.end], place, is_control)
            self.marks[word] = mark
            pieces.extend((html[at : tag.start], write(mark)))
            at = tag.end
        self.html = "".join((*pieces, html[at:]))
        self._alone = re.compile(rf"^({prefix}\d+x)\n+", re.MULTILINE)
        self._pattern = re.compile(rf"<!--({prefix}\d+x)-->|({prefix}\d+x)")

    def words(self, html: str) -> list[str]:
        """Give the marks of a text in their order."""
        return [first or second for first, second in self._pattern.findall(html)]

    def joined(self, text: str) -> str:
        """Let what follows an instruction that has a line of its own come up to it, so that it leaves no empty line."""

        def shorter(match: re.Match[str]) -> str:
            return match.group(1) if self.marks[match.group(1)].is_control else match.group()

        return self._alone.sub(shorter, text)

    def restore(self, text: str, form: Callable[[str], str] = str) -> str:
        """Put the tags back, each in the form wished."""
        return self._pattern.sub(lambda match: form(self.marks[match.group(1) or match.group(2)].text), text)


def _things(html: str) -> list[Tag]:
    """Merge tags and Outlook's conditionals, in order; what lies inside a merge tag belongs to it."""
    tags = list(scan(html))
    conditionals = [Tag(TagKind.RAW, match.start(), match.end()) for match in _CONDITIONAL.finditer(html)]
    merged = sorted((*tags, *conditionals), key=lambda tag: tag.start)
    things: list[Tag] = []
    for tag in merged:
        if not things or tag.start >= things[-1].end:
            things.append(tag)
    return things


def _unused_prefix(html: str) -> str:
    lowered, number = html.lower(), 0
    while f"mq{number}q" in lowered:
        number += 1
    return f"mq{number}q"
