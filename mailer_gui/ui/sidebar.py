"""The list of pages at the window's edge."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel

from mailer_gui.ui import icons
from mailer_gui.ui import tokens as t
from mailer_gui.ui.context import PageEntry
from mailer_gui.ui.texts import number
from mailer_gui.ui.theme import theme
from mailer_gui.ui.widgets.basics import column, label, row
from mailer_gui.ui.widgets.painted import PaintedButton

_HEIGHT = 34
_LOW = 30
"""The height of an entry that stands under another one."""


class SidebarButton(PaintedButton):
    """A page's name with its icon and a count."""

    def __init__(self, entry: PageEntry) -> None:
        super().__init__(entry.title)
        self.key, self._icon_name = entry.key, entry.icon
        self._inset = 36 if entry.place == "under" else 0
        self._badge: int | None = None
        self.setAccessibleName(entry.title)

    def set_badge(self, count: int | None) -> None:
        """Show a count, or none."""
        if count != self._badge:
            self._badge = count
            self.setAccessibleName(self.text() if count is None else f"{self.text()}, {number(count)}")
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Give one line."""
        return QSize(t.SIDEBAR_WIDTH - 20, _LOW if self._inset else _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint fill, icon, name, count."""
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(1, 0.5, -1, -0.5)
        painter.setPen(QColor(colours.accent) if self.hasFocus() else Qt.PenStyle.NoPen)
        ground = colours.accent_soft if self.isChecked() else colours.neutral_soft if self.underMouse() else None
        painter.setBrush(QColor(ground) if ground else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(whole, t.CONTROL_RADIUS, t.CONTROL_RADIUS)
        colour = colours.accent if self.isChecked() else colours.text
        right = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if not self._inset:
            image = icons.pixmap(self._icon_name, colours.accent if self.isChecked() else colours.muted)
            x = self.width() - 10 - icons.SIZE if right else 10
            painter.drawPixmap(x, (self.height() - icons.SIZE) // 2, image)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        near, far = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        words = (
            QRect(10, 0, self.width() - 46, self.height()) if right else QRect(36, 0, self.width() - 46, self.height())
        )
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(words, int((far if right else near) | middle), self.text())
        if self._badge is not None:
            font.setWeight(QFont.Weight.Normal)
            font.setPixelSize(t.FONT_SMALL)
            painter.setFont(font)
            painter.setPen(QColor(colours.muted))
            painter.drawText(words, int((near if right else far) | middle), number(self._badge))


class Sidebar(QFrame):
    """Brand, pages, and below the practice mailbox and the settings."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[PageEntry]) -> None:
        super().__init__()
        self.setProperty("role", "sidebar")
        self.setFixedWidth(t.SIDEBAR_WIDTH)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, SidebarButton] = {}
        mark = QLabel()
        mark.setPixmap(icons.app_icon().pixmap(QSize(22, 22)))
        brand = row(mark, label("Mailer", "brand"), None, spacing=t.S, margins=(10, 0, 0, 14))
        top = [self._button(e) for e in entries if e.place in ("top", "under")]
        bottom = [self._button(e) for e in entries if e.place == "bottom"]
        self.setLayout(column(brand, *top, None, *bottom, spacing=1, margins=(10, 18, 10, 14)))

    def _button(self, entry: PageEntry) -> SidebarButton:
        made = SidebarButton(entry)
        made.clicked.connect(lambda: self.chosen.emit(made.key))
        self._group.addButton(made)
        self._buttons[entry.key] = made
        return made

    def mark(self, key: str) -> None:
        """Light the button of a page; a page without a button puts all lights out."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
        elif (lit := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            lit.setChecked(False)
            self._group.setExclusive(True)

    def set_badge(self, key: str, count: int | None) -> None:
        """Show a count on a page's button."""
        if key in self._buttons:
            self._buttons[key].set_badge(count)
