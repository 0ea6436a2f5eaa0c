"""Chips: short names side by side that wrap into lines, each of which can be taken away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QLayoutItem, QSizePolicy, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.widgets.basics import ElidedLabel, icon_button, row


class FlowLayout(QLayout):
    """Puts items beside each other and begins a new line when there is no more room."""

    def __init__(self, spacing: int = t.XS + 2) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take an item."""
        self._items.append(item)

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Give an item, None behind the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Give an item away."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Grow in no direction."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """A narrow one is higher."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Give the height of all lines."""
        return self._place(QRect(0, 0, width, 0), really=False)

    def setGeometry(self, area: QRect) -> None:  # noqa: N802 - Qt's name
        """Place the items."""
        super().setGeometry(area)
        self._place(area, really=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Give the least."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Give the size of the largest item."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, area: QRect, *, really: bool) -> int:
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        x = y = line = 0
        for item in self._items:
            hint = item.sizeHint()
            width = min(hint.width(), area.width())
            if x and x + width > area.width():
                x, y, line = 0, y + line + self.spacing(), 0
            if really:
                left = area.width() - x - width if mirrored else x
                item.setGeometry(QRect(QPoint(area.x() + left, area.y() + y), QSize(width, hint.height())))
            x += width + self.spacing()
            line = max(line, hint.height())
        return y + line


class Chip(QFrame):
    """A name with a cross."""

    def __init__(self, text: str, tip: str, removed: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "chip")
        self.text = text
        self.cross = icon_button("close", tip, removed)
        self.cross.setProperty("kind", "tiny")
        self.setLayout(row(ElidedLabel(text), self.cross, spacing=0, margins=(10, 0, 2, 0)))
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Chips(QWidget):
    """A set of chips with one thing to press behind them."""

    def __init__(self, last: QWidget | None = None) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self._last = last
        self._chips: list[Chip] = []
        self.setLayout(self._flow)
        if last is not None:
            self._flow.addWidget(last)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def texts(self) -> list[str]:
        """Give what the chips say."""
        return [chip.text for chip in self._chips]

    def show_chips(self, chips: list[Chip]) -> None:
        """Show these chips in place of the others."""
        for old in self._chips:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._chips = chips
        if self._last is not None:
            self._flow.removeWidget(self._last)
        for chip in chips:
            self._flow.addWidget(chip)
        if self._last is not None:
            self._flow.addWidget(self._last)
        self.updateGeometry()
