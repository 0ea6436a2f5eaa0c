"""The few sizes and colours that everything on screen is made of."""

from __future__ import annotations

from dataclasses import dataclass

XS, S, M, L, XL, XXL = 4, 8, 12, 16, 24, 32
"""Distances in pixels; nothing on screen uses another one."""

CARD_RADIUS = 8
CONTROL_RADIUS = 6
CONTROL_HEIGHT = 34
ROW_HEIGHT = 38
SIDEBAR_WIDTH = 208
PAGE_MARGIN = 28

FONT_TITLE = 20
FONT_NUMBER = 22
FONT_SECTION = 15
FONT_BODY = 13
FONT_SMALL = 12
FONT_HUGE = 32


@dataclass(frozen=True, slots=True)
class Colours:
    """One palette. Each meaning has a text colour and a soft fill for pills, banners and selections."""

    name: str
    background: str
    sidebar: str
    card: str
    hover: str
    line: str
    control_line: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    bad: str
    bad_soft: str
    neutral: str
    neutral_soft: str
    track: str

    @property
    def is_dark(self) -> bool:
        """True for the dark palette."""
        return self.name == "dark"

    def meaning(self, kind: str) -> tuple[str, str]:
        """Give (text, soft fill) of info, good, warning, bad or neutral."""
        pairs = {
            "info": (self.accent, self.accent_soft),
            "good": (self.good, self.good_soft),
            "warning": (self.warning, self.warning_soft),
            "bad": (self.bad, self.bad_soft),
        }
        return pairs.get(kind, (self.neutral, self.neutral_soft))


LIGHT = Colours(
    name="light",
    background="#f6f7f9",
    sidebar="#eef0f3",
    card="#ffffff",
    hover="#f2f4f7",
    line="#e3e6ea",
    control_line="#d5dae1",
    text="#1c2430",
    muted="#5f6b7c",
    accent="#2563d0",
    accent_hover="#1d54b8",
    on_accent="#ffffff",
    accent_soft="#e6eefc",
    good="#18764a",
    good_soft="#e3f4eb",
    warning="#8a5a00",
    warning_soft="#fdf1d5",
    bad="#b42318",
    bad_soft="#fdeae8",
    neutral="#4a5567",
    neutral_soft="#eceff3",
    track="#e9ecf0",
)

DARK = Colours(
    name="dark",
    background="#16191e",
    sidebar="#1b1f25",
    card="#21262d",
    hover="#282e36",
    line="#2f363f",
    control_line="#3c4550",
    text="#e6e9ee",
    muted="#9ba6b6",
    accent="#7aa8f8",
    accent_hover="#93b9fb",
    on_accent="#10213f",
    accent_soft="#22324e",
    good="#5fcb92",
    good_soft="#1e3529",
    warning="#e6b450",
    warning_soft="#3a2f1a",
    bad="#f4958c",
    bad_soft="#432422",
    neutral="#b4bdca",
    neutral_soft="#2f363f",
    track="#323a44",
)


def luminance(colour: str) -> float:
    """Give the relative luminance of #rrggbb as WCAG 2 defines it."""

    def channel(value: int) -> float:
        part = value / 255
        return float(part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (channel(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def text_pairs(colours: Colours) -> list[tuple[str, str, str]]:
    """List every (name, text colour, ground) that appears on screen."""
    grounds = {"background": colours.background, "sidebar": colours.sidebar, "card": colours.card}
    grounds |= {"hover": colours.hover, "selection": colours.accent_soft}
    pairs = [
        (f"{name} on {ground}", text, fill)
        for ground, fill in grounds.items()
        for name, text in (("text", colours.text), ("muted", colours.muted), ("accent", colours.accent))
    ]
    for kind in ("info", "good", "warning", "bad", "neutral"):
        text, soft = colours.meaning(kind)
        pairs += [(f"{kind} on its fill", text, soft), (f"{kind} on card", text, colours.card)]
    pairs += [
        ("on accent", colours.on_accent, colours.accent),
        ("on accent, hovered", colours.on_accent, colours.accent_hover),
        ("bad on background", colours.bad, colours.background),
    ]
    return pairs
