"""The look: every text can be read on every ground it appears on, and the palette follows the wish."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from mailer_gui.paths import resource
from mailer_gui.ui import icons
from mailer_gui.ui.style import sheet
from mailer_gui.ui.theme import ThemeMode, theme
from mailer_gui.ui.tokens import DARK, LIGHT, Colours, contrast, text_pairs

AA = 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_has_enough_contrast(colours: Colours) -> None:
    weak = [(name, round(contrast(a, b), 2)) for name, a, b in text_pairs(colours) if contrast(a, b) < AA]
    assert weak == []


def test_contrast_of_black_on_white_is_the_known_one() -> None:
    assert round(contrast("#000000", "#ffffff")) == 21


def test_a_wish_for_dark_changes_palette_and_colours(look: QApplication) -> None:
    theme().use(ThemeMode.DARK)
    dark = look.palette().color(QPalette.ColorRole.Window).name()
    theme().use(ThemeMode.LIGHT)
    light = look.palette().color(QPalette.ColorRole.Window).name()
    theme().use(ThemeMode.SYSTEM)
    assert (dark, light) == (DARK.background, LIGHT.background)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_picture_of_the_style_sheet_exists(colours: Colours) -> None:
    for path in re.findall(r"url\(([^)]*)\)", sheet(colours)):
        assert resource().joinpath(path).is_file(), path


def test_every_icon_can_be_drawn(look: QApplication) -> None:
    names = sorted(path.stem for path in resource("icons").glob("*.svg"))
    assert len(names) >= 40
    for name in names:
        image = icons.pixmap(name, "#123456", 20, 1.0).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(20) for y in range(20)), name
