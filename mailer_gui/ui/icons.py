"""Our own icons, tinted from the palette.

`bind(button, "plus")` keeps a button's icon right when light turns to dark; `pixmap` is for own painting.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol, TypeVar, cast

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from mailer_gui.paths import resource
from mailer_gui.ui.theme import theme
from mailer_gui.ui.tokens import Colours

SIZE = 18
GAP = 3


class _HasIcon(Protocol):
    def setIcon(self, icon: QIcon) -> None: ...  # noqa: N802 - Qt's name


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def pixmap(name: str, colour: str, size: int = SIZE, ratio: float | None = None) -> QPixmap:
    """Draw an icon in one colour."""
    screen = QGuiApplication.primaryScreen()
    return _drawn(name, colour, size, ratio or (screen.devicePixelRatio() if screen else 1.0))


def colour_of(role: str, colours: Colours) -> str:
    """Give the colour of a role: a meaning (good, bad...), or the name of a token (text, muted, accent, on_accent)."""
    return str(getattr(colours, {"info": "accent"}.get(role, role)))


def icon(name: str, role: str = "text", size: int = SIZE, gap: int = 0) -> QIcon:
    """Give an icon in the colours of this moment, with some air at its sides; disabled it is muted."""
    colours = theme().colours
    made = QIcon(_aired(pixmap(name, colour_of(role, colours), size), gap))
    made.addPixmap(_aired(pixmap(name, colours.muted, size), gap), QIcon.Mode.Disabled)
    return made


def _aired(image: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return image
    ratio = image.devicePixelRatio()
    wider = QPixmap(image.width() + round(2 * gap * ratio), image.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(gap, 0, image)
    painter.end()
    return wider


class _Bound(QObject):
    """Paints a widget's icon again whenever the theme changes; it is the widget's child and dies with it."""

    def __init__(self, widget: QWidget, name: str, role: str, size: int) -> None:
        super().__init__(widget)
        self._widget, self.name, self.role, self._size = widget, name, role, size
        theme().changed.connect(self.paint)

    def paint(self) -> None:
        """Put the icon in the colours of this moment."""
        gap = GAP if isinstance(self._widget, QPushButton) else 0
        cast("_HasIcon", self._widget).setIcon(icon(self.name, self.role, self._size, gap))
        if isinstance(self._widget, QAbstractButton):
            self._widget.setIconSize(QSize(self._size + 2 * gap, self._size))


W = TypeVar("W", bound=QWidget)


def bind(widget: W, name: str, role: str = "text", size: int = SIZE) -> W:
    """Give a button an icon that follows the theme for as long as the button lives; call again to change it."""
    bound = next((child for child in widget.children() if isinstance(child, _Bound)), None)
    if bound is None:
        bound = _Bound(widget, name, role, size)
    bound.name, bound.role = name, role
    bound.paint()
    return widget


def draw_ahead() -> None:
    """Draw every icon in its most usual colour, so that pages find it drawn."""
    for file in resource("icons").glob("*.svg"):
        pixmap(file.stem, theme().colours.muted)


def app_icon() -> QIcon:
    """Give the icon of the program."""
    made = QIcon()
    for edge in (16, 24, 32, 48, 64, 128, 256):
        made.addFile(str(resource("icons", f"mailer-{edge}.png")), QSize(edge, edge))
    return made
