"""Labels, buttons, lines and layouts in our look."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t

B = TypeVar("B", bound=QBoxLayout)
Item = QWidget | QLayout | int | None
"""What `row` and `column` take: a widget, a layout, a distance in pixels, or None for everything that is left."""


def label(text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Make a label; roles: title, section, strong, muted, small, huge, error, good, warning, bad."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return made


class ElidedLabel(QLabel):
    """A label of one line that ends with … when there is no room; the whole text is its tool tip then."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Shrink as far as needed."""
        return QSize(24, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint what fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), int(start), shown)


class _Button(QPushButton):
    """Return presses it while it has the focus, outside dialogs too; Qt only knows the space bar there."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press on Return."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & ~_KEYPAD:
            self.click()
        else:
            super().keyPressEvent(event)


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def button(
    text: str, kind: str = "plain", clicked: Callable[[], object] | None = None, *, icon: str = "", tip: str = ""
) -> QPushButton:
    """Make a button; kinds: primary (one per page), plain, danger, link, big."""
    made = _Button(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    if icon:
        roles = {"primary": "on_accent", "big": "on_accent", "danger": "bad", "link": "accent"}
        icons.bind(made, icon, roles.get(kind, "muted"))
    if tip:
        made.setToolTip(tip)
    if clicked is not None:
        made.clicked.connect(lambda: clicked())
    return made


def flush(made: QPushButton) -> QPushButton:
    """Let a link begin where the text above it begins."""
    made.setProperty("flush", "true")
    return made


def icon_button(icon: str, tip: str, clicked: Callable[[], object] | None = None, role: str = "muted") -> QToolButton:
    """Make a button with an icon only; the tip is its accessible name too."""
    made = QToolButton()
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    icons.bind(made, icon, role)
    if clicked is not None:
        made.clicked.connect(lambda: clicked())
    return made


def line() -> QFrame:
    """Make a thin horizontal line."""
    made = QFrame()
    made.setProperty("role", "line")
    return made


def upright() -> QFrame:
    """Make a thin vertical line."""
    made = QFrame()
    made.setProperty("role", "upright")
    return made


def row(*items: Item, spacing: int = t.S, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Lay things out side by side."""
    return _fill(QHBoxLayout(), items, spacing, margins)


def column(*items: Item, spacing: int = t.S, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Lay things out one below the other."""
    return _fill(QVBoxLayout(), items, spacing, margins)


def _fill(box: B, items: tuple[Item, ...], spacing: int, margins: tuple[int, int, int, int]) -> B:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(item)
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)
    return box


def side_by_side(left: QWidget, right: QWidget, shares: tuple[int, int] = (1, 1)) -> QSplitter:
    """Put two widgets side by side with a handle between them; neither can be pushed away."""
    both = QSplitter(Qt.Orientation.Horizontal)
    both.setHandleWidth(14)
    both.setChildrenCollapsible(False)
    both.addWidget(left)
    both.addWidget(right)
    both.setSizes([1000 * share for share in shares])
    return both


def scrolled(inner: QWidget) -> QScrollArea:
    """Put a widget into a frameless area that scrolls downwards only."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    inner.setProperty("role", "page")
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    return area


def restyle(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties and let the style sheet look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and destroy the widgets."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()


def page(*items: Item, spacing: int = 14) -> QVBoxLayout:
    """Lay out a whole page with the margins that every page has; give a widget stretch by `layout.setStretch`."""
    return column(*items, spacing=spacing, margins=(t.PAGE_MARGIN, 22, t.PAGE_MARGIN, 20))
