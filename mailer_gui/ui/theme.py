"""Light and dark: the palette and style sheet made from the tokens, following the system or the person's wish.

Widgets that paint themselves read `theme().colours` while painting and listen to `theme().changed`.
The style sheet belongs to the windows, not to the application: what a window holds is dressed once, when it is put
there. An application's sheet dresses every part anew each time it is put into a larger one, which takes four times as
long as building a page.
"""

from __future__ import annotations

import os
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget
from shiboken6 import isValid

from mailer_gui.ui.style import sheet
from mailer_gui.ui.tokens import DARK, FONT_BODY, LIGHT, Colours

THEME_VARIABLE = "MAILER_THEME"


class ThemeMode(StrEnum):
    """What the person wants: as the system, or always one of the two."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """The look in force. `changed` is emitted after palette and style sheet have been put in place."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._dressed: list[QWidget] = []
        self.colours: Colours = LIGHT
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(base_font(app.font()))
        app.styleHints().colorSchemeChanged.connect(self._follow)
        named = os.environ.get(THEME_VARIABLE, "")
        self.mode = ThemeMode(named) if named in ("light", "dark") else ThemeMode.SYSTEM
        self._put(self._wanted())

    def use(self, mode: ThemeMode) -> None:
        """Switch to a mode; everything is painted again when that gives other colours."""
        self.mode = mode
        self._follow()

    def _wanted(self) -> Colours:
        if self.mode is ThemeMode.LIGHT:
            return LIGHT
        if self.mode is ThemeMode.DARK:
            return DARK
        return DARK if self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT

    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted is not self.colours:
            self._put(wanted)

    def _put(self, colours: Colours) -> None:
        self.colours = colours
        self._app.setPalette(palette(colours))
        self._dressed = [one for one in self._dressed if isValid(one)]
        for one in self._dressed:
            one.setStyleSheet(sheet(colours))
        self.changed.emit()

    def dress(self, window: QWidget) -> None:
        """Give a window its look, and all that it holds; dialogs and menus take it from the window they belong to."""
        self._dressed.append(window)
        window.setStyleSheet(sheet(self.colours))


_current: Theme | None = None


def install(app: QApplication) -> Theme:
    """Give the application its look; called once, before the first widget."""
    global _current
    if _current is None or _current.parent() is not app:
        _current = Theme(app)
    return _current


def theme() -> Theme:
    """Give the look in force."""
    if _current is None:
        raise RuntimeError("theme.install() comes before the first widget")
    return _current


def base_font(font: QFont) -> QFont:
    """Give the body font: the system's family, our size, figures of equal width."""
    body = QFont(font)
    body.setPixelSize(FONT_BODY)
    body.setFeature(QFont.Tag("tnum"), 1)
    return body


def palette(colours: Colours) -> QPalette:
    """Make the palette that Fusion and our own painting use."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, colour in (
        (roles.Window, colours.background),
        (roles.WindowText, colours.text),
        (roles.Base, colours.card),
        (roles.AlternateBase, colours.hover),
        (roles.Text, colours.text),
        (roles.Button, colours.card),
        (roles.ButtonText, colours.text),
        (roles.BrightText, colours.bad),
        (roles.Highlight, colours.accent),
        (roles.HighlightedText, colours.on_accent),
        (roles.Accent, colours.accent),
        (roles.Link, colours.accent),
        (roles.LinkVisited, colours.accent),
        (roles.PlaceholderText, colours.muted),
        (roles.ToolTipBase, colours.text),
        (roles.ToolTipText, colours.card),
        (roles.Light, colours.card),
        (roles.Midlight, colours.hover),
        (roles.Mid, colours.line),
        (roles.Dark, colours.control_line),
        (roles.Shadow, colours.line),
    ):
        made.setColor(role, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(disabled, role, QColor(colours.muted))
    return made
