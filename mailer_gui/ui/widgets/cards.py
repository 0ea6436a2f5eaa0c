"""Surfaces: the card, the number tile, and the page's header, banner and empty state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import ElidedLabel, Item, button, column, label, restyle, row

SENTENCE = 380
"""The width of an empty state's sentence."""
LOW = 150
"""An empty state lower than this has no room for its drawing."""


class Card(QFrame):
    """A white surface with a thin border; `content` is its column."""

    def __init__(self, *items: Item, margin: int = t.L, spacing: int = t.M) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.content: QVBoxLayout = column(*items, spacing=spacing, margins=(margin, margin, margin, margin))
        self.setLayout(self.content)


class Tile(QFrame):
    """A number with a caption, below it or (low) beside it. Checkable, it works like a toggle button."""

    toggled = Signal(bool)

    def __init__(
        self, caption: str, value: str = "0", kind: str = "", *, checkable: bool = False, low: bool = False
    ) -> None:
        super().__init__()
        self.kind, self.checkable, self._size = kind, checkable, t.FONT_SECTION if low else t.FONT_NUMBER
        self._checked = self._hovered = False
        self._value = label(value)
        font = self._value.font()
        font.setPixelSize(self._size)
        font.setBold(True)
        self._value.setFont(font)
        self._value.setStyleSheet("")
        self._caption: QLabel = ElidedLabel(caption, "small") if low else label(caption, "small", wrap=True)
        if low:
            beside = row(self._value, self._caption, spacing=t.S, margins=(14, t.S, t.M, t.S))
            beside.setStretch(1, 1)
            self.setLayout(beside)
        else:
            self._caption.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
            self.setLayout(column(self._value, self._caption, None, spacing=2, margins=(14, 10, 14, t.S)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if checkable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tell()
        self._colour()
        theme().changed.connect(self._colour)

    def set(self, value: str, caption: str | None = None, kind: str | None = None) -> None:
        """Show another number (and caption, and meaning); nothing is painted when nothing changed."""
        if self._value.text() != value:
            self._value.setText(value)
        if caption is not None and self._caption.text() != caption:
            self._caption.setText(caption)
        if kind is not None and kind != self.kind:
            self.kind = kind
            self._colour()
        self._tell()

    @property
    def value(self) -> str:
        """The number shown."""
        return self._value.text()

    @property
    def checked(self) -> bool:
        """True while the tile is chosen."""
        return self._checked

    def set_checked(self, on: bool) -> None:
        """Choose or release the tile; `toggled` is emitted on a change."""
        if on != self._checked:
            self._checked = on
            self._tell()
            self.update()
            self.toggled.emit(on)

    def _tell(self) -> None:
        self.setAccessibleName(f"{self._caption.text()}: {self._value.text()}")
        if self.checkable:
            self.setAccessibleDescription("chosen" if self._checked else "")

    def _colour(self) -> None:
        colours = theme().colours
        colour = colours.meaning(self.kind)[0] if self.kind else colours.text
        self._value.setStyleSheet(f"font-size: {self._size}px; font-weight: 700; color: {colour};")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the card; the chosen or focused one has an accent border, the chosen one also a soft fill."""
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self._checked or self.hasFocus()
        width = 2.0 if strong else 1.0
        painter.setPen(QPen(QColor(colours.accent if strong else colours.line), width))
        ground = colours.accent_soft if self._checked else colours.hover if self._hovered else colours.card
        painter.setBrush(QColor(ground if self.checkable else colours.card))
        inset = width / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), t.CARD_RADIUS, t.CARD_RADIUS
        )

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Lighten under the pointer."""
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002, N802 - Qt's name
        """Go back to the resting look."""
        self._hovered = False
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Toggle on a click."""
        if self.checkable and self.rect().contains(event.position().toPoint()):
            self.set_checked(not self._checked)
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Toggle with the space bar or Return."""
        if self.checkable and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.set_checked(not self._checked)
        else:
            super().keyPressEvent(event)


class PageHeader(QWidget):
    """A page's title and subtitle, with its actions at the other end."""

    def __init__(self, title: str, subtitle: str = "", *actions: QWidget) -> None:
        super().__init__()
        self.title = ElidedLabel(title, "title")
        self.subtitle = ElidedLabel(subtitle, "muted")
        self.buttons: QHBoxLayout = row(*actions)
        words = column(self.title, self.subtitle, spacing=t.XS)
        self.before: QHBoxLayout = row()
        whole = row(self.before, words, None, self.buttons, spacing=t.L)
        whole.setStretch(1, 1)
        whole.setStretch(2, 0)
        self.setLayout(whole)
        self.setMinimumHeight(52)

    def set(self, title: str | None = None, subtitle: str | None = None) -> None:
        """Show another title or subtitle."""
        if title is not None:
            self.title.setText(title)
        if subtitle is not None:
            self.subtitle.setText(subtitle)


class Banner(QFrame):
    """A sentence that matters now, on a soft fill: bold beginning, text, and at most one button."""

    def __init__(self, kind: str = "info", title: str = "", text: str = "") -> None:
        super().__init__()
        self.setProperty("role", "banner")
        self.setProperty("kind", kind)
        self._icon = QLabel()
        self._title = label("", "strong")
        self._text = label("", wrap=True)
        self.action: QPushButton = button("", "plain")
        self.action.hide()
        whole = row(self._icon, self._title, self._text, self.action, spacing=t.M, margins=(t.L, t.S + 2, t.M, t.S + 2))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self._pressed: Callable[[], object] | None = None
        self._said: tuple[str, str, str, str] | None = None
        self.action.clicked.connect(self._press)
        theme().changed.connect(self._paint_icon)
        self.set(kind, title, text)

    def set(
        self, kind: str, title: str, text: str = "", action: str = "", pressed: Callable[[], object] | None = None
    ) -> None:
        """Say something else; what is said already is left alone."""
        self._pressed = pressed
        if self._said == (kind, title, text, action):
            return
        self._said = (kind, title, text, action)
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        if self.property("kind") != kind:
            restyle(self, kind=kind)
            for child in (self._title, self._text, self.action):
                restyle(child)
        self._paint_icon()

    def _press(self) -> None:
        if self._pressed is not None:
            self._pressed()

    def _paint_icon(self) -> None:
        kind = str(self.property("kind"))
        name = {"good": "check", "warning": "warning", "bad": "error"}.get(kind, "info")
        self._icon.setPixmap(icons.pixmap(name, theme().colours.meaning(kind)[0]))


class EmptyState(QWidget):
    """What an empty page says: what belongs here, and the one thing to do."""

    def __init__(self, icon: str, title: str, text: str, *actions: QWidget) -> None:
        super().__init__()
        self._name = icon
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = label(title, "section", wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text = label(text, "muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle = column(
            None,
            self._icon,
            t.S,
            self._title,
            row(None, self._text, None),
            t.M,
            row(None, *actions[:2], None),
            row(None, *actions[2:], None),
            None,
            spacing=t.XS,
            margins=(t.L, t.M, t.L, t.M),
        )
        self.setLayout(middle)
        self._paint()
        theme().changed.connect(self._paint)

    def set(self, title: str, text: str) -> None:
        """Say something else."""
        self._title.setText(title)
        self._text.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the sentence a good width; leave the drawing out before any word is cut."""
        super().resizeEvent(event)
        self._text.setFixedWidth(max(0, min(SENTENCE, self.width() - 2 * t.L)))
        self._icon.setVisible(self.height() >= LOW)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Give way to others: the sentence takes what width there is."""
        return QSize(200, 100)

    def _paint(self) -> None:
        self._icon.setPixmap(icons.pixmap(self._name, theme().colours.muted, 40))
