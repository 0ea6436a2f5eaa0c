"""What a message of blocks looks like in dark colours: every colour in it gets a counterpart, and a rule that sets it.

Mail programs ask for it in two ways: by a media query (Apple, Thunderbird), and Outlook by attributes of its own.
"""

from __future__ import annotations

import colorsys

from mailer_gui.compose.contrast import BLACK, WHITE, colour, ratio

PAGE, PAPER, INK = "#16181c", "#1f2226", "#e9ebee"
_READABLE = 4.5
_SEEN = 1.6
"""The least contrast of a button to what is behind it."""
_LIGHT = 0.5


def dark_ground(light: str, usual: str = "") -> str:
    """Give a background for dark surroundings: a dark one stays, a light one becomes `usual` or its own dark shade."""
    hue, lightness, saturation = _hls(light)
    if lightness < _LIGHT:
        return light
    return usual or _hex(hue, 0.17, min(saturation, 0.2))


def dark_ink(ink: str, ground: str) -> str:
    """Give a colour of text for a dark background: the same one where it can be read, else a lighter shade of it."""
    hue, lightness, saturation = _hls(ink)
    behind = colour(ground) or BLACK
    while ratio(colour(ink) or WHITE, behind) < _READABLE and lightness < 1:
        lightness = min(1.0, lightness + 0.02)
        ink = _hex(hue, lightness, saturation)
    return ink


def dark_line(line: str, ground: str) -> str:
    """Give a line that is as quiet on dark paper as it was on light paper."""
    if _hls(line)[1] < _LIGHT or _hls(ground)[1] >= _LIGHT:
        return dark_ink(line, ground) if _hls(line)[1] < _LIGHT else line
    hue, lightness, saturation = _hls(ground)
    return _hex(hue, lightness + 0.13, saturation)


def dark_button(fill: str, label: str, ground: str) -> tuple[str, str]:
    """Give fill and label of a button: one that would vanish in the dark becomes light."""
    if ratio(colour(fill) or BLACK, colour(ground) or BLACK) >= _SEEN:
        return fill, label
    return INK, PAPER


class DarkRules:
    """Names for elements that look different in the dark, and the rules for them."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, ...], str] = {}

    def ground(self, dark: str) -> str:
        """Name a section with this background in the dark."""
        return self._name(
            f"{{}}, {{}} > table {{{{ background: {dark} !important; background-color: {dark} !important; }}}}"
        )

    def text(self, ink: str, link: str) -> str:
        """Name a text with this colour, and these links, in the dark."""
        return self._name(f"{{}} div {{{{ color: {ink} !important; }}}}", f"{{}} a {{{{ color: {link} !important; }}}}")

    def line(self, dark: str) -> str:
        """Name a dividing line of this colour in the dark."""
        return self._name(f"{{}} p {{{{ border-top-color: {dark} !important; }}}}")

    def button(self, fill: str, label: str) -> str:
        """Name a button of these colours in the dark."""
        return self._name(
            f"{{}} td, {{}} a {{{{ background: {fill} !important; background-color: {fill} !important; }}}}",
            f"{{}} a {{{{ color: {label} !important; }}}}",
        )

    def css(self, page: str) -> tuple[str, str]:
        """Give the rules for the media query, and those for Outlook; `page` is the colour around the message.

        They stand in sheets of their own: Gmail drops a whole sheet for one selector that it does not know.
        """
        every = [f".page, .page > div {{ background-color: {page} !important; }}"]
        outlook = [f"[data-ogsb] .page {{ background-color: {page} !important; }}"]
        for rules, name in self._names.items():
            for rule in rules:
                every.append(rule.replace("{}", f".{name}").replace("{{", "{").replace("}}", "}"))
                mark = "[data-ogsb]" if "background" in rule else "[data-ogsc]"
                outlook.append(rule.replace("{}", f"{mark} .{name}").replace("{{", "{").replace("}}", "}"))
        return "@media (prefers-color-scheme: dark) {\n" + "\n".join(every) + "\n}", "\n".join(outlook)

    def _name(self, *rules: str) -> str:
        return self._names.setdefault(rules, f"d{len(self._names)}")


def _hls(value: str) -> tuple[float, float, float]:
    red, green, blue = colour(value) or BLACK
    return colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation))
