"""Which kinds of blocks there are and what can be set on each: palette and property panel are made from this."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

Value = str | int | bool
COLUMNS = "columns"


class PropertyType(StrEnum):
    """How a property is edited. RICH: text with bold, links, lists and merge fields; PICTURE: cid: or https."""

    TEXT = "text"
    RICH = "rich"
    LINK = "link"
    COLOUR = "colour"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"
    PICTURE = "picture"
    FONT = "font"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that can be set: `default` is the usual value, `low` and `high` bound a number (pixels or percent).

    An empty colour means the theme's. `choices` are the values of a choice. What is `hidden` the program sets itself.
    """

    name: str
    type: PropertyType
    default: Value
    low: int = 0
    high: int = 0
    choices: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of block and its properties, in the order in which they are shown."""

    name: str
    properties: tuple[Property, ...]


_T = PropertyType
FONTS = (
    "Arial, Helvetica, sans-serif",
    "Verdana, Geneva, sans-serif",
    "'Trebuchet MS', Helvetica, sans-serif",
    "Tahoma, Geneva, sans-serif",
    "Georgia, 'Times New Roman', serif",
    "'Times New Roman', Times, serif",
    "'Courier New', Courier, monospace",
)
"""Fonts that computers and phones have: a message can bring none along that all mail programs show."""
LAYOUTS = ("1-1", "1-1-1", "1-2", "2-1", "1-3", "3-1")
_ALIGN = Property("align", _T.CHOICE, "left", choices=("left", "center", "right"))
_CENTRED = Property("align", _T.CHOICE, "center", choices=("left", "center", "right"))
_ABOVE = Property("space_above", _T.NUMBER, 8, 0, 80)
_BELOW = Property("space_below", _T.NUMBER, 8, 0, 80)
_BEHIND = Property("background", _T.COLOUR, "")
_AROUND = (_ABOVE, _BELOW, _BEHIND)

_KINDS = (
    Kind(
        "heading",
        (
            Property("html", _T.RICH, "Heading"),
            Property("level", _T.CHOICE, "1", choices=("1", "2", "3")),
            Property("size", _T.NUMBER, 28, 12, 60),
            Property("colour", _T.COLOUR, ""),
            _ALIGN,
            *_AROUND,
        ),
    ),
    Kind(
        "text",
        (
            Property("html", _T.RICH, "<p>Write here.</p>"),
            Property("size", _T.NUMBER, 16, 10, 40),
            Property("colour", _T.COLOUR, ""),
            _ALIGN,
            *_AROUND,
        ),
    ),
    Kind(
        "image",
        (
            Property("picture", _T.PICTURE, ""),
            Property("alt", _T.TEXT, ""),
            Property("link", _T.LINK, ""),
            Property("width", _T.NUMBER, 100, 10, 100),
            Property("bleed", _T.YES_NO, False),
            Property("rounded", _T.NUMBER, 0, 0, 60),
            _CENTRED,
            *_AROUND,
            Property("proportion", _T.NUMBER, 0, 0, 2000, hidden=True),  # height in percent of the width; 0: not known
        ),
    ),
    Kind(
        "button",
        (
            Property("label", _T.TEXT, "Read more"),
            Property("link", _T.LINK, ""),
            Property("fill", _T.COLOUR, ""),
            Property("colour", _T.COLOUR, ""),
            Property("size", _T.NUMBER, 16, 10, 32),
            Property("rounded", _T.NUMBER, 6, 0, 40),
            Property("wide", _T.YES_NO, False),
            _CENTRED,
            *_AROUND,
        ),
    ),
    Kind(
        COLUMNS,
        (
            Property("layout", _T.CHOICE, "1-1", choices=LAYOUTS),
            Property("stack", _T.YES_NO, True),
            *_AROUND,
        ),
    ),
    Kind(
        "divider",
        (
            Property("thickness", _T.NUMBER, 1, 1, 10),
            Property("colour", _T.COLOUR, "#d9dce1"),
            Property("width", _T.NUMBER, 100, 10, 100),
            Property("space_above", _T.NUMBER, 16, 0, 80),
            Property("space_below", _T.NUMBER, 16, 0, 80),
            _BEHIND,
        ),
    ),
    Kind("spacer", (Property("height", _T.NUMBER, 24, 4, 120), _BEHIND)),
    Kind(
        "social",
        (
            Property("links", _T.LINKS, "Website https://"),
            Property("size", _T.NUMBER, 14, 10, 24),
            Property("colour", _T.COLOUR, ""),
            _CENTRED,
            *_AROUND,
        ),
    ),
    Kind(
        "footer",
        (
            Property("html", _T.RICH, ""),
            Property("unsubscribe", _T.TEXT, "Unsubscribe"),
            Property("size", _T.NUMBER, 13, 10, 20),
            Property("colour", _T.COLOUR, "#6a7079"),
            _CENTRED,
            Property("space_above", _T.NUMBER, 16, 0, 80),
            Property("space_below", _T.NUMBER, 16, 0, 80),
            _BEHIND,
        ),
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}
"""Every kind by name, in the order of the palette."""
THEME = (
    Property("font", _T.FONT, FONTS[0]),
    Property("heading_font", _T.FONT, FONTS[0]),
    Property("colour", _T.COLOUR, "#24292f"),
    Property("accent", _T.COLOUR, "#1f6feb"),
    Property("paper", _T.COLOUR, "#ffffff"),
    Property("background", _T.COLOUR, "#f3f4f6"),
    Property("width", _T.NUMBER, 600, 320, 800),
)
"""Colours and fonts for the whole message."""
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def clean_values(properties: Sequence[Property], values: Mapping[str, object]) -> dict[str, Value]:
    """Give every property a value of its type: the given one where it is possible, else the usual one."""
    return {one.name: _clean(one, values.get(one.name, one.default)) for one in properties}


def _clean(one: Property, value: object) -> Value:
    if one.type is PropertyType.NUMBER:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return one.default
        return max(one.low, min(one.high, int(value)))
    if one.type is PropertyType.YES_NO:
        return value if isinstance(value, bool) else one.default
    if not isinstance(value, str):
        return one.default
    if one.type is PropertyType.COLOUR:
        lowered = value.strip().lower()
        if re.fullmatch(r"#[0-9a-f]{3}", lowered):
            lowered = "#" + "".join(digit * 2 for digit in lowered[1:])
        return lowered if _COLOUR.fullmatch(lowered) or (not lowered and one.default == "") else one.default
    if one.type is PropertyType.CHOICE:
        return value if value in one.choices else one.default
    if one.type is PropertyType.FONT:
        return value if value in FONTS else one.default
    return value.replace("\r\n", "\n").replace("\r", "\n")
