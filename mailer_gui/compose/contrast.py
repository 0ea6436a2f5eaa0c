"""Which colours text and background have in HTML with inlined styles, and how well one is read on the other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailer_gui.compose.colour_names import NAMES

Colour = tuple[int, int, int]
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)", re.IGNORECASE)
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})\b", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?\s*\)", re.IGNORECASE)
_SIZE = re.compile(r"([\d.]+)\s*(px|pt)", re.IGNORECASE)
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
_PIXELS_OF_A_POINT = 4 / 3
_LARGE, _LARGE_BOLD = 24.0, 18.5


@dataclass(frozen=True, slots=True)
class Shown:
    """How text is shown; `is_large`: 24 px, or 18.5 px bold (WCAG 2.1)."""

    text: Colour
    background: Colour
    is_large: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    element: str
    text: Colour | None = BLACK
    background: Colour | None = WHITE
    size: float = 16.0
    is_bold: bool = False
    is_hidden: bool = False


class Palette:
    """Follows the elements of a document; unknown colours (a picture behind, a merge field) make it silent."""

    def __init__(self) -> None:
        self._stack = [_State("")]

    def open(self, element: str, attributes: dict[str, str]) -> None:
        """Go into an element."""
        if element in _VOID:
            return
        now = self._stack[-1]
        style = {name.lower(): value.strip() for name, value in _DECLARATION.findall(attributes.get("style", ""))}
        text, background = now.text, now.background
        if element == "a" and "href" in attributes and "color" not in style:
            text = None  # a mail program's own colour for links
        if "color" in attributes:
            text = colour(attributes["color"])
        if "color" in style:
            text = colour(style["color"])
        if "bgcolor" in attributes:
            background = colour(attributes["bgcolor"])
        behind = style.get("background-color") or style.get("background")
        if behind is not None:
            background = _behind(behind, background)
        if "background-image" in style or "background" in attributes:
            background = None
        size = _SIZE.match(style.get("font-size", ""))
        pixels = (
            float(size.group(1)) * (_PIXELS_OF_A_POINT if size.group(2).lower() == "pt" else 1) if size else now.size
        )
        weight = style.get("font-weight", "bold" if element in ("b", "strong", "h1", "h2", "h3", "th") else "")
        bold = weight.startswith(("bold", "6", "7", "8", "9")) if weight else now.is_bold
        hidden = now.is_hidden or style.get("display") == "none" or "mso-hide" in style or pixels < 2
        self._stack.append(_State(element, text, background, pixels, bold, hidden))

    def close(self, element: str) -> None:
        """Leave an element, and those inside it that were never closed."""
        for place in range(len(self._stack) - 1, 0, -1):
            if self._stack[place].element == element:
                del self._stack[place:]
                return

    def shown(self) -> Shown | None:
        """Give the colours of text at this place; None when they are not known or the text is not shown."""
        now = self._stack[-1]
        if now.text is None or now.background is None or now.is_hidden:
            return None
        return Shown(now.text, now.background, now.size >= (_LARGE_BOLD if now.is_bold else _LARGE))


def _behind(value: str, under: Colour | None) -> Colour | None:
    if "url(" in value or "gradient" in value:
        return None
    if value.strip().lower() in ("transparent", "none", "inherit", "initial"):
        return under
    return colour(value)


def colour(value: str) -> Colour | None:
    """Read a colour of CSS or HTML; None when it is none that is known or lets something shine through."""
    value = value.strip().lower().removesuffix("!important").strip()
    found = _HEX.match(value)
    if found:
        digits = found.group(1)
        digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    found = _RGB.match(value)
    if found:
        if found.group(4) and found.group(4) not in ("1", "1.0", "100%"):
            return None
        return int(found.group(1)), int(found.group(2)), int(found.group(3))
    named = NAMES.get(value.split()[0] if value else "")
    return (int(named[:2], 16), int(named[2:4], 16), int(named[4:], 16)) if named else None


def ratio(one: Colour, other: Colour) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.1, contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
