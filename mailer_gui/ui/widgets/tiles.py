"""Tiles of one size side by side: as many to a line as fit, each as wide as that leaves room for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from mailer_gui.ui import tokens as t
from mailer_gui.ui.widgets.chips import FlowLayout


class Tiles(FlowLayout):
    """A layout that fills the width evenly; no tile is wider than `widest` pixels."""

    def __init__(self, widest: int, spacing: int = t.S) -> None:
        super().__init__(spacing)
        self._widest = widest

    def sizes(self, width: int) -> tuple[int, int]:
        """Give how many tiles stand in a line of this width, and how wide each is."""
        count = max(1, -(-(width + self.spacing()) // (self._widest + self.spacing())))
        return count, max(1, (width - (count - 1) * self.spacing()) // count)

    def _place(self, area: QRect, *, really: bool) -> int:
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        count, width = self.sizes(area.width())
        y = line = 0
        for number, item in enumerate(self._items):
            place = number % count
            if number and not place:
                y, line = y + line + self.spacing(), 0
            tile = item.widget()  # its item would ask the layout inside of it
            height = tile.heightForWidth(width) if tile and tile.hasHeightForWidth() else item.sizeHint().height()
            if really:
                x = place * (width + self.spacing())
                left = area.width() - x - width if mirrored else x
                item.setGeometry(QRect(QPoint(area.x() + left, area.y() + y), QSize(width, height)))
            line = max(line, height)
        return y + line


class TileRoom(QWidget):
    """A widget for tiles that is as high as they need."""

    def __init__(self, widest: int) -> None:
        super().__init__()
        self.tiles = Tiles(widest)
        self.setLayout(self.tiles)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def empty(self) -> None:
        """Take all tiles away."""
        while (item := self.tiles.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.updateGeometry()
